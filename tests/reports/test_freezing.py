"""Period reports: what they count, that they stay, and how they are corrected."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions as campaign
from storefront.campaign import folding, sums, targets
from storefront.campaign.models import TargetKind
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography, Scope
from storefront.campaign.targets import Undertaken
from storefront.db import db, deed, session
from storefront.facts.models import COUNTED, Fact, Indicator
from storefront.facts.windows import SURVIVAL
from storefront.imports import actions as imports
from storefront.imports import reading
from storefront.imports.actions import File, Source
from storefront.imports.models import Platform
from storefront.imports.sheet import SheetKind
from storefront.places.models import Place
from storefront.reports import actions, figures
from storefront.reports.actions import Words
from storefront.reports.errors import AlreadyFrozen, NothingChanged, NotOver, NotTheNewest
from storefront.reports.models import Report
from storefront.reports.periods import Period, Span, named, period_of
from storefront.shops.models import Household
from storefront.web import report_apart, report_tables
from tests.village import a_commune, a_household, a_province, a_village, counted, posted

AUGUST = period_of(Span.MONTH, date(2026, 8, 1))
SEPTEMBER = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)
WORDS = Words("Mưa nhiều", "Thêm máy", "Chủ tịch UBND tỉnh", "Nguyễn Văn An")
LAST_SECOND = datetime(2026, 8, 31, 16, 59, 59, tzinfo=UTC)
JUST_AFTER = datetime(2026, 8, 31, 17, 0, 0, tzinfo=UTC)


@dataclass
class Scene:
    province: Place
    communes: list[Place]
    households: list[Household]
    officer: Person

    def freeze(self, period: Period = AUGUST, *, at: datetime = SEPTEMBER) -> Report:
        with deed():
            actions.hold_still()
            return actions.freeze(
                session.get_one(Place, self.province.id),
                period,
                geography=Geography.NOW,
                words=WORDS,
                by=session.get_one(Person, self.officer.id),
                at=at,
            )

    def restate(self, report: Report, words: Words = WORDS) -> Report:
        with deed():
            actions.hold_still()
            return actions.restate(
                session.get_one(Report, report.id),
                words=words,
                why="Thiếu một hộ",
                by=session.get_one(Person, self.officer.id),
                at=SEPTEMBER + timedelta(days=1),
            )


@pytest.fixture
def scene(app: Flask) -> Scene:
    with deed():
        province = a_province(code="20")
        campaign.start_known_campaign(province)
        communes = [a_commune(name, inside=province) for name in ("Chi Lăng", "Bắc Sơn")]
        households = [a_household(village=a_village(inside=it)) for it in communes]
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)
        for household in households:
            counted(Indicator.HOUSEHOLD_REGISTERED, household)
            counted(Indicator.SHOP_OPENED, household)
        counted(Indicator.REVENUE, households[0], amount=100_000, at=LAST_SECOND)
        counted(Indicator.REVENUE, households[1], amount=7_000, at=JUST_AFTER)
        counted(Indicator.REVENUE, households[1], amount=5, at=SEPTEMBER - timedelta(days=60))
    return Scene(province, communes, households, officer)


def line(report: Report, indicator: Indicator) -> dict[str, int]:
    return next(it for it in report.said["indicators"] if it["indicator"] == indicator)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-w53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_as_officials_count_them(code: str, first: date, last: date) -> None:
    period = named(code)

    assert period
    assert (period.first, period.last, period.code) == (first, last, code)
    assert period_of(period.span, last) == period
    assert period.before.last == first - timedelta(days=1)


@pytest.mark.parametrize("code", ["2026-13", "2025-w53", "2026-q5", "26", "2026-1", "", "２０２６"])
def test_what_is_no_period(code: str) -> None:
    assert named(code) is None


def test_days_end_at_midnight_in_the_village(scene: Scene) -> None:
    report = scene.freeze()

    revenue = line(report, Indicator.REVENUE)
    assert (revenue["in_period"], revenue["before"], revenue["total"]) == (100_000, 5, 100_005)


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("geography", list(Geography))
def test_facts_folds_and_report_are_one(scene: Scene, folded: bool, geography: Geography) -> None:
    if folded:
        folding.fold_all(at=SEPTEMBER)
    said = figures.drawn_up(
        scene.province, AUGUST, geography=geography, today=clock.village_date(SEPTEMBER)
    )

    def plainly(first: date, indicator: str) -> int:
        wanted = select(func.sum(Fact.amount)).where(
            Fact.indicator == Indicator(indicator), Fact.day >= first, Fact.day <= AUGUST.last
        )
        return int(session.scalar(wanted) or 0)

    for it in said["indicators"]:
        if it["indicator"] not in set(COUNTED) - set(SURVIVAL.values()):  # told by whole cohorts
            continue
        assert it["in_period"] == plainly(AUGUST.first, it["indicator"])
        assert it["total"] == plainly(date.min, it["indicator"])
    for indicator in figures.ANNEX:
        of_all = next(it for it in said["indicators"] if it["indicator"] == indicator)
        for column in ("in_period", "total"):
            lines = [commune["sums"][indicator][column] for commune in said["communes"]]
            assert sum(lines) == of_all[column]


def test_a_frozen_report_stays_when_figures_move(scene: Scene) -> None:
    report = scene.freeze()
    content = report.content

    with deed():
        household = session.get_one(Household, scene.households[0].id)
        counted(Indicator.REVENUE, household, amount=900, at=LAST_SECOND)
    session.expire_all()

    again = session.get_one(Report, report.id)
    assert again.content == content
    assert actions.digest_of(again.content) == again.digest
    assert actions.canonical(json.loads(content)) == content


@pytest.mark.parametrize("change", ["UPDATE report SET content = '{}'", "DELETE FROM report"])
def test_not_even_the_database_changes_it(scene: Scene, change: str) -> None:
    scene.freeze()

    with pytest.raises(DatabaseError, match="append-only"), deed():
        session.execute(text(change))


def test_a_period_has_one_report_and_numbers_run_on(scene: Scene) -> None:
    first, second = scene.freeze(), scene.freeze(AUGUST.before)

    assert [first.serial, second.serial] == ["1/2026", "2/2026"]
    with pytest.raises(AlreadyFrozen):
        scene.freeze()


def test_a_period_that_still_runs_is_not_frozen(scene: Scene) -> None:
    with pytest.raises(NotOver):
        scene.freeze(at=LAST_SECOND)
    assert scene.freeze(at=JUST_AFTER).serial == "1/2026"


def test_a_restatement_lists_every_difference(scene: Scene) -> None:
    report = scene.freeze()
    with pytest.raises(NothingChanged):
        scene.restate(report)
    with deed():
        household = session.get_one(Household, scene.households[0].id)
        counted(Indicator.REVENUE, household, amount=-1_000, at=LAST_SECOND)

    again = scene.restate(report)

    assert again.serial == "1/2026-1"
    assert again.said["restates"] == report.digest
    found = {(it["place"], it["column"], it["was"], it["now"]) for it in again.said["differences"]}
    assert found == {
        ("tỉnh Lạng Sơn", "in_period", 100_000, 99_000),
        ("tỉnh Lạng Sơn", "total", 100_005, 99_005),
        ("tỉnh Lạng Sơn", "total", 50_002, 49_502),  # the mean and the middle shop
        ("xã Chi Lăng", "in_period", 100_000, 99_000),
        ("xã Chi Lăng", "total", 100_000, 99_000),
    }
    with pytest.raises(NotTheNewest):
        scene.restate(report)
    assert line(report, Indicator.REVENUE)["in_period"] == 100_000


def test_a_target_is_told_by_the_number_that_is_due_next(scene: Scene) -> None:
    with deed():
        place = session.get_one(Place, scene.province.id)
        officer = session.get_one(Person, scene.officer.id)
        then = scope_of(place, until=AUGUST.last, geography=Geography.NOW, today=AUGUST.last)
        for goal, due in ((9, date(2026, 8, 30)), (40, date(2027, 6, 1)), (8, date(2026, 12, 31))):
            wanted = Undertaken("shop_opened", TargetKind.COUNT, Decimal(goal), due, "Sở", "KH 104")
            targets.undertake(then, wanted, by=officer, at=SEPTEMBER)

    opened = line(scene.freeze(), Indicator.SHOP_OPENED)

    assert opened["target"] == 8
    assert report_tables.of_target(opened["total"], opened["target"]) == "25,0\N{NO-BREAK SPACE}%"


def test_few_households_have_no_rank(scene: Scene) -> None:
    assert [it["rank"] for it in scene.freeze().said["communes"]] == [None, None]


def test_a_report_is_of_one_moment(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Money that is counted between two questions of one report is in all of it or in nothing."""
    looked = sums.by_commune

    def slowly(scope: Scope, by: Indicator) -> object:
        found = looked(scope, by)
        with suppress(OperationalError), db.engine.connect() as somebody:
            if db.engine.dialect.name == "sqlite":  # there is one pen, and the report holds it
                somebody.execute(text("PRAGMA busy_timeout = 0"))
            with somebody.begin():
                somebody.execute(text("UPDATE total_fold SET amount = amount + 1"))
        return found

    folding.fold_all(at=SEPTEMBER)
    monkeypatch.setattr(sums, "by_commune", slowly)
    report = scene.freeze()

    revenue = line(report, Indicator.REVENUE)
    assert (revenue["in_period"], revenue["total"]) == (100_000, 100_005)


