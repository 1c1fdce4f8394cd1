"""Several hands on the same money at one moment, with real requests: one is first, none is lost.

On SQLite deeds stand in a queue; on PostgreSQL only the locks keep these apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock, codes
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.bills.models import Bill
from storefront.db import deed, session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models import CaseState, PaymentCase, PaymentRefund
from storefront.payouts import actions as payouts
from storefront.reconciliation import actions as statements
from storefront.reconciliation import reading
from storefront.shops.models import Household
from tests.bank import a_notice
from tests.browser import Browser
from tests.crowd import at_once
from tests.reconciliation.files import a_statement
from tests.village import a_bill, a_shop, an_order, posted
from tests.web.test_at_once import tells

CROWD = 12
FOUND, REFUSED = 302, 422


def presses(person: Person, address: str, **typed: str) -> Callable[[FlaskClient], int]:
    def press(client: FlaskClient) -> int:
        browser = Browser(client)
        browser.sign_in(person)
        return client.post(address, data=typed).status_code

    return press


def in_the(account: Account) -> Money:
    session.rollback()
    assert Money.sum(session.scalars(select(Movement.amount))) == Money(0)
    return Money.sum(session.scalars(select(Movement.amount).where(Movement.account == account)))


def times(verb: str) -> int:
    session.rollback()
    return session.scalar(select(func.count(Trace.id)).where(Trace.verb == verb)) or 0


def test_two_agree_to_another_account_at_once_and_one_yes_is_written(app: Flask) -> None:
    """Would show a yes that is read before the lock: two second persons, and two letters."""
    with deed():
        household = a_shop().household
        leader = posted("Nông Văn Páo", Role.LEADER, household.village)
        seconds = [posted(name, Role.MEMBER, household.village) for name in ("Mẩy", "Sính")]
        change = payouts.ask(
            household, bank_bin="970418", number="31410001234567", holder="Hoàng Thị Nhình",
            by=leader, at=clock.now(),
        )  # fmt: skip
    address = f"/team/households/{household.code}/account/change/approval"

    answers = at_once(app, [presses(it, address) for it in seconds * (CROWD // 2)])

    assert Counter(answers) == {FOUND: CROWD}
    assert times("account.approve") == 1
    session.refresh(change)
    assert change.approved_by_id in [it.id for it in seconds]


def test_one_agrees_while_another_stops_it(app: Flask) -> None:
    """Would show a stop that is lost: what was stopped must not have been agreed to afterwards."""
    with deed():
        household: Household = a_shop().household
        leader = posted("Nông Văn Páo", Role.LEADER, household.village)
        second = posted("Lý Thị Mẩy", Role.MEMBER, household.village)
        change = payouts.ask(
            household, bank_bin="970418", number="31410001234567", holder="Hoàng Thị Nhình",
            by=leader, at=clock.now(),
        )  # fmt: skip
    address = f"/team/households/{household.code}/account/change"

    answers = at_once(
        app,
        [presses(second, f"{address}/approval"), presses(household.keeper, f"{address}/stop")]
        * (CROWD // 2),
    )

    assert Counter(answers) == {FOUND: CROWD}
    session.rollback()
    session.refresh(change)
    assert not change.is_under_way
    assert (times("account.stop"), times("account.declare")) == (1, 0)
    verbs = session.scalars(
        select(Trace.verb).where(Trace.verb.like("account.%")).order_by(Trace.id)
    ).all()
    assert verbs[-1] == "account.stop"


def test_a_bill_is_voided_paid_and_received_at_once(app: Flask) -> None:
    """Would show a void that does not see the money, or money taken for a bill that is void: then
    somebody would owe, or be owed, what nobody paid."""
    with deed():
        bill = a_bill()
        keeper = bill.shop.household.keeper
    assert bill.account is not None
    body = a_notice(
        accountNumber=bill.account.number, transferAmount=bill.total.dong, content=bill.code
    )
    page = f"/bills/{bill.code}"

    answers = at_once(
        app,
        [
            tells(body),
            presses(keeper, f"{page}/cancellation", reason="viết nhầm"),
            presses(keeper, f"{page}/receipt", means="cash"),
        ]
        * (CROWD // 3),
    )

    assert set(answers) <= {200, FOUND, REFUSED}
    after = _now(bill)
    assert after.is_void
    assert after.over == after.paid == in_the(Account.BANK) + in_the(Account.CASH)
    assert in_the(Account.BANK) == bill.total
    assert in_the(Account.RECEIVABLE) == Money(0)
    assert in_the(Account.CUSTOMER_CREDIT) == -after.paid
    assert times("bill.void") == 1


def _now(bill: Bill) -> Bill:
    session.rollback()
    return session.get_one(Bill, bill.id, populate_existing=True)


@pytest.mark.parametrize("by", ["cash", "bank", "transfer"])
def test_many_give_back_at_once_and_no_more_than_came(app: Flask, by: str) -> None:
    """Would show a refund that looks at what is left before it has the order to itself."""
    with deed():
        order = an_order()
    at_once(app, [tells(a_notice(order))])
    keeper = order.shop.household.keeper

    answers = at_once(
        app,
        [
            presses(
                keeper, f"/orders/{order.code}/refund", amount="50000", by=by, once=codes.secret()
            )
            for _turn in range(CROWD)
        ],
    )

    assert Counter(answers) == {FOUND: 4, REFUSED: CROWD - 4}
    session.rollback()
    session.refresh(order)
    promised = Money.sum(session.scalars(select(PaymentRefund.amount)))
    assert order.refunded + promised == Money(200_000)
    assert order.paid + order.refunded == order.total


@pytest.mark.parametrize(
    ("in_statement", "in_notice"), [(9, 9), (8, 8), (6, 9), (6, 6), (0, 9), (0, 0)]
)
def test_a_statement_and_a_messenger_tell_of_one_transfer_at_once(
    app: Flask, in_statement: int, in_notice: int
) -> None:
    """Would show either reading what the other has not yet written: the sum would be there twice.

    The check letter that a bank cut off follows from the others, and so names the order to both.
    Of less, or nothing, of the code, only the bank's name of the transfer is left to tell by.
    """
    with deed():
        order = an_order()
        household = order.shop.household
    now = clock.now()
    note, words = (order.code[:left] or "gui tien na" for left in (in_statement, in_notice))
    day = clock.village_date(now)
    file = a_statement(f"{day:%d/%m/%Y},FT26234,,204.000,{note},HA")
    with deed():
        brought = statements.bring(
            household.accounts[0], reading.read(file), name="sao-ke.csv", body=file,
            by=household.keeper, at=now,
        )  # fmt: skip
    body = a_notice(order, content=words, transactionDate=f"{day} 08:05:00")
    take_in = presses(household.keeper, f"/reconciliation/statements/{brought.code}/lines")

    answers = at_once(app, [tells(body), take_in] * (CROWD // 2))

    assert Counter(answers) == {200: CROWD // 2, FOUND: CROWD // 2}
    assert in_the(Account.BANK) == Money(204_000)
    paid = session.get_one(Order, order.id, populate_existing=True).paid
    is_open = PaymentCase.state == CaseState.OPEN
    cases = session.scalars(select(PaymentCase).where(is_open)).all()
    if in_notice >= 8:
        assert (paid, cases) == (Money(204_000), [])
    else:  # named by nobody, it is the order's or somebody's case, and never both
        assert (paid, len(cases)) in [(Money(204_000), 0), (Money(0), 1)]
