"""Targets inside frozen reports: all five kinds, as they stood when the period ended."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.campaign import baselines, targets
from storefront.campaign.baselines import Told
from storefront.campaign.models import Target, TargetKind
from storefront.campaign.queries import campaign_for, scope_of
from storefront.campaign.scope import Geography
from storefront.campaign.targets import Undertaken
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports.models import FileKind, Report
from storefront.shops.models import Household
from storefront.web import report_papers
from tests.reports.test_freezing import AUGUST, LAST_SECOND, SEPTEMBER, Scene, scene
from tests.village import counted

__all__ = ["scene"]

BEGAN = date(2026, 8, 1)
DUE = date(2026, 9, 30)


def undertake(
    scene: Scene, kind: TargetKind, goal: str, *, due: date = DUE, of: str = "shop_opened"
) -> int:
    with deed():
        place = session.get_one(Place, scene.province.id)
        then = scope_of(place, until=BEGAN, geography=Geography.NOW, today=BEGAN)
        wanted = Undertaken(of, kind, Decimal(goal), due, "Sở", "KH 104")
        officer = session.get_one(Person, scene.officer.id)
        return targets.undertake(then, wanted, by=officer, at=SEPTEMBER).id


def opened(scene: Scene, count: int, *, day: date) -> None:
    with deed():
        household = session.get_one(Household, scene.households[0].id)
        counted(Indicator.SHOP_OPENED, household, amount=count, at=clock.start_of(day))


def the_target(report: Report, **like: Any) -> dict[str, Any]:
    (found,) = [it for it in report.said["targets"] if like.items() <= it.items()]
    return dict(found)


def test_all_five_kinds_with_their_states(app: Flask, scene: Scene) -> None:
    with deed():
        place = session.get_one(Place, scene.province.id)
        told = Told(Indicator.PRODUCT_LISTED, BEGAN, "KH 104", value=30)
        campaign = campaign_for(place, on=AUGUST.last)
        assert campaign
        officer = session.get_one(Person, scene.officer.id)
        baselines.enter(campaign, place, told, by=officer, at=SEPTEMBER)
        household = session.get_one(Household, scene.households[0].id)
        counted(Indicator.PRODUCT_LISTED, household, amount=2_077, at=LAST_SECOND)
    undertake(scene, TargetKind.COUNT, "8")
    undertake(scene, TargetKind.RATIO, "90", of="shop_ready")
    undertake(scene, TargetKind.RANK, "3")
    undertake(scene, TargetKind.COVERAGE, "100")
    undertake(scene, TargetKind.MULTIPLE, "60", of="product_listed")

    report = scene.freeze()

    kinds = {it["kind"]: (it["value"], it["reached"], it["state"]) for it in report.said["targets"]}
    assert kinds == {
        "count": ("2", "25", "behind"),
        "ratio": ("0", "0", "on_course"),
        "rank": (None, None, "no_data"),
        "coverage": ("100", "100", "met"),
        "multiple": ("69.233", "115.3", "met"),
    }


def test_what_is_over_is_not_met_and_what_was_given_up_says_why(scene: Scene) -> None:
    undertake(scene, TargetKind.COUNT, "8", due=date(2026, 8, 30))
    undertake(scene, TargetKind.COUNT, "9", due=date(2026, 7, 31))
    given_up = undertake(scene, TargetKind.COUNT, "10")
    with deed():
        officer = session.get_one(Person, scene.officer.id)
        target = session.get_one(Target, given_up)
        targets.drop(target, why="Nhập vào KH 333", on=AUGUST.last, by=officer, at=SEPTEMBER)

    report = scene.freeze()

    states = {it["goal"]: (it["state"], it["why"]) for it in report.said["targets"]}
    assert states == {
        "8": ("not_met", None),
        "10": ("not_carried_out", "Nhập vào KH 333"),
    }, "what was due before the period began is no business of this report"


def test_the_run_rate_has_the_worst_and_the_best_month(scene: Scene) -> None:
    for month, count in zip((4, 5, 6, 7), (10, 40, 20, 10), strict=True):
        opened(scene, count, day=date(2026, month, 10))
    undertake(scene, TargetKind.COUNT, "200")

    it = the_target(scene.freeze(), kind="count")

    left = Decimal((DUE - AUGUST.last).days) * 12 / 365
    assert it["value"] == "82"
    assert it["projection"] == {
        "low": int(82 + 2 * left),
        "middle": int(82 + Decimal(82) / 5 * left),
        "high": int(82 + 40 * left),
    }, "August, which is over, is the worst of its months"


def test_a_target_stays_as_it_was_frozen_and_a_restatement_says_what_moved(
    app: Flask, scene: Scene
) -> None:
    undertake(scene, TargetKind.COUNT, "8")
    report = scene.freeze()
    before = the_target(report)
    opened(scene, 6, day=AUGUST.last)

    again = scene.restate(report)

    assert the_target(session.get_one(Report, report.id)) == before
    assert the_target(again)["state"] == "met"
    moved = {
        it["column"].rsplit(":", 1)[1]: (it["was"], it["now"])
        for it in again.said["differences"]
        if it["column"].startswith("target:")
    }
    assert moved == {"value": ("2", "8"), "state": ("behind", "met")}
    with app.test_request_context():
        csv = report_papers.made(again, FileKind.CSV).decode()
    assert "100,0\N{NO-BREAK SPACE}%, đạt" in csv.replace('"', "")
    assert '"Chỉ tiêu 8, hạn 30/9/2026",chậm,đạt' in csv


def test_a_report_of_the_first_form_is_restated_in_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise every target would be a difference that is none."""
    undertake(scene, TargetKind.COUNT, "8")
    from storefront.reports import figures

    whole = figures.drawn_up
    monkeypatch.setattr(figures, "drawn_up", lambda *a, **k: whole(*a, **k | {"form": 1}))
    report = scene.freeze()
    monkeypatch.undo()
    opened(scene, 6, day=AUGUST.last + timedelta(days=1))
    opened(scene, 1, day=AUGUST.last)

    again = scene.restate(report)

    assert again.said["form"] == report.said["form"] == 1
    assert "targets" not in again.said
    assert not [it for it in again.said["differences"] if it["column"].startswith("target")]
