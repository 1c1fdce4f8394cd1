"""Python looks for garbage whenever it likes, as it does when nobody says otherwise."""

import gc

from wsgi import app

gc.set_threshold(10_000)
gc.enable()

__all__ = ["app"]
