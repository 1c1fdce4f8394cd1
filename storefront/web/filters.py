"""How values look on a page."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from storefront import clock, digits, spoken
from storefront.money import Money
from storefront.web.languages import language
from storefront.web.sources import publishers


def install(app: Flask) -> None:
    app.jinja_env.filters.update(number=number, day=day, time=hour, moment=moment, phone=phone)
    app.jinja_env.filters.update(in_words=in_words, code=code, house=house, joined=joined)
    app.jinja_env.filters.update(month=month, weekday=weekday, publishers=publishers)
    app.jinja_env.globals["Money"] = Money


def number(value: int) -> str:
    """1234567 as 1.234.567, or as 1,234,567 where English is read."""
    return digits.number(value, language())


def number_in(language: str) -> Callable[[int], str]:
    """For templates of one language, which need not ask for each number what is read."""
    return lambda value: digits.number(value, language)


def sum_in(language: str) -> Callable[[Any], Any]:
    """Money as that language writes it; anything else as it is."""
    return lambda value: digits.dong(value.dong, language) if type(value) is Money else value


@lru_cache(2_000)
def joined(words: str) -> str:
    """A number and its unit never part: gói 500\u00a0g."""
    return re.sub(r"(?<=\d) (?=\w)", "\u00a0", words)


def day(value: date | datetime) -> str:
    there = clock.village_date(value) if isinstance(value, datetime) else value
    return f"{there.day}/{there.month}/{there.year}"


def hour(value: datetime) -> str:
    return f"{clock.village_time(value):%H:%M}"


def moment(value: datetime) -> str:
    return f"{hour(value)}, {day(value)}"


def phone(value: str) -> str:
    """+84912345678 as people read it out: 0912 345 678."""
    local = "0" + value.removeprefix("+84") if value.startswith("+84") else value
    return f"{local[:4]}\u00a0{local[4:7]}\u00a0{local[7:]}".strip()


def month(value: date | datetime) -> str:
    there = clock.village_date(value) if isinstance(value, datetime) else value
    return f"{there.month}/{there.year}"


def weekday(value: date) -> str:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return str(names[value.weekday()])


def in_digits(value: Money) -> str:
    """120.000 ₫, as the reader writes it. Templates and sentences do so by themselves."""
    return digits.dong(value.dong, language())


def in_words(value: Money) -> str:
    """A sum as it is read aloud, in the reader's language."""
    words = spoken.dong(value, language())
    return words[0].upper() + words[1:]


def code(value: str) -> str:
    """CB7K2M9Q4 as people read it out: CB7K 2M9Q4."""
    return f"{value[:4]}\u00a0{value[4:]}"


def house(name: str) -> str:
    """Nhà bà Nhình inside a sentence: Quét để trả nhà bà Nhình."""
    return "n" + name[1:] if name.startswith("Nhà ") else name
