"""A gateway's whole life, over real HTTP: opened, paid, told of, asked, given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask

from storefront import clock
from storefront.money import Money
from storefront.payments.provider import (
    Attempt,
    Back,
    Declined,
    Gateway,
    GivingBack,
    Notice,
    Progress,
)
from tests.payments.cases import CASES, GatewayCase
from tests.payments.test_contract import a_charge, a_refund, name_of

GATEWAYS = [case for case in CASES if isinstance(case, GatewayCase)]


@dataclass
class Paid:
    gateway: Gateway
    attempt: Attempt
    notice: Notice


@pytest.fixture(params=GATEWAYS, ids=name_of)
def gateway_case(request: pytest.FixtureRequest) -> GatewayCase:
    told: GatewayCase = request.param
    return told


@pytest.fixture
def paid(gateway_case: GatewayCase, app: Flask) -> Iterator[Paid]:
    """An attempt that was opened, not yet paid when asked for, and then paid."""
    now = clock.now()
    with gateway_case.counter(app) as counter:
        gateway = gateway_case.at(counter.address)
        charge = a_charge(gateway, at=now)
        opened = gateway.open(charge)
        attempt = Attempt(charge.reference, opened.provider_reference, charge.amount, now)
        assert opened.go_to.startswith("http")
        assert gateway.ask(attempt, at=now) is None
        notice = gateway.read(counter.pay(opened, charge))
        assert isinstance(notice, Notice)
        yield Paid(gateway, replace(attempt, transaction_id=notice.transaction_id), notice)


def test_asking_twice_opens_once(gateway_case: GatewayCase, app: Flask) -> None:
    """As after a timeout: the first may have been heard."""
    with gateway_case.counter(app) as counter:
        gateway = gateway_case.at(counter.address)
        charge = a_charge(gateway, at=clock.now())
        opened = gateway.open(charge)

        try:
            assert gateway.open(charge) == opened
        except Declined:
            assert gateway_case.opens_by_asking
        if gateway_case.opens_by_asking:
            with pytest.raises(Declined):
                gateway.open(replace(charge, amount=Money(304_000)))


def test_what_it_tells_and_what_it_answers_are_the_same_money(paid: Paid) -> None:
    asked = paid.gateway.ask(paid.attempt, at=clock.now())

    assert isinstance(asked, Notice)
    for news in (asked, paid.notice):
        assert (news.reference, news.amount) == (paid.attempt.reference, paid.attempt.amount)
    assert asked.transaction_id == paid.notice.transaction_id
    assert asked.to_account == paid.notice.to_account


def test_it_gives_back_in_parts_and_never_too_much(paid: Paid, gateway_case: GatewayCase) -> None:
    refund = a_refund(paid.gateway, paid.attempt, Money(54_000), at=clock.now())
    if not gateway_case.gives_back:
        with pytest.raises(Declined):
            paid.gateway.give_back(refund)
        return

    assert _ended(paid.gateway, refund).progress is Progress.DONE
    assert _ended(paid.gateway, refund).progress is Progress.DONE, "the same again is the same"
    rest = a_refund(paid.gateway, paid.attempt, Money(150_000), at=clock.now())
    assert _ended(paid.gateway, rest).progress is Progress.DONE
    more = a_refund(paid.gateway, paid.attempt, Money(1_000), at=clock.now())
    assert _ended(paid.gateway, more).progress is Progress.REFUSED


def _ended(gateway: Gateway, refund: GivingBack) -> Back:
    """How a refund ends, however often one must ask."""
    try:
        back = gateway.give_back(refund)
    except Declined as declined:
        return Back(Progress.REFUSED, reason=str(declined))
    for _time in range(10):
        if back.progress is not Progress.PENDING:
            return back
        asked = replace(refund, provider_reference=back.provider_reference)
        back = gateway.ask_back(asked, at=clock.now())
    raise AssertionError("a refund that never ends")
