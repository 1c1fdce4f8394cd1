"""The produce of Lạng Sơn: what, where, when and for how much. Read from data/products.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storefront import text
from storefront.shops.models import Category

_FILE = Path(__file__).parent / "data" / "products.csv"

_CATEGORIES = {
    "trái cây": Category.FRUIT,
    "gia vị - dược liệu": Category.SPICE,
    "mật ong": Category.HONEY,
    "rau - củ - nấm": Category.VEGETABLE,
    "chè": Category.TEA,
    "gạo - lương thực - đồ khô": Category.DRY,
    "thịt - gia cầm - thủy sản": Category.ANIMAL,
    "bánh - đồ uống - đồ ngâm": Category.PREPARED,
    "thủ công - khác": Category.CRAFT,
}
"""Visits and nights (dịch vụ) are in the file too, but this market sells goods."""

_RESTRICTED = "18+"
"""Spirits need a licence, so the demo sells none."""

_TAKES_NO_ORIGIN = (
    "Rau bò khai", "Măng tươi", "Măng khô", "Gừng ta", "Gà thả đồi", "Trứng gà ta", "Lạc nhân",
    "Đỗ xanh", "Khoai môn", "Mật ong hoa nhãn", "Ngô nếp tươi", "Gạo nếp nương", "Chổi chít",
    "Lá mác mật khô gói 100 g", "Mộc nhĩ khô gói 200 g", "Bí nụ bao tử", "Hoa hồi tươi",
)  # fmt: skip
"""What any village may sell; the rest is the pride of one commune."""


@dataclass(frozen=True, slots=True)
class Good:
    name: str
    category: Category
    unit: str
    lowest: int
    highest: int
    """The found price range, in đồng."""
    season: int
    """Months as bits, January lowest; 0 is all year."""
    commune: str
    """Where it is known to come from."""
    shelf_days: int | None
    stars: int | None
    """OCOP stars it has, or once had."""
    anywhere: bool

    def in_season(self, month: int) -> bool:
        return self.season == 0 or bool(self.season >> (month - 1) & 1)


@cache
def all_goods() -> tuple[Good, ...]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(_good(row) for row in csv.DictReader(rows) if _is_sold(row))


@cache
def goods_of(commune: str) -> tuple[Good, ...]:
    """What a commune is known for."""
    return tuple(good for good in all_goods() if text.fold(good.commune) == text.fold(commune))


def good_named(name: str) -> Good:
    return next(good for good in all_goods() if good.name == name)


@cache
def common_goods() -> tuple[Good, ...]:
    return tuple(good for good in all_goods() if good.anywhere)


def _is_sold(row: dict[str, str]) -> bool:
    return (
        row["category"] in _CATEGORIES
        and _RESTRICTED not in row["notes"]
        and ("Rượu" not in row["name_vi"])
    )


def _good(row: dict[str, str]) -> Good:
    return Good(
        name=row["name_vi"],
        category=_CATEGORIES[row["category"]],
        unit=row["unit"],
        lowest=int(row["min_price_vnd"]),
        highest=int(row["max_price_vnd"]),
        season=_season(row["season_months"]),
        commune=row["origin_district_or_commune"].partition(" (")[0],
        shelf_days=_number(r"shelf_days=(\d+)", row["notes"]),
        stars=_number(r"OCOP (\d)\*", row["notes"]),
        anywhere=row["name_vi"] in _TAKES_NO_ORIGIN,
    )


def _season(months: str) -> int:
    bits = sum(1 << (int(month) - 1) for month in months.split(";"))
    return 0 if bits == 0b1111_1111_1111 else bits


def _number(pattern: str, notes: str) -> int | None:
    found = re.search(pattern, notes)
    return int(found[1]) if found else None
