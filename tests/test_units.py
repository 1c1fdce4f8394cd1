"""Units as the market says them, and how much is in one."""

import pytest

from storefront import units
from storefront.units import Measure

MASS, VOLUME, PIECES = Measure


@pytest.mark.parametrize(
    ("unit", "measure", "many"),
    [
        ("kg", MASS, 1_000), ("cân", MASS, 1_000), ("yến", MASS, 10_000), ("tạ", MASS, 100_000),
        ("lạng", MASS, 100), ("gói 500 g", MASS, 500), ("gói 500g", MASS, 500),
        ("bó (300 g)", MASS, 300), ("thùng 5 kg", MASS, 5_000), ("bao 1.000 g", MASS, 1_000),
        ("túi 1,5 kg", MASS, 1_500), ("lít", VOLUME, 1_000), ("chai 0.5 lít", VOLUME, 500),
        ("can 5 lít", VOLUME, 5_000), ("chai 500 ml", VOLUME, 500), ("con", PIECES, 1),
        ("quả", PIECES, 1), ("chục (12 quả)", PIECES, 12), ("chục 14 quả", PIECES, 14),
        ("kg (3 quả)", MASS, 1_000),
    ],
)  # fmt: skip
def test_what_is_plain_is_read(unit: str, measure: Measure, many: int) -> None:
    held = units.read(unit)

    assert held
    assert (held.measure, held.many) == (measure, many)


@pytest.mark.parametrize(
    "unit",
    ["chục", "bó", "mớ", "can", "tá", "hộp", "mét", "2-3 kg", "thùng (5-6 kg)", "0 kg", "12", ""],
)
def test_what_is_not_plain_is_left_alone(unit: str) -> None:
    assert units.read(unit) is None


def test_a_local_ten_has_its_own_price_for_each() -> None:
    twelve = units.read("chục (12 quả)")

    assert twelve
    assert (twelve.unit_price(80_000), twelve.base) == (6_667, "quả")


def test_a_form_asks_for_what_was_written() -> None:
    assert units.parted(units.written("chục", "12 quả")) == ("chục", "12 quả")
    assert units.parted(units.written("gói 500 g", "")) == ("gói 500 g", "")
