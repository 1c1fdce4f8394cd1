"""A household says no to what a helper pressed; or takes over, and nobody presses any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission, Role
from storefront.db import deed, session
from storefront.helping import actions, clocks, queries
from storefront.helping.actions import AlreadyDecided
from storefront.helping.models import Objection, Ruling
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.shops import goods
from storefront.shops.models import Product
from tests.browser import Browser
from tests.village import MARKET_DAY, a_household, a_shop, na, posted

TODAY = MARKET_DAY.date()


class Scene:
    def __init__(self) -> None:
        with deed():
            self.home = a_household()
            self.shop = a_shop(self.home)
            self.na = na(shop=self.shop, price=68_000)
            self.keeper = self.home.keeper
            commune = self.home.village.parent
            assert commune
            self.leader = posted("Nông Văn Páo", Role.LEADER, self.home.village)
            self.officer = posted("Vi Thị Hồng", Role.COMMUNE_OFFICER, commune)
        with deed():
            dearer = replace(goods.goods_of(self.na), price=Money(99_000))
            goods.change_product(self.na, dearer, by=self.leader, at=MARKET_DAY)
        pressed = select(Trace).where(Trace.actor_id == self.leader.id)
        self.pressed = session.scalars(pressed.order_by(Trace.id.desc())).first() or Trace()

    def said_no(self) -> Objection:
        with deed():
            return actions.contest(self.pressed, self.home, at=MARKET_DAY)

    def ruled(self, objection: Objection, ruling: Ruling, words: str = "Đã gọi cả hai.") -> None:
        with deed():
            actions.decide(objection, ruling, words=words, by=self.officer, at=MARKET_DAY)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.mark.parametrize(
    ("raised", "due"),
    [("2026-08-20", "2026-08-24"), ("2026-08-22", "2026-08-25"), ("2026-08-24", "2026-08-26")],
)
def test_two_working_days(raised: str, due: str) -> None:
    at = datetime.fromisoformat(raised).replace(hour=3, tzinfo=UTC)
    told = clock.village_time(clocks.due(at))
    assert (f"{told:%Y-%m-%d}", told.hour) == (due, 17)


def test_the_commune_agrees_and_it_is_put_back(scene: Scene) -> None:
    objection = scene.said_no()
    assert scene.said_no() is objection
    assert queries.how_many_wait(scene.officer, on=TODAY) == 1
    assert queries.how_many_wait(scene.leader, on=TODAY) == 1

    scene.ruled(objection, Ruling.NOT_ASKED)

    assert (session.get_one(Product, scene.na.id).price, objection.was_put_back) == (
        Money(68_000),
        True,
    )
    told = session.scalars(select(Message.to).where(Message.body.contains("Đã gọi cả hai"))).all()
    assert set(told) == {scene.keeper.phone, scene.leader.phone}
    assert queries.how_many_wait(scene.officer, on=TODAY) == 0
    with pytest.raises(AlreadyDecided):
        scene.ruled(objection, Ruling.ASKED)


def test_what_had_been_asked_for_stands(scene: Scene) -> None:
    objection = scene.said_no()
    scene.ruled(objection, Ruling.ASKED)
    assert session.get_one(Product, scene.na.id).price == Money(99_000)
    assert not objection.was_put_back


def test_both_see_it_and_only_the_commune_decides(scene: Scene, browser: Browser) -> None:
    browser.sign_in(scene.keeper)
    browser.post(f"/keeper/deeds/{scene.pressed.id}/objection")
    number = session.scalars(select(Objection.id)).one()
    here = f"/objections/{number}"
    browser.get(here, expect=404)
    browser.sign_in(scene.leader)
    assert "Hoàng Thị Nhình" in browser.get("/objections").text
    browser.post(f"{here}/ruling", {"ruling": "asked", "words": "Tôi đúng"}, expect=404)
    browser.sign_in(scene.officer)
    browser.get(here)
    browser.post(f"{here}/ruling", {"ruling": "asked"}, expect=422)
    browser.post(f"{here}/ruling", {"ruling": "not_asked", "words": "Đã gọi cả hai."})

    for person in (scene.keeper, scene.leader):
        browser.sign_in(person)
        page = browser.get(f"/team/households/{scene.home.code}")
        assert "Đã gọi cả hai." in page.text


def test_nobody_decides_about_their_own_press(scene: Scene) -> None:
    objection = scene.said_no()
    assert queries.to_decide(objection.id, scene.officer, on=TODAY) is objection
    with deed():
        scene.officer.postings[0].role = Role.LEADER
        scene.leader.postings[0].role = Role.COMMUNE_OFFICER
    assert queries.to_decide(objection.id, scene.leader, on=TODAY) is None


def code_for(browser: Browser, person: Person) -> tuple[str, str]:
    """Where the digits are typed, and the digits."""
    where = browser.post("/keeper/own/codes").url
    said = select(Message.body).where(Message.to == person.phone).order_by(Message.id.desc())
    body = session.scalars(said).first() or ""
    return where, next(word for word in body.replace(",", " ").split() if word.isdigit())


def test_taken_over_by_phone_until_asked_again(scene: Scene, browser: Browser) -> None:
    browser.sign_in(scene.keeper)
    where, digits = code_for(browser, scene.keeper)
    wrong = f"{(int(digits) + 1) % 10**6:06d}"
    browser.post(where, {"digits": wrong}, expect=422)
    assert scene.home.taken_over_at is None
    browser.post(where, {"digits": digits})

    assert not scene.home.allows(scene.leader, Permission.SHOP_EDIT, on=TODAY)
    assert not scene.home.allows(scene.leader, Permission.SHOP_OPEN, on=TODAY)
    assert scene.home.allows(scene.leader, Permission.HOUSEHOLD_READ, on=TODAY)
    assert scene.home.allows(scene.keeper, Permission.SHOP_EDIT, on=TODAY)
    browser.sign_in(scene.leader)
    home = f"/team/households/{scene.home.code}"
    assert "Nhà này tự làm lấy" in browser.get(home).text
    browser.post(f"/shops/{scene.shop.code}/pause", expect=404)
    said = {"purposes": ["assist"], "mode": "self"}
    browser.post(f"{home}/consents", said, expect=404)
    browser.post("/keeper/own/help", expect=404)

    browser.sign_in(scene.keeper)
    browser.post("/keeper/own/help")
    assert scene.home.allows(scene.leader, Permission.SHOP_EDIT, on=TODAY)
    verbs = session.scalars(
        select(Trace.verb).where(Trace.for_id == scene.keeper.id).order_by(Trace.id)
    ).all()
    assert {"household.take_over", "household.ask_again"} <= set(verbs)


def test_somebody_elses_code_takes_nothing_over(scene: Scene, browser: Browser) -> None:
    """A helper who knows the keeper's password has another phone."""
    with deed():
        other = a_household("Lý Thị Mai")
    browser.sign_in(other.keeper)
    where, digits = code_for(browser, other.keeper)
    browser.sign_in(scene.keeper)

    browser.post(where, {"digits": digits}, expect=422)

    assert scene.home.taken_over_at is None
