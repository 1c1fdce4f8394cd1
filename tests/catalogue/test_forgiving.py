"""Finding what was meant: marks typed as letters, slips, names from elsewhere, words around it."""

from datetime import date

import pytest
from flask import Flask

from storefront.catalogue import slips
from storefront.catalogue.forgiving import find
from storefront.db import deed
from storefront.shops.models import Product
from tests.catalogue.labelled import FIRST, ndcg, open_market, questions
from tests.statements import counted
from tests.village import a_household, a_shop, na

AUGUST = date(2026, 8, 22)


def found(typed: str) -> list[str]:
    return [card.name for card in find(typed, on=AUGUST, limit=24).cards]


def read_as(typed: str) -> str | None:
    return find(typed, on=AUGUST, limit=24).read_as


def test_what_people_type_finds_what_they_want(app: Flask) -> None:
    """Hundreds of questions with labels; `./dev prove search` prints them by kind."""
    with deed():
        by_code = open_market()

    well = [
        ndcg(it, [card.code for card in find(it.typed, on=AUGUST, limit=FIRST).cards], by_code)
        for it in questions()
    ]

    assert len(well) >= 150
    assert sum(well) / len(well) >= 0.9


@pytest.mark.parametrize(
    "typed",
    ["na chi lawng", "na chi la8ng", "na chi lag", "na chi lnag", "nachilang"],
)
def test_a_slip_is_read_as_what_was_meant(app: Flask, typed: str) -> None:
    with deed():
        na(name="Na dai Chi Lăng")

    assert found(typed) == ["Na dai Chi Lăng"]
    assert read_as(typed) == "na chi lăng"


def test_what_is_called_so_is_never_read_otherwise(app: Flask) -> None:
    with deed():
        na(name="Mai vàng")
        na(name="Mận Thất Khê")

    assert found("man") == ["Mận Thất Khê"]
    assert read_as("man") is None


def test_of_two_readings_the_cheaper_wins_and_then_the_commoner(app: Flask) -> None:
    with deed():
        shop = a_shop(a_household("Vi Văn Sính"))
        na(shop=shop, name="Mướp đắng")
        for number in range(3):
            na(shop=shop, name=f"Măng đắng {number}")

    assert found("mằngg đắng")[0].startswith("Măng")
    assert found("mướpp đắng") == ["Mướp đắng"]


def test_a_name_from_elsewhere_finds_what_we_call_so(app: Flask) -> None:
    with deed():
        shop = a_shop()
        for name in ("Na dai", "Dứa Queen", "Chè Shan tuyết"):
            na(shop=shop, name=name)

    for typed, called in (("mãng cầu", "Na dai"), ("mang cau", "Na dai"), ("khóm", "Dứa Queen")):
        assert found(typed)[0] == called, typed
    assert found("sugar apple")[0] == "Na dai"
    assert found("trà shan") == ["Chè Shan tuyết"]


def test_our_name_finds_what_a_keeper_calls_otherwise(app: Flask) -> None:
    with deed():
        na(name="Mãng cầu xiêm")

    assert found("na") == ["Mãng cầu xiêm"]


def test_the_keepers_words_stay_as_they_were(app: Flask) -> None:
    with deed():
        product = na(name="Mãng cầu ta")

    found("na dai")
    assert (product.name, product.folded.split(" |")[0]) == ("Mãng cầu ta", "mang cau ta")


def test_words_around_what_is_wanted_are_not_missed(app: Flask) -> None:
    with deed():
        na(name="Bản Khau Đẩy ngô nếp")
        na(name="Na dai")

    assert found("mua 10kg na dai giá rẻ ở đâu") == ["Na dai"]
    assert found("bản khau") == ["Bản Khau Đẩy ngô nếp"]


def test_a_word_that_nobody_knows_is_left_out_at_last(app: Flask) -> None:
    with deed():
        na(name="Na dai")

    assert found("na dai xyzzyq") == ["Na dai"]
    assert found("xyzzyq") == []


def test_words_are_known_from_the_moment_a_product_has_them(app: Flask) -> None:
    with deed():
        product = na(name="Măng tươi")
    assert found("chnah") == []
    with deed():
        _rename(product)

    assert found("chnah") == ["Chanh rừng"]


def test_nothing_typed_costs_more_than_four_questions(app: Flask) -> None:
    with deed():
        na()

    for typed in ("na", "na chi lawng", "qqqqq wwwww", "m" * 80, "a b c d e f g h i j k l"):
        with counted() as asked:
            find(typed, on=AUGUST, limit=24)
        assert len(asked) <= 4, typed


def test_readings_are_bounded_whatever_is_typed() -> None:
    for typed in ("", "a", "ng", "12", "w" * 12, "m" * 30, "aaa1", "zzz"):
        assert len(slips.readings(typed)) < 800
        assert len(slips.pieces(typed)) < 800
        slips.parted(typed, {"m", "mm", "ww"})


def _rename(product: Product) -> None:
    product.name, product.folded = "Chanh rừng", "chanh rung |"
