"""What stands behind Flask's names.

`request` and `g` ask anew, with each of their words, whose turn it is: ten times what the word
itself costs. Worth it where every page passes, and nowhere else.
"""

from __future__ import annotations

from typing import TypeVar, cast

Name = TypeVar("Name")


def behind(name: Name) -> Name:
    return cast(Name, name._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
