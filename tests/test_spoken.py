"""Sums in words: read aloud to people who do not read digits easily."""

import pytest

from storefront import spoken
from storefront.money import Money


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (229_000, "hai trăm hai mươi chín nghìn"),
        (490_000, "bốn trăm chín mươi nghìn"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (21_000_000, "hai mươi mốt triệu"),
        (2_000_000_015, "hai tỷ không trăm mười lăm"),
        (1_200_000_000_000, "một nghìn hai trăm tỷ"),
        (-68_000, "âm sáu mươi tám nghìn"),
    ],
)
def test_in_vietnamese(amount: int, words: str) -> None:
    assert spoken.dong(Money(amount)) == f"{words} đồng"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (21, "twenty-one"),
        (229_000, "two hundred and twenty-nine thousand"),
        (1_000_005, "one million and five"),
        (1_005_000, "one million five thousand"),
        (10**12, "one trillion"),
    ],
)
def test_in_english(amount: int, words: str) -> None:
    assert spoken.dong(Money(amount), "en") == f"{words} đồng"


def test_no_two_sums_sound_alike() -> None:
    said = {spoken.dong(Money(amount)) for amount in range(0, 2_000_000, 997)}

    assert len(said) == len(range(0, 2_000_000, 997))
