"""The market with a fault planted in it, for a proof to find: it does not know a full disk from a
fault of its own. Nobody serves this to anybody."""

from storefront import mishaps
from wsgi import app

mishaps.of = lambda _error: None

__all__ = ["app"]
