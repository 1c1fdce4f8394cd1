"""What must agree with the record, whatever has happened. Each check says what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Flask, current_app

from storefront.campaign import board, folding
from storefront.campaign.definition import Measure
from storefront.campaign.hiding import FEWEST
from storefront.campaign.indicators import HEADLINES
from storefront.db import deed, session
from storefront.facts.models import COUNTED, HELD, Indicator
from storefront.reports.figures import ANNEX
from storefront.reports.periods import Span, period_of
from tests.campaign.histories import tellings
from tests.campaign.histories.record import Entry, Sums, When, day_of
from tests.campaign.histories.world import WITH_TEAM, World

COUNTRY = "VN"


def _places(world: World) -> tuple[str, ...]:
    return (COUNTRY, *world.provinces, *world.communes)


def at_every_step(world: World) -> list[str]:
    session.rollback()
    record = Counter[Any]()
    for it in world.record.told():
        record[it.home, it.what, it.day, it.commune] += it.amount
    found = list(_differ("facts", tellings.all_facts(world), record))
    found += _differ("the ledger", tellings.ledger(world), world.record.earned())
    found += [words for it in world.councils for words in it.not_in_time()]
    if any(it.is_under_way for it in world.councils):
        found += _on_the_day(world, When(day_of(world.at), as_now=True))
    session.rollback()
    return found


def at_the_end(world: World) -> list[str]:
    """With some facts folded and some not; with all folded; and with all folded afresh."""
    found = _all_tell_the_same(world) + _pages_and_papers(world)
    folding.fold_all(at=world.at)
    found += _folds_are_right(world)
    found += _all_tell_the_same(world)
    before = tellings.folds(world)
    with deed():
        folding.recount()
    for table, rows in tellings.folds(world).items():
        found += _differ(f"the {table} sums made afresh", rows, before[table])
    session.rollback()
    return found


def _all_tell_the_same(world: World) -> list[str]:
    session.rollback()
    found: list[str] = []
    for as_now in (True, False):
        for day in _days(world):
            found += _on_the_day(world, When(day, as_now))
        found += _in_months(world, as_now)
    return found


def _pages_and_papers(world: World) -> list[str]:
    """Whoever else tells figures."""
    session.rollback()
    today = day_of(world.at)
    found: list[str] = []
    for as_now in (True, False):
        found += _figures_tell(world, When(today, as_now))
        for day in {today, *_days(world)[::7]}:
            found += _rosters_tell(world, When(day, as_now))
        for day in {today, _days(world)[len(_days(world)) // 2]}:
            found += _survivors_and_spread_tell(world, When(day, as_now))
        for span in (Span.MONTH, Span.YEAR):
            found += _report_tells(world, span, as_now)
        for day in {today, _days(world)[len(_days(world)) // 2]}:
            found += _files_tell(world, When(day, as_now))
    found += [words for place in _places(world) for words in _board_tells(world, place)]
    standing = [it for it in world.provinces if it not in world.gone]
    found += [words for place in standing for words in _machines_are_told(world, place)]
    session.rollback()
    return found


def _figures_tell(world: World, when: When) -> Iterator[str]:
    """Of every place; and places add up."""
    right = _without_cohorts(world.record.sums(when))
    told = {it: tellings.told_figures(world, it, when) for it in _places(world)}
    for place in _places(world):
        here = _together(_inside(world, place, right))
        if place in world.gone and when.as_now:
            here = Counter()
        yield from _differ(f"{place}'s figures", told[place], here)
    by_commune = tellings.figures_by_commune(world, COUNTRY, when)
    yield from _differ("figures by commune", by_commune, right)
    today = when.until
    for month in (today.replace(day=1), today.replace(month=1, day=1)):
        since = _without_cohorts(world.record.sums(when, since=month))
        lately = tellings.told_figures(world, COUNTRY, when, since=month)
        yield from _differ(
            f"figures since {month}", _counted_only(lately), _counted_only(_together(since))
        )


def _rosters_tell(world: World, when: When) -> Iterator[str]:
    """Teams of communes add up to the country's, and hold who joined and has not left."""
    heads = len(WITH_TEAM)
    right = Counter(
        {
            Measure.TEAMS: heads,
            Measure.TEAMS_STAFFED: heads,
            Measure.MEMBERS: heads + world.record.members_on(when.until),
        }
    )
    yield from _differ(f"rosters {when}", tellings.rosters(world, COUNTRY, when), right)
    communes: Counter[Any] = Counter()
    for it in tellings.rosters_by_commune(world, COUNTRY, when):
        communes.update(it)
    yield from _differ(f"rosters of communes {when}", communes, right)


