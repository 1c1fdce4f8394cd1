"""The market with a fault planted in it, for a proof to find: every telling of a transfer is taken
for a transfer of its own. Nobody serves this to anybody."""

import secrets
from dataclasses import replace

from storefront.payments.provider import Callback, News, Notice
from storefront.payments.providers.sepay import SePay
from wsgi import app

_soundly = SePay.read


def _as_if_new(self: SePay, callback: Callback) -> News:
    news = _soundly(self, callback)
    if isinstance(news, Notice):
        return replace(news, transaction_id=secrets.token_hex(8), bank_reference="")
    return news


SePay.read = _as_if_new  # type: ignore[method-assign,assignment]

__all__ = ["app"]
