"""What Alembic compares, and how it writes down what it finds."""

import importlib
import pkgutil
from typing import Any

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Enum

import storefront
from storefront.db import Base, Dong, Moment

BY_HAND = ("search_", "unsettled_")
"""Tables and indexes that only one kind of database has are written by hand and begin so."""


def is_compared(_thing: object, name: str | None, _kind: str, reflected: bool, _to: object) -> bool:
    return not (reflected and name and name.startswith(BY_HAND))


def as_plain_type(kind: str, thing: Any, _context: AutogenContext) -> str | bool:
    """Revisions name plain column types: the program's own may change later."""
    if kind != "type":
        return False
    if isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, Dong):
        return "sa.BigInteger()"
    if isinstance(thing, Enum):
        return f"sa.String({thing.length})"
    if isinstance(thing, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def _know_every_model() -> None:
    for module in pkgutil.walk_packages(storefront.__path__, "storefront."):
        if module.name.endswith((".models", ".jobs")):
            importlib.import_module(module.name)


_know_every_model()
OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "render_as_batch": True,
    "compare_type": True,
    "include_object": is_compared,
    "render_item": as_plain_type,
}
