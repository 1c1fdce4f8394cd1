"""What a table of somebody else's figures says. Pure."""

import enum
from dataclasses import dataclass, field

from storefront.spreadsheets.cells import cell_name
from storefront.spreadsheets.faults import CellFault

MOST_ROWS = 5_000
"""A province has a few hundred communes; a list of shops comes commune by commune."""


class SheetKind(enum.StrEnum):
    COMMUNES = "communes"
    """A row a commune, with its sums."""
    HOUSEHOLDS = "households"
    """A row a shop, with the household that keeps it."""


class Column(enum.StrEnum):
    COMMUNE = "commune"
    NAME = "name"
    """Of the household's head."""
    PHONE = "phone"
    SHOP = "shop"
    """What it is called there."""
    ADDRESS = "address"
    """Where it is found there."""
    HOLDER = "holder"
    """Of the account it is paid on."""
    SHOPS = "shops"
    PRODUCTS = "products"
    ORDERS = "orders"
    REVENUE = "revenue"


COLUMNS: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.COMMUNES: (
        Column.COMMUNE,
        Column.SHOPS,
        Column.PRODUCTS,
        Column.ORDERS,
        Column.REVENUE,
    ),
    SheetKind.HOUSEHOLDS: (
        Column.COMMUNE,
        Column.NAME,
        Column.PHONE,
        Column.SHOP,
        Column.ADDRESS,
        Column.HOLDER,
        Column.PRODUCTS,
        Column.ORDERS,
        Column.REVENUE,
    ),
}
NEEDED = {
    SheetKind.COMMUNES: (Column.COMMUNE,),
    SheetKind.HOUSEHOLDS: (Column.COMMUNE, Column.NAME),
}
FIGURES = (Column.SHOPS, Column.PRODUCTS, Column.ORDERS, Column.REVENUE)
LONGEST = {
    Column.COMMUNE: 120,
    Column.NAME: 80,
    Column.SHOP: 120,
    Column.ADDRESS: 200,
    Column.HOLDER: 80,
}


class Wrong(enum.StrEnum):
    MISSING = "missing"
    """Nothing stands where something must."""
    NOT_A_NUMBER = "not_a_number"
    """Text, a part of a whole, or more than anybody can have."""
    NEGATIVE = "negative"
    FORMULA = "formula"
    PHONE = "phone"
    TOO_LONG = "too_long"
    NO_FIGURE = "no_figure"
    """A commune and no number at all."""
    TOTAL = "total"
    """The rows make another sum."""
    AFTER_TOTAL = "after_total"
    """Figures below the line of totals."""
    UNKNOWN_PLACE = "unknown_place"
    OUTSIDE = "outside"
    """A commune that lies elsewhere."""
    TWICE = "twice"
    """The same commune, or the same shop, on two rows."""
    KNOWN = "known"
    """Told already by this source for this day, in another sheet."""


Fault = CellFault[Column, Wrong]


@dataclass(frozen=True, slots=True)
class Told:
    """One row."""

    row: int
    """Where a person finds it in the file."""
    commune: str
    """As written."""
    name: str = ""
    phone: str = ""
    """E.164."""
    shop: str = ""
    address: str = ""
    holder: str = ""
    figures: dict[Column, int] = field(default_factory=dict)
    """Without those it says nothing about: no figure is not nought."""


@dataclass(frozen=True, slots=True)
class Sheet:
    kind: SheetKind
    rows: tuple[Told, ...]
    faults: tuple[Fault, ...] = ()
    where: dict[Column, int] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    """Headings of columns that were not read."""

    def cell(self, row: int, column: Column) -> str:
        return cell_name(self.where.get(column, 0), row)
