"""Odd money becomes somebody's case, and one press decides it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order, OrderState
from storefront.orders.refusals import NotNow, OutOfStock
from storefront.payments import deciding, refunding
from storefront.payments.models import CaseAction, CaseKind, CaseState, PaymentCase
from storefront.payments.refusals import MoreThanCame
from storefront.shops.models import Product
from tests.browser import Browser
from tests.payments.test_settling import (
    SOON,
    TOTAL,
    books,
    counted,
    happened,
    now,
    opened,
    placed,
    settle,
    told,
)
from tests.village import MARKET_DAY, a_household, a_shop, an_order, na, posted

LATER = MARKET_DAY + timedelta(hours=2)


def the_case() -> PaymentCase:
    session.rollback()
    return session.scalars(select(PaymentCase)).one()


def late(order: Order) -> None:
    with deed():
        orders.expire_due(at=LATER)
    settle(told(order))


def shelf(order: Order) -> int:
    product = order.lines[0].product_id
    return session.scalars(select(Product.stock).where(Product.id == product)).one()


@pytest.mark.parametrize(
    ("amounts", "kind", "suggestion"),
    [
        ([200_000], CaseKind.SHORT, CaseAction.ASK_THE_REST),
        ([205_000], CaseKind.OVER, CaseAction.REFUND),
        ([204_000, 204_000], CaseKind.DOUBLE, CaseAction.REFUND),
    ],
)
def test_what_does_not_fit_is_somebodys_case(
    app: Flask, amounts: list[int], kind: CaseKind, suggestion: CaseAction
) -> None:
    order = placed()

    for number, amount in enumerate(amounts):
        settle(told(order, amount=Money(amount), id_=f"FT{number}"))

    assert opened() == [(kind, suggestion)]
    case = the_case()
    assert case.household_id == order.shop.household_id
    assert SOON < case.due_at < SOON + timedelta(days=4)


def test_the_rest_closes_the_case_by_itself(app: Flask) -> None:
    order = placed()
    settle(told(order, amount=Money(200_000)))
    settle(told(order, amount=Money(4_000), id_="FT2"))

    assert opened() == []


def test_late_money_opens_the_order_again_when_the_goods_are_there(app: Flask) -> None:
    order = placed()
    before = shelf(order)
    late(order)
    assert opened() == [(CaseKind.LATE, CaseAction.REVIVE)]
    assert shelf(order) == before + 3

    with deed():
        deciding.revive(the_case(), by=order.shop.household.keeper, at=LATER)

    assert now(order).state is OrderState.PLACED
    assert now(order).is_paid
    assert shelf(order) == before
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}
    assert counted(Indicator.REVENUE) == counted(Indicator.REVENUE_CASHLESS) == [204_000]
    assert happened(order)[-1] is Happened.REVIVED
    assert the_case().state is CaseState.DONE

    with deed():
        orders.cancel(now(order), by=order.shop.household.keeper, reason="mưa", at=LATER)
    assert books() == {Account.BANK: 204_000, Account.CUSTOMER_CREDIT: -204_000}


def test_an_order_opened_again_is_answered_soon_only_by_when_it_was_placed(app: Flask) -> None:
    order = placed()
    late(order)
    keeper, days_later = order.shop.household.keeper, LATER + timedelta(days=2)
    with deed():
        deciding.revive(the_case(), by=keeper, at=days_later)
    with deed():
        orders.confirm(now(order), by=keeper, at=days_later)

    assert counted(Indicator.ANSWER_DUE) == [1]
    assert counted(Indicator.ANSWER_SOON) == []


def test_goods_that_are_gone_do_not_come_back(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=3))
    with deed():
        orders.expire_due(at=LATER)
    with deed():
        an_order(session.get_one(Product, order.lines[0].product_id), at=LATER)
    settle(told(order))

    assert opened() == [(CaseKind.LATE, CaseAction.REFUND)]
    with pytest.raises(OutOfStock), deed():
        deciding.revive(the_case(), by=order.shop.household.keeper, at=LATER)
    assert now(order).state is OrderState.EXPIRED
    assert the_case().state is CaseState.OPEN


def test_an_order_whose_money_pays_another_is_not_opened_again(app: Flask) -> None:
    with deed():
        product = na()
        order = an_order(product)
        orders.cancel(order, by=None, at=SOON)
    for number in range(2):
        settle(told(order, amount=Money(102_000), id_=f"FT{number}"))
    first, second = session.scalars(select(PaymentCase.id).order_by(PaymentCase.id))
    keeper = order.shop.household.keeper
    with deed():
        other = an_order(product)
        deciding.apply(session.get_one(PaymentCase, first), other, by=keeper, at=SOON)
    assert now(other).is_paid

    with pytest.raises(NotNow), deed():
        deciding.revive(session.get_one(PaymentCase, second), by=keeper, at=SOON)


def test_money_nobody_knew_pays_the_order_somebody_names(app: Flask) -> None:
    order = placed()
    settle(told(order, memo="chuyen tien mua na"))
    assert opened() == [(CaseKind.UNKNOWN, CaseAction.APPLY)]

    with deed():
        deciding.apply(the_case(), now(order), by=order.shop.household.keeper, at=SOON)

    assert now(order).is_paid
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}
    assert counted(Indicator.REVENUE_CASHLESS) == [204_000]
    assert opened() == []


def test_what_is_too_much_pays_another_order(app: Flask) -> None:
    with deed():
        product = na()
        paid, other = an_order(product), an_order(product)
    settle(told(paid))
    settle(told(paid, id_="FT2"))

    with deed():
        deciding.apply(the_case(), now(other), by=paid.shop.household.keeper, at=SOON)

    assert now(paid).over == Money(0)
    assert now(other).is_paid
    assert books() == {Account.BANK: 408_000, Account.SALES: -408_000}
    assert counted(Indicator.REVENUE) == [204_000, 204_000]


def test_what_is_promised_back_pays_no_other_order(app: Flask) -> None:
    with deed():
        product = na()
        paid, other = an_order(product), an_order(product)
    settle(told(paid))
    settle(told(paid, id_="FT2"))
    keeper = paid.shop.household.keeper
    with deed():
        refunding.by_bank(now(paid), Money(408_000), by=keeper, once="a", at=SOON)

    with pytest.raises(MoreThanCame), deed():
        deciding.apply(the_case(), now(other), by=keeper, at=SOON)

    assert now(paid).paid == Money(408_000)
    assert not now(other).paid


def test_a_note_for_another_account_is_told_apart(app: Flask) -> None:
    order = placed()
    with deed():
        a_shop(a_household("Nông Văn Tài"))
    settle(told(order, memo=order.code).__class__("sepay", "FT9", "000", TOTAL, order.code))

    assert opened() == [(CaseKind.WRONG_ACCOUNT, CaseAction.REFUND)]


def test_a_keeper_asks_for_the_rest_and_takes_it_back(browser: Browser) -> None:
    order = placed()
    settle(told(order, amount=Money(200_000)))
    browser.sign_in(order.shop.household.keeper)
    assert "4.000" in browser.get("/cases").text
    number = the_case().id

    browser.post(f"/cases/{number}/decision", {"how": "ask_the_rest"})
    last = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    assert "4.000" in last.body
    assert last.to == order.checkout.buyer_phone

    with deed():
        the_case().ended_at = clock.now()
    browser.post(f"/cases/{number}/reopening")
    assert the_case().state is CaseState.OPEN


def test_cases_of_others_are_not_found(browser: Browser) -> None:
    order = placed()
    settle(told(order, amount=Money(200_000)))
    number = the_case().id
    with deed():
        neighbour = a_household("Nông Văn Tài").keeper
        far = posted("Lý Mùi", Role.LEADER, a_household("Vi Thị Lan").village)
        near = posted("Nông Văn Páo", Role.LEADER, order.shop.household.village)

    for person, status in ((neighbour, 404), (far, 404), (near, 302)):
        browser.sign_in(person)
        browser.post(f"/cases/{number}/decision", {"how": "close"}, expect=status)
    assert the_case().ended_by_id == near.id


def test_what_belongs_to_nobody_is_seen_by_who_watches_money(browser: Browser) -> None:
    order = placed()
    settle(told(order).__class__("sepay", "FT9", "000", TOTAL, "nothing"))
    village = order.shop.household.village
    assert village.parent is not None
    with deed():
        officer = posted("Lương Thu Hà", Role.COMMUNE_OFFICER, village.parent)

    browser.sign_in(officer)
    assert "204.000" in browser.get("/cases").text
    browser.sign_in(order.shop.household.keeper)
    assert "204.000" not in browser.get("/cases").text


def test_back_to_the_buyers_account_by_two_pages(browser: Browser) -> None:
    order = placed()
    settle(told(order))
    keeper = order.shop.household.keeper
    follow = f"/follow/{order.checkout.secret}/{order.code}"
    browser.sign_in(keeper)
    asked = {"amount": "68.000", "by": "transfer", "once": "a" * 22}
    page = browser.post(f"/orders/{order.code}/refund", asked)
    assert browser.post(f"/orders/{order.code}/refund", asked).url == page.url
    browser.get(page.url)
    number = page.url.rsplit("/", 1)[1]

    assert "68.000" in browser.get(follow).text
    browser.get(f"{follow}/refunds/{number}")
    browser.post(f"{follow}/refunds/{number}", {"bank": "", "number": "x"}, expect=422)
    account = {"bank": "970436", "number": "0011001234567", "holder": "TRAN MINH HA"}
    browser.post(f"{follow}/refunds/{number}", account)

    assert "TRAN MINH HA" in browser.get(page.url).text
    assert now(order).refunded == Money(0)
    browser.post(f"{page.url}/transfer")
    browser.post(f"{page.url}/transfer")
    assert now(order).refunded == Money(68_000)
    browser.post(f"{follow}/refunds/{number}", account, expect=404)
