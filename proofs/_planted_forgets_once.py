"""The market with a fault planted in it, for a proof to find: a form that is sent again orders once
more. Nobody serves this to anybody."""

from typing import Any

from storefront import codes
from storefront.orders import placing
from storefront.orders.models import Checkout
from wsgi import app

_soundly = placing.place


def _as_if_new(*said: Any, **told: Any) -> Checkout:
    return _soundly(*said, **told | {"once": codes.secret()})


placing.place = _as_if_new

__all__ = ["app"]
