"""When two entries of the book look like one household: by name and year, wherever that is asked.

Lists that are brought, a household that is registered, and the search for twins ask it here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_


def years_agree(one: int | None, other: int | None, *, within: int = 0) -> bool:
    """Unknown agrees with any: who leaves the year out must not hide by it."""
    return one is None or other is None or abs(one - other) <= within


def years_agree_in(one: Any, other: Any) -> ColumnElement[bool]:
    """The same of columns."""
    return or_(one.is_(None), other.is_(None), one == other)


def same_year(one: int | None, other: int | None) -> bool:
    """Both known, and one."""
    return one is not None and one == other
