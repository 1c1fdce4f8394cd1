"""A list of thousands of households with faults of every kind sown into it, each known by cell."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from typing import Any

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.places.models import Place
from storefront.rolls.sheet import Column, Wrong
from tests.rolls.lists import a_row, cell
from tests.village import a_commune, a_household, a_team, a_village, an_account, posted

FAMILIES = [
    "Hoàng", "Lý", "Nông", "Vi", "Lành", "Triệu", "Lương", "Hứa", "Đinh", "Chu", "Bế", "Phùng",
    "Mã", "Dương", "Liễu",
]  # fmt: skip
MIDDLES = ["Thị", "Văn", "Minh", "Xuân", "Thu", "Hồng", "Đức", "Quang", "Kim", "Ngọc"]
GIVEN = [
    "Nhình", "Páo", "Mai", "Lan", "Hoa", "Bưởi", "Thắng", "Quân", "Cao", "Sơn", "Thủy", "Hà",
    "Bình", "Tâm", "Phúc", "Lộc", "Thọ", "An", "Khang", "Vượng", "Dung", "Hạnh", "Nga", "Yến",
    "Oanh", "Loan", "Phượng", "Sen", "Đào", "Mận", "Lê", "Cúc", "Trúc", "Tùng", "Bách", "Long",
    "Hổ", "Báo", "Thạch", "Ngà",
]  # fmt: skip
VILLAGES = 40
STAY = 100
"""So many rows at the top are never spoiled: others are told to be like them."""
TURNS = 10
"""So often each kind may be sown."""
BANKS = ("VietinBank", "Agribank", "BIDV", "Vietcombank")
Row = dict[Column, Any]
Sown = tuple[str, Wrong]
"""The cell, and what is wrong there."""


class Ground:
    """A commune of many villages with its officer; and what lies in the book already."""

    def __init__(self) -> None:
        commune = a_commune("Chi Lăng")
        self.villages = [a_village(f"Nà {nth}", inside=commune) for nth in range(1, VILLAGES + 1)]
        beside = a_commune("Đồng Mỏ")
        self.elsewhere = a_village("Khuổi Cấp", inside=beside)
        a_village("Bản Đôi", inside=commune)
        a_village("Thôn Đôi", inside=commune)
        for name in ("Trần Văn Hai", "Trần Văn Hai", "Trần Văn Một"):
            head = posted(name, Role.LEADER, self.villages[0])
            a_team(self.villages[0], head=head)
        self.officer: Person = posted("Lành Văn Cao", Role.COMMUNE_OFFICER, commune)
        for turn in range(TURNS):
            other = a_household("Người Khác", village=self.elsewhere)
            other.keeper.phone = f"+8496123456{turn}"
            an_account(other, number=f"99999999999{turn}")


def households(ground: Ground, many: int, *, seed: int) -> list[Row]:
    draw = random.Random(seed)  # noqa: S311
    names = [" ".join(it) for it in product(FAMILIES, MIDDLES, GIVEN)]
    draw.shuffle(names)
    return [_household(nth, names[nth], ground.villages, draw) for nth in range(many)]


def _household(nth: int, name: str, villages: list[Place], draw: random.Random) -> Row:
    row = a_row(
        name,
        honorific="bà" if "Thị" in name else "ông",
        village=villages[nth % len(villages)].name,
        born=draw.randrange(1940, 2006),
        phone=f"097{nth:07d}" if nth % 3 else "",
        goods="Na dai" if nth % 2 else "",
        price="68.000" if nth % 2 else "",
        unit="kg" if nth % 2 else "",
    )
    if nth % 2:
        row |= {Column.BANK: draw.choice(BANKS), Column.NUMBER: f"1018{10_000_000 + nth}"}
    return row


Sow = Callable[[list[Row], Row, int], tuple[Column, Wrong]]
"""Spoils a row, perhaps by one of those that stay as they are, and says what is wrong now."""


def _set(what: Wrong, column: Column, value: str, **more: str) -> Sow:
    def sow(_whole: list[Row], row: Row, turn: int) -> tuple[Column, Wrong]:
        said = {column: value} | {Column(name): it for name, it in more.items()}
        row |= {name: it.replace("{turn}", str(turn)) for name, it in said.items()}
        return column, what

    return sow


def _like(what: Wrong, column: Column, *also: Column) -> Sow:
    def sow(whole: list[Row], row: Row, turn: int) -> tuple[Column, Wrong]:
        needed = (column, *also)
        fitting = [it for it in whole if all(it.get(name) for name in needed)]
        row |= {name: fitting[turn][name] for name in needed}
        return column, what

    return sow


_BANK = {"bank": "VietinBank", "payout": "có"}
KINDS: tuple[Sow, ...] = (
    _set(Wrong.MISSING, Column.NAME, ""),
    _set(Wrong.MISSING, Column.WITNESS, "", mode="đọc cho nghe"),
    _set(Wrong.FORMULA, Column.GOODS, "=1+1"),
    _set(Wrong.TOO_LONG, Column.WITNESS, "x" * 100),
    _set(Wrong.NAME, Column.NAME, "Nhình 2"),
    _set(Wrong.HONORIFIC, Column.HONORIFIC, "cụ tổ"),
    _set(Wrong.VILLAGE, Column.VILLAGE, "Khuổi Cấp"),
    _set(Wrong.WHICH_VILLAGE, Column.VILLAGE, "Đôi"),
    _set(Wrong.BORN, Column.BORN, "2024"),
    _set(Wrong.PHONE, Column.PHONE, "hỏi cháu"),
    _set(Wrong.PHONE_SHORT, Column.PHONE, "0912 345 67"),
    _set(Wrong.PHONE_LONG, Column.PHONE, "0912 345 6789"),
    _like(Wrong.PHONE_TWICE, Column.PHONE),
    _set(Wrong.PHONE_TAKEN, Column.PHONE, "0961 234 56{turn}"),
    _set(Wrong.BANK, Column.BANK, "Ngân hàng Bản", number="5550001112{turn}"),
    _set(Wrong.NUMBER, Column.NUMBER, "12", **_BANK),
    _set(Wrong.LOST_DIGITS, Column.NUMBER, "1,01872E+11", **_BANK),
    _like(Wrong.ACCOUNT_TWICE, Column.NUMBER, Column.BANK),
    _set(Wrong.ACCOUNT_TAKEN, Column.NUMBER, "99999999999{turn}", **_BANK),
    _set(Wrong.HOLDER, Column.HOLDER, "9", number="5550001113{turn}", **_BANK),
    _set(Wrong.YES_OR_NO, Column.REPORT, "có lẽ"),
    _set(Wrong.NO_SHOP, Column.SHOP, "không"),
    _set(Wrong.NO_PAYOUT, Column.PAYOUT, "không", bank="VietinBank", number="5550001114{turn}"),
    _set(Wrong.MODE, Column.MODE, "miệng"),
    _set(Wrong.DAY, Column.AGREED_ON, "31/2/2026"),
    _set(Wrong.DAY_AHEAD, Column.AGREED_ON, "1/1/2090"),
    _set(Wrong.DAY_LONG_AGO, Column.AGREED_ON, "1/7/2025"),
    _set(Wrong.COLLECTOR, Column.COLLECTOR, "Ông Trời"),
    _set(Wrong.WHICH_COLLECTOR, Column.COLLECTOR, "Trần Văn Hai"),
    _set(Wrong.PRICE, Column.PRICE, "rẻ", goods="Na", unit="kg"),
    _set(Wrong.LAW, Column.GOODS, "Rượu ngô"),
    _like(Wrong.TWICE, Column.NAME, Column.VILLAGE, Column.BORN),
)
"""One for each kind that there is: a test looks."""


def spoiled(rows: list[Row], many: int, *, seed: int) -> tuple[list[Row], set[Sown]]:
    """A copy with so many faults of all kinds, each in a row of its own; the first rows stay."""
    draw, bad = random.Random(seed), [dict(row) for row in rows]  # noqa: S311
    whole, sown = bad[:STAY], set()
    for nth, at in enumerate(draw.sample(range(STAY, len(rows)), many)):
        sow = KINDS[nth % len(KINDS)]
        column, what = sow(whole, bad[at], nth // len(KINDS))
        if what is Wrong.TWICE:
            bad[at][Column.PHONE] = ""
        sown.add((cell(column, at + 1), what))
    return bad, sown
