"""Which providers this market listens to. A new one is a line here, a file and a test."""

from pydantic import SecretStr

from storefront.payments.provider import Provider
from storefront.payments.providers.sepay import SePay, SePayCredentials
from storefront.settings import Settings


def providers(settings: Settings) -> dict[str, Provider]:
    """By the name in their address: /payments/notices/<name>. One without a secret is not there."""
    known: list[Provider] = []
    if settings.sepay_secret:
        known.append(SePay(SePayCredentials(secret=SecretStr(settings.sepay_secret))))
    return {provider.name: provider for provider in known}
