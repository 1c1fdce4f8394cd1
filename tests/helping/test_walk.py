"""Every door through which a leader can press, with a household inside: whatever changes is in the
household's history, and to a leader from elsewhere nothing is there.

The walk takes every route there is, so a new one is walked on the day it is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import GRANTS, Role
from storefront.db import deed, session
from storefront.helping import actions as helping
from storefront.shops import noting
from storefront.shops.models import Household
from storefront.web.doors import SIGNED_IN
from tests.helping.watching import Watch, watching
from tests.odd.farm import Farm, Land, a_farm, a_land, signed_in
from tests.odd.sending import Answer, Witness, send, urlencoded, witness
from tests.village import a_commune, posted

ONCE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""Where what is asked is whether a deed tells of itself: both databases are told the same."""

MUST_MOVE = {
    "bills.new", "bills.remind", "bills.void", "bills.receive",
    "goods.add", "goods.edit", "goods.edit_shop",
    "goods.pause", "goods.resume", "households.edit", "order_desk.cancel", "order_desk.hand_over",
    "order_desk.send", "payouts.stop", "posters.enter", "posters.withdraw", "refunds.give_back",
    "withdrawals.of_order", "credentials.stop", "consenting.agree", "consenting.withdraw",
    "visits.write_down", "visit_plans.plan", "visit_plans.move", "visit_plans.drop",
    "identity.confirm", "identity.take_back", "folders.tick", "folders.untick", "folders.pause",
    "folders.resume", "goods.price_and_stock", "goods.show_or_hide",
    "lots.enter", "sellers.declare", "stall_till.sell", "stalls.ask", "stickers.place",
    "credentials.call_back", "credentials.test", "payouts.call_back",
}  # fmt: skip
"""Where the walk is known to get through, so that it cannot become a walk along closed doors."""

OWN = {
    "errands", "field", "keeper", "me", "mine", "my_data", "proving", "recording", "staying",
    "taking_over", "takings",
}  # fmt: skip
"""About whoever asks, wherever they are: lists of their own, the kit's own pages and photos,
and what pages say in the whole province."""

CODES = ("house", "household", "keep", "code", "village", "serial", "q")
PAST_LISTS = {"honorific", "holder"}
"""The keeper's own name, which the farm's forms type in."""
PASSED_BY = {"me.set_password", "staying.end_others", "recording.index"}
"""What ends the stay, and who has recorded what in the whole province."""

OF_NOBODY = {"roll_files.template", "visit_log.file"}
"""An empty table to fill in, and the visits of whoever asks: elsewhere there are none."""

NOW = clock.now()
_DAY = clock.village_date(NOW)
TODAY, SOON, LATER = ((_DAY + timedelta(days=days)).isoformat() for days in (0, 1, 5))
SAID: dict[str, dict[str, str]] = {
    "cases.decide": {"how": "close"},
    "folders.pause": {"reason": "sim", "until": LATER},
    "goods.price_and_stock": {"price": "69.000"},
    "goods.show_or_hide": {"shown": ""},
    "lots.enter": {"harvest_on": LATER, "closes_on": SOON, "closes_hour": "23", "expected": "9"},
    "sellers.declare": {"kind": "producer"},
    "stall_till.sell": {"another": ""},
    "consenting.agree": {"purposes": "assist"},
    "identity.confirm": {"how": "at_home", "day": TODAY},
    "ringing.note": {"rung": "reached"},
    "visit_plans.move": {"day": LATER},
    "visit_plans.plan": {"day": TODAY},
    "visits.write_down": {"purpose": "help", "day": TODAY},
    "warnings.see_to": {"how": "done"},
}
"""What these forms ask besides what the farm's fill in."""

BEHIND = {
    "folders.resume": "folders.pause",
    "folders.untick": "folders.tick",
    "identity.take_back": "identity.confirm",
    "visit_plans.drop": "visit_plans.plan",
    "visit_plans.move": "visit_plans.plan",
}
"""Doors behind others: what has to be pressed before."""


def _is_own(rule: Rule) -> bool:
    room, endpoint = rule.endpoint.partition(".")[0], rule.endpoint
    return room in OWN or rule.rule.startswith("/lists/") or endpoint in OF_NOBODY


