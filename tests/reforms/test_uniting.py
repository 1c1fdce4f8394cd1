"""Provinces become one by one decision, and all that is theirs goes along; or nothing does."""

from __future__ import annotations

import signal
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.campaign import baselines, folding
from storefront.campaign.actions import start_campaign
from storefront.campaign.models import Baseline, Campaign, Reform, ReformKind, ReformState
from storefront.campaign.queries import campaign_for, scope_today
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.places.queries import as_now
from storefront.reforms import actions, carrying, queries
from storefront.reforms.checking import DoesNotFit, Why
from storefront.reforms.plan import Unit, Uniting
from storefront.reforms.preview import Unknown, preview
from tests.browser import Browser
from tests.crowd import in_another_process
from tests.reforms.test_provinces import Two, carried_a_step_on
from tests.reforms.test_reforms import (
    DECISION,
    TODAY,
    everything,
    killed_in,
    revenue,
    standing,
    take_back,
)
from tests.village import LONG_AGO, MARKET_DAY, counted

TOGETHER = Unit("98", "tỉnh", "Lạng Cao")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def two(app: Flask) -> Two:
    with deed():
        return Two()


def uniting(two: Two, new: Unit = TOGETHER) -> Uniting:
    return Uniting((two.here.province.id, two.there.province.id), new)


def enter(two: Two, plan: Uniting, *, on: date = TODAY, by: Person | None = None) -> Reform:
    return actions.enter(
        ReformKind.UNITE, plan, session.get_one(Place, plan.olds[0]), decision=DECISION, on=on,
        by=session.get_one(Person, (by or two.officer).id), at=MARKET_DAY,
    )  # fmt: skip


@pytest.mark.parametrize("at_once", [True, False])
def test_two_provinces_become_one_with_all_their_history_and_back(
    two: Two, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 100 if at_once else 0)
    folding.fold_all(at=MARKET_DAY)
    before = everything()

    with deed():
        reform = enter(two, uniting(two))
    while carried_a_step_on(reform.id):
        is_there = bool(session.scalar(select(Place).where(Place.code == TOGETHER.code)))
        assert two.sums() == ([0, 0] if is_there else [21_000, 21_000])
        assert not is_there or revenue(standing(TOGETHER.code)) == 42_000

    new = standing(TOGETHER.code)
    assert (revenue(new), revenue(new, Geography.THEN)) == (42_000, 0)
    assert two.sums(Geography.THEN) == [21_000, 21_000]
    country = session.get_one(Place, two.officer.postings[0].place_id)
    assert [revenue(country, it) for it in Geography] == [42_000, 42_000]
    commune = standing(two.here.communes[0].code)
    assert (new.contains(commune), revenue(commune)) == (True, 3000)
    assert list(as_now(two.here.communes[0], on=TODAY)) == [commune]
    assert list(as_now(two.there.province, on=TODAY)) == [new]
    of_the_setting = scope_today(two.there.province.code, today=TODAY)
    assert of_the_setting
    assert of_the_setting.place is new
    take_back(two.here, reform, by=two.officer)
    carrying.work({"reform": reform.id}, at=MARKET_DAY)
    assert everything() == before


def test_who_is_killed_while_it_happens_has_done_nothing_and_the_next_one_finishes(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 0)
    folding.fold_all(at=MARKET_DAY)
    before = everything()
    with deed():
        reform = enter(two, uniting(two))

    assert in_another_process(lambda: killed_in("go_whole", reform.id, turn=1)) == -signal.SIGKILL
    session.expire_all()
    assert (everything(), two.sums()) == (before, [21_000, 21_000])
    carrying.work({"reform": reform.id}, at=MARKET_DAY)
    session.expire_all()
    assert revenue(standing(TOGETHER.code)) == 42_000

    take_back(two.here, reform, by=two.officer)
    assert in_another_process(lambda: killed_in("go_back", reform.id, turn=1)) == -signal.SIGKILL
    session.expire_all()
    assert revenue(standing(TOGETHER.code)) == 42_000
    carrying.work({"reform": reform.id}, at=MARKET_DAY)
    session.expire_all()
    assert (everything(), two.sums()) == (before, [21_000, 21_000])


