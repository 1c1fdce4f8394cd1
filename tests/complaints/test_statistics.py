"""Complaints by quarter: how many, of what kind, and whether the house answered within its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from storefront.complaints.models import Complaint, ComplaintStep, Desk, Stepped, Trouble, Wants
from storefront.complaints.statistics import quarters
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Order
from tests.browser import Browser
from tests.village import an_order

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def order(app: Flask) -> Order:
    with deed():
        return an_order()


def complained(
    order: Order, at: datetime, answered: timedelta | None, trouble: Trouble = Trouble.SPOILED
) -> None:
    complaint = Complaint(
        order=order, trouble=trouble, words="Dập", wants=Wants.MONEY, asked=Money(1), opened_at=at
    )
    session.add(complaint)
    session.flush()
    for what, when in ((Stepped.OPENED, at), (Stepped.REFUSED, answered and at + answered)):
        if when:
            session.add(
                ComplaintStep(complaint_id=complaint.id, at=when, what=what, desk=Desk.HOUSEHOLD)
            )


def test_a_quarter_begins_at_midnight_of_the_village(order: Order) -> None:
    october = datetime(2026, 9, 30, 17, tzinfo=UTC)
    with deed():
        complained(order, october, HOUR)
        complained(order, october - timedelta(seconds=1), HOUR)
        complained(order, datetime(2020, 1, 1, tzinfo=UTC), HOUR)

    found = quarters(at=AT)

    assert [(it.year, it.number, it.many) for it in found[:3]] == [
        (2026, 4, 1), (2026, 3, 1), (2026, 2, 0),
    ]  # fmt: skip
    assert len(found) == 8
    assert sum(it.many for it in found) == 2


def test_a_day_is_the_houses(order: Order) -> None:
    with deed():
        complained(order, AT - 90 * HOUR, 24 * HOUR)
        complained(order, AT - 90 * HOUR, 25 * HOUR, Trouble.SHORT)
        complained(order, AT - 90 * HOUR, None)
        complained(order, AT - HOUR, None)

    now = quarters(at=AT)[0]

    assert (now.many, now.in_time, now.late) == (4, 1, 2)
    assert now.kinds == {Trouble.SPOILED: 3, Trouble.SHORT: 1}


def test_everybody_reads_it_and_small_numbers_are_not_told(order: Order, browser: Browser) -> None:
    assert "Hai năm nay không ai khiếu nại" in browser.get("/statistics/complaints").text
    at = datetime.now(UTC) - 2 * HOUR
    with deed():
        for _nth in range(12):
            complained(order, at, HOUR)
        complained(order, at, HOUR, Trouble.SHORT)
    page = browser.get("/statistics/complaints").text
    assert "13" in page
    assert "<5" in page
