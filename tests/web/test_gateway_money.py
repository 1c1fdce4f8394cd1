"""Gateway money reaches a household: one officer writes it down, a second one looks."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import codes
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.ledger import actions as ledger
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.reconciliation import payouts
from storefront.reconciliation.models import Payout, PayoutState
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import MARKET_DAY, a_household, a_shop, an_order, na, posted


def collected(amount: int = 204_000, *, back: int = 0) -> Household:
    """A gateway has collected for an order of this household, and gave some of it back."""
    with deed():
        order = an_order(na(shop=a_shop()))
        household = order.shop.household
        for source, sum_ in (("receipt:1001", amount), ("receipt:1002", -back)):
            if sum_:
                moves = {Account.CLEARING: Money(sum_), Account.RECEIVABLE: Money(-sum_)}
                ledger.post(
                    source, moves, household_id=household.id, order_id=order.id, at=MARKET_DAY
                )
    return household


def officers(household: Household) -> tuple[Person, Person]:
    with deed():
        commune = household.village.parent
        assert commune is not None
        assert commune.parent is not None
        return (
            posted("Bà Hoa", Role.COMMUNE_OFFICER, commune),
            posted("Ông Bình", Role.PROVINCE_OFFICER, commune.parent),
        )


def address(household: Household) -> str:
    return f"/reconciliation/households/{household.code}/payouts"


def written(amount: str = "200.000", *, fee: str = "4.000", **more: str) -> dict[str, str]:
    return {"amount": amount, "fee": fee, "reference": "FT1", "once": codes.secret(), **more}


def held() -> dict[Account, int]:
    sums: dict[Account, int] = {}
    for account, amount in session.execute(select(Movement.account, Movement.amount)):
        sums[account] = sums.get(account, 0) + amount.dong
    return sums


@pytest.mark.parametrize("language", ["vi", "en"])
def test_two_officers_hand_it_over(app: Flask, browser: Browser, language: str) -> None:
    household = collected(254_000, back=50_000)
    first, second = officers(household)
    browser.speak(language)
    browser.sign_in(first)
    browser.get(address(household))

    browser.post(address(household), written())
    assert held()[Account.CLEARING] == 204_000
    payout = session.scalars(select(Payout)).one()
    look = f"/reconciliation/payouts/{payout.code}/second-look"
    browser.post(look, {"agree": "yes"})
    assert held()[Account.CLEARING] == 204_000, "not by the same hand"

    browser.sign_in(second)
    assert look in [form["action"] for form in browser.get(address(household)).all("form")]
    for _press in range(2):
        browser.post(look, {"agree": "yes"})

    assert held()[Account.CLEARING] == 0
    assert (held()[Account.BANK], held()[Account.FEES]) == (200_000, 4_000)
    with deed():
        standing = payouts.standing(household)
    assert (standing.collected, standing.given_back) == (Money(254_000), Money(50_000))
    assert (standing.paid_out, standing.fees, standing.owed) == (
        Money(200_000),
        Money(4_000),
        Money(0),
    )
    browser.sign_in(household.keeper)
    page = browser.get(address(household)).text
    assert ("200,000" if language == "en" else "200.000") in page
    assert len(browser.client.get(f"{address(household)}.csv").text.splitlines()) == 4


def test_what_the_second_sees_otherwise_is_not_booked(app: Flask, browser: Browser) -> None:
    household = collected()
    first, second = officers(household)
    browser.sign_in(first)
    browser.post(address(household), written())
    payout = session.scalars(select(Payout)).one()
    browser.sign_in(second)

    browser.post(f"/reconciliation/payouts/{payout.code}/second-look", {"agree": "no"})

    session.expire_all()
    assert payout.state is PayoutState.REFUSED
    assert held()[Account.CLEARING] == 204_000
    browser.post(address(household), written())


def test_nobody_pays_out_more_than_is_owed(app: Flask, browser: Browser) -> None:
    household = collected()
    first, _second = officers(household)
    browser.sign_in(first)
    browser.post(address(household), written("204.001", fee="0"), expect=422)
    browser.post(address(household), written("204.000", fee="1"), expect=422)
    once = codes.secret()

    for _press in range(2):
        browser.post(address(household), written("150.000", fee="0", once=once))
    browser.post(address(household), written("100.000", fee=""), expect=422)

    assert session.scalars(select(Payout.amount)).one() == Money(150_000)


@pytest.mark.parametrize(
    "wrong", [{"amount": "-5"}, {"fee": "x"}, {"reference": ""}, {"once": "1"}]
)
def test_a_form_that_is_wrong_writes_nothing(
    app: Flask, browser: Browser, wrong: dict[str, str]
) -> None:
    household = collected()
    first, _second = officers(household)
    browser.sign_in(first)

    browser.post(address(household), written() | wrong, expect=422)

    assert session.scalar(select(Payout)) is None


def test_keepers_teams_and_strangers_pay_nothing_out(app: Flask, browser: Browser) -> None:
    household = collected()
    first, _second = officers(household)
    with deed():
        leader = posted("Anh Tài", Role.LEADER, household.village)
        other = a_household("Vi Văn Páo").village.parent
        assert other is not None
        elsewhere = posted("Chị Lan", Role.COMMUNE_OFFICER, other)
    browser.sign_in(first)
    browser.post(address(household), written())
    payout = session.scalars(select(Payout)).one()

    for person in (household.keeper, leader, elsewhere):
        browser.sign_in(person)
        browser.post(address(household), written("1.000"), expect=404)
        browser.post(
            f"/reconciliation/payouts/{payout.code}/second-look", {"agree": "yes"}, expect=404
        )
    browser.get(address(household), expect=404)
    assert held()[Account.CLEARING] == 204_000