def test_what_was_counted_since_its_day_goes_along_as_then_too(two: Two) -> None:
    """The decision reached us a day late."""
    with deed():
        counted(Indicator.REVENUE, two.there.households[0], amount=500, at=MARKET_DAY)
    folding.fold_all(at=MARKET_DAY)

    with deed():
        reform = enter(two, uniting(two))

    new = standing(TOGETHER.code)
    assert (revenue(new), revenue(new, Geography.THEN)) == (42_500, 500)
    assert revenue(standing(two.there.communes[0].code), Geography.THEN) == 500
    assert two.sums(Geography.THEN) == [21_000, 21_000]
    take_back(two.here, reform, by=two.officer)
    session.expire_all()
    assert two.sums(Geography.THEN) == two.sums() == [21_000, 21_500]


def test_it_waits_for_its_day_and_can_be_taken_back_until_then(two: Two) -> None:
    with deed():
        waits, stays = enter(two, uniting(two), on=TOMORROW), two.sums()
    assert (waits.state, two.sums()) == (ReformState.WAITING, stays)
    with pytest.raises(DoesNotFit) as refusal, deed():
        two.here.enter(ReformKind.MERGE, two.here.joined())
    assert refusal.value.why is Why.WAITING

    take_back(two.here, waits, by=two.officer)
    carrying.work({"reform": waits.id}, at=MARKET_DAY + timedelta(days=1))
    assert (waits.state, two.sums()) == (ReformState.TAKEN_BACK, stays)

    with deed():
        again = enter(two, uniting(two), on=TOMORROW)
    carrying.work({"reform": again.id}, at=MARKET_DAY + timedelta(days=1))
    session.expire_all()
    assert again.state is ReformState.IN_FORCE
    assert standing(TOGETHER.code).valid_from == TOMORROW


def test_people_campaigns_baselines_and_screens_follow(two: Two) -> None:
    provinces = [session.get_one(Place, it.province.id) for it in (two.here, two.there)]
    with deed():
        for nth, province in enumerate(provinces):
            drive = start_campaign(province, name="Sàn", began_on=LONG_AGO, baselines={})
            for indicator in (Indicator.SHOP_OPENED, Indicator.REVENUE)[nth:]:
                told = baselines.Told(indicator, LONG_AGO, f"Báo cáo {nth}", 10 + nth)
                baselines.enter(drive, province, told, by=two.officer, at=MARKET_DAY)
        commune = two.there.communes[0]
        told = baselines.Told(Indicator.SHOP_OPENED, LONG_AGO, "Báo cáo", 7)
        baselines.enter(drive, commune, told, by=two.officer, at=MARKET_DAY)
        enter(two, uniting(two))

    new = standing(TOGETHER.code)
    for land in (two.here, two.there):
        assert land.officer.may(Permission.CAMPAIGN_READ, at=new, on=TODAY)
    drive = session.scalars(select(Campaign).where(Campaign.place_id == new.id)).one()
    assert campaign_for(new, on=TODAY) is drive
    added = session.scalars(select(Baseline).where(Baseline.campaign_id == drive.id)).all()
    heir = standing(commune.code)
    assert {(it.place_id, it.indicator, it.value) for it in added} == {
        (new.id, Indicator.REVENUE, 21), (heir.id, Indicator.SHOP_OPENED, 7)
    }  # fmt: skip


def test_one_is_called_something_else_and_keeps_everything(two: Two) -> None:
    with deed():
        province = two.there.province
        start_campaign(province, name="Sàn", began_on=LONG_AGO, baselines={})
        enter(two, Uniting((province.id,), Unit("97", "thành phố", "Đồng Nai")))

    new = standing("97")
    assert (new.full_name, revenue(new)) == ("thành phố Đồng Nai", 21_000)
    assert campaign_for(new, on=TODAY)


def test_what_does_not_fit_is_refused(two: Two) -> None:
    here, there = two.here.province.id, two.there.province.id
    land = two.there
    wrong = [
        (Uniting((here, land.communes[0].id), TOGETHER), Why.NOT_HERE),
        (Uniting((here, there), Unit("9", "tỉnh", "Lạng Cao")), Why.BAD_CODE),
        (Uniting((here, there), Unit("01", "tỉnh", "Lạng Cao")), Why.CODE_TAKEN),
        (Uniting((), TOGETHER), Why.NOT_HERE),
    ]
    with deed():
        country = session.get_one(Place, two.here.province.parent_id)
        session.add(
            Place(
                code="01", level=Level.PROVINCE, kind="tỉnh", name="X", folded="x", parent=country,
                valid_from=LONG_AGO, path="/9/",
            )
        )  # fmt: skip
    for plan, why in wrong:
        with pytest.raises(DoesNotFit) as refusal, deed():
            actions.enter(
                ReformKind.UNITE, plan, session.get_one(Place, here), decision=DECISION, on=TODAY,
                by=session.get_one(Person, two.officer.id), at=MARKET_DAY,
            )  # fmt: skip
        assert refusal.value.why is why
    with pytest.raises(DoesNotFit) as refusal, deed():
        enter(two, uniting(two), by=two.here.officer)
    assert refusal.value.why is Why.NOT_HERE


