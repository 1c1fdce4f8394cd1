"""The kit itself: what a phone is given to take along, and to whom."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from storefront.accounts.models import Look, Seen
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.posters import actions as posters
from storefront.posters.models import Leads, Poster, Why
from storefront.shops.models import Shop
from storefront.web.field import PAGES
from tests.browser import Browser
from tests.village import MARKET_DAY, a_commune, a_household, a_shop, a_team, a_village, na, posted

BARE = re.compile(r"<template[^>]*><[^>]* data-slot")
"""Words are put inside of what is copied: a slot that is the whole of it stays empty."""
KIT = "/team/field"


@pytest.fixture
def tai(app: Flask, browser: Browser) -> Browser:
    with deed():
        village = a_village("Nà Lìa")
        leader = posted("Nông Văn Tài", Role.LEADER, village)
        a_team(village, head=leader)
        na(shop=a_shop(a_household("Hoàng Thị Nhình", village=village)))
        a_household("Vi Thị Sen", village=a_village("Khác", inside=a_commune("Bắc Sơn")))
    browser.sign_in(leader)
    return browser


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_kit_is_the_same_for_everybody(tai: Browser, language: str) -> None:
    tai.speak(language)

    for sheet in PAGES:
        page = tai.get(f"{KIT}/{sheet}".rstrip("/"))
        assert "Văn Tài" not in page.text
        assert "Nhình" not in page.text
        assert BARE.findall(page.html) == []


def test_the_kit_can_be_put_on_the_first_screen(tai: Browser) -> None:
    """What Chrome asks of an app: a name, a beginning inside its scope, pictures of two sizes."""
    (linked,) = re.findall(r'rel="manifest" href="([^"]+)"', tai.get(KIT).html)

    told = tai.client.get(linked).get_json(force=True)

    assert told["name"]
    assert told["start_url"].startswith(told["scope"])
    assert told["display"] == "standalone"
    for icon in told["icons"]:
        with tai.client.get(icon["src"]) as answer:
            picture = Image.open(BytesIO(answer.data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
    assert {it["sizes"] for it in told["icons"]} == {"192x192", "512x512"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_tongue_of_a_consent_is_asked_and_is_not_that_of_the_screen(
    tai: Browser, language: str
) -> None:
    tai.speak(language)

    page = tai.get(f"{KIT}/new")

    assert '<option value="vi" selected>Tiếng Việt</option>' in page.html
    assert '<option value="nut">Nùng</option>' in page.html
    assert page.html.count('name="language"') == 1


def test_the_pack_holds_the_territory_and_nothing_else(tai: Browser) -> None:
    answer = tai.client.get(f"{KIT}/pack")

    told = answer.get_json()
    assert [it["name"] for it in told["households"]] == ["Hoàng Thị Nhình"]
    assert [it["name"] for it in told["villages"]] == ["thôn Nà Lìa"]
    assert told["households"][0]["goods"][0]["price"] == 68_000
    assert told["prices"][0]["many"] == 1
    assert len(told["banks"]) > 50


def test_taking_a_territory_along_is_written_down_once_as_long_as_it_is_the_same(
    tai: Browser,
) -> None:
    first = tai.client.get(f"{KIT}/pack")
    again = tai.client.get(f"{KIT}/pack", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    looks = session.scalars(select(Look)).all()
    assert [(it.seen, it.is_taken) for it in looks] == [(Seen.FIELD, True)]


def test_the_worker_is_another_one_when_pages_look_otherwise(tai: Browser) -> None:
    before = tai.client.get(f"{KIT}/worker.js")
    same = tai.client.get(f"{KIT}/worker.js")
    tai.client.set_cookie("text", "huge")
    huge = tai.client.get(f"{KIT}/worker.js")

    assert before.headers["Service-Worker-Allowed"] == "/team"
    assert before.text == same.text != huge.text


def test_a_worker_takes_no_message_out_of_a_page(tai: Browser) -> None:
    with tai.client.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "Written down.")]

    tai.client.get(f"{KIT}/worker.js")

    with tai.client.session_transaction() as cookie:
        assert cookie["_flashes"]


def test_signing_out_leaves_word_for_the_kit(tai: Browser) -> None:
    tai.client.get(f"{KIT}/pack")
    known = tai.client.get_cookie("phone-of")
    tai.post("/sign-out")
    left = tai.client.get_cookie("phone-of")

    assert known is not None
    assert known.value.isdigit()
    assert left is not None
    assert left.value == "nobody"


def test_the_kit_is_for_teams(app: Flask, browser: Browser) -> None:
    assert "/sign-in" in browser.get(KIT, expect=302).url
    with deed():
        keeper = a_shop().household.keeper
    browser.sign_in(keeper)

    for sheet in ("", "/pack", "/worker.js", "/new"):
        browser.get(f"{KIT}{sheet}", expect=404)


def test_the_register_of_stickers_comes_along_as_digests(app: Flask, tai: Browser) -> None:
    with deed():
        ours = session.scalars(select(Shop)).one()
        elsewhere = a_shop(a_household("Vi Văn Xa", village=a_village("Xa", inside=a_commune("Y"))))
        printed = [_poster(it, "https://choban.example/shops/na") for it in (ours, elsewhere)]
        posters.withdraw(printed[0], why=Why.LOST, by=None, at=MARKET_DAY)
        posters.place(printed[0], where="Sạp A3", by=ours.household.keeper, at=MARKET_DAY)
        code, serial = ours.household.code, printed[0].serial

    told = tai.client.get(f"{KIT}/pack")

    says = "d3c57e1331a24b56"
    assert told.get_json()["stickers"] == [
        {"serial": serial, "house": code, "says": says, "spot": "Sạp A3", "good": False}
    ]
    assert "choban.example" not in told.text


def _poster(shop: Shop, says: str) -> Poster:
    by = shop.household.keeper
    return posters.enter(shop, Leads.TO_SHOP, carries=lambda _serial: says, by=by, at=MARKET_DAY)
