"""Staff write down the villages of their communes."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.places import actions as places
from storefront.places.actions import NameTaken
from storefront.places.models import Level, Place
from storefront.places.queries import among, children
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_village,
    na,
    posted,
)

TODAY = MARKET_DAY.date()


def a_commune_with_officer(role: Role = Role.COMMUNE_OFFICER) -> tuple[Place, Person]:
    with deed():
        commune = a_commune("Chi Lăng")
        officer = posted("Lương Văn Thành", role, commune)
    return commune, officer


def villages(commune: Place) -> list[str]:
    session.rollback()
    today = clock.village_date(clock.now())
    return [place.full_name for place in children(commune, level=Level.VILLAGE, on=today)]


def test_an_officer_adds_a_village(app: Flask, browser: Browser) -> None:
    commune, officer = a_commune_with_officer()
    browser.sign_in(officer)
    browser.get(f"/villages/in/{commune.code}")

    browser.post(f"/villages/in/{commune.code}", {"kind": "bản", "name": "Bản  Nà Lìa"})

    assert villages(commune) == ["bản Nà Lìa"]
    village = session.scalars(select(Place).where(Place.level == Level.VILLAGE)).one()
    assert village.code == f"{commune.code}-01"
    assert commune.contains(village)
    assert session.scalars(select(Trace.verb).order_by(Trace.id)).all() == ["add_village"]


def test_the_same_name_twice_is_refused_kindly(app: Flask, browser: Browser) -> None:
    commune, officer = a_commune_with_officer()
    with deed():
        places.add_village("Hoà Bình", commune, at=MARKET_DAY)
    browser.sign_in(officer)

    page = browser.post(
        f"/villages/in/{commune.code}", {"kind": "bản", "name": "hòa bình"}, expect=422
    )

    assert "Xã này đã có một nơi tên như vậy." in page.text
    assert 'value="hòa bình"' in page.html
    assert villages(commune) == ["thôn Hoà Bình"]


def test_neighbours_may_differ_by_a_mark(app: Flask) -> None:
    commune, _officer = a_commune_with_officer()
    with deed():
        places.add_village("Nà Mò", commune, at=MARKET_DAY)
        second = places.add_village("Nà Mơ", commune, at=MARKET_DAY)

    assert second.code == f"{commune.code}-02"


def test_a_village_is_renamed_and_its_goods_found_by_the_new_name(
    app: Flask, browser: Browser
) -> None:
    commune, officer = a_commune_with_officer()
    with deed():
        village = places.add_village("Nà Lìa", commune, at=MARKET_DAY)
        product = na(shop=a_shop(a_household(village=village)))
    browser.sign_in(officer)

    browser.post(
        f"/villages/{village.code}", {"kind": "thôn", "name": "Khau Đẩy", "signal": "good"}
    )

    session.expire_all()
    assert (village.full_name, village.signal) == ("thôn Khau Đẩy", "good")
    assert "khau day" in village.words
    assert "khau day" in product.folded


def test_a_village_keeps_its_own_name(app: Flask) -> None:
    commune, _officer = a_commune_with_officer()
    with deed():
        village = places.add_village("Nà Lìa", commune, at=MARKET_DAY)
        places.change_village(village, "Nà Lìa", kind="bản", signal=None)
        other = places.add_village("Pò Có", commune, at=MARKET_DAY)

    with pytest.raises(NameTaken), deed():
        places.change_village(session.get_one(Place, other.id), "nà lìa", kind="bản", signal=None)


@pytest.mark.parametrize(
    ("name", "status"),
    [("", 422), ("   ", 422), ("x" * 61, 422), ("a" * 30_000, 422), ("\u202e\u200b", 422)],
)
def test_what_is_no_name_is_refused(app: Flask, browser: Browser, name: str, status: int) -> None:
    commune, officer = a_commune_with_officer()
    browser.sign_in(officer)

    browser.post(f"/villages/in/{commune.code}", {"kind": "thôn", "name": name}, expect=status)

    assert villages(commune) == []


def test_a_made_up_kind_is_refused(app: Flask, browser: Browser) -> None:
    commune, officer = a_commune_with_officer()
    browser.sign_in(officer)

    browser.post(f"/villages/in/{commune.code}", {"kind": "tỉnh", "name": "Nà Lìa"}, expect=422)


def test_nul_is_taken_out_of_a_name(app: Flask, browser: Browser) -> None:
    commune, officer = a_commune_with_officer()
    browser.sign_in(officer)

    browser.post(f"/villages/in/{commune.code}", {"kind": "thôn", "name": "Nà\0 Lìa"})

    assert villages(commune) == ["thôn Nà Lìa"]


def test_only_inside_their_places(app: Flask, browser: Browser) -> None:
    commune, _officer = a_commune_with_officer()
    with deed():
        village = places.add_village("Nà Lìa", commune, at=MARKET_DAY)
        elsewhere = posted("Vi Văn Sinh", Role.COMMUNE_OFFICER, a_commune("Thất Khê"))
        leader = posted("Hoàng Văn Páo", Role.LEADER, commune)

    for person in (elsewhere, leader):
        browser.sign_in(person)
        for address in (f"/villages/in/{commune.code}", f"/villages/{village.code}"):
            browser.get(address, expect=404)
            browser.post(address, {"kind": "thôn", "name": "Khác"}, expect=404)
    assert villages(commune) == ["thôn Nà Lìa"]


@pytest.mark.parametrize("code", ["nope", "9" * 30, "%2e%2e", "06463-99"])
def test_unknown_codes_are_not_found(app: Flask, browser: Browser, code: str) -> None:
    _commune, officer = a_commune_with_officer()
    browser.sign_in(officer)

    browser.get(f"/villages/{code}", expect=404)
    browser.get(f"/villages/in/{code}", expect=404)


def test_a_province_officer_sees_the_communes(app: Flask, browser: Browser) -> None:
    with deed():
        province = a_province()
        commune = a_commune("Chi Lăng", inside=province)
        a_commune("Thất Khê", inside=province)
        a_village("Nà Lìa", inside=commune)
        officer = posted("Nông Thị Lan", Role.PROVINCE_OFFICER, province)
    browser.sign_in(officer)

    page = browser.get("/villages")

    assert "xã Chi Lăng" in page.text
    assert "xã Thất Khê" in page.text


def test_an_officer_of_one_commune_goes_straight_there(app: Flask, browser: Browser) -> None:
    commune, officer = a_commune_with_officer()
    browser.sign_in(officer)

    assert browser.get("/villages", expect=302).url == f"/villages/in/{commune.code}"
    assert "Chưa có thôn, bản nào" in browser.get(f"/villages/in/{commune.code}").text


def test_a_commune_is_known_by_its_code_inside_a_territory(app: Flask) -> None:
    commune, _officer = a_commune_with_officer()
    with deed():
        village = a_village("Nà Lìa", inside=commune)
        elsewhere = a_commune("Thất Khê")

    assert among(commune.code, on=TODAY, inside=[village]) is commune
    assert among(commune.code, on=TODAY, inside=[elsewhere]) is None
