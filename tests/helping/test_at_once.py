"""Two leaders press under their own names; a household that takes over stops both at once, and
whatever they had written down without signal before."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.helping import actions as helping
from storefront.orders.models import Order
from storefront.posters import actions as posters
from storefront.posters.models import Leads
from storefront.shops.models import Household, Product
from tests.browser import Browser
from tests.field.phone import ACCOUNT, MUSHROOMS, Phone
from tests.village import MARKET_DAY, a_household, a_shop, na, posted

NOW = clock.now()
DAY = clock.village_date(NOW).strftime("%-d/%-m/%Y")
CALLER = {"name": "Chú Hoan", "phone": "0912 345 672", "delivery": "pick_up", "pay_by": "cash"}
WAITING = ("shop", "account", "goods", "order", "sticker")
"""Every kind of errand that presses for a household. A visit is none: somebody was there."""


class Scene:
    def __init__(self, app: Flask) -> None:
        self.app = app
        with deed():
            self.home: Household = a_household()
            shop = a_shop(self.home)
            self.na: Product = na(shop=shop, stock=5)
            address, keeper = (lambda _serial: "https://choban.example"), self.home.keeper
            self.poster = posters.enter(
                shop, Leads.TO_SHOP, carries=address, by=keeper, at=MARKET_DAY
            )
            names = ("Nông Văn Páo", "Lộc Thị Hạnh")
            self.leaders = [posted(it, Role.LEADER, self.home.village) for it in names]

    def browser(self, person: Person) -> Browser:
        g.pop("_login_user", None)  # a test's requests share one context
        browser = Browser(self.app.test_client())
        browser.sign_in(person)
        return browser

    def errand(self, kind: str) -> dict[str, Any]:
        order = {f"quantity-{self.na.code}": 1, "seen": 68_000} | CALLER
        told: dict[str, dict[str, Any]] = {
            "shop": {"name": "Tên khác", "keep": "here"},
            "account": ACCOUNT,
            "goods": MUSHROOMS,
            "order": order,
            "sticker": {"does": "withdraw", "serial": self.poster.serial, "why": "lost"},
        }
        return {"household": self.home.code} | told[kind]

    def pressed(self) -> list[tuple[str, str]]:
        session.rollback()
        wanted = (
            select(Person.name, Trace.verb)
            .join(Trace, Trace.actor_id == Person.id)
            .where(
                Trace.for_id == self.home.keeper_id, Trace.verb.in_(["shop.pause", "shop.resume"])
            )
        )
        return [(name, verb) for name, verb in session.execute(wanted.order_by(Trace.id))]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_two_leaders_press_each_under_her_own_name(scene: Scene) -> None:
    shop, home = f"/shops/{scene.na.shop.code}", f"/team/households/{scene.home.code}"
    first, second = scene.leaders
    for leader, deed_ in ((first, "pause"), (second, "resume")):
        browser = scene.browser(leader)
        assert scene.home.keeper.name in browser.get(home).text
        browser.post(f"{shop}/{deed_}")

    assert scene.pressed() == [(first.name, "shop.pause"), (second.name, "shop.resume")]
    for person in (first, second, scene.home.keeper):
        told = scene.browser(person).get(home).text
        assert first.name in told
        assert second.name in told


@pytest.mark.parametrize("kind", WAITING)
def test_what_waited_on_a_phone_is_refused_once_she_has_taken_over(scene: Scene, kind: str) -> None:
    with deed():
        helping.take_over(scene.home, at=NOW)
    before = _marks(scene)

    for leader in scene.leaders:
        told = Phone(scene.app, leader).send(kind, **scene.errand(kind))
        assert (told["status"], told["outcome"]) == (422, "refused")
        assert f"đã tự làm lấy từ {DAY}" in told["faults"]["form"]
    assert _marks(scene) == before


@pytest.mark.parametrize("kind", WAITING)
def test_until_then_it_is_done(scene: Scene, kind: str) -> None:
    """So that it is the taking over that stops it; and asked again the team goes on."""
    with deed():
        helping.take_over(scene.home, at=NOW)
    phone = Phone(scene.app, scene.leaders[0])
    refused = phone.send(kind, **scene.errand(kind))
    with deed():
        helping.ask_again(scene.home, at=NOW)

    told = phone.send(kind, refused["id"], **scene.errand(kind))
    assert told["outcome"] in {"done", "asks"}, told


def test_a_visit_is_no_press_and_strangers_hear_nothing(scene: Scene) -> None:
    with deed():
        helping.take_over(scene.home, at=NOW)
        stranger = posted("Vi Văn Lạ", Role.LEADER, a_household("Lý Thị Xa").village)
    seen = {"outcome": "done", "purpose": "help", "day": clock.village_date(NOW).isoformat()}
    visit = Phone(scene.app, scene.leaders[0]).send("visit", household=scene.home.code, **seen)
    told = Phone(scene.app, stranger).send("goods", **scene.errand("goods"))

    assert visit["outcome"] == "done"
    assert "tự làm lấy" not in told["faults"]["form"]


def _marks(scene: Scene) -> list[Any]:
    session.expire_all()
    shop = scene.na.shop
    goods = session.scalar(select(func.count(Product.id)))
    accounts = [it.number for it in scene.home.accounts]
    return [
        shop.name,
        goods,
        accounts,
        session.scalar(select(func.count(Order.id))),
        scene.poster.is_good,
    ]
