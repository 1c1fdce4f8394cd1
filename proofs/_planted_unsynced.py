"""The market with a fault planted in it, for a proof to find: it does not wait for the disk. Nobody
serves this to anybody."""

from typing import Any

from sqlalchemy import event

from storefront import on_disk
from storefront.db import db
from wsgi import app

on_disk._take_care = lambda _raw, _how: None  # noqa: SLF001
on_disk.now = lambda _engine: None


def _carelessly(raw: Any, _record: object, _proxy: object) -> None:
    raw.execute("PRAGMA synchronous = OFF")


with app.app_context():
    event.listen(db.engine, "checkout", _carelessly)

__all__ = ["app"]