def _report_tells(world: World, span: Span, as_now: bool) -> Iterator[str]:
    today = day_of(world.at)
    first = period_of(span, today).first
    right: Counter[Any] = Counter()
    for column, since in (("total", None), ("in_period", first)):
        sums = world.record.sums(When(today, as_now), since=since)
        for (commune, it), amount in _without_cohorts(sums).items():
            if it in COUNTED:
                right[column, it.value] += amount
            elif column == "total":
                right["held", it.value.removeprefix("held_")] += amount
            if it in ANNEX:
                right[column, world.codes[commune], it.value] += amount
    told = tellings.report(world, COUNTRY, span, as_now=as_now)
    yield from _differ(f"the report of the {span}", told, tellings.plain(right.items()))


def _files_tell(world: World, when: When) -> Iterator[str]:
    client = current_app.test_client()
    right: Counter[Any] = Counter()
    for (commune, it), amount in _counted_only(world.record.sums(when)).items():
        right[world.codes[commune], it] += amount
    yield from _differ(f"communes.csv {when}", tellings.communes_csv(world, client, when), right)
    months: Counter[Any] = Counter()
    for told in world.record.told():
        if told.day <= when.until and told.what in COUNTED:
            months[told.what, told.day.replace(day=1)] += told.amount
    yield from _differ(f"months.csv {when}", tellings.months_csv(world, client, when), months)


def _board_tells(world: World, place: str) -> Iterator[str]:
    today = day_of(world.at)
    stands = _together(_inside(world, place, world.record.sums(When(today, as_now=True))))
    right: Counter[Any] = Counter()
    for it in HEADLINES:
        right["stands", it], right["stands", HELD[it]] = stands[it], stands[HELD[it]]
    for nth in range(board.DAYS):
        day = today - timedelta(days=nth)
        sums = world.record.sums(When(day, as_now=True), since=day)
        on_it = _together(_inside(world, place, sums))
        right["day", day] = on_it[board.TREND]
        if day == today:
            right.update({("today", it): on_it[it] for it in board.TODAY})
    if place not in world.gone:
        yield from _differ(f"{place}'s board", tellings.board_of(world, place), right)


def _machines_are_told(world: World, province: str) -> Iterator[str]:
    right = _together(
        _inside(world, province, world.record.sums(When(day_of(world.at), as_now=True)))
    )
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for it, amount in tellings.statistics(world, app, province).items():
        expected = right[it] if abs(right[it]) >= FEWEST or not right[it] else "small"
        if amount != expected:
            yield f"statistics of {province}: {it} is {amount} and should be {expected}"


def _inside(world: World, place: str, sums: Sums) -> Sums:
    return Counter(
        {
            key: amount
            for key, amount in sums.items()
            if place in (COUNTRY, key[0], world.record.province_of[key[0]])
        }
    )


def _survivors_and_spread_tell(world: World, when: When) -> Iterator[str]:
    """Of every place: they do not add up."""
    for place in _places(world):
        inside = {it for it in world.communes if place in (COUNTRY, it, _in(world, it))}
        if place in world.gone and when.as_now:
            continue
        right = world.record.survivors(when, inside) + world.record.spread(when, inside, LARGEST)
        told = tellings.survivors_and_spread(world, place, when, largest=LARGEST)
        yield from _differ(f"{place}'s survivors and spread {when}", told, right)


LARGEST = 2
"""Shops, instead of ten: there are five at most."""


def _without_cohorts(sums: Sums) -> Sums:
    """Survivors are told of whole cohorts: see the figures' own tests."""
    return Counter({key: it for key, it in sums.items() if "survived" not in key[1].value})


