"""The list of what is to be looked at twice: who may see it, who may decide, what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Look, Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions as campaigns
from storefront.db import deed, session
from storefront.files import Folder
from storefront.orders.models import PayBy
from storefront.orders.placing import Buyer, place
from storefront.places.models import Place
from storefront.screening import running
from storefront.screening.models import Suspect, SuspectState
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_shop, a_team, a_village, na, posted

NBSP = "\N{NO-BREAK SPACE}"


@dataclass
class Scene:
    suspect: Suspect
    province: Person
    commune: Person
    elsewhere: Person
    leader: Person
    provinces: Place

    @property
    def page(self) -> str:
        return f"/screening/{self.suspect.id}"


@pytest.fixture
def scene(app: Flask, tmp_path: Path) -> Scene:
    """Bà Nhình's own number bought from her three times."""
    now = clock.now()
    with deed():
        province = a_province()
        commune = a_commune(inside=province)
        village = a_village(inside=commune)
        leader = posted("Lý Văn Minh", Role.LEADER, village)
        shop = a_shop(a_household(village=village, team=a_team(village, head=leader)))
        product = na(shop=shop)
        for once in "abc":
            phone = shop.household.keeper.phone or ""
            buyer = Buyer(name="Chị Hạnh", phone=phone, address="Số 1")
            place(
                {product.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=once,
                at=now - timedelta(days=1),
            )  # fmt: skip
        campaigns.start_campaign(province, name="Chợ", began_on=now.date(), baselines={})
        people = {
            "province": posted("Trần Thị Thu", Role.PROVINCE_OFFICER, province),
            "commune": posted("Vi Thị Hoa", Role.COMMUNE_OFFICER, commune),
            "elsewhere": posted("Nông Văn Tài", Role.COMMUNE_OFFICER, a_commune("Bắc Sơn")),
            "leader": leader,
        }
    running.screen_all(Folder(tmp_path), at=now)
    return Scene(session.scalars(select(Suspect)).one(), provinces=province, **people)


def told(browser: Browser, address: str) -> str:
    return browser.get(address).html.replace(NBSP, " ").replace("&nbsp;", " ")


def test_the_commune_sees_what_was_found_by_name_and_the_province_by_initials(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.commune)
    at_home = told(browser, "/screening")
    browser.sign_in(scene.province)
    from_above = told(browser, "/screening")

    assert "Tự mua của mình: bà Hoàng Thị Nhình" in at_home
    assert "H.T.N." in from_above
    assert "Nhình" not in from_above


def test_nobody_else_finds_it(browser: Browser, scene: Scene) -> None:
    for person in (scene.elsewhere, scene.leader):
        browser.sign_in(person)
        browser.get(scene.page, expect=404)
        browser.post(f"{scene.page}/decision", {"how": "innocent"}, expect=404)
    assert session.get_one(Suspect, scene.suspect.id).state is SuspectState.OPEN


def test_the_page_says_what_was_seen_and_why_it_may_be_innocent(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.commune)

    page = told(browser, scene.page)

    assert "Số người mua chính là số chủ gian hàng." in page
    assert "con gái ở phố dùng số của mẹ" in page
    assert (scene.suspect.household.keeper.phone or "?") not in page


def test_deciding_and_taking_it_back(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune)

    browser.post(f"{scene.page}/decision", {"how": "not-counted", "note": "Bà bảo mua hộ em"})
    decided = told(browser, scene.page)
    browser.post(f"{scene.page}/reopening", {})

    assert "Đã quyết định: không tính" in decided
    assert "Bà bảo mua hộ em" in decided
    assert session.get_one(Suspect, scene.suspect.id).state is SuspectState.OPEN
    assert "rút lại quyết định" in told(browser, scene.page)


def test_nobody_decides_about_what_they_had_a_hand_in(browser: Browser, scene: Scene) -> None:
    with deed():
        household = session.merge(scene.suspect).household
        household.registered_by_id = scene.commune.id
    browser.sign_in(scene.commune)

    browser.post(f"{scene.page}/decision", {"how": "innocent"}, expect=403)

    assert "Việc này có tay bạn làm" in told(browser, scene.page)
    assert session.get_one(Suspect, scene.suspect.id).state is SuspectState.OPEN


def test_the_headline_says_how_much_is_held_out(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune)

    page = told(browser, "/growth?of=order_placed")

    assert 'href="/screening"' in page


def test_every_look_is_written_down(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province)
    browser.get(scene.page)

    looks = session.scalars(select(Look)).all()
    assert [look.actor_id for look in looks] == [scene.province.id]


@pytest.mark.parametrize("address", ["/screening?scheme=none", "/screening/999999999999"])
def test_odd_addresses_are_not_found(browser: Browser, scene: Scene, address: str) -> None:
    browser.sign_in(scene.commune)

    browser.get(address, expect=404)


def test_an_odd_decision_is_refused(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune)

    browser.post(f"{scene.page}/decision", {"how": "perhaps"}, expect=400)
