"""The market with a fault planted in it, for a proof to find: a message of which nothing was heard
is taken to have arrived. Nobody serves this to anybody."""

from contextlib import suppress

from proofs._with_gateways import app
from storefront.notifications import sending
from storefront.notifications.models import Message

_soundly = sending.SmsGateway.send


def _hopefully(self: sending.SmsGateway, message: Message) -> None:
    with suppress(sending.Undelivered):
        _soundly(self, message)


sending.SmsGateway.send = _hopefully  # type: ignore[method-assign]

__all__ = ["app"]
