"""Narrowing what was found: by season, place, unit price, certificate and whether it is sent."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    and_,
    bindparam,
    cast,
    exists,
    literal_column,
    or_,
)

from storefront.catalogue.reaching import Reach, reaches
from storefront.catalogue.rows import ready
from storefront.delivery.ways import FETCHED, Way
from storefront.places.models import Place
from storefront.shops.models import Certificate, CertificateKind, Product, Shop
from storefront.units import Measure

STEPS = (0, 20_000, 50_000, 100_000, 200_000, 1_000_000_000)
"""Đồng a kilogram, by which prices are told apart."""
PRICES = tuple(range(len(STEPS) - 1))

Sort = Literal["", "cheap", "new"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a buyer has narrowed the goods to."""

    month: int | None = None
    """In season then."""
    now: bool = False
    """Can be ordered today."""
    place: str = ""
    """A commune's code."""
    price: int | None = None
    """Which of STEPS a kilogram's price begins at."""
    label: str = ""
    """A kind of certificate that is valid today."""
    sent: bool = False
    """Its household sends goods, and one need not come for them."""
    to: str = ""
    """A commune's code, to which goods can come in time."""
    reach: Reach | None = field(default=None, compare=False)
    """What is known of the way there, if it was asked for."""
    sort: Sort = ""

    @property
    def narrows(self) -> bool:
        chosen = self.month, self.now, self.place, self.label, self.sent, self.to
        return any(chosen) or self.price is not None

    @property
    def anything(self) -> "Wanted":
        return Wanted(reach=self.reach, sort=self.sort)

    def by(self, sort: Sort) -> "Wanted":
        return self if sort == self.sort else replace(self, sort=sort)

    def values(self, on: date) -> dict[str, Any]:
        """For the places in `conditions`."""
        values: dict[str, Any] = {}
        if self.month:
            values["in_month"] = 1 << (self.month - 1)
        if self.place:
            values["place"] = self.place
        if self.price is not None:
            values |= {"least": STEPS[self.price], "most": STEPS[self.price + 1]}
        if self.label:
            values |= {"label": self.label, "today": on}
        if self.to and self.reach:
            values |= {name: it for name, it in self.reach.values.items() if name != "to_code"}
        return values

    @property
    def shape(self) -> "Wanted":
        """The same conditions with any values: statements are written once for each."""
        if not self.narrows:
            return self
        return replace(
            self,
            month=1 if self.month else None,
            place="-" if self.place else "",
            price=0 if self.price is not None else None,
            label="-" if self.label else "",
            to="-" if self.to else "",
            reach=None,
        )


ANYTHING = Wanted()


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """On products joined with their shop and its commune."""
    if wanted.now:
        yield ready()
    if wanted.month:
        month: ColumnElement[int] = bindparam("in_month")
        yield or_(Product.season == 0, Product.season.bitwise_and(month) != 0)
    if wanted.place:
        yield Place.code == bindparam("place")
    if wanted.price is not None:
        yield _costs_between()
    if wanted.label:
        yield has_label(bindparam("label"))
    if wanted.sent:
        yield is_sent()
    if wanted.to:
        yield reaches()


def _costs_between() -> ColumnElement[bool]:
    """Without dividing: a price for so many grams lies between two for a kilogram."""
    grams = Product.price.op("*", return_type=Product.holds.type)(literal_column("1000"))
    least: ColumnElement[int] = bindparam("least")
    most: ColumnElement[int] = bindparam("most")
    holds = Product.holds
    return and_(Product.measure == Measure.MASS, grams >= holds * least, grams < holds * most)


def has_label(kind: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of the product itself or of the whole shop, valid on `today`."""
    today = bindparam("today", type_=Date())
    return exists().where(
        Certificate.shop_id == Product.shop_id,
        or_(Certificate.product_id.is_(None), Certificate.product_id == Product.id),
        Certificate.kind == kind,
        Certificate.issued_on <= today,
        Certificate.expires_on > today,
    )


def is_sent() -> ColumnElement[bool]:
    """A shop that has not chosen its ways sends by whichever carrier."""
    ways = cast(Shop.ways, String)
    named = [ways.contains(f'"{way.value}":') for way in Way if way not in FETCHED]
    return or_(Shop.ways.is_(None), ways == "null", *named)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow further: what it would be, and how many goods that leaves."""

    wanted: Wanted
    value: Any
    name: str
    many: int
    chosen: bool


def choices(rows: Sequence[Any], wanted: Wanted) -> dict[str, list[Choice]]:
    """By group. Each group counts what all other groups leave, as if it were not chosen itself."""
    return {group: list(_of_group(group, read, rows, wanted)) for group, read in _READERS.items()}


def how_many(rows: Sequence[Any], wanted: Wanted) -> int:
    return len(_fitting(rows, wanted))


def _fitting(rows: Sequence[Any], wanted: Wanted, *, but: str = "") -> Sequence[Any]:
    """What all groups leave, or all but one. Those in which nothing is chosen leave everything."""
    for group, read in _READERS.items():
        chosen = getattr(wanted, group)
        if group != but and chosen != getattr(ANYTHING, group):
            rows = [row for row in rows if any(value == chosen for value, _name in read(row))]
    return rows


def _of_group(group: str, read: "Reader", rows: Sequence[Any], wanted: Wanted) -> Iterator[Choice]:
    counts = Counter(it for row in _fitting(rows, wanted, but=group) for it in read(row))
    chosen = getattr(wanted, group)
    if chosen != getattr(ANYTHING, group) and all(value != chosen for value, _name in counts):
        counts[chosen, ""] = 0  # or nobody could choose otherwise
    for (value, name), many in sorted(counts.items(), key=_order):
        is_chosen = value == chosen
        blank = getattr(ANYTHING, group)
        yield Choice(
            replace(wanted, **{group: blank if is_chosen else value}), value, name, many, is_chosen
        )


def _order(counted: tuple[tuple[Any, str], int]) -> tuple[Any, ...]:
    (value, name), many = counted
    return (0, value) if isinstance(value, int) else (-many, name)


Reader = Callable[[Any], list[tuple[Any, str]]]


def _months(row: Any) -> list[tuple[Any, str]]:
    return _months_of(row.season or 0b1111_1111_1111)


@cache
def _months_of(season: int) -> list[tuple[int, str]]:
    return [(month, "") for month in range(1, 13) if season >> (month - 1) & 1]


def _price(row: Any) -> list[tuple[Any, str]]:
    if row.measure != Measure.MASS or not row.holds:
        return []
    a_kilogram = row.price.dong * 1_000 / row.holds
    return [(at, "") for at in PRICES if STEPS[at] <= a_kilogram < STEPS[at + 1]]


_READERS: dict[str, Reader] = {
    "now": lambda row: [(True, "")] if row.ready else [],
    "sent": lambda row: [(True, "")] if row.sent else [],
    "to": lambda row: [(row.to, "")] if row.to else [],
    "month": _months,
    "place": lambda row: [(row.place, row.commune)],
    "price": _price,
    "label": lambda row: [(it.value, "") for it in CertificateKind if getattr(row, it.value)],
}


@cache
def labels() -> list[ColumnElement[Any]]:
    """A column for each kind of certificate, to be counted."""
    return [has_label(literal_column(f"'{it.value}'")).label(it.value) for it in CertificateKind]
