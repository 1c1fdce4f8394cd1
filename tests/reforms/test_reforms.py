"""Communes are merged, divided and renamed, villages go over, and all of it can be taken back."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, literal, select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission, Role
from storefront.campaign import baselines, figures, folding, moves, sums
from storefront.campaign.actions import start_campaign
from storefront.campaign.definition import Measure
from storefront.campaign.models import Apart, Baseline, Reform, ReformKind, ReformState
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import Base, deed, session
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Level, Place
from storefront.places.queries import as_now
from storefront.places.search import find
from storefront.reforms import actions, carrying, queries
from storefront.reforms.checking import DoesNotFit, Why
from storefront.reforms.plan import Dividing, Joining, Moving, Part, Plan, Unit, shares
from storefront.reforms.preview import preview
from storefront.shops.models import Household, Shop
from tests.crowd import in_another_process
from tests.village import (
    LONG_AGO,
    MARKET_DAY,
    a_household,
    a_place,
    a_shop,
    a_team,
    a_village,
    counted,
    posted,
)

TODAY = MARKET_DAY.date()
REGISTERED = MARKET_DAY - timedelta(days=100)
THE_DAY_BEFORE = MARKET_DAY - timedelta(days=1)
DECISION = "1672/NQ-UBTVQH15"
NEW = Unit("06999", "xã", "Quan Sơn")
OF_COMMUNES = [it for it in ReformKind if it is not ReformKind.UNITE]
"""Provinces that become one have tests of their own."""
_codes = count(11_000)


class Land:
    """A province of three communes with two villages each, and a household in every village."""

    def __init__(self, country: Place | None = None) -> None:
        self.province = a_place("Lạng Sơn", inside=country, level=Level.PROVINCE)
        self.officer = posted("Lộc Văn Quân", Role.PROVINCE_OFFICER, self.province)
        self.communes = [self._commune(name) for name in ("Chi Lăng", "Quan Sơn", "Hữu Kiên")]
        self.villages = [
            a_village(f"{it.name} {nth}", inside=it) for it in self.communes for nth in (1, 2)
        ]
        self.households = [a_household(village=it, at=REGISTERED) for it in self.villages]
        for nth, household in enumerate(self.households):
            a_shop(household)
            counted(Indicator.SHOP_OPENED, household, at=THE_DAY_BEFORE)
            counted(Indicator.REVENUE, household, amount=1000 * (nth + 1), at=THE_DAY_BEFORE)

    def _commune(self, name: str) -> Place:
        return a_place(
            name,
            inside=self.province,
            level=Level.COMMUNE,
            code=f"{next(_codes):05d}",
        )

    def enter(self, kind: ReformKind, plan: Plan, on: date = TODAY) -> Reform:
        by = session.get_one(Person, self.officer.id)
        province = session.get_one(Place, self.province.id)
        return actions.enter(kind, plan, province, decision=DECISION, on=on, by=by, at=MARKET_DAY)

    def joined(self) -> Joining:
        return Joining((self.communes[0].id, self.communes[1].id), NEW)

    def divided(self, *villages: int) -> Dividing:
        left, right = (self.villages[nth].id for nth in (0, 1))
        parts = (
            Part(Unit("06998", "phường", "Đồng Mỏ"), (left,)),
            Part(Unit(self.communes[0].code, "xã", "Chi Lăng"), (right,)),
        )
        return Dividing(self.communes[0].id, parts, villages)


@pytest.fixture
def land(app: Flask) -> Land:
    with deed():
        return Land()


def revenue(place: Place, geography: Geography = Geography.NOW, until: date = TODAY) -> int:
    scope = scope_of(place, until=until, geography=geography, today=TODAY)
    found = sums.by_commune(scope, Indicator.REVENUE)
    assert sum(sums.by_month(scope)[Indicator.REVENUE].values()) == sum(
        it[Indicator.REVENUE].total for it in found.values()
    )
    return sum(it[Indicator.REVENUE].total for it in found.values())


def standing(code: str) -> Place:
    return session.scalars(select(Place).where(Place.code == code, Place.valid_to.is_(None))).one()


@pytest.mark.parametrize("is_folded", [True, False])
def test_two_communes_become_one_with_all_that_is_theirs(land: Land, is_folded: bool) -> None:
    if is_folded:
        folding.fold_all(at=MARKET_DAY)

    with deed():
        land.enter(ReformKind.MERGE, land.joined())

    session.expire_all()
    new, (old, *_rest) = standing(NEW.code), land.communes
    assert revenue(new) == 1000 + 2000 + 3000 + 4000
    assert revenue(new, Geography.THEN) == 0
    assert revenue(old, Geography.THEN) == 3000
    assert [revenue(land.province, it) for it in Geography] == [21_000, 21_000]
    assert list(as_now(old, on=TODAY)) == [new]
    assert (new, old) in [(it.place, it.was) for it in find("Chi Lăng", on=TODAY)]
    assert {shop.commune.name for shop in session.scalars(select(Shop))} == {"Quan Sơn", "Hữu Kiên"}
    assert session.get_one(Place, old.id).valid_to == TODAY


def test_people_of_a_merged_commune_answer_for_what_it_became(land: Land) -> None:
    with deed():
        here = session.get_one(Place, land.communes[0].id)
        officer = posted("Nông Văn Thắng", Role.COMMUNE_OFFICER, here)
        land.enter(ReformKind.MERGE, land.joined())

    session.expire_all()
    new = standing(NEW.code)
    for place in (new, land.villages[0], land.villages[3], land.communes[0]):
        assert officer.may(Permission.CAMPAIGN_READ, at=place, on=TODAY)
    assert not officer.may(Permission.CAMPAIGN_READ, at=land.villages[5], on=TODAY)
    assert officer.places_where(Permission.CAMPAIGN_READ, on=TODAY)[0] == new


def test_a_commune_is_divided_village_by_village(land: Land) -> None:
    folding.fold_all(at=MARKET_DAY)

    with deed():
        land.enter(ReformKind.SPLIT, land.divided())

    dong_mo, chi_lang = standing("06998"), standing(land.communes[0].code)
    assert (revenue(dong_mo), revenue(chi_lang)) == (1000, 2000)
    assert revenue(land.communes[0], Geography.THEN) == 3000
    assert [revenue(land.province, it) for it in Geography] == [21_000, 21_000]
    assert {it.code for it in as_now(land.communes[0], on=TODAY)} == {dong_mo.code, chi_lang.code}


@pytest.mark.parametrize("kind", OF_COMMUNES)
def test_a_large_one_is_seen_all_at_once(
    land: Land, kind: ReformKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 0)
    folding.fold_all(at=MARKET_DAY)
    with deed():
        number = land.enter(kind, plan_of(land, kind)).id
    looks = [look(land)]

    while carried_a_step_on(number):
        with deed():
            counted(Indicator.REVENUE, session.get_one(Household, land.households[0].id), amount=7)
            folding.fold(limit=len(looks) % 2)
        looks.append(look(land))
    looks.append(look(land))

    assert session.get_one(Reform, number).state is ReformState.IN_FORCE
    assert len(set(looks)) == 2
    assert looks[0] != looks[-1]
    assert len([it for it, after in pairwise(looks) if it != after]) == 1
    assert session.scalars(select(Apart)).all() == []


def carried_a_step_on(number: int) -> bool:
    with deed():
        return carrying.step(session.get_one(Reform, number), at=MARKET_DAY)


def look(land: Land) -> tuple[int | None, ...]:
    """In which communes everybody lives, where all figures as now lie too."""
    session.rollback()
    scope = scope_of(land.province, until=TODAY, geography=Geography.NOW, today=TODAY)
    found = sums.by_commune(scope, Indicator.REVENUE)
    lies = {place: it[Indicator.REVENUE].total for place, it in found.items()}
    lives: dict[int | None, int] = dict.fromkeys(scope.commune_ids, 0)
    rows = session.execute(
        select(Place.parent_id, Household.id, func.sum(Fact.amount))
        .select_from(Fact)
        .join(Household, Household.id == Fact.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(Fact.indicator == Indicator.REVENUE)
        .group_by(Place.parent_id, Household.id)
        .order_by(Household.id)
    ).all()
    for commune, _household, amount in rows:
        lives[commune] += int(amount)
    assert lies == lives
    return tuple(row[0] for row in rows)


KILLED_IN = ["set_apart", "go_over", "gather"]


@pytest.mark.parametrize("within", KILLED_IN)
def test_a_worker_that_is_killed_is_followed_by_one_that_finishes(
    app: Flask, land: Land, within: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 0)
    folding.fold_all(at=MARKET_DAY)
    with deed():
        number = land.enter(ReformKind.SPLIT, land.divided()).id

    assert in_another_process(lambda: killed_in(within, number)) == -signal.SIGKILL
    assert session.get_one(Reform, number).state is not ReformState.IN_FORCE
    look(land)
    carrying.work({"reform": number}, at=MARKET_DAY)

    session.expire_all()
    assert session.get_one(Reform, number).state is ReformState.IN_FORCE
    look(land)
    assert (revenue(standing("06998")), revenue(land.province)) == (1000, 21_000)


def killed_in(within: str, number: int, *, turn: int = 2) -> None:
    """In the second such deed, after all it did was written and before it was committed."""
    soundly, times = getattr(moves, within), count(1)

    def planted(*what: Any, **how: Any) -> None:
        soundly(*what, **how)
        if next(times) == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(moves, within, planted)
    carrying.work({"reform": number}, at=MARKET_DAY)


def test_a_shop_opened_while_its_village_goes_over_is_gathered_in(land: Land) -> None:
    with deed():
        land.enter(ReformKind.MOVE, Moving((land.villages[0].id,), land.communes[2].id))
    with deed():
        late = session.scalars(select(Shop).where(Shop.household_id == land.households[0].id)).one()
        late.commune_id = land.communes[0].id

    actions.reword({"village": land.villages[0].id}, at=MARKET_DAY)

    session.expire_all()
    assert late.commune_id == land.communes[2].id


def test_a_renamed_commune_keeps_code_and_figures(land: Land) -> None:
    old = land.communes[2]

    with deed():
        land.enter(ReformKind.RENAME, Joining((old.id,), Unit(old.code, "phường", "Hữu Liên")))

    assert standing(old.code).full_name == "phường Hữu Liên"
    assert revenue(standing(old.code)) == 11_000


def test_a_village_goes_over_with_its_household(land: Land) -> None:
    with deed():
        land.enter(ReformKind.MOVE, Moving((land.villages[0].id,), land.communes[2].id))

    assert [revenue(it) for it in land.communes] == [2000, 7000, 12_000]
    assert [revenue(it, Geography.THEN) for it in land.communes] == [3000, 7000, 11_000]


def test_teams_and_signal_are_told_as_then_too(land: Land) -> None:
    with deed():
        for village, signal in zip(land.villages, ("none", "good", "none"), strict=False):
            village = session.get_one(Place, village.id)
            village.signal = signal
            a_team(village)
        land.enter(ReformKind.MOVE, Moving((land.villages[0].id,), land.communes[2].id))

    yesterday = TODAY - timedelta(days=1)
    assert told(land, yesterday, Geography.THEN) == [(2, 1, 2), (1, 1, 1), (None, None, None)]
    assert told(land, TODAY, Geography.THEN) == [(1, 0, 1), (1, 1, 1), (1, 1, 1)]
    assert told(land, yesterday, Geography.NOW) == [(1, 0, 1), (1, 1, 1), (1, 1, 1)]
    for geography in Geography:
        scope = scope_of(land.province, until=yesterday, geography=geography, today=TODAY)
        assert figures.figures(scope, (Measure.TEAMS,))[Measure.TEAMS].value == 3


def told(land: Land, until: date, geography: Geography) -> list[tuple[int | None, ...]]:
    """Teams, villages without signal, and of how many, by commune."""
    scope = scope_of(land.province, until=until, geography=geography, today=TODAY)
    wanted = (Measure.TEAMS, Measure.VILLAGES_WITHOUT_SIGNAL)
    found = figures.by_commune(scope, wanted)
    told = (found[it.id] for it in land.communes)
    return [(it[wanted[0]].value, it[wanted[1]].value, it[wanted[1]].whole) for it in told]


def test_what_is_left_in_a_commune_that_is_gone_is_a_line_of_its_own(land: Land) -> None:
    with deed():
        session.get_one(Place, land.communes[0].id).valid_to = TODAY

    scope = scope_of(land.province, until=TODAY, geography=Geography.NOW, today=TODAY)
    assert land.communes[0].id in scope.commune_ids
    assert revenue(land.province) == 21_000
    (left,) = queries.left_behind(land.province, on=TODAY)
    assert (left.commune.id, left.households) == (land.communes[0].id, 2)


@pytest.mark.parametrize("kind", OF_COMMUNES)
def test_what_was_looked_at_is_what_it_comes_to(land: Land, kind: ReformKind) -> None:
    seen = preview(plan_of(land, kind), land.province, on=TODAY, today=TODAY)

    with deed():
        land.enter(kind, plan_of(land, kind))

    session.expire_all()
    standing = session.scalars(
        select(Place).where(Place.parent_id == land.province.id, Place.valid_to.is_(None))
    )
    came_to = {it.full_name: revenue(it) for it in standing}
    for line in seen.after:
        assert came_to[line.name] == line.totals[Indicator.REVENUE]
    assert seen.together[Indicator.REVENUE] == sum(came_to.values()) == 21_000
    assert [it.totals[Indicator.REVENUE] for it in seen.then] == [
        it.totals[Indicator.REVENUE] for it in seen.before
    ]


def test_a_reform_of_a_coming_day_waits_for_it(land: Land) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with deed():
        reform = land.enter(ReformKind.MERGE, land.joined(), on=tomorrow)
    assert reform.state is ReformState.WAITING
    assert revenue(land.communes[0]) == 3000

    carrying.work({"reform": reform.id}, at=clock.start_of(tomorrow))

    assert session.get_one(Reform, reform.id).state is ReformState.IN_FORCE
    assert revenue(standing(NEW.code)) == 10_000


def test_baselines_and_targets_of_merged_communes_are_added(land: Land) -> None:
    with deed():
        places = [session.get_one(Place, it.id) for it in land.communes]
        with_baselines(land, places[0], 100)
        with_baselines(land, places[1], 20)
        land.enter(ReformKind.MERGE, land.joined())

    new = standing(NEW.code)
    told = session.scalars(select(Baseline).where(Baseline.place_id == new.id)).one()
    assert (told.value, told.is_estimate) == (120, False)
    assert told.source == f"{DECISION}: Báo cáo 100 + Báo cáo 20"


def test_baselines_of_a_divided_commune_are_shared_out_and_say_so(land: Land) -> None:
    with deed():
        here = session.get_one(Place, land.communes[0].id)
        with_baselines(land, here, 101)
        land.enter(ReformKind.SPLIT, land.divided())

    told = session.scalars(select(Baseline).where(Baseline.place_id != here.id)).all()
    assert [(it.value, it.is_estimate) for it in told] == [(51, True), (50, True)]
    assert told[0].source.endswith("× 1/2")


def with_baselines(land: Land, place: Place, value: int) -> None:
    campaign = start_campaign(land.province, name="Sàn", began_on=LONG_AGO, baselines={})
    campaign.place_id = land.province.id
    first = session.scalars(select(type(campaign)).order_by(type(campaign).id)).first()
    told = baselines.Told(Indicator.SHOP_OPENED, LONG_AGO, f"Báo cáo {value}", value)
    baselines.enter(first or campaign, place, told, by=land.officer, at=MARKET_DAY)


def test_households_of_a_divided_village_are_decided_one_by_one(land: Land) -> None:
    with deed():
        reform = land.enter(ReformKind.SPLIT, land.divided(land.villages[0].id))
    assert [it.id for it in queries.undecided(reform)] == [land.households[0].id]

    with deed():
        waiting = queries.undecided_household(reform, land.households[0].code)
        assert waiting is not None
        village = session.get_one(Place, land.villages[1].id)
        actions.decide(waiting, village, by=land.officer, at=MARKET_DAY)

    assert not queries.undecided(reform)
    assert revenue(standing(land.communes[0].code)) == 3000
    reform = session.get_one(Reform, reform.id)
    assert queries.hindrances(reform, at=MARKET_DAY) == [queries.DECIDED]


REFUSED: dict[Why, Callable[[Land], tuple[ReformKind, Plan]]] = {
    Why.TOO_FEW: lambda it: (ReformKind.MERGE, Joining((it.communes[0].id,), NEW)),
    Why.BAD_CODE: lambda it: (ReformKind.MERGE, Joining(it.joined().olds, Unit("6", "xã", "X"))),
    Why.CODE_TAKEN: lambda it: (
        ReformKind.MERGE, Joining(it.joined().olds, Unit(it.communes[2].code, "xã", "X"))
    ),
    Why.NOT_HERE: lambda it: (
        ReformKind.MERGE, Joining((it.communes[0].id, it.villages[0].id), NEW)
    ),
    Why.VILLAGE_LEFT: lambda it: (
        ReformKind.SPLIT, Dividing(it.communes[0].id, (*it.divided().parts[:1], Part(NEW, ())))
    ),
    Why.ALREADY_THERE: lambda it: (
        ReformKind.MOVE, Moving((it.villages[0].id,), it.communes[0].id)
    ),
    Why.NOTHING_CHANGES: lambda it: (
        ReformKind.RENAME,
        Joining((it.communes[2].id,), Unit(it.communes[2].code, "xã", "Hữu Kiên")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_moves(land: Land, why: Why) -> None:
    before = everything()

    with pytest.raises(DoesNotFit) as refusal, deed():
        land.enter(*REFUSED[why](land))

    assert refusal.value.why is why
    assert everything() == before


def test_a_day_before_the_commune_began_is_refused(land: Land) -> None:
    with pytest.raises(DoesNotFit) as refusal, deed():
        land.enter(ReformKind.MERGE, land.joined(), on=LONG_AGO)

    assert refusal.value.why is Why.TOO_EARLY


@pytest.mark.parametrize("kind", OF_COMMUNES)
@pytest.mark.parametrize("at_once", [True, False])
def test_taking_back_brings_back_the_very_same(
    land: Land, kind: ReformKind, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 100 if at_once else 0)
    folding.fold_all(at=MARKET_DAY)
    before = everything()
    with deed():
        reform = land.enter(kind, plan_of(land, kind))
    if not at_once:
        carrying.work({"reform": reform.id}, at=MARKET_DAY)
    assert everything() != before

    take_back(land, reform)
    carrying.work({"reform": reform.id}, at=MARKET_DAY)

    assert everything() == before


def test_what_was_counted_meanwhile_goes_back_too(land: Land) -> None:
    with deed():
        reform = land.enter(ReformKind.MERGE, land.joined())
    with deed():
        counted(Indicator.REVENUE, session.get_one(Household, land.households[0].id), amount=500)

    take_back(land, reform)

    new = session.scalars(select(Place).where(Place.code == NEW.code)).one()
    assert new.valid_to == new.valid_from
    assert revenue(land.communes[0]) == 3500
    assert revenue(new, Geography.THEN) == 0
    assert revenue(land.communes[0], Geography.THEN) == 3500
    assert [revenue(land.province, it) for it in Geography] == [21_500, 21_500]
    with deed():
        land.enter(ReformKind.MERGE, land.joined())
    assert revenue(standing(NEW.code)) == 10_500


def test_what_others_rest_on_is_not_taken_back(land: Land) -> None:
    with deed():
        reform = land.enter(ReformKind.MERGE, land.joined())
        new = standing(NEW.code)
        posted("Vi Thị Én", Role.COMMUNE_OFFICER, new)
        a_village("Nà Mới", inside=new)
        land.enter(ReformKind.MOVE, Moving((land.villages[4].id,), new.id))

    later = MARKET_DAY + queries.KEPT_FOR
    assert queries.hindrances(reform, at=later) == ["too_late", "reform", "place", "posting"]


def take_back(land: Land, reform: Reform, *, by: Person | None = None) -> None:
    with deed():
        reform = session.get_one(Reform, reform.id)
        assert queries.hindrances(reform, at=MARKET_DAY) == []
        by = session.get_one(Person, (by or land.officer).id)
        actions.take_back(reform, by=by, at=MARKET_DAY)


def plan_of(land: Land, kind: ReformKind) -> Plan:
    plans: dict[ReformKind, Plan] = {
        ReformKind.MERGE: land.joined(),
        ReformKind.SPLIT: land.divided(land.villages[0].id),
        ReformKind.RENAME: Joining((land.communes[2].id,), Unit("06997", "xã", "Hữu Liên")),
        ReformKind.MOVE: Moving((land.villages[0].id,), land.communes[2].id),
    }
    return plans[kind]


BOOKS = {"reform", "trace", "job", "unfolded"}
"""What remembers that something was done and undone."""


def everything() -> dict[str, list[Any]]:
    """Every row of every table, but for numbers that say nothing; facts and their sums as what
    they come to, and no commune that stood on no day."""
    folding.fold_all(at=MARKET_DAY)
    session.expire_all()
    return {
        table.name: sorted(
            (tuple(it) for it in session.execute(_telling(table)) if it.many), key=repr
        )
        for table in Base.metadata.sorted_tables
        if table.name not in BOOKS
    }


def _telling(table: Any) -> Any:
    if table.name == "fact":
        key = (table.c.indicator, table.c.household_id, table.c.commune_id, table.c.day)
        return select(*key, func.sum(table.c.amount).label("many")).group_by(*key)
    told = [it for it in table.columns if not (table.name == "residence" and it.name == "id")]
    rows = (
        select(*told, table.c.amount.label("many"))
        if table.name.endswith("fold")
        else select(*told, literal(1).label("many"))
    )
    if table.name == "place":
        return rows.where(table.c.valid_to.is_distinct_from(table.c.valid_from))
    return rows


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(OF_COMMUNES), st.integers(0, 9), st.integers(0, 9), st.integers(1, 400)
    ),
    min_size=1,
    max_size=3,
)


@settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(changes=CHANGES)
def test_whatever_is_changed_communes_add_up_to_their_province(
    app: Flask, changes: list[tuple[ReformKind, int, int, int]]
) -> None:
    with deed():
        folding.rebuild_folds()
        land = Land()
    told = 21_000
    entered: list[Reform] = []
    for kind, one, other, amount in changes:
        before = everything() if not entered else None
        with deed():
            reform = land.enter(*_some(land, kind, one, other), on=_day(len(entered)))
        if before is not None:
            take_back(land, reform)
            assert everything() == before
            with deed():
                reform = land.enter(*_some(land, kind, one, other), on=_day(len(entered)))
        entered.append(reform)
        with deed():
            household = session.get_one(Household, land.households[one % 6].id)
            counted(Indicator.REVENUE, household, amount=amount)
            folding.fold(limit=other)
        told += amount
        _adds_up(land, told)
    with deed():
        folding.rebuild_folds()
    _adds_up(land, told)


def _day(nth: int) -> date:
    return TODAY - timedelta(days=30 - nth)


def _adds_up(land: Land, told: int) -> None:
    session.rollback()
    province = session.get_one(Place, land.province.id)
    for geography in Geography:
        scope = scope_of(province, until=TODAY, geography=geography, today=TODAY)
        found = sums.by_commune(scope, Indicator.REVENUE)
        assert sum(it[Indicator.REVENUE].total for it in found.values()) == told
        assert sum(sums.by_month(scope)[Indicator.REVENUE].values()) == told


def _some(land: Land, kind: ReformKind, one: int, other: int) -> tuple[ReformKind, Plan]:
    """A change of what stands there now."""
    communes = list(
        session.scalars(
            select(Place)
            .where(Place.parent_id == land.province.id, Place.valid_to.is_(None))
            .order_by(Place.id)
        )
    )
    here, there = communes[one % len(communes)], communes[other % len(communes)]
    new = Unit(f"{next(_codes):05d}", "xã", f"Mới {one}")
    villages = [it.id for it in moves.villages_of(here)]
    as_it_was = Unit(here.code, here.kind, here.name)
    if kind is ReformKind.MERGE and here is not there:
        return kind, Joining((here.id, there.id), as_it_was)
    if kind is ReformKind.SPLIT:
        parts = (Part(new, tuple(villages[:1])), Part(as_it_was, tuple(villages[1:])))
        return kind, Dividing(here.id, parts)
    if kind is ReformKind.MOVE and villages and here is not there:
        return kind, Moving((villages[0],), there.id)
    return ReformKind.RENAME, Joining((here.id,), new)


@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.integers(0, 50), min_size=1).filter(lambda it: sum(it) > 0),
)
def test_shares_add_up_and_none_is_off_by_one(total: int, weights: list[int]) -> None:
    parts = shares(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Decimal(total) * weight / sum(weights)) < 1
