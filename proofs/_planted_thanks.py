"""The market with a fault planted in it, for a proof to find: it thanks before it has settled.

Nobody serves this to anybody.
"""

from threading import Timer
from typing import Any

from storefront.payments.provider import Heard
from storefront.web import notices
from wsgi import app

_soundly = notices._settled  # noqa: SLF001


def _later(*said: Any) -> Heard:
    def settle() -> None:
        with app.app_context():
            _soundly(*said)

    Timer(0.5, settle).start()
    return Heard.BELIEVED


notices._settled = _later  # type: ignore[assignment]  # noqa: SLF001

__all__ = ["app"]
