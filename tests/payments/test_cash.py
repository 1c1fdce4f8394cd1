"""Cash in a helper's hands is counted apart, and the keeper has the last word about it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order, PayBy
from storefront.payments import billing, by_word, cash
from storefront.payments.models import HeldCash
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import MARKET_DAY, a_bill, a_household, a_shop, an_order, na, posted


@dataclass
class Scene:
    household: Household
    leader: Person
    order: Order

    @property
    def keeper(self) -> Person:
        return self.household.keeper


@pytest.fixture
def scene(app: Flask) -> Scene:
    with deed():
        shop = a_shop()
        leader = posted("Nông Văn Páo", Role.LEADER, shop.household.village)
        return Scene(shop.household, leader, an_order(na(shop=shop), pay_by=PayBy.CASH))


def collected(scene: Scene, *, by: Person | None = None) -> None:
    by = by or scene.leader
    with deed():
        receipt = by_word.keeper_received(scene.order, by=by, cash=True, at=MARKET_DAY)
        assert receipt
        cash.hold(receipt, scene.household, holder=by, at=MARKET_DAY)


def in_the_books(account: Account) -> Money:
    wanted = select(func.sum(Movement.amount)).where(Movement.account == account)
    return session.scalar(wanted) or Money(0)


def till_and_hands() -> tuple[int, int]:
    return in_the_books(Account.CASH).dong, in_the_books(Account.CASH_HELD).dong


def test_what_a_helper_collects_is_in_their_hands(scene: Scene) -> None:
    collected(scene)

    assert till_and_hands() == (0, 204_000)
    assert scene.order.is_paid, "the buyer has paid all the same"
    [held] = cash.held_by(scene.leader)
    assert (held.household_id, held.amount) == (scene.household.id, Money(204_000))


def test_the_keepers_own_cash_needs_no_handing_over(scene: Scene) -> None:
    collected(scene, by=scene.keeper)

    assert till_and_hands() == (204_000, 0)
    assert session.scalar(select(HeldCash)) is None


def test_handed_over_and_confirmed(scene: Scene) -> None:
    collected(scene)
    with deed():
        first = cash.hand_over(scene.household, by=scene.leader, at=MARKET_DAY)
        again = cash.hand_over(scene.household, by=scene.leader, at=MARKET_DAY)
    assert (first, again) == (Money(204_000), Money(0))
    assert till_and_hands() == (204_000, 0)

    with deed():
        cash.confirm(scene.household, scene.leader, by=scene.keeper, at=MARKET_DAY)
        late = cash.contest(scene.household, scene.leader, by=scene.keeper, at=MARKET_DAY)

    assert late == Money(0), "what was confirmed stays so"
    assert not cash.held_by(scene.leader)
    assert not cash.held_for(scene.household)
    assert till_and_hands() == (204_000, 0)


@pytest.mark.parametrize("who", ["helper", "keeper"])
def test_taken_back_or_contested_it_is_in_the_helpers_hands_again(scene: Scene, who: str) -> None:
    collected(scene)
    for _round in range(2):
        with deed():
            cash.hand_over(scene.household, by=scene.leader, at=MARKET_DAY)
        with deed():
            if who == "helper":
                cash.take_back(scene.household, by=scene.leader, at=MARKET_DAY)
            else:
                cash.contest(scene.household, scene.leader, by=scene.keeper, at=MARKET_DAY)

    assert till_and_hands() == (0, 204_000)
    [held] = cash.held_for(scene.household)
    assert (held.contested_at is not None) is (who == "keeper")
    assert session.scalar(select(func.sum(Movement.amount))) == Money(0)


def test_each_helper_and_each_house_is_counted_apart(scene: Scene) -> None:
    collected(scene)
    with deed():
        other = a_shop(a_household("Vi Văn Sính", village=scene.household.village))
        bill = a_bill(other)
        receipt = billing.keeper_received(bill, by=scene.leader, cash=True, at=MARKET_DAY)
        assert receipt
        cash.hold(receipt, other.household, holder=scene.leader, at=MARKET_DAY)
    with deed():
        cash.hand_over(other.household, by=scene.leader, at=MARKET_DAY)

    assert [it.handed_at is None for it in cash.held_by(scene.leader)] == [True, False]
    assert till_and_hands() == (695_000, 204_000)


def test_from_the_order_to_the_keepers_hand(scene: Scene, browser: Browser) -> None:
    browser.sign_in(scene.leader)
    assert 'value="held"' in browser.get(f"/orders/{scene.order.code}").html
    browser.post(f"/orders/{scene.order.code}/receipt", {"means": "held"})
    assert "Bạn đang giữ 204.000" in browser.get("/team").text
    assert "Bạn đang giữ của bà Nhình" in browser.get("/cash").text
    browser.post(f"/cash/{scene.household.code}/handover")
    assert "Chưa xác nhận" in browser.get("/cash").text

    browser.sign_in(scene.keeper)
    assert "Nông Văn Páo báo đã đưa bạn 204.000" in browser.get("/keeper").text
    browser.post(f"/cash/from/{scene.leader.id}/objection")
    assert "Bạn báo chưa nhận" in browser.get("/cash").text

    browser.sign_in(scene.leader)
    assert "bà Nhình báo: chưa nhận được" in browser.get("/cash").text
    browser.post(f"/cash/{scene.household.code}/handover")
    browser.post(f"/cash/{scene.household.code}/handover/undo")
    browser.post(f"/cash/{scene.household.code}/handover")
    browser.sign_in(scene.keeper)
    browser.post(f"/cash/from/{scene.leader.id}/confirmation")

    assert "Không ai đang giữ" in browser.get("/cash").text
    told = select(Trace.verb).where(Trace.verb.like("cash.%")).order_by(Trace.id)
    verbs = session.scalars(told).all()
    assert verbs == [
        "cash.hand_over",
        "cash.contest",
        "cash.hand_over",
        "cash.take_back",
        "cash.hand_over",
        "cash.confirm",
    ]


def test_a_keeper_is_not_asked_who_holds_it(scene: Scene, browser: Browser) -> None:
    browser.sign_in(scene.keeper)

    assert 'value="held"' not in browser.get(f"/orders/{scene.order.code}").html


def test_nobody_hands_over_or_answers_for_others(scene: Scene, browser: Browser) -> None:
    collected(scene)
    with deed():
        other = a_shop(a_household("Vi Văn Sính")).household
        colleague = posted("Lý Thị Mẩy", Role.MEMBER, scene.household.village)

    for stranger in (other.keeper, colleague):
        browser.sign_in(stranger)
        browser.post(f"/cash/{scene.household.code}/handover", expect=404)
        browser.post(f"/cash/from/{scene.leader.id}/confirmation", expect=404)
        assert "204.000" not in browser.get("/cash").text

    assert till_and_hands() == (0, 204_000)


def test_the_head_of_a_team_says_that_another_of_the_team_took_it(
    scene: Scene, browser: Browser
) -> None:
    with deed():
        member = posted("Nông Văn Tài", Role.MEMBER, scene.household.village)
        stranger = posted("Lý Mùi", Role.MEMBER, a_household("Vi Thị Lan").village)
    there = f"/orders/{scene.order.code}/receipt"
    browser.sign_in(scene.leader)
    page = browser.get(f"/orders/{scene.order.code}").html
    assert f'<option value="{member.id}">' in page
    assert f'<option value="{stranger.id}">' not in page
    for nobody in (stranger.id, scene.keeper.id, "x"):
        browser.post(there, {"means": "held", "holder": str(nobody)}, expect=400)
    assert till_and_hands() == (0, 0)

    browser.post(there, {"means": "held", "holder": str(member.id)})

    [held] = cash.held_for(scene.household)
    assert (held.holder_id, held.receipt.said_by_id) == (member.id, scene.leader.id)
    assert "Nông Văn Páo ghi vào sổ" in _signed_in(browser, member).get("/cash").text
    assert "Nông Văn Páo ghi vào sổ" in _signed_in(browser, scene.keeper).get("/cash").text


def test_a_member_speaks_for_their_own_hands_only(scene: Scene, browser: Browser) -> None:
    with deed():
        member = posted("Nông Văn Tài", Role.MEMBER, scene.household.village)
    browser.sign_in(member)

    assert 'name="holder"' not in browser.get(f"/orders/{scene.order.code}").html
    named = {"means": "held", "holder": str(scene.leader.id)}
    browser.post(f"/orders/{scene.order.code}/receipt", named, expect=400)
    browser.post(f"/orders/{scene.order.code}/receipt", {"means": "held"})

    [held] = cash.held_for(scene.household)
    assert held.holder_id == member.id
    assert "ghi vào sổ" not in browser.get("/cash").text


def _signed_in(browser: Browser, person: Person) -> Browser:
    browser.sign_in(person)
    return browser
