"""What every teller in the market says, each in the words of the record."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock
from storefront.campaign import board, figures, indicators, spread, sums
from storefront.campaign.definition import Known, Measure
from storefront.campaign.models import (
    Fold,
    HouseholdFold,
    MonthFold,
    ProvinceFold,
    TeamFold,
    TotalFold,
)
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography, Scope
from storefront.db import session
from storefront.facts.models import COUNTED, HELD, Fact, Indicator
from storefront.facts.windows import SURVIVAL
from storefront.ledger.models import Account, Journal, Movement
from storefront.places.models import Place
from storefront.reports.figures import drawn_up
from storefront.reports.periods import Span, period_of
from storefront.shops.models import Household
from tests.browser import sign_in
from tests.campaign.histories.record import Sums, When, day_of
from tests.campaign.histories.world import World

HANDS = (Account.BANK, Account.CASH, Account.CASH_HELD, Account.CLEARING)


def plain(found: Iterable[tuple[Any, int]]) -> Counter[Any]:
    """Without what comes to nothing."""
    added: Counter[Any] = Counter()
    for key, amount in found:
        added[key] += int(amount)
    return Counter({key: amount for key, amount in added.items() if amount})


def scope(world: World, place: str, when: When) -> Scope:
    today = day_of(world.at)
    geography = Geography.NOW if when.as_now else Geography.THEN
    return scope_of(world.place(place), until=when.until, geography=geography, today=today)


def facts(world: World, when: When) -> Sums:
    """By one plain sum over them."""
    where: Any = Place.parent_id if when.as_now else Fact.commune_id
    rows = session.execute(
        select(where, Fact.indicator, func.sum(Fact.amount))
        .join_from(Fact, Household)
        .join(Household.village)
        .where(Fact.household_id.in_(_ids(world)), Fact.day <= when.until)
        .group_by(where, Fact.indicator)
    )
    return plain(((world.names[place], it), amount) for place, it, amount in rows)


def all_facts(world: World) -> Counter[tuple[str, Indicator, date]]:
    homes = {it.household: name for name, it in world.homes.items()}
    wanted = select(Fact.household_id, Fact.indicator, Fact.day, Fact.commune_id, Fact.amount)
    rows = session.execute(wanted.where(Fact.household_id.in_(homes)))
    return plain(
        ((homes[home], it, day, world.names[commune]), amount)
        for home, it, day, commune, amount in rows
    )


def folds(world: World) -> dict[str, Counter[Any]]:
    """The tables of sums, row by row."""
    return {
        "day": _rows(world, Fold, Fold.indicator, Fold.day),
        "month": _rows(world, MonthFold, MonthFold.indicator, MonthFold.month),
        "total": _rows(world, TotalFold, TotalFold.indicator),
        "province": _of_provinces(world),
        "household": _rows(world, HouseholdFold, HouseholdFold.household_id),
        "team": _of_teams(world),
    }


def _rows(world: World, table: Any, *columns: Any) -> Counter[Any]:
    wanted = select(table.now_id, table.commune_id, *columns, table.amount)
    rows = session.execute(wanted.where(table.now_id.in_(list(world.names))))
    return plain(
        ((world.names[now], world.names[then], *rest), amount) for now, then, *rest, amount in rows
    )


def _of_provinces(world: World) -> Counter[Any]:
    it = ProvinceFold
    names = world.names
    wanted = select(it.now_id, it.province_id, it.indicator, it.month, it.amount)
    rows = session.execute(wanted.where(it.now_id.in_(list(names))))
    return plain(((names[now], names[then], *rest), amount) for now, then, *rest, amount in rows)


def _of_teams(world: World) -> Counter[Any]:
    teams = {number: name for name, number in world.teams.items()}
    wanted = select(TeamFold.now_id, TeamFold.team_id, TeamFold.indicator, TeamFold.amount)
    rows = session.execute(wanted.where(TeamFold.team_id.in_(teams)))
    return plain(((world.names[now], teams[team], it), amount) for now, team, it, amount in rows)


def sums_by_commune(world: World, place: str, when: When) -> Sums:
    asked = scope(world, place, when)
    found = sums.by_commune(asked, Indicator.REVENUE)
    return plain(
        ((world.names[commune], it), told.total)
        for commune, totals in found.items()
        for it, told in totals.items()
    )


def sums_by_month(world: World, place: str, when: When) -> Counter[Any]:
    found = sums.by_month(scope(world, place, when))
    return plain(
        ((it, month), amount) for it, months in found.items() for month, amount in months.items()
    )


_PLAIN = tuple(it for it in COUNTED if not it.value.startswith("survived"))
"""Survivors are told of whole cohorts: see the figures' own tests."""