# --- other platforms --------------------------------------------------------------------------


def test_other_platforms_stand_in_an_annex_and_in_no_result(app: Flask, scene: Scene) -> None:
    before = scene.freeze()
    told_by_postmart(scene)
    after = scene.restate(before)

    assert "elsewhere" not in before.said
    (told,) = after.said["elsewhere"]
    assert (told["platform"], told["until"], told["shops"]) == ("postmart", "2021-12-31", 412)
    assert after.said["indicators"] == before.said["indicators"]
    assert {it["what"] for it in after.said["differences"]} == {"elsewhere:postmart::2021-12-31:"}
    with app.test_request_context():
        assert report_apart.elsewhere(before.said) is None
        annex, listed = report_apart.elsewhere(after.said), report_apart.differences(after.said)
    assert annex
    assert listed
    assert annex.rows[0][:3] == ["Postmart", "tất cả đến 31/12/2021", 412]
    assert ["Postmart, tất cả đến 31/12/2021", None, 412] in [
        [it[1], *it[3:]] for it in listed.rows
    ]


def told_by_postmart(scene: Scene) -> None:
    body = f"Xã,Gian hàng\n{scene.communes[0].name},412\n".encode()
    source = Source(Platform.POSTMART, "", None, date(2021, 12, 31))
    read = reading.read(body, SheetKind.COMMUNES)
    with deed():
        place = session.get_one(Place, scene.province.id)
        looked = imports.look(read, source, inside=place, on=SEPTEMBER.date())
        file = File("postmart.csv", body)
        sheet = imports.bring(looked, source, file, inside=place, by=scene.officer, at=SEPTEMBER)
        imports.take_in(sheet, by=scene.officer, at=SEPTEMBER)
