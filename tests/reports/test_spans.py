"""Week, month, quarter and year alike: midnight divides them, opinions and signer stand on each,
and each is sent and received."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports import queries, sending
from storefront.reports.models import FileKind, Report
from storefront.reports.periods import Span, period_of
from storefront.reports.sending import Way
from storefront.shops.models import Household
from storefront.web import report_papers
from tests.reports.test_freezing import SEPTEMBER, Scene, line, scene
from tests.village import counted

__all__ = ["scene"]


def midnight(day: date) -> datetime:
    return clock.start_of(day)


@pytest.mark.parametrize(
    ("span", "day"),
    [
        (Span.WEEK, date(2026, 1, 1)),  # from Monday, 29 December
        (Span.MONTH, date(2024, 2, 29)),
        (Span.QUARTER, date(2026, 6, 30)),
        (Span.YEAR, date(2024, 12, 31)),
    ],
)
def test_every_kind_of_period(app: Flask, scene: Scene, span: Span, day: date) -> None:
    period = period_of(span, day)
    second = timedelta(seconds=1)
    with deed():
        farm = session.get_one(Household, scene.households[0].id)
        for amount, at in (
            (1, midnight(period.first) - second),
            (20, midnight(period.first)),
            (300, midnight(period.last + timedelta(days=1)) - second),
            (4_000, midnight(period.last + timedelta(days=1))),
        ):
            counted(Indicator.ORDER_PLACED, farm, amount=amount, at=at)

    report = scene.freeze(period)

    orders = line(report, Indicator.ORDER_PLACED)
    assert (orders["in_period"], orders["before"], orders["total"]) == (320, 1, 321)
    with app.test_request_context():
        written = report_papers.made(report, FileKind.CSV).decode()
    for words in ("Mưa nhiều", "Thêm máy", "Chủ tịch UBND tỉnh", "Nguyễn Văn An"):
        assert words in written
    assert received(scene, report)


def received(scene: Scene, report: Report) -> bool:
    """Down to both communes, and one of them answers."""
    with deed():
        officer = session.get_one(Person, scene.officer.id)
        mine = session.get_one(Report, report.id)
        to = sending.goes_to(
            session.get_one(Place, scene.province.id), Way.DOWN, today=SEPTEMBER.date()
        )
        assert sending.send(mine, to, by=officer, at=SEPTEMBER) == 2
        sending.receive(queries.dispatches_of(mine)[0], by=officer, at=SEPTEMBER)
    return [it.is_received for it in queries.dispatches_of(report)].count(True) == 1