def told_figures(
    world: World, place: str, when: When, *, since: date | None = None
) -> Counter[Indicator]:
    asked = scope(world, place, when)
    found = figures.figures(asked, _PLAIN, since=since)
    return plain(_with_held(found))


def figures_by_commune(world: World, place: str, when: When) -> Sums:
    asked = scope(world, place, when)
    found = figures.by_commune(asked, _PLAIN)
    return plain(
        ((world.names[commune], it), amount)
        for commune, told in found.items()
        for it, amount in _with_held(told)
    )


_ROSTERS = (Measure.TEAMS, Measure.TEAMS_STAFFED, Measure.MEMBERS)


def rosters(world: World, place: str, when: When) -> Counter[Any]:
    found = figures.figures(scope(world, place, when), _ROSTERS)
    return plain((it, told.value or 0) for it, told in found.items())


def rosters_by_commune(world: World, place: str, when: When) -> Iterator[Counter[Any]]:
    for told in figures.by_commune(scope(world, place, when), _ROSTERS).values():
        yield plain((it, figure.value or 0) for it, figure in told.items())


def _with_held(found: figures.Figures) -> Iterator[tuple[Indicator, int]]:
    for it, figure in found.items():
        assert isinstance(it, Indicator)
        yield it, figure.value or 0
        yield HELD[it], figure.held


def survivors_and_spread(
    world: World, place: str, when: When, *, largest: int
) -> Counter[tuple[str, str]]:
    """Told of whole places only. So few households have no ten largest shops."""
    names: dict[Known, str] = {**{it: it.value for it in SURVIVAL.values()}, **_SPREAD}
    with patch.object(spread, "LARGEST", largest):
        spread._shops.cache_clear()
        found = figures.figures(scope(world, place, when), tuple(names))
    spread._shops.cache_clear()
    told: list[tuple[tuple[str, str], int]] = []
    for it, name in names.items():
        told += [((name, "value"), found[it].value or 0), ((name, "whole"), found[it].whole or 0)]
    return plain(told)


_SPREAD: dict[Known, str] = {Measure.TOP_TEN: "top", Measure.MEDIAN_REVENUE: "median"}


def ledger(world: World) -> Counter[tuple[str, date]]:
    """Revenue by household and day, from the books alone: what households have in their hands for
    an order, up to its price; of one that ended, what it had earned until then, as long as it is
    there."""
    homes = {it.household: name for name, it in world.homes.items()}
    found: Counter[tuple[str, date]] = Counter()
    for journals in _journals(list(homes)).values():
        price = net = earned = at_its_end = 0
        has_ended = False
        for source, at, household, moved in journals:
            before = earned
            if source.startswith(("order:", "bill:")):
                at_its_end = earned if has_ended else at_its_end
                has_ended = "undone" in source
                price = price or -moved[Account.SALES]
                earned = at_its_end if source in world.mistakes else earned
            came = sum(moved[it] for it in HANDS) if source.startswith("receipt:") else 0
            has_ended |= _is_all_owed_back(came, moved) and net < price
            net += came
            earned = min(net, earned if has_ended else price)
            found[homes[household], day_of(at)] += earned - before
    return plain(found.items())


def _is_all_owed_back(came: int, moved: Counter[Account]) -> bool:
    """Though the price is not reached: what had been given back in full leaves nothing to undo when
    it is called off, and only what comes afterwards tells of it."""
    return came > 0 and -moved[Account.CUSTOMER_CREDIT] == came


Booked = tuple[str, datetime, int, Counter[Account]]


