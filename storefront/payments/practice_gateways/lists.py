"""Messengers' lists, as the practice bank keeps them: empty, and shown to whoever has the token."""

from __future__ import annotations

from storefront.payments.practice_gateways.asked import Call, Said
from storefront.payments.provider import Provider
from storefront.payments.providers.casso import Casso
from storefront.payments.providers.sepay import SePay


def answer(provider: Provider, call: Call) -> tuple[int, Said] | None:
    """Nothing, when this provider has no list, or it is not what was asked for."""
    match provider, call.path:
        case SePay(), "userapi/transactions/list":
            token = provider.credentials.token.get_secret_value()
            known = call.headers.get("authorization") == f"Bearer {token}"
            refusal = {"status": 401, "error": "Unauthorized"}
            return (200, {"transactions": []}) if known else (401, refusal)
        case Casso(), "v2/transactions":
            key = provider.credentials.api_key.get_secret_value()
            known = call.headers.get("authorization") == f"Apikey {key}"
            page: Said = {"error": 0, "data": {"page": 1, "nextPage": None, "records": []}}
            return (200, page) if known else (401, {"error": 401, "message": "Unauthorized"})
    return None
