"""Names of shops that a buyer may take for another's: letters of other scripts, digits for letters,
marks, capitals and spaces left aside, what is left is the same.

The letters are those of Unicode's technical standard 39 (data/confusables.csv).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from storefront import text
from storefront.accounts.models import Person
from storefront.db import session
from storefront.shops.models import Household, Shop

_FILE = Path(__file__).parents[1] / "data" / "confusables.csv"
_ALIKE = ((" ", ""), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("rn", "m"), ("vv", "w"))
"""In a name that is folded already, and in this order."""
_DIGIT_IN_A_WORD = re.compile(r"[^\W\d_]\d+[^\W\d_]")


def skeleton(name: str) -> str:
    """What is left of a name for an eye in a hurry."""
    bare = unicodedata.normalize("NFKD", name)
    left = text.fold("".join(_letters().get(letter, letter) for letter in bare))
    for seen, taken_for in _ALIKE:
        left = left.replace(seen, taken_for)
    return left


def is_odd(name: str) -> bool:
    """Written as nobody writes who only wants to be read."""
    plain = unicodedata.normalize("NFKC", name) == unicodedata.normalize("NFC", name)
    return not plain or any(it in _letters() for it in name) or bool(_DIGIT_IN_A_WORD.search(name))


@cache
def _letters() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {row["letter"]: row["looks_like"] for row in csv.DictReader(rows)}


def another_like(shop: Shop) -> Shop | None:
    """The oldest other shop that it may be taken for. Looks through all names; few are opened."""
    if _is_its_own(shop.name, shop.household.called):
        return None
    told: Any = Shop.folded
    for seen, taken_for in _ALIKE:
        told = func.replace(told, seen, taken_for)
    wanted = (
        select(Shop)
        .join(Household, Household.id == Shop.household_id)
        .where(told == skeleton(shop.name), Shop.id != shop.id, Household.gone_at.is_(None))
    )
    return session.scalar(wanted.order_by(Shop.id).limit(1))


def _is_its_own(name: str, called: str) -> bool:
    """Nhà bà Nhình: half a province is called so, and by right."""
    return not is_odd(name) and text.fold(name) == text.fold(f"Nhà {called}")


@dataclass(frozen=True, slots=True)
class Alike:
    household_id: int
    village_id: int
    code: str
    name: str
    opened_at: datetime
    called: str


def all_alike() -> Iterator[tuple[Alike, Alike]]:
    """Each shop that may be taken for another, with that other one: it was there before, or is the
    one that is plainly written."""
    by_skeleton: dict[str, list[Alike]] = {}
    for it in _all():
        by_skeleton.setdefault(skeleton(it.name), []).append(it)
    for group in by_skeleton.values():
        if len(group) > 1:
            yield from _pairs(group)


def _pairs(group: Iterable[Alike]) -> Iterator[tuple[Alike, Alike]]:
    first, *others = sorted(group, key=lambda it: (is_odd(it.name), it.opened_at, it.code))
    for it in others:
        if not _is_its_own(it.name, it.called):
            yield it, first


def _all() -> Iterator[Alike]:
    wanted = (
        select(
            Household.id, Household.village_id, Shop.code, Shop.name, Shop.opened_at,
            Household.honorific, Person.name,
        )
        .join(Household, Household.id == Shop.household_id)
        .join(Person, Person.id == Household.keeper_id)
        .where(Household.gone_at.is_(None))
    )  # fmt: skip
    for home, village, code, name, opened_at, honorific, keeper in session.execute(wanted):
        yield Alike(home, village, code, name, opened_at, f"{honorific} {keeper.split()[-1]}")