class Walk:
    def __init__(self, app: Flask, ear: Witness) -> None:
        self.app, self.ear = app, ear
        self.land: Land = a_land()
        with deed():
            commune = a_commune("Bắc Sơn", inside=self.land.province)
            there = posted("Lý Văn Sáng", Role.LEADER, commune)
        self.stranger = signed_in(app, there)
        self.farm = self.fresh()

    def fresh(self) -> Farm:
        return a_farm(self.app, self.land)

    def doors(self, method: str) -> list[Rule]:
        team = {SIGNED_IN, *GRANTS[Role.LEADER]}
        views = self.app.view_functions
        found = [
            it
            for it in self.app.url_map.iter_rules()
            if method in (it.methods or ()) and getattr(views[it.endpoint], "door", None) in team
        ]
        return sorted(found, key=lambda it: it.rule)

    def before(self, rule: Rule) -> None:
        """What stands before this door."""
        for it in self.doors("POST"):
            if it.endpoint == BEHIND.get(rule.endpoint):
                self.press(it, cookie=self.farm.cookies["leader"])

    def press(self, rule: Rule, *, cookie: bytes, method: str = "POST") -> Answer:
        more = {name: (it.encode(),) for name, it in SAID.get(rule.endpoint, {}).items()}
        body = urlencoded(self.farm.filled() | more).encode() if method == "POST" else b""
        address = self.farm.address(rule)
        return send(self.app, self.ear, method, address, body=body, cookie=cookie)


@pytest.fixture
def walk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    with witness(app, monkeypatch) as ear:
        yield Walk(app, ear)


@pytest.fixture
def watch(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    with watching(monkeypatch) as it:
        yield it


@ONCE
def test_whatever_a_helper_presses_is_in_the_history(walk: Walk, watch: Watch) -> None:
    for rule in walk.doors("POST"):
        walk.before(rule)
        if walk.press(rule, cookie=walk.farm.cookies["leader"]).changed:
            walk.farm = walk.fresh()

    assert watch.untold == []
    assert watch.moved >= MUST_MOVE, MUST_MOVE - watch.moved


@ONCE
@pytest.mark.parametrize("endpoint", ["goods.pause", "visits.write_down", "households.edit"])
def test_a_deed_without_a_trace_is_found(
    walk: Walk, watch: Watch, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    """Planted: somebody forgets to tell."""
    monkeypatch.setattr(noting, "trace", lambda *_told, **_more: None)
    rule = next(it for it in walk.doors("POST") if it.endpoint == endpoint)

    walk.press(rule, cookie=walk.farm.cookies["leader"])

    assert [it.partition(" ")[0] for it in watch.untold] == [endpoint]


@ONCE
def test_nothing_moves_once_she_has_taken_over(walk: Walk, watch: Watch) -> None:
    with deed():
        home = session.scalars(select(Household).where(Household.code == walk.farm.household)).one()
        helping.take_over(home, at=home.registered_at)
    for rule in walk.doors("POST"):
        walk.press(rule, cookie=walk.farm.cookies["leader"])

    still = {"visits", "visit_plans", "identity", "payouts", "credentials"}
    # having been there, meaning to go, being the second person
    assert {it.partition(".")[0] for it in watch.moved} <= still, watch.moved


def test_elsewhere_nothing_is_there(walk: Walk, watch: Watch) -> None:
    wrong = []
    for method in ("GET", "POST"):
        for rule in walk.doors(method):
            if not rule.arguments or _is_own(rule):
                continue
            answer = walk.press(rule, cookie=walk.stranger, method=method)
            if answer.status != 404 or answer.changed:
                wrong.append((method, rule.rule, answer.status, answer.changed))

    assert wrong == [], "\n".join(map(str, wrong))
    assert watch.moved == set()


def test_lists_elsewhere_name_nobody_of_here(walk: Walk, watch: Watch) -> None:
    """Pages without a code in their address, asked with codes of here in query and form."""
    said = {it: value for it, value in walk.farm.filled().items() if it not in PAST_LISTS}
    query, body = urlencoded({it: said[it] for it in CODES}), urlencoded(said).encode()
    names, told = _names_of(walk.farm), []
    for method in ("GET", "POST"):
        for rule in walk.doors(method):
            if rule.arguments or rule.endpoint in PASSED_BY:
                continue
            for address in (rule.rule, f"{rule.rule}?{query}"):
                answer = send(
                    walk.app, walk.ear, method, address, cookie=walk.stranger,
                    body=body if method == "POST" else b"",
                )  # fmt: skip
                leaks = [it for it in names if it in answer.body]
                if leaks or answer.status >= 500:
                    told.append((method, rule.rule, answer.status, leaks))

    assert told == [], "\n".join(map(str, told))
    assert watch.moved == set()


def test_a_list_that_names_somebody_of_elsewhere_is_seen(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: everybody's territory is the province."""
    names = _names_of(walk.farm)
    monkeypatch.setattr(Person, "places_where", lambda *_asked, **_more: [walk.land.province])

    answer = send(walk.app, walk.ear, "GET", "/team", cookie=walk.stranger)

    assert any(it in answer.body for it in names)


def _names_of(farm: Farm) -> list[bytes]:
    """What would tell of the house, its orders or bills; none of it is sent."""
    home = session.scalars(select(Household).where(Household.code == farm.household)).one()
    assert home.shop
    assert home.keeper.phone
    told = [home.keeper.name, home.keeper.phone, home.shop.code, farm.twin, farm.bill]
    return [it.encode() for it in told]
