"""Numbers in digits: read the wrong way round, 68.311 shops are sixty-eight."""

from decimal import Decimal

import pytest
from babel.numbers import get_decimal_symbol, get_group_symbol

from storefront import digits, units
from storefront.money import Money


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_marks_are_those_of_unicode(language: str) -> None:
    marks = get_group_symbol(language) + get_decimal_symbol(language)
    assert digits.MARKS[language] == marks
    assert digits.written("1,234.5", language) == f"1{marks[0]}234{marks[1]}5"


def test_each_language_writes_as_it_does() -> None:
    assert digits.number(68_311) == "68.311"
    assert digits.number(-1_234_567, "en") == "-1,234,567"
    assert (digits.dong(120_000), digits.dong(120_000, "en")) == (
        "120.000\u00a0₫",
        "120,000\u00a0₫",
    )
    assert (digits.percent("12.5"), digits.percent("12.5", "en")) == ("12,5\u00a0%", "12.5%")
    assert (units.kilos(1_600), units.kilos(1_600, "en")) == ("1,6", "1.6")


def test_money_has_dots_unless_a_letter_asks() -> None:
    assert str(Money(120_000)) == f"{Money(120_000)}" == "120.000\u00a0₫"
    assert f"{Money(120_000):,}" == "120,000\u00a0₫"


@pytest.mark.parametrize("typed", ["1234567", "1.234.567", "1,234,567", "1 234 567"])
def test_people_group_by_what_they_like(typed: str) -> None:
    assert digits.plain(typed) == "1234567"


@pytest.mark.parametrize("typed", ["12,50", "1,5", "1.200,000", "12,3456"])
def test_a_comma_that_does_not_group_is_left_to_be_refused(typed: str) -> None:
    assert not digits.plain(typed).isdigit()


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("vi", "1.234,5", "1234.5"),
        ("vi", "12,5", "12.5"),
        ("en", "1,234.5", "1234.5"),
        ("en", "12.5", "12.5"),
        ("en", "1,234,567", "1234567"),
    ],
)
def test_parts_are_read_as_the_language_writes_them(language: str, typed: str, meant: str) -> None:
    assert Decimal(digits.read(typed, language)) == Decimal(meant)
    assert "," in digits.read("12,5", "en"), "which no number has"


def test_what_was_kept_is_written_for_whoever_reads_it() -> None:
    kept = f"Na dai 1.500 → 2; {Money(20_000)} → {Money(1_350_000)}"
    assert digits.sums_in(kept) == kept
    assert digits.sums_in(kept, "en").endswith("20,000\u00a0₫ → 1,350,000\u00a0₫")
    assert "1.500" in digits.sums_in(kept, "en"), "somebody's own words"
