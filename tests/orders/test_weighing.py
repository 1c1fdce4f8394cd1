"""A hen is ordered by the piece and paid by the scale: within what was said at once, beyond it only
when the buyer agrees; and money, books, figures and the QR follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import qr
from storefront.complaints import bearing
from storefront.complaints import queries as complaints
from storefront.complaints.models import Trouble
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Answer, Happened, Order, PayBy, Scale
from storefront.orders.refusals import NotNow, NotWeighed
from storefront.payments import by_weight, by_word, giving_back, vietqr
from storefront.payments.models import CaseAction, CaseKind
from storefront.web import order_page
from tests.browser import Browser
from tests.payments.test_settling import books, counted, happened, now, opened, settle, told
from tests.village import MARKET_DAY, a_hen, an_order

SOON = MARKET_DAY + timedelta(hours=1)
SAID = Money(216_000)


def ordered(*, quantity: int = 1, pay_by: PayBy = PayBy.VIETQR) -> Order:
    with deed():
        return an_order(a_hen(), quantity=quantity, pay_by=pay_by)


def accepted_and_paid() -> Order:
    order = ordered()
    settle(told(order))
    with deed():
        orders.confirm(now(order), by=now(order).shop.household.keeper, at=SOON)
    return now(order)


def weighed(order: Order, grams: int) -> Order:
    order = now(order)
    with deed():
        keeper = order.shop.household.keeper
        orders.confirm(order, by=keeper, at=SOON)
        by_weight.weigh(order, {order.lines[0].id: grams}, by=keeper, at=SOON)
    return now(order)


def answered(order: Order, said: Answer) -> Order:
    with deed():
        by_weight.answer(now(order), said, at=SOON)
    return now(order)


def in_the_qr(order: Order) -> Money | None:
    """What a phone reads from it."""
    return vietqr.read(order_page.payload(order)).amount


def test_within_what_was_said_the_scale_settles_it(app: Flask) -> None:
    order = ordered()
    assert (order.total, order.scale, in_the_qr(order)) == (SAID, Scale.WAITS, SAID)

    order = weighed(order, 1_735)

    total = Money(208_200)
    assert (order.total, order.lines[0].amount, order.due) == (total, total, total)
    assert (order.scale, in_the_qr(order)) == (Scale.SETTLED, total)
    assert books() == {Account.RECEIVABLE: 208_200, Account.SALES: -208_200}
    assert happened(order) == [Happened.PLACED, Happened.CONFIRMED, Happened.WEIGHED]
    body = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert body
    assert "208.200" in body
    assert "1,735 kg" in body


def test_the_same_weight_twice_is_said_once(app: Flask) -> None:
    order = weighed(weighed(ordered(), 1_735), 1_735)

    assert happened(order) == [Happened.PLACED, Happened.CONFIRMED, Happened.WEIGHED]


def test_what_was_paid_too_much_is_somebodys_case_until_it_went_back(app: Flask) -> None:
    order = weighed(accepted_and_paid(), 1_735)

    assert order.over == Money(7_800)
    assert opened() == [(CaseKind.OVER, CaseAction.REFUND)]
    assert counted(Indicator.REVENUE) == [216_000, -7_800]
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(order, order.over, by=keeper, cash=False, once="1", at=SOON)
    order = now(order)
    assert (order.paid, order.over, order.due, order.let_go) == (
        order.total, Money(0), Money(0), Money(0),
    )  # fmt: skip
    assert opened() == []
    assert books() == {Account.BANK: 208_200, Account.SALES: -208_200}


def test_what_is_missing_is_asked_for_by_qr(app: Flask) -> None:
    order = weighed(accepted_and_paid(), 1_900)

    assert order.due == in_the_qr(order) == Money(12_000)
    assert opened() == [(CaseKind.SHORT, CaseAction.ASK_THE_REST)]
    settle(told(order, amount=Money(12_000), id_="FT2"))
    assert now(order).is_paid
    assert opened() == []
    assert counted(Indicator.REVENUE) == [216_000, 12_000]
    assert books() == {Account.BANK: 228_000, Account.SALES: -228_000}


def test_a_small_rest_is_let_go_once(app: Flask) -> None:
    order = weighed(accepted_and_paid(), 1_900)
    keeper = order.shop.household.keeper

    with deed():
        by_weight.let_go(order, by=keeper, at=SOON)
    with pytest.raises(NotNow), deed():
        by_weight.let_go(now(order), by=keeper, at=SOON)

    order = now(order)
    assert (order.due, order.is_paid, opened()) == (Money(0), True, [])
    assert books() == {Account.BANK: 216_000, Account.SALES: -216_000}
    assert counted(Indicator.REVENUE) == [216_000]


def test_a_refund_of_the_difference_does_not_lower_the_price(app: Flask) -> None:
    """Weighed too lightly, given back, weighed again: what was given back is owed again."""
    order = weighed(accepted_and_paid(), 1_700)
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(order, order.over, by=keeper, cash=False, once="1", at=SOON)

    order = weighed(order, 1_800)

    assert (order.total, order.paid, order.due) == (SAID, Money(204_000), Money(12_000))


def test_beyond_what_was_said_the_buyer_is_asked_and_nothing_goes_on(app: Flask) -> None:
    order = weighed(accepted_and_paid(), 2_300)

    assert (order.total, order.scale) == (SAID, Scale.ASKED)
    assert counted(Indicator.REVENUE) == [216_000]
    keeper = order.shop.household.keeper
    with pytest.raises(NotWeighed), deed():
        orders.send(order, by=keeper, at=SOON)
    with pytest.raises(NotWeighed), deed():
        orders.hand_over(now(order), by=keeper, at=SOON)


@pytest.mark.parametrize(
    ("grams", "said", "total"),
    [
        (2_300, Answer.TAKEN, 276_000),
        (2_300, Answer.AT_MOST, 240_000),
        (900, Answer.TAKEN, 108_000),
    ],
)
def test_the_buyer_takes_it(app: Flask, grams: int, said: Answer, total: int) -> None:
    order = answered(weighed(accepted_and_paid(), grams), said)

    assert (order.total, order.scale) == (Money(total), Scale.SETTLED)
    assert order.due - order.over == Money(total) - SAID
    owed = {Account.RECEIVABLE: order.due.dong, Account.CUSTOMER_CREDIT: -order.over.dong}
    settled = {Account.BANK: 216_000, Account.SALES: -total} | owed
    assert books() == {account: amount for account, amount in settled.items() if amount}
    with pytest.raises(NotNow), deed():
        by_weight.answer(order, said, at=SOON)


def test_too_light_has_no_upper_end(app: Flask) -> None:
    with pytest.raises(NotNow):
        answered(weighed(accepted_and_paid(), 900), Answer.AT_MOST)


def test_the_buyer_does_not_take_it(app: Flask) -> None:
    order = answered(weighed(accepted_and_paid(), 2_300), Answer.CALLED_OFF)

    assert order.over == SAID
    assert books() == {Account.BANK: 216_000, Account.CUSTOMER_CREDIT: -216_000}


def test_another_hen_may_be_weighed_before_the_buyer_answers(app: Flask) -> None:
    order = weighed(weighed(accepted_and_paid(), 2_300), 1_800)

    assert (order.scale, order.total, order.due) == (Scale.SETTLED, SAID, Money(0))
    with pytest.raises(NotNow), deed():
        by_weight.answer(order, Answer.TAKEN, at=SOON)


def test_cash_is_the_new_sum(app: Flask) -> None:
    order = weighed(ordered(pay_by=PayBy.CASH, quantity=2), 3_450)
    with deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=True, at=SOON)

    assert now(order).paid == Money(414_000)
    assert opened() == []


def test_goods_that_have_their_price_are_not_weighed(app: Flask) -> None:
    with deed():
        order = an_order()

    assert order.scale is None
    with pytest.raises(NotNow):
        weighed(order, 3_000)


def test_from_the_scale_to_the_buyers_page(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: SOON)
    order = accepted_and_paid()
    line, here = order.lines[0].id, f"/orders/{order.code}/weighing"
    product = browser.get(f"/products/{order.lines[0].product.code}").text
    assert "192.000" in product
    assert "240.000" in product
    keeper = Browser(app.test_client())
    keeper.sign_in(order.shop.household.keeper)
    assert "Cân và chốt" in keeper.get(f"/orders/{order.code}").text

    keeper.post(here, {f"grams-{line}": "17"}, expect=422)
    keeper.post(here, {f"grams-{line}": "con gà"}, expect=422)
    looked = keeper.post(here, {f"grams-{line}": "2.300", "look": "yes"}, expect=200)
    assert "276.000" in looked.text
    assert now(order).scale is Scale.WAITS
    keeper.post(here, {f"grams-{line}": "2300"})

    follow = f"/follow/{order.checkout.secret}/{order.code}"
    asked = browser.get(follow).text
    assert "276.000" in asked
    assert "chỉ trả 240.000" in asked
    browser.post(f"{follow}/weight", {"answer": "no"}, expect=400)
    browser.post(f"{follow}/weight", {"answer": "at-most"})
    page = browser.get(follow)
    assert now(order).due == Money(24_000)
    assert qr.draw(order_page.payload(now(order))).path in page.html
    browser.get("/orders/CB2222222/weighing", expect=302)


def test_a_keeper_lists_what_is_weighed_by_the_kilogram(app: Flask) -> None:
    with deed():
        shop = a_hen().shop
    keeper = Browser(app.test_client())
    keeper.sign_in(shop.household.keeper)
    said = {"name": "Vịt bầu", "category": "animal", "unit": "con", "price": "90.000", "stock": "5"}

    keeper.post(f"/shops/{shop.code}/products/new", said | {"weigh_from": "2,4"}, expect=422)
    keeper.post(f"/shops/{shop.code}/products/new", said | {"weigh_from": "2,4", "weigh_to": "3,0"})

    session.rollback()
    session.expire_all()
    duck = next(it for it in shop.products if it.name == "Vịt bầu")
    assert (duck.unit, duck.price) == ("con (cân 2,4–3 kg)", Money(243_000))
    again = keeper.get(f"/shops/{shop.code}/products/{duck.code}/edit")
    assert 'value="90.000"' in again.html
    keeper.post(
        f"/shops/{shop.code}/products/{duck.code}/price-and-stock",
        {"price": "100.000", "stock": "5", "stock_seen": "5"},
    )
    session.rollback()
    session.expire_all()
    assert duck.price == Money(270_000)


def test_no_more_is_proposed_to_go_back_than_was_paid_for_its_weight(app: Flask) -> None:
    order = weighed(accepted_and_paid(), 1_700)

    assert order.goods < SAID == order.paid
    assert bearing.proposal(order, Trouble.SPOILED) == order.goods
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(order, order.over, by=keeper, cash=False, once="1", at=SOON)
    assert complaints.most(now(order)) == now(order).paid == now(order).goods
