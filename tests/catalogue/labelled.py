"""A fixed market and what people type in it, with what each of them would want to see.

market.csv was made from the produce of Lạng Sơn; each product has tags for what it is. queries.csv
says by tag, place and house which products answer a question, and how well: 3 is what was wanted,
1 is better than nothing. The labels were written before the search was tuned. Every third question
of each kind is held out: it is printed, and nothing is tuned on it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import NamedTuple

from storefront.db import session
from storefront.money import Money
from storefront.shops.models import Category, Product, Shop
from storefront.shops.wording import words_for
from storefront.text import slug
from tests.village import MARKET_DAY, a_commune, a_household, a_province, a_shop, a_village

DATA = Path(__file__).parent / "data"
FIRST = 10
"""Hits that are looked at."""


class Ware(NamedTuple):
    """A product of the fixed market."""

    name: str
    tags: frozenset[str]
    places: tuple[str, ...]
    """Its commune, and what that and the district were called before."""
    keeper: str
    category: Category
    unit: str
    price: int
    season: int

    def is_meant_by(self, selector: str) -> bool:
        """A tag, @ a place, ~ a house; all that are said must hold."""
        rest, _, house = selector.partition("~")
        tag, _, place = rest.partition("@")
        return (
            (not tag or tag in self.tags)
            and (not place or place in map(slug, self.places))
            and (not house or f"-{slug(self.keeper)}".endswith(f"-{house}"))
        )


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    typed: str
    wants: tuple[tuple[str, int], ...]
    held_out: bool

    def grade(self, ware: Ware) -> int:
        return max((grade for it, grade in self.wants if ware.is_meant_by(it)), default=0)


@cache
def wares() -> tuple[Ware, ...]:
    with (DATA / "market.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(_ware(row) for row in csv.DictReader(rows))


def _ware(row: dict[str, str]) -> Ware:
    return Ware(
        row["name"],
        frozenset(row["tags"].split()),
        (row["commune"], *filter(None, row["old"].split("; "))),
        row["keeper"],
        Category(row["category"]),
        row["unit"],
        int(row["price"]),
        int(row["season"]),
    )


@cache
def questions() -> tuple[Question, ...]:
    with (DATA / "queries.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(_read(csv.DictReader(rows)))


def _read(rows: Iterable[dict[str, str]]) -> Iterator[Question]:
    asked: dict[str, int] = {}
    for row in rows:
        nth = asked[row["kind"]] = asked.get(row["kind"], 0) + 1
        wants = [want.rpartition("=") for want in row["wants"].split()]
        grades = tuple((it, int(grade)) for it, _, grade in wants)
        yield Question(row["kind"], row["typed"], grades, held_out=nth % 3 == 0)


def ndcg(question: Question, hits: Sequence[str], by_code: dict[str, Ware]) -> float:
    """How near the first ten hits come to the best order there could be, from 0 to 1."""
    best = sorted((question.grade(ware) for ware in by_code.values()), reverse=True)
    return _gain([question.grade(by_code[code]) for code in hits]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum(
        (pow(2.0, grade) - 1) / log2(place + 2) for place, grade in enumerate(grades[:FIRST])
    )


def open_market() -> dict[str, Ware]:
    """Put it into the database, in the caller's deed; gives each product's ware by its code."""
    province = a_province("Lạng Sơn")
    shops: dict[tuple[str, str], Shop] = {}
    by_code = {}
    for nth, ware in enumerate(wares()):
        home = (ware.places[0], ware.keeper)
        if home not in shops:
            shops[home] = _shop(ware, a_commune(ware.places[0], inside=province))
        session.add(_product(ware, shops[home], code := f"w{nth:04d}"))
        by_code[code] = ware
    session.flush()
    return by_code


def _shop(ware: Ware, commune: object) -> Shop:
    village = a_village("Bản Khau", inside=commune)  # type: ignore[arg-type]
    shop = a_shop(a_household(ware.keeper, village=village))
    shop.name = f"Nhà bà {ware.keeper.split()[-1]}"
    return shop


def _product(ware: Ware, shop: Shop, code: str) -> Product:
    around = ["Bản Khau", *ware.places, "Lạng Sơn"]
    found_by = words_for(
        name=ware.name, category=ware.category, shop=shop.name, keeper=ware.keeper, places=around
    )
    return Product(
        code=code,
        shop=shop,
        name=ware.name,
        category=ware.category,
        unit=ware.unit,
        price=Money(ware.price),
        stock=40,
        season=ware.season,
        listed_at=MARKET_DAY,
        changed_at=MARKET_DAY,
        words=found_by.words,
        folded=found_by.folded,
    )
