"""What bank and books do not agree about for days is a case, once, and ends by itself."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.orders.models import Order
from storefront.payments import deciding
from storefront.payments.models import CaseAction, CaseKind, CaseState, PaymentCase
from storefront.reconciliation import actions, noticing, reading
from tests.browser import Browser
from tests.reconciliation.files import a_statement
from tests.reconciliation.test_differences import keeper_says
from tests.reconciliation.test_taking_in import brought, placed, taken_in, told_by_messenger
from tests.village import MARKET_DAY, an_order

ROW = "22/08/2026"
LATER = MARKET_DAY + noticing.GRACE + timedelta(days=1)
YESTERDAY = MARKET_DAY - timedelta(hours=2)


def waiting() -> list[CaseKind]:
    session.rollback()
    session.expire_all()
    wanted = select(PaymentCase.kind).where(PaymentCase.state == CaseState.OPEN)
    return list(session.scalars(wanted.order_by(PaymentCase.id)))


def a_word_the_statement_does_not_have() -> Order:
    """The keeper saw 204.000 come; the statement of the day has another order's 68.000 alone."""
    order = placed()
    with deed():
        other = an_order(order.lines[0].product, quantity=1)
    keeper_says(order, at=YESTERDAY)
    taken_in(order, f"{ROW},FT1,,68.000,{other.code},HA")
    return order


def test_what_the_statement_does_not_have_is_a_case_after_some_days(app: Flask) -> None:
    order = a_word_the_statement_does_not_have()

    assert noticing.notice(at=MARKET_DAY + timedelta(days=2)) == 0
    assert noticing.notice(at=LATER) == 1
    assert noticing.notice(at=LATER) == 0

    assert waiting() == [CaseKind.MISSING_THERE]
    case = session.scalars(select(PaymentCase)).one()
    assert (case.order_id, case.household_id) == (order.id, order.shop.household_id)
    assert (case.amount, case.details["day"]) == (order.total, "2026-08-22")
    assert case.due_at > LATER


def test_it_ends_by_itself_when_the_bank_has_it(app: Flask) -> None:
    order = a_word_the_statement_does_not_have()
    noticing.notice(at=LATER)

    taken_in(order, f"{ROW},FT9,,204.000,{order.code} ct,HA")
    noticing.notice(at=LATER + timedelta(hours=1))

    assert waiting() == []
    case = session.scalars(select(PaymentCase)).one()
    assert (case.state, case.ended_by_id) == (CaseState.DONE, None)


def test_a_messengers_word_ends_when_its_line_comes(app: Flask) -> None:
    order = placed()
    told_by_messenger(order, memo=f"{order.code} ct tu 0123", at=YESTERDAY)
    with deed():
        other = an_order(order.lines[0].product, quantity=1)
    taken_in(order, f"{ROW},FT1,,68.000,{other.code},HA")
    noticing.notice(at=LATER)
    assert waiting() == [CaseKind.MISSING_THERE]

    taken_in(order, f"{ROW},FT2,,204.000,{order.code} ct tu 0123,HA")
    noticing.notice(at=LATER)

    assert waiting() == []


def test_who_closed_it_is_not_asked_again(app: Flask) -> None:
    order = a_word_the_statement_does_not_have()
    noticing.notice(at=LATER)
    with deed():
        case = session.scalars(select(PaymentCase)).one()
        deciding.close(case, CaseAction.CLOSE, by=order.shop.household.keeper, at=LATER)

    assert noticing.notice(at=LATER + timedelta(days=1)) == 0
    assert waiting() == []


def test_what_is_a_case_since_it_came_is_no_second_one(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{ROW},FT1,,204.000,tien na chi Hanh,HA")
    assert waiting() == [CaseKind.UNKNOWN]

    told_by_messenger(order, memo="tien na chi Hanh", at=MARKET_DAY + timedelta(days=1))
    assert noticing.notice(at=LATER) == 0

    assert waiting() == [CaseKind.UNKNOWN]


def test_without_a_statement_the_bank_was_not_asked(app: Flask) -> None:
    order = placed()
    keeper_says(order, at=YESTERDAY)
    body = a_statement(f"{ROW},FT1,,68.000,khac,HA")
    with deed():
        brought(order, body)

    assert noticing.notice(at=LATER) == 0
    with deed():
        kept = brought(order, body)
        actions.take_in(kept, reading.read(body), by=order.shop.household.keeper, at=MARKET_DAY)
    assert noticing.notice(at=LATER) == 1


def test_the_keeper_finds_the_day_from_the_case(app: Flask, browser: Browser) -> None:
    order = a_word_the_statement_does_not_have()
    noticing.notice(at=LATER)
    browser.sign_in(order.shop.household.keeper)

    page = browser.get("/cases")

    there = f"/reconciliation/households/{order.shop.household.code}?day=2026-08-22"
    assert there in page.links()
    assert order.code in page.text
    browser.get(there)
