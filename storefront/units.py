"""What goods are sold by, and how much is in one of it: "chục (12 quả)" holds twelve pieces.

The words a keeper wrote are the truth and are shown as they are; the amount is read from them.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from storefront import digits
from storefront.text import spelling


class Measure(enum.StrEnum):
    MASS = "mass"
    """Counted in grams, priced by the kilogram."""
    VOLUME = "volume"
    """Counted in millilitres, priced by the litre."""
    PIECES = "pieces"


BY_THE = {Measure.MASS: (1_000, "kg"), Measure.VOLUME: (1_000, "lít"), Measure.PIECES: (1, "")}
"""Of how many a price is told beside the price of the pack, and what they are called."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is in one of what is sold."""

    measure: Measure
    many: int
    """Grams, millilitres or pieces."""
    word: str = ""
    """What a piece is called: quả."""
    least: int | None = None
    most: int | None = None
    """Of what is settled on the scale, such as a chicken: how light and how heavy one may be."""

    @property
    def is_weighed(self) -> bool:
        return self.most is not None

    @property
    def base(self) -> str:
        """What the unit price is told by."""
        return self.word or BY_THE[self.measure][1]

    @property
    def is_base(self) -> bool:
        """The price is the unit price already."""
        return self.many == BY_THE[self.measure][0]

    def unit_price(self, dong: int) -> int:
        """Of a kilogram, a litre or a piece, to the nearest đồng."""
        return _nearest(dong * BY_THE[self.measure][0], self.many)

    def by_weight(self, dong: int, grams: int) -> int:
        """What so many grams cost when one costs `dong`, to the nearest đồng."""
        return _nearest(dong * grams, self.many)


def _nearest(whole: int, parts: int) -> int:
    """One of so many equal parts; a half counts as one."""
    return (2 * whole + parts) // (2 * parts)


def _spelt(sizes: dict[str, int]) -> dict[str, int]:
    return {spelling(name): size for name, size in sizes.items()}


_MASS = _spelt({
    "g": 1, "gam": 1, "gram": 1, "lạng": 100, "lang": 100, "kg": 1_000, "cân": 1_000, "ký": 1_000,
    "kí": 1_000, "yến": 10_000, "yen": 10_000, "tạ": 100_000, "tấn": 1_000_000, "tan": 1_000_000,
})  # fmt: skip
"""With their marks where another word is spelt like them: a tá is a dozen, a can holds water."""
_VOLUME = _spelt({"ml": 1, "cl": 10, "lít": 1_000, "lit": 1_000, "l": 1_000})
_PIECES = frozenset(
    spelling(
        "quả qua trái con cái chiếc bắp củ bông cành cây miếng bánh tấm trứng hạt buồng nải lá"
    ).split()
)
SOLD_BY = (
    "kg", "yến", "tạ", "lạng", "bó", "mớ", "chục", "con", "quả", "chai", "lít", "gói 500 g",
    "thùng 5 kg", "túi", "hộp",
)  # fmt: skip
"""Offered while somebody writes."""
LARGEST = 1_000_000_000
"""A thousand tons; more is a typing slip."""

_INSIDE = re.compile(r"(?P<pack>.*[^\d\W])?\s*\(?(?P<number>\d[\d.,]*)\s*(?P<word>[^\W\d]+)\)?")
_WEIGHED = re.compile(r"(?P<pack>[^()]+?)\s*\(cân (?P<least>\d[\d.,]*)–(?P<most>\d[\d.,]*) kg\)")
"""As `weighed` writes it. The word makes it so: a bag of 5–6 kg has one price."""
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")


@lru_cache(2_000)
def read(unit: str) -> Amount | None:
    """What one holds, where the words are plain; nothing where only the house could say."""
    if scale := _WEIGHED.fullmatch(unit.strip()):
        return _on_the_scale(_number(scale["least"]) * 1_000, _number(scale["most"]) * 1_000)
    alone = _amount("1", parted(unit)[0])
    inside = None if alone else _INSIDE.fullmatch(unit.strip())
    return _amount(inside["number"], inside["word"]) if inside else alone


def _on_the_scale(least: Fraction, most: Fraction) -> Amount | None:
    """About as heavy as what lies in the middle."""
    about = _checked(Measure.MASS, (least + most) / 2, "")
    whole = least.denominator == most.denominator == 1
    if about is None or not whole or not 0 < least < most:
        return None
    return replace(about, least=int(least), most=int(most))


def _amount(number: str, word: str) -> Amount | None:
    many, name = _number(number), spelling(word)
    for measure, sizes in ((Measure.MASS, _MASS), (Measure.VOLUME, _VOLUME)):
        if name in sizes:
            return _checked(measure, many * sizes[name], "")
    return _checked(Measure.PIECES, many, word.strip().lower()) if name in _PIECES else None


def _number(written: str) -> Fraction:
    """1.5 and 1,5 are one and a half; 1.000 is a thousand, as people group by dots."""
    plain = written.rstrip(".,")
    if _GROUPED.fullmatch(plain):
        return Fraction(plain.replace(".", ""))
    whole, _comma, rest = plain.replace(",", ".").partition(".")
    return Fraction(f"{whole}.{rest.replace('.', '')}" if rest else whole)


def _checked(measure: Measure, many: Fraction, word: str) -> Amount | None:
    whole = many.denominator == 1 and 0 < many <= LARGEST
    return Amount(measure, int(many), word) if whole else None


def written(pack: str, holds: str) -> str:
    """As goods are sold from now on: chục, 12 quả -> chục (12 quả)."""
    return f"{pack} ({holds})" if holds else pack


_DECLARED = re.compile(r"(?P<pack>[^()]+?)\s*\((?P<holds>[^()]+)\)")


def parted(unit: str) -> tuple[str, str]:
    """The two as a form asks for them. The other way round of `written`."""
    found = _DECLARED.fullmatch(unit)
    return (found["pack"], found["holds"]) if found else (unit, "")


def weighed(pack: str, least: int, most: int) -> str:
    """con, 1600, 2000 -> con (cân 1,6–2 kg): its price is settled on the scale."""
    return f"{pack} (cân {kilos(least)}–{kilos(most)} kg)"


def kilos(grams: int, language: str = "vi") -> str:
    """1600 as 1,6, in English 1.6."""
    return digits.written(f"{grams / 1_000:.3f}".rstrip("0").rstrip("."), language)
