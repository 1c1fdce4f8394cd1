"""Order codes in what banks make of a transfer note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import codes
from storefront.payments.memo import codes_in

CODE, OTHER = "CB7K2M9Q" + codes.check_letter("7K2M9Q"), "CBABCDEF" + codes.check_letter("ABCDEF")
SPACED = f"{CODE[:4]} {CODE[4:]}"


@pytest.mark.parametrize(
    "memo",
    [
        CODE,
        CODE.lower(),
        f"MBVCB.3278907687.{CODE}.CT tu 0123456789 toi 101872344821",
        f"{CODE} GD 789604-040125 00:05:38",
        f"Chị Hạnh trả đơn {CODE}",
        SPACED,
        f"tra {' '.join(CODE)} nhe",
        f"IBFT{CODE}FT26234",
        f"{CODE[:5]}-{CODE[5:]}",
        CODE[:-1],
        f"CHUYEN TIEN {CODE[:-1]}",
    ],
)
def test_is_found(memo: str) -> None:
    assert codes_in(memo) == [CODE]


@pytest.mark.parametrize(
    "memo",
    [
        "",
        "chuyen tien mua na",
        CODE[:-2],
        CODE[:-1] + ("2" if CODE[-1] != "2" else "3") + " x",
    ],
)
def test_is_not_found(memo: str) -> None:
    assert codes_in(memo) == []


def test_several_are_all_found() -> None:
    assert codes_in(f"{CODE} {OTHER} {CODE}") == [CODE, OTHER]


@given(st.text(max_size=300))
def test_any_note_is_read(memo: str) -> None:
    assert all(codes.is_code(code) for code in codes_in(memo))


@given(st.text("ABC 0123456789.-đ", max_size=40), st.text(" .,-/:;", max_size=3))
def test_is_found_in_any_company(around: str, gap: str) -> None:
    assert CODE in codes_in(f"{around}{gap}{CODE}{gap}{around}")
