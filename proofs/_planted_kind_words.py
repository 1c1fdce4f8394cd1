"""The market with a fault planted in it, for a proof to find: when the disk refuses, it says
thanks. Nobody serves this to anybody."""

from flask import Response

from storefront.web import errors

errors._come_again = lambda _mishap: Response("thanks")  # noqa: SLF001

from wsgi import app  # noqa: E402

__all__ = ["app"]