def _counted_only(found: Counter[Any]) -> Counter[Any]:
    """Without what waits."""
    return Counter(
        {
            key: amount
            for key, amount in found.items()
            if (key[1] if isinstance(key, tuple) else key) in COUNTED
        }
    )


def _days(world: World) -> list[date]:
    today = day_of(world.at)
    return [*(it for it in world.record.days() if it < today), today]


def _on_the_day(world: World, when: When) -> Iterator[str]:
    right = world.record.sums(when)
    yield from _differ(f"facts {when}", tellings.facts(world, when), right)
    country = tellings.sums_by_commune(world, COUNTRY, when)
    yield from _differ(f"sums {when}", country, right)
    provinces: Counter[Any] = Counter()
    for name in world.provinces:
        province = tellings.sums_by_commune(world, name, when)
        here = Counter({key: it for key, it in right.items() if _in(world, key[0]) == name})
        yield from _differ(f"{name}'s sums {when}", province, here)
        provinces.update(province)
    yield from _differ(f"provinces together {when}", provinces, country)
    if when.as_now:
        active, sold = _together(right)[Indicator.ACTIVE_30], world.record.active_on(when.until)
        if active != sold:
            yield f"active {when}: {active} counted, {sold} sold lately"
        told, met = _together(right)[Indicator.REACHED_90], world.record.reached_on(when.until)
        if told != met:
            yield f"reached {when}: {told} counted, {met} met lately"
        told, sure = _together(right)[Indicator.SHOP_VERIFIED], world.record.verified_on(when.until)
        if told != sure:
            yield f"verified {when}: {told} counted, of {sure} somebody is sure"


def _in_months(world: World, as_now: bool) -> Iterator[str]:
    today = day_of(world.at)
    right: dict[str, Counter[Any]] = {place: Counter() for place in (COUNTRY, *world.provinces)}
    for it in world.record.told():
        if it.day <= today:
            home = world.record.lives(it.home) if as_now else it.commune
            for place in (COUNTRY, _in(world, home)):
                right[place][it.what, _month(it.day)] += it.amount
    for place, months in right.items():
        told = tellings.sums_by_month(world, place, When(today, as_now))
        yield from _differ(f"{place}'s months as {'now' if as_now else 'then'}", told, months)


def _folds_are_right(world: World) -> list[str]:
    session.rollback()
    lives = world.record.lives
    homes = {name: it.household for name, it in world.homes.items()}
    told = list(world.record.told())
    right = {
        "day": _added((lives(it.home), it.commune, it.what, it.day, it) for it in told),
        "month": _added((lives(it.home), it.commune, it.what, _month(it.day), it) for it in told),
        "total": _added((lives(it.home), it.commune, it.what, it) for it in told),
        "province": _added(
            (_in(world, lives(it.home)), _in(world, it.commune), it.what, _month(it.day), it)
            for it in told
        ),
        "household": _added(
            (lives(it.home), it.commune, homes[it.home], it)
            for it in told
            if it.what is Indicator.REVENUE
        ),
        "team": _added(
            (lives(it.home), world.record.team_of[it.home], it.what, it)
            for it in told
            if world.record.team_of[it.home]
        ),
    }
    found = tellings.folds(world)
    return [
        words
        for table, rows in right.items()
        for words in _differ(f"the {table} sums", found[table], rows)
    ]


def _month(day: date) -> date:
    return day.replace(day=1)


def _added(rows: Iterator[tuple[Any, ...]]) -> Counter[Any]:
    added: Counter[Any] = Counter()
    for *key, entry in rows:
        assert isinstance(entry, Entry)
        added[tuple(key)] += entry.amount
    return added


def _together(found: Counter[Any]) -> Counter[Indicator]:
    together: Counter[Indicator] = Counter()
    for (_commune, it), amount in found.items():
        together[it] += amount
    return together


def _in(world: World, commune: str) -> str:
    return world.record.province_of[commune]


def _differ(who: str, told: Counter[Any], right: Counter[Any]) -> Iterator[str]:
    for key in sorted(told.keys() | right.keys(), key=str):
        if told[key] != right[key]:
            words = " ".join(str(it) for it in (key if isinstance(key, tuple) else (key,)))
            yield f"{who}: {words} is {told[key]} and should be {right[key]}"
