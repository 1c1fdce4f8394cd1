"""The banks and wallets a household can be paid at, keyed by BIN: names change, BINs stay."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "banks.csv"


@dataclass(frozen=True, slots=True)
class Bank:
    bin: str
    """Six digits, the key in every VietQR."""
    short_name: str
    code: str
    """A label only: directories disagree about it."""
    name: str


@cache
def all_banks() -> dict[str, Bank]:
    """By BIN, in the order of their short names."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        banks = [Bank(**row) for row in csv.DictReader(rows)]
    return {bank.bin: bank for bank in sorted(banks, key=lambda bank: bank.short_name.lower())}


COMMONEST = ("970405", "970415", "970418", "970436")
"""Agribank, VietinBank, BIDV and Vietcombank: with a branch in every district of old."""


def commonest() -> list[Bank]:
    return [all_banks()[bin_] for bin_ in COMMONEST]


def name_of(bin_: str) -> str:
    bank = all_banks().get(bin_)
    return bank.short_name if bank else bin_
