"""What is said of a list of households: its columns, what is wrong, what the book knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from storefront.accounts.models import Purpose
from storefront.rolls.models import RollRow
from storefront.rolls.sheet import Column, Fault, Wrong
from storefront.rolls.values import OLDEST
from storefront.web import consents
from storefront.web.filters import phone


def column(it: Column) -> str:
    names = {
        Column.NAME: _("Household head"),
        Column.HONORIFIC: _("Addressed as"),
        Column.VILLAGE: _("Village"),
        Column.COMMUNE: _("Commune"),
        Column.BORN: _("Year of birth"),
        Column.PHONE: _("Phone"),
        Column.BANK: _("Bank or wallet"),
        Column.NUMBER: _("Account number"),
        Column.HOLDER: _("Account holder"),
        Column.SHOP: _("Agrees to the shop"),
        Column.PAYOUT: _("Agrees to be paid"),
        Column.ASSIST: _("Agrees to be helped"),
        Column.REPORT: _("Agrees to be counted"),
        Column.MODE: _("How they agreed"),
        Column.WITNESS: _("Witness"),
        Column.AGREED_ON: _("Agreed on"),
        Column.COLLECTOR: _("Written down by"),
        Column.GOODS: _("First goods"),
        Column.PRICE: _("Price (₫)"),
        Column.UNIT: _("Unit"),
    }
    return str(names[it])


def named(it: str) -> str:
    return column(Column(it))


def purpose(it: Column) -> str:
    return consents.short(Purpose(it.value))


def wrong(what: Wrong, says: str) -> str:
    """What is wrong, and what to do about it."""
    words = {
        Wrong.MISSING: _("Fill this in."),
        Wrong.FORMULA: _("A formula. Write the value itself."),
        Wrong.TOO_LONG: _("Too long."),
        Wrong.NAME: _("Not a name: write family name and given name in letters."),
        Wrong.HONORIFIC: _("Write ông, bà, anh or chị; or nam, nữ."),
        Wrong.VILLAGE: _("No such village among yours."),
        Wrong.WHICH_VILLAGE: _("Two villages bear this name. Write the commune too."),
        Wrong.BORN: _("Not a year of birth between %(first)s and 15 years ago.", first=OLDEST),
        Wrong.PHONE: _("Not a phone number. Example: 0912 345 678."),
        Wrong.PHONE_SHORT: _("The phone number lacks one digit."),
        Wrong.PHONE_LONG: _("The phone number has one digit too many."),
        Wrong.PHONE_TWICE: _("The same number as on row %(row)s.", row=says),
        Wrong.PHONE_TAKEN: _("Somebody else has this number. Leave it empty or take another."),
        Wrong.BANK: _("No such bank or wallet. Write its short name."),
        Wrong.NUMBER: _("6 to 19 digits, as on the bank's card or app."),
        Wrong.LOST_DIGITS: _("The spreadsheet has rounded this number. Write it as text."),
        Wrong.ACCOUNT_TWICE: _("The same account as on row %(row)s.", row=says),
        Wrong.ACCOUNT_TAKEN: _("Another household is paid at this account already."),
        Wrong.HOLDER: _("The holder's name in letters, as the bank writes it."),
        Wrong.YES_OR_NO: _("Write có or không."),
        Wrong.NO_SHOP: _("Without this one nothing may be written down."),
        Wrong.NO_PAYOUT: _("An account stands here, and nobody agreed to keep it."),
        Wrong.MODE: _("Write tự đồng ý, đọc cho nghe or giấy."),
        Wrong.DAY: _("Write a day, such as 24/8/2026."),
        Wrong.DAY_AHEAD: _("This day has not come."),
        Wrong.DAY_LONG_AGO: _("Before 2026: ask the household again."),
        Wrong.COLLECTOR: _("Nobody of your teams is called so."),
        Wrong.WHICH_COLLECTOR: _("Two of your teams are called so. Leave it empty."),
        Wrong.PRICE: _("Write an amount in đồng, such as 120,000."),
        Wrong.LAW: _("The law does not let this be sold here."),
        Wrong.TWICE: _("The same household as on row %(row)s.", row=says),
    }
    return str(words[what])


@dataclass(frozen=True, slots=True)
class WrongCell:
    head: str
    said: str
    why: str
    cell: str


@dataclass(frozen=True, slots=True)
class WrongRow:
    number: int
    who: str
    where: str
    cells: list[WrongCell]


def wrong_rows(faults: Iterable[Mapping[str, Any]]) -> list[WrongRow]:
    """Every row with a fault, with whose it is and the cells that are wrong."""
    by_row: dict[int, list[Mapping[str, Any]]] = {}
    for fault in faults:
        by_row.setdefault(fault["row"], []).append(fault)
    return [_wrong_row(number, some) for number, some in by_row.items()]


def _wrong_row(number: int, faults: list[Mapping[str, Any]]) -> WrongRow:
    said = faults[0]["said"]
    cells = [
        WrongCell(
            column(Column(it["column"])),
            said.get(it["column"], ""),
            wrong(Wrong(it["what"]), it["says"]),
            it["cell"],
        )
        for it in faults
    ]
    return WrongRow(number, said.get("name", ""), said.get("village", ""), cells)


def by_cell(faults: Iterable[Fault]) -> dict[tuple[int, Column], str]:
    return {(it.row, it.column): wrong(it.what, it.says) for it in faults}


def changes(row: RollRow) -> list[tuple[str, str, str]]:
    """Of a household in the book: what, as it stands there, and as the list says."""
    return [change(Column(name), *both) for name, both in row.changes.items()]


def change(it: Column, before: str, after: str) -> tuple[str, str, str]:
    if it.value in set(Purpose):
        return purpose(it), str(_("not agreed to")), str(_("agreed to"))
    if it is Column.PHONE and before:
        before = phone(before)
    return column(it), before or "–", after
