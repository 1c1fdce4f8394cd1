"""Narrowing what was found, and offering names while somebody types."""

from datetime import date, timedelta

import pytest
from flask import Flask

from storefront.catalogue import suggesting
from storefront.catalogue.facets import ANYTHING, Wanted, choices, how_many
from storefront.catalogue.search import counted, search
from storefront.catalogue.suggesting import suggest
from storefront.db import deed, session
from storefront.delivery.ways import Offer, Way, kept
from storefront.shops.models import Certificate, CertificateKind, Product, Shop
from storefront.units import Measure
from storefront.web.suggesting import Asked
from tests import statements
from tests.browser import Browser
from tests.village import a_commune, a_household, a_shop, a_village, na

AUGUST = date(2026, 8, 22)
AUGUST_ONLY = 1 << 7


def found(typed: str, wanted: Wanted) -> list[str]:
    return [card.name for card in search(typed, on=AUGUST, limit=24, wanted=wanted)]


def a_stall(commune: str, keeper: str) -> Shop:
    return a_shop(a_household(keeper, village=a_village("Khau Đẩy", inside=a_commune(commune))))


def three_of_each() -> tuple[Shop, Shop]:
    here, there = a_stall("Chi Lăng", "Hoàng Thị Nhình"), a_stall("Hữu Lũng", "Vi Văn Sính")
    a_kilogram(na(shop=here, name="Na dai", price=60_000, season=AUGUST_ONLY))
    a_kilogram(na(shop=here, name="Na bi", price=12_000, stock=0))
    a_kilogram(na(shop=there, name="Na bở", price=300_000), grams=5_000)
    return here, there


def a_kilogram(product: Product, *, grams: int = 1_000) -> None:
    product.measure, product.holds = Measure.MASS, grams


def test_each_way_of_narrowing_leaves_what_it_says(app: Flask) -> None:
    with deed():
        here, there = three_of_each()
        there.ways = kept({Way.PICK_UP: Offer()})
        certified(here, until=AUGUST + timedelta(days=1))
        certified(there, until=AUGUST)

    assert set(found("na", ANYTHING)) == {"Na dai", "Na bi", "Na bở"}
    assert set(found("na", Wanted(now=True))) == {"Na dai", "Na bở"}
    assert set(found("na", Wanted(month=1))) == {"Na bi", "Na bở"}
    assert found("na", Wanted(place=there.commune.code)) == ["Na bở"]
    assert set(found("na", Wanted(price=2))) == {"Na dai", "Na bở"}
    assert found("na", Wanted(price=0)) == ["Na bi"]
    assert set(found("na", Wanted(label="vietgap"))) == {"Na dai", "Na bi"}
    assert set(found("na", Wanted(sent=True))) == {"Na dai", "Na bi"}
    assert found("na", Wanted(price=2, place=here.commune.code)) == ["Na dai"]


def test_what_is_sorted_by_price_is_compared_by_the_kilogram(app: Flask) -> None:
    with deed():
        here, _there = three_of_each()
        na(shop=here, name="Na quả", price=1_000)

    assert found("na", Wanted(sort="cheap")) == ["Na bi", "Na dai", "Na bở", "Na quả"]
    assert found("na", Wanted(sort="new"))[0] == "Na quả"


@pytest.mark.parametrize("wanted", [ANYTHING, Wanted(now=True), Wanted(price=2), Wanted(month=1)])
def test_a_count_is_what_its_link_finds(app: Flask, wanted: Wanted) -> None:
    with deed():
        here, there = three_of_each()
        there.ways = kept({Way.PICK_UP: Offer()})
        certified(here, until=AUGUST + timedelta(days=1))

    rows = counted("na", on=AUGUST)
    assert how_many(rows, wanted) == len(found("na", wanted))
    for group, offered in choices(rows, wanted).items():
        for choice in offered:
            if not choice.chosen:
                assert choice.many == len(found("na", choice.wanted)), (group, choice)


def test_narrowing_is_links(app: Flask, browser: Browser) -> None:
    with deed():
        here, _there = three_of_each()
        code = here.commune.code

    page = browser.get("/search/narrow?q=na")
    assert f"/search/narrow?q=na&place={code}" in page.links()
    assert "Na bở" not in browser.get(f"/search?q=na&place={code}").text
    assert "Chi Lăng" in browser.get(f"/search/narrow?q=na&place={code}&price=3").text
    browser.get("/search?q=na&place=';--&price=99&month=0&label=x&sort=y&sent=2")


@pytest.mark.parametrize("path", ["/search?q=na&now=1&label=ocop", "/search/narrow?q=na"])
def test_narrowed_pages_cost_few_questions(app: Flask, browser: Browser, path: str) -> None:
    with deed():
        three_of_each()

    with statements.counted() as asked:
        browser.get(path)

    assert len(asked) <= 4


def test_names_are_offered_while_somebody_types(app: Flask, browser: Browser) -> None:
    with deed():
        three_of_each()

    assert [(row.kind, row.name) for row in suggest("na b")] == [
        ("goods", "Na bi"),
        ("goods", "Na bở"),
    ]
    assert ("shop", "Nhà bà Nhình") in [(row.kind, row.name) for row in suggest("nha ba nhi")]
    assert ("place", "Hữu Lũng") in [(row.kind, row.name) for row in suggest("huu lu")]
    for nonsense in ("", " ", "*", '"', "\ud800", "n" * 500):
        assert suggest(nonsense) == [] or nonsense

    answer = browser.client.get("/search/suggest?q=na+d").get_json()
    assert [it["words"] for it in answer["suggestions"]] == ["Na dai"]


@pytest.mark.parametrize("pool", [1, 2, 300])
def test_the_oldest_goods_and_the_index_suggest_the_same(
    app: Flask, pool: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        three_of_each()
    monkeypatch.setattr(suggesting, "LOOKED_AT", pool)
    typed = ("na", "na b", "nha ba nhi", "huu lu", "quyt")
    by_age = [suggest(words) for words in typed]

    monkeypatch.setattr(suggesting, "NEAR", 0)
    suggesting._statement.cache_clear()
    by_index = [suggest(words) for words in typed]
    suggesting._statement.cache_clear()

    assert by_age == by_index
    assert bool(by_age[1]) is (pool > 1)


def test_one_address_is_not_answered_for_ever(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.web.suggesting.A_MINUTE", 2)
    monkeypatch.setattr("storefront.web.suggesting._asked", Asked())

    answers = [browser.client.get("/search/suggest?q=n").status_code for _again in range(4)]

    assert answers[:2] == [200, 200]
    assert answers[-1] == 429


def certified(shop: Shop, *, until: date) -> None:
    session.add(
        Certificate(
            shop_id=shop.id,
            kind=CertificateKind.VIETGAP,
            number=f"VG-{shop.id}",
            issuer="Chi cục",
            issued_on=date(2025, 1, 1),
            expires_on=until,
        )
    )