def _journals(households: list[int]) -> dict[tuple[int | None, int | None], list[Booked]]:
    rows = session.execute(
        select(
            Journal.id, Journal.source, Journal.at, Journal.household_id,
            Movement.order_id, Movement.bill_id, Movement.account, Movement.amount,
        )
        .join(Movement, Movement.journal_id == Journal.id)
        .where(Journal.household_id.in_(households))
        .order_by(Journal.id)
    )  # fmt: skip
    books: dict[tuple[int | None, int | None], dict[int, Booked]] = defaultdict(dict)
    for number, source, at, household, order, bill, account, amount in rows:
        if order is None and bill is None:
            continue
        booked = books[order, bill].setdefault(number, (source, at, household, Counter()))
        booked[3][account] += amount.dong
    return {owed: list(journals.values()) for owed, journals in books.items()}


def _ids(world: World) -> list[int]:
    return [it.household for it in world.homes.values()]


@contextmanager
def at_the_moment(world: World) -> Iterator[None]:
    """Pages ask the clock."""
    with patch.object(clock, "now", lambda: world.at):
        yield


# --- pages, files, reports, the board -------------------------------------------------------


def board_of(world: World, place: str) -> Counter[Any]:
    """What hangs on the wall: headlines, what waits of them, the day, and a fortnight."""
    found = board.board(board.scope_of(world.place(place), today=day_of(world.at)))
    told: Counter[Any] = Counter()
    for it in found.headlines:
        indicator = it.definition.indicator
        told["stands", indicator] = it.growth.value or 0
        told["stands", HELD[Indicator(indicator)]] = it.held
    told.update({("today", it): amount for it, amount in found.today.items()})
    told.update({("day", day): amount for day, amount in found.days})
    return plain(told.items())


def report(world: World, place: str, span: Span, *, as_now: bool) -> Counter[Any]:
    """Of the period in which we are, with its annex by the codes of communes."""
    today = day_of(world.at)
    geography = Geography.NOW if as_now else Geography.THEN
    period = period_of(span, today)
    found = drawn_up(world.place(place), period, geography=geography, today=today)
    told: Counter[Any] = Counter()
    for it in found["indicators"]:
        if it["indicator"] in [it.value for it in _PLAIN]:
            told["total", it["indicator"]] = it["total"] or 0
            told["in_period", it["indicator"]] = it["in_period"] or 0
            told["held", it["indicator"]] = it["held"]
    for commune in found["communes"]:
        for indicator, amounts in commune["sums"].items():
            for column, amount in amounts.items():
                told[column, commune["code"], indicator] += amount or 0
    return plain(told.items())


def communes_csv(world: World, client: FlaskClient, when: When) -> Sums:
    """By their codes, which a commune may have from another."""
    told: list[tuple[Any, int]] = []
    for row in _sheet(world, client, "communes.csv", when):
        if row[4]:  # where nothing was ever counted there are no numbers
            amounts = zip(indicators.COUNTED, row[4:], strict=False)
            told += [((row[0], it), int(amount)) for it, amount in amounts]
    return plain(told)


def months_csv(world: World, client: FlaskClient, when: When) -> Counter[Any]:
    told: list[tuple[Any, int]] = []
    for row in _sheet(world, client, "months.csv", when):
        month = date.fromisoformat(f"{row[0]}-01")
        amounts = zip(indicators.COUNTED, row[2:], strict=False)
        told += [((it, month), int(amount)) for it, amount in amounts]
    return plain(told)


def _sheet(world: World, client: FlaskClient, name: str, when: When) -> list[list[str]]:
    geography = "now" if when.as_now else "then"
    address = f"/growth/{world.codes['VN']}/{name}?to={when.until}&geo={geography}"
    with at_the_moment(world):
        sign_in(client, world.officer)
    g.pop("_login_user", None)  # all requests of a history share one context
    with at_the_moment(world):
        answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))[1:]


def statistics(world: World, app: Flask, province: str) -> Counter[Any]:
    """For everybody's machines; small numbers are not told."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, province_code=world.codes[province])
    try:
        with at_the_moment(world):
            told = app.test_client().get("/api/v1/statistics").json
    finally:
        app.config["SETTINGS"] = settings
    assert told
    return Counter({Indicator(it["indicator"]): it["value"] or 0 for it in told["totals"]})
