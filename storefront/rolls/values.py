"""What one row means by itself: every value read, every cell that is wrong named. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar

import phonenumbers

from storefront import banks, text
from storefront.accounts.models import ConsentMode, Purpose
from storefront.rolls.sheet import LONGEST, NEEDED, PURPOSES, Column, Line, Wrong
from storefront.shops import restricted
from storefront.spreadsheets.cells import FORMULA, NotAValue, amount, day

OLDEST, YOUNGEST_KEEPER = 1900, 15
LAW = date(2026, 1, 1)
"""Since then agreements are kept with how they were given (Law 91/2025/QH15)."""
_EXPONENT = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)
_YES, _NO = frozenset({"co", "x", "yes", "y", "dong y", "1"}), frozenset({"", "khong", "no", "0"})
_MODES = {
    "tu dong y": ConsentMode.SELF, "tu doc": ConsentMode.SELF, "self": ConsentMode.SELF,
    "doc cho nghe": ConsentMode.SPOKEN, "nghe doc": ConsentMode.SPOKEN, "noi": ConsentMode.SPOKEN,
    "spoken": ConsentMode.SPOKEN, "giay": ConsentMode.PAPER, "ky giay": ConsentMode.PAPER,
    "paper": ConsentMode.PAPER,
}  # fmt: skip
_ELDER = 60
"""From this age on a village says ông and bà where a list says man or woman."""
_HONORIFICS = {"ong": "ông", "ba": "bà", "anh": "anh", "chi": "chị"}
_BY_SEX = {
    "nam": ("anh", "ông"), "nu": ("chị", "bà"), "male": ("anh", "ông"), "female": ("chị", "bà"),
}  # fmt: skip


Value = TypeVar("Value")


class Bad(ValueError):
    """Something else stands in a cell than what should."""

    def __init__(self, what: Wrong, says: str = "") -> None:
        super().__init__(what)
        self.what, self.says = what, says


@dataclass(slots=True)
class Entry:
    """A row that has been understood as far as it can be without the book."""

    line: Line
    name: str = ""
    honorific: str = ""
    born: int | None = None
    phone: str | None = None
    bank: str = ""
    """By its BIN."""
    number: str = ""
    holder: str = ""
    purposes: frozenset[Purpose] = frozenset()
    mode: ConsentMode | None = None
    witness: str | None = None
    agreed_on: date | None = None
    goods: str = ""
    price: int | None = None
    unit: str = ""
    faults: dict[Column, Bad] = field(default_factory=dict)

    def blame(self, column: Column, what: Wrong, says: str = "") -> None:
        """A cell is told one thing at a time, the first."""
        self.faults.setdefault(column, Bad(what, says))


def understood(line: Line, *, on: date) -> Entry:
    it = Entry(line)
    for column, said in line.said.items():
        if said.startswith(FORMULA):
            it.blame(column, Wrong.FORMULA, said[:60])
        elif len(said) > LONGEST[column]:
            it.blame(column, Wrong.TOO_LONG, said[:60])
    for column in NEEDED:
        if not line[column]:
            it.blame(column, Wrong.MISSING)
    _who(it, on=on)
    _paid(it)
    _agreed(it, on=on)
    _first_goods(it, on=on)
    return it


def _take(it: Entry, column: Column, read: Callable[[str], Value], none: Value) -> Value:
    """What stands there; `none` where nothing does, or nothing right."""
    said = it.line[column]
    if column in it.faults or not said:
        return none
    try:
        return read(said)
    except Bad as bad:
        it.faults[column] = bad
        return none


def _who(it: Entry, *, on: date) -> None:
    it.name = _take(it, Column.NAME, _name, "")
    it.born = _take(it, Column.BORN, lambda said: _year(said, on.year), None)
    it.honorific = _take(it, Column.HONORIFIC, lambda said: _called(said, it.born, on.year), "")
    it.phone = _take(it, Column.PHONE, _phone, None)


def _paid(it: Entry) -> None:
    it.bank = _take(it, Column.BANK, _bank, "")
    if Column.NUMBER in it.line.lost:
        it.blame(Column.NUMBER, Wrong.LOST_DIGITS)
    it.number = _take(it, Column.NUMBER, _number, "")
    it.holder = _take(it, Column.HOLDER, _holder, "")
    if it.line[Column.NUMBER] and not it.line[Column.BANK]:
        it.blame(Column.BANK, Wrong.MISSING)
    if not it.line[Column.NUMBER] and (it.line[Column.BANK] or it.line[Column.HOLDER]):
        it.blame(Column.NUMBER, Wrong.MISSING)
    if it.number and not it.line[Column.HOLDER]:
        it.holder = text.fold(it.name).upper()


def _agreed(it: Entry, *, on: date) -> None:
    said = {column: _take(it, column, _yes, False) for column in PURPOSES}
    it.purposes = frozenset(Purpose(column.value) for column, yes in said.items() if yes)
    if it.line[Column.SHOP] and not said[Column.SHOP]:
        it.blame(Column.SHOP, Wrong.NO_SHOP)
    if it.line[Column.NUMBER] and not said[Column.PAYOUT]:
        it.blame(Column.PAYOUT, Wrong.NO_PAYOUT)
    it.mode = _take(it, Column.MODE, _mode, None)
    it.witness = it.line[Column.WITNESS] or None
    if it.mode is ConsentMode.SPOKEN and not it.witness:
        it.blame(Column.WITNESS, Wrong.MISSING)
    it.agreed_on = _take(it, Column.AGREED_ON, lambda said: _day(said, on), None)


def _first_goods(it: Entry, *, on: date) -> None:
    it.goods = _take(it, Column.GOODS, lambda said: _lawful(said, on), "")
    it.price = _take(it, Column.PRICE, _price, None)
    it.unit = it.line[Column.UNIT] if Column.UNIT not in it.faults else ""
    if it.line[Column.PRICE]:
        for column in (Column.GOODS, Column.UNIT):
            if not it.line[column]:
                it.blame(column, Wrong.MISSING)


def _name(said: str) -> str:
    if len(text.fold(said)) < 2 or re.search(r"\d", said):
        raise Bad(Wrong.NAME, said)
    return said


def _year(said: str, now: int) -> int | None:
    """A year, or a day of birth, of which only the year is kept."""
    found = re.search(r"\b(\d{4})$", said)
    year = int(found[1]) if found else 0
    if not OLDEST <= year <= now - YOUNGEST_KEEPER or not (said.isdigit() or _is_day(said)):
        raise Bad(Wrong.BORN, said)
    return year


def _is_day(said: str) -> bool:
    try:
        return day(said) is not None
    except NotAValue:
        return False


def _called(said: str, born: int | None, now: int) -> str:
    word = text.fold(said)
    if word in _HONORIFICS:
        return _HONORIFICS[word]
    if word not in _BY_SEX:
        raise Bad(Wrong.HONORIFIC, said)
    return _BY_SEX[word][born is not None and now - born >= _ELDER]


def _phone(said: str) -> str | None:
    """A spreadsheet takes the first nought for nothing."""
    digits = re.sub(r"[\s.\-()]", "", said)
    if re.fullmatch(r"[1-9]\d{8}", digits):
        digits = f"0{digits}"
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        raise Bad(Wrong.PHONE, said) from None
    if phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if re.fullmatch(r"0\d{8}", digits):
        raise Bad(Wrong.PHONE_SHORT, said)
    if re.fullmatch(r"0\d{10}", digits):
        raise Bad(Wrong.PHONE_LONG, said)
    raise Bad(Wrong.PHONE, said)


def _bank(said: str) -> str:
    found = _banks().get(text.fold(said))
    if found is None:
        raise Bad(Wrong.BANK, said)
    return found


@cache
def _banks() -> dict[str, str]:
    """By every way of naming one that names no other."""
    named: dict[str, set[str]] = {}
    for it in banks.all_banks().values():
        for name in (it.bin, it.short_name, it.code, it.name):
            named.setdefault(text.fold(name), set()).add(it.bin)
    return {name: next(iter(bins)) for name, bins in named.items() if len(bins) == 1}


def _number(said: str) -> str:
    if _EXPONENT.fullmatch(said):
        raise Bad(Wrong.LOST_DIGITS, said)
    number = re.sub(r"[\s.-]", "", said).upper()
    if not re.fullmatch(r"[0-9A-Z]{6,19}", number, re.ASCII):
        raise Bad(Wrong.NUMBER, said)
    return number


def _holder(said: str) -> str:
    folded = text.fold(said).upper()
    if len(folded) < 2 or re.search(r"\d", folded):
        raise Bad(Wrong.HOLDER, said)
    return folded


def _yes(said: str) -> bool:
    word = text.fold(said)
    if word not in _YES | _NO:
        raise Bad(Wrong.YES_OR_NO, said)
    return word in _YES


def _mode(said: str) -> ConsentMode | None:
    found = _MODES.get(text.fold(said))
    if found is None:
        raise Bad(Wrong.MODE, said)
    return found


def _day(said: str, today: date) -> date | None:
    try:
        found = day(said)
    except NotAValue:
        raise Bad(Wrong.DAY, said) from None
    if found is not None and found > today:
        raise Bad(Wrong.DAY_AHEAD, said)
    if found is not None and found < LAW:
        raise Bad(Wrong.DAY_LONG_AGO, said)
    return found


def _lawful(said: str, on: date) -> str:
    if restricted.found(said, on=on):
        raise Bad(Wrong.LAW, said)
    return said


def _price(said: str) -> int | None:
    try:
        found = amount(said)
    except NotAValue:
        raise Bad(Wrong.PRICE, said) from None
    if found is None or found.dong <= 0:
        raise Bad(Wrong.PRICE, said)
    return found.dong
