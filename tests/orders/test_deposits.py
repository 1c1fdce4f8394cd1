"""A harvest to come is ordered with a deposit: asked for at once, the rest when it is picked, all
of it back when nothing is, and kept only where that was agreed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import codes, tills
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import harvest
from storefront.orders.deadlines import GRACE, PAY_WITHIN
from storefront.orders.models import Happened, Order, OrderState, PayBy
from storefront.orders.refusals import NotNow
from storefront.payments import by_word, deposits, giving_back, vietqr
from storefront.payments.models import CaseAction, CaseKind, PaymentRefund
from storefront.shops import lots
from storefront.shops.lots import Harvest
from storefront.shops.models import Lot, Product
from storefront.web import order_page
from tests.browser import Browser
from tests.payments.test_settling import books, counted, happened, now, opened, settle, told
from tests.village import MARKET_DAY, an_order, na

THE_DAY, CUT_OFF = date(2026, 8, 24), MARKET_DAY + timedelta(hours=10)
PICKED, TOO_LATE = MARKET_DAY + timedelta(days=2), CUT_OFF + timedelta(hours=1)
TOTAL, DEPOSIT = Money(204_000), Money(61_200)


def ordered(*, kept: bool = False, pay_by: PayBy = PayBy.VIETQR) -> Order:
    """Three kilos of na, thirty percent at once."""
    with deed():
        product = na()
        said = Harvest(THE_DAY, 120, CUT_OFF, deposit_percent=30, deposit_kept=kept)
        lots.open_lot(product, said, by=product.shop.household.keeper, at=MARKET_DAY)
        return an_order(product, pay_by=pay_by)


def with_deposit_paid(*, kept: bool = False) -> Order:
    order = ordered(kept=kept)
    settle(told(order, amount=DEPOSIT))
    return now(order)


def the_day_comes(order: Order) -> Order:
    with deed():
        assert harvest.ask_rests_due(at=PICKED) == 1
        assert harvest.ask_rests_due(at=PICKED) == 0
    return now(order)


def moved(order: Order, *, closes_at: datetime) -> None:
    with deed():
        harvest.move(
            session.scalars(select(Lot)).one(), to=THE_DAY + timedelta(days=2),
            closes_at=closes_at, because="mưa", by=order.shop.household.keeper, at=TOO_LATE,
        )  # fmt: skip


def stock_left(order: Order) -> int:
    return session.get_one(Product, order.lines[0].product_id).stock


def called_off(order: Order) -> Order:
    may = order_page.may_call_off(order)
    with deed():
        orders.cancel(now(order), by=None, buyer_may=may, forfeits=True, at=TOO_LATE)
    return now(order)


def in_the_qr(order: Order) -> Money | None:
    return vietqr.read(order_page.payload(order)).amount


@pytest.mark.parametrize("pay_by", [PayBy.VIETQR, PayBy.CASH])
def test_only_the_deposit_is_asked_for_at_once(app: Flask, pay_by: PayBy) -> None:
    order = ordered(pay_by=pay_by)

    assert (order.total, order.due, order.asked, in_the_qr(order)) == (
        TOTAL, TOTAL, DEPOSIT, DEPOSIT,
    )  # fmt: skip
    assert order_page.is_due(order)
    assert books() == {Account.RECEIVABLE: 204_000, Account.SALES: -204_000}


def test_the_rest_is_asked_for_when_it_is_picked(app: Flask) -> None:
    order = with_deposit_paid()
    assert (order.asked, order.due, opened()) == (Money(0), TOTAL - DEPOSIT, [])
    assert not order_page.is_due(order)

    order = the_day_comes(order)

    assert order.asked == in_the_qr(order) == TOTAL - DEPOSIT
    settle(told(order, amount=TOTAL - DEPOSIT, id_="FT2"))
    assert now(order).is_paid
    assert counted(Indicator.REVENUE) == [61_200, 142_800]
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}


def test_too_little_of_a_deposit_is_asked_for(app: Flask) -> None:
    order = ordered()
    settle(told(order, amount=Money(60_000)))

    assert now(order).asked == in_the_qr(now(order)) == Money(1_200)
    assert len(opened()) == 1
    settle(told(order, amount=Money(1_200), id_="FT2"))
    assert (now(order).asked, opened()) == (Money(0), [])


def test_all_of_it_may_be_paid_at_once(app: Flask) -> None:
    order = ordered()
    settle(told(order))

    assert now(order).is_paid
    assert opened() == []


def test_a_keeper_says_first_the_deposit_and_then_the_rest(app: Flask) -> None:
    order = ordered(pay_by=PayBy.CASH)
    keeper = order.shop.household.keeper
    for _press in range(2):
        with deed():
            by_word.keeper_received(order, by=keeper, cash=True, seen=DEPOSIT, at=MARKET_DAY)
    assert now(order).paid == DEPOSIT

    with deed():
        by_word.keeper_received(order, by=keeper, cash=True, seen=TOTAL - DEPOSIT, at=PICKED)

    assert now(order).is_paid
    assert opened() == []


def test_a_harvest_that_fails_gives_everything_back_by_itself(app: Flask) -> None:
    order = with_deposit_paid(kept=True)
    with deed():
        lot = session.scalars(select(Lot)).one()
        keeper = order.shop.household.keeper
        deposits.harvest_failed(lot, tills.at_hand(), because="bão", by=keeper, at=PICKED)

    promised = session.scalars(select(PaymentRefund)).one()
    order = now(order)
    assert (order.state, order.over, promised.amount) == (OrderState.CANCELLED, DEPOSIT, DEPOSIT)
    with deed():
        giving_back.went_back(promised, by=keeper, at=PICKED)
    assert books() == {}
    assert counted(Indicator.REVENUE) == [61_200, -61_200]


@pytest.mark.parametrize(("kept", "stays"), [(True, DEPOSIT), (False, Money(0))])
def test_called_off_too_late_it_is_kept_only_where_that_was_agreed(
    app: Flask, kept: bool, stays: Money
) -> None:
    order = called_off(with_deposit_paid(kept=kept))

    assert (order.kept, order.over) == (stays, DEPOSIT - stays)
    owed = {Account.CUSTOMER_CREDIT: -(DEPOSIT - stays).dong, Account.SALES: -stays.dong}
    there = {Account.BANK: 61_200} | owed
    assert books() == {account: amount for account, amount in there.items() if amount}


def test_called_off_in_time_all_of_it_is_owed_back(app: Flask) -> None:
    order = with_deposit_paid(kept=True)
    with deed():
        orders.cancel(order, by=None, forfeits=True, at=MARKET_DAY)

    assert (now(order).kept, now(order).over) == (Money(0), DEPOSIT)


def test_who_cannot_wait_for_another_day_loses_nothing(app: Flask) -> None:
    order = with_deposit_paid(kept=True)
    moved(order, closes_at=CUT_OFF)
    assert now(order).asked == Money(0)
    with deed():
        assert harvest.ask_rests_due(at=PICKED) == 0
        harvest.give_up(now(order), at=TOO_LATE)

    assert (now(order).kept, now(order).over) == (Money(0), DEPOSIT)


def test_a_kept_deposit_is_part_of_the_price_when_the_order_lives_again(app: Flask) -> None:
    order = called_off(with_deposit_paid(kept=True))
    with deed():
        there = {"to": THE_DAY, "closes_at": PICKED, "because": "mưa"}
        keeper = order.shop.household.keeper
        harvest.move(session.scalars(select(Lot)).one(), **there, by=keeper, at=TOO_LATE)  # type: ignore[arg-type]
        orders.revive(order, by=order.shop.household.keeper, at=TOO_LATE)

    order = now(order)
    assert (order.kept, order.due, order.over) == (Money(0), TOTAL - DEPOSIT, Money(0))
    assert books() == {
        Account.BANK: 61_200, Account.RECEIVABLE: 142_800, Account.SALES: -204_000,
    }  # fmt: skip


def test_from_the_keepers_form_to_the_buyers_page(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: MARKET_DAY)
    with deed():
        product = na()
    here = f"/shops/{product.shop.code}/products/{product.code}/harvest"
    keeper = Browser(app.test_client())
    keeper.sign_in(product.shop.household.keeper)
    said = {
        "harvest_on": "2026-08-24", "closes_on": "2026-08-22", "closes_hour": "18",
        "expected": "120", "deposit_percent": "30", "deposit_kept": "yes",
    }  # fmt: skip

    keeper.post(here, said | {"deposit_each": "5.000"}, expect=422)
    keeper.post(here, said)

    assert "Đặt cọc 30" in browser.get(f"/products/{product.code}").text
    session.rollback()
    with deed():
        order = an_order(product)
    follow = f"/follow/{order.checkout.secret}/{order.code}"
    page = browser.get(follow).text
    assert "61.200" in page
    assert "nhà giữ tiền cọc" in page
    assert "cọc 61.200" in keeper.get(f"/orders/{order.code}").text
    lot = session.scalars(select(Lot)).one().code
    session.rollback()
    keeper.post(f"{here}/{lot}/failure", {"reason": ""}, expect=422)
    keeper.post(f"{here}/{lot}/failure", {"reason": "bão"})
    assert now(order).state is OrderState.CANCELLED
    assert happened(order)[-1] is Happened.CANCELLED


def test_who_does_not_pay_it_in_time_gives_the_goods_back_once(app: Flask) -> None:
    order = ordered(pay_by=PayBy.CASH)
    late = MARKET_DAY + PAY_WITHIN + GRACE + timedelta(minutes=1)
    for _round in range(2):
        with deed():
            orders.expire_due(at=late)

    assert now(order).state is OrderState.EXPIRED
    assert stock_left(order) == 120
    assert books() == {}


def test_half_is_the_most_that_is_asked(app: Flask) -> None:
    with deed():
        product = na()
        said = Harvest(THE_DAY, 120, CUT_OFF, deposit_each=Money(60_000))
        lots.open_lot(product, said, by=product.shop.household.keeper, at=MARKET_DAY)
        order = an_order(product)

    assert order.asked == Money(102_000)


def test_moved_days_move_until_when_calling_off_costs_nothing(app: Flask) -> None:
    order = with_deposit_paid(kept=True)
    moved(order, closes_at=PICKED)
    with deed():
        harvest.keep(now(order), at=TOO_LATE)
        may = order_page.may_call_off(now(order))
        orders.cancel(now(order), by=None, buyer_may=may, forfeits=True, at=TOO_LATE)

    assert (now(order).kept, now(order).over) == (Money(0), DEPOSIT)


def test_the_household_that_calls_off_keeps_nothing(app: Flask) -> None:
    order = with_deposit_paid(kept=True)
    with deed():
        orders.cancel(now(order), by=order.shop.household.keeper, at=TOO_LATE)

    assert (now(order).kept, now(order).over) == (Money(0), DEPOSIT)


def test_what_is_given_back_after_all_is_not_kept(app: Flask) -> None:
    order = called_off(with_deposit_paid(kept=True))
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(now(order), Money(1_200), by=keeper, cash=False, once="1", at=TOO_LATE)
    assert now(order).kept == now(order).paid == Money(60_000)

    settle(told(order, amount=Money(5_000), id_="FT2"))

    assert (now(order).kept, now(order).over) == (Money(60_000), Money(5_000))
    assert sum(counted(Indicator.REVENUE)) == 60_000


def test_a_late_deposit_opens_the_order_again(app: Flask) -> None:
    order = ordered()
    late = MARKET_DAY + PAY_WITHIN + GRACE + timedelta(minutes=1)
    with deed():
        orders.expire_due(at=late)
    settle(told(order, amount=DEPOSIT))

    assert opened() == [(CaseKind.LATE, CaseAction.REVIVE)]


def test_a_household_says_that_it_is_picked(app: Flask, browser: Browser) -> None:
    order = with_deposit_paid()
    browser.sign_in(order.shop.household.keeper)
    here = f"/orders/{order.code}"
    browser.post(f"{here}/confirmation")
    assert f"{here}/rest" in browser.get(here).html

    browser.post(f"{here}/rest")

    assert f"{here}/rest" not in browser.get(here).html
    assert now(order).asked == TOTAL - DEPOSIT
    with pytest.raises(NotNow), deed():
        harvest.is_picked(now(order), by=order.shop.household.keeper, at=MARKET_DAY)


def test_what_is_sent_early_is_paid_like_the_rest(app: Flask) -> None:
    order = with_deposit_paid()
    with deed():
        keeper = order.shop.household.keeper
        orders.confirm(order, by=keeper, at=MARKET_DAY)
        orders.send(order, by=keeper, at=MARKET_DAY)

    assert now(order).asked == TOTAL - DEPOSIT


def test_another_deposit_than_was_shown_is_shown_first(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: MARKET_DAY)
    product = session.get_one(Product, ordered().lines[0].product_id)
    here, kilos = f"/products/{product.code}/order", f"quantity-{product.id}"
    session.rollback()
    typed = {
        "name": "Hà", "phone": "0912345678", "delivery": "pick_up", "pay_by": "vietqr",
        "once": codes.secret(), "seen": "68000", kilos: "1",
    }  # fmt: skip

    page = browser.post(here, typed | {"seen_deposit": "0"}, expect=409)
    assert 'name="seen_deposit" value="20400"' in page.html
    assert session.scalar(select(func.count(Order.id))) == 1
    session.rollback()

    browser.post(here, typed | {"seen_deposit": "20400"}, expect=201)
    assert session.scalar(select(func.count(Order.id))) == 2