def test_a_village_left_in_a_commune_that_is_gone_is_settled_first(two: Two) -> None:
    with deed():
        session.get_one(Place, two.here.communes[2].id).valid_to = TODAY

    with pytest.raises(DoesNotFit) as refusal, deed():
        enter(two, uniting(two))

    assert (refusal.value.why, refusal.value.about) == (Why.LEFT_BEHIND, "xã Hữu Kiên")


def test_looking_first_tells_both_and_what_they_come_to(two: Two) -> None:
    with deed():
        start_campaign(two.here.province, name="Sàn", began_on=LONG_AGO, baselines={})
        start_campaign(two.there.province, name="Chợ", began_on=TODAY, baselines={})

    seen = preview(uniting(two), two.here.province, on=TODAY, today=TODAY)

    assert [it.totals[Indicator.REVENUE] for it in (*seen.before, *seen.after, *seen.then)] == [
        21_000, 21_000, 42_000, 21_000, 21_000
    ]  # fmt: skip
    assert (seen.after[0].name, seen.together[Indicator.REVENUE]) == ("tỉnh Lạng Cao", 42_000)
    assert (seen.villages, seen.households, seen.shops) == (12, 12, 12)
    assert seen.unknown[Unknown.CAMPAIGNS] == 1
    assert seen.unknown[Unknown.NAMESAKES] == 6


def test_who_answers_for_both_finds_it_under_the_new_province(two: Two) -> None:
    with deed():
        reform = enter(two, uniting(two))

    new = standing(TOGETHER.code)
    assert queries.of(new) == [reform]
    assert queries.home_of(reform, on=clock.village_date(MARKET_DAY)) == new
    assert queries.to_change(reform.id, two.officer, on=TODAY) is reform
    assert queries.hindrances(reform, at=MARKET_DAY) == []


def test_on_pages_it_is_looked_at_entered_and_taken_back(app: Flask, two: Two) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(two.officer)
    here, other = two.here.province, two.there.province
    there = f"/reforms/in/{here.code}/unite"
    assert f'value="{other.code}"' in browser.get(there).html
    said = {
        "decision": DECISION,
        "on": clock.village_date(clock.now()).isoformat(),
        "provinces": other.code,
        "code": TOGETHER.code,
        "kind": TOGETHER.kind,
        "name": TOGETHER.name,
    }
    assert "chữ số" in browser.post(there, said | {"code": "980"}, expect=422).text
    assert "42.000 ₫" in browser.post(there, said, expect=200).text.replace("\xa0", " ")
    browser.post(there, said | {"sure": "yes"})

    session.rollback()
    number = session.scalars(select(Reform)).one().id
    assert f"tỉnh Lạng Cao ({TOGETHER.code})" in browser.get(f"/reforms/{number}").text
    assert DECISION in browser.get(f"/reforms/in/{TOGETHER.code}").text
    browser.get(f"/growth/{TOGETHER.code}")
    browser.post(f"/reforms/{number}/removal")
    session.expire_all()
    assert session.scalars(select(Reform)).one().state is ReformState.TAKEN_BACK
    browser.get(f"/growth/{here.code}")


def test_of_one_province_only_its_name_can_be_changed(app: Flask, two: Two) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(two.here.officer)
    there = f"/reforms/in/{two.here.province.code}/unite"

    assert 'name="provinces"' not in browser.get(there).html
    said = {
        "decision": DECISION,
        "on": clock.village_date(clock.now()).isoformat(),
        "provinces": two.there.province.code,
        "code": TOGETHER.code,
        "kind": TOGETHER.kind,
        "name": TOGETHER.name,
    }
    browser.post(there, said, expect=422)
    assert "tỉnh Lạng Cao" in browser.post(there, said | {"provinces": ""}, expect=200).text
