"""Ten people of the province's staff who walk through every page of growth and never rest."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from http.client import HTTPException
from itertools import cycle
from statistics import quantiles

from sqlalchemy import Connection, bindparam, text

from bench.load import Load, Visitor, journeys
from bench.orders import Good, at_the_market
from bench.scenarios import AS_BROWSERS_DO, signed_in
from bench.servers import Server
from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import Moment
from storefront.web import looking
from storefront.web.people import SESSION_COOKIE

STAFF = 10
WARM_UP = 3.0
"""Seconds, as for all that is measured."""
P99 = 150
"""Milliseconds in which ninety-nine of a hundred pages should have come."""


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    is_walked: bool = True
    """Else only its cost is told: what one person does once a period is nobody's daily round."""


@dataclass
class Seen:
    """What came of one page."""

    times: list[float] = field(default_factory=list)
    failures: int = 0

    def at(self, percent: int) -> float:
        """Milliseconds."""
        return quantiles(self.times, n=100)[percent - 1] * 1e3 if len(self.times) > 1 else 0.0


def pages(market: Connection, province: str) -> list[Page]:
    busy = market.execute(text(BUSIEST)).one()
    team, home = market.scalar(text(TEAM), {"here": busy.id}), market.scalar(text(HOME))
    order = market.scalar(text(ORDER), {"home": home})
    here, there = f"/growth/{busy.code}", f"/growth/{province}"
    return [
        Page("province", "/growth"),
        Page("province, revenue, a past day", f"{there}?of=revenue&to={_last_year()}"),
        Page("province, as then", f"{there}?geo=then"),
        Page("commune", here),
        Page("commune, as then", f"{here}?geo=then"),
        Page("communes and months", f"{there}/communes"),
        Page("teams", f"{there}/teams"),
        Page("team", f"/growth/teams/{team}"),
        Page("household", f"/growth/households/{home}"),
        Page("rows behind a number", f"{here}/rows?of=order_placed"),
        Page("rows, as then", f"{here}/rows?of=order_placed&geo=then"),
        Page("order behind a row", f"/growth/orders/{order}"),
        Page("households without a team", f"{here}/households"),
        Page("map", f"{there}/map"),
        Page("every commune's twelve months", f"{there}/multiples"),
        Page("live board", f"{there}/board"),
        Page("months as CSV", f"{there}/months.csv"),
        Page("targets", f"{there}/targets"),
        Page("baselines", f"{there}/baselines"),
        Page("campaigns", f"{there}/campaigns"),
        Page("dictionary", "/growth/dictionary"),
        Page("figures from elsewhere", "/imports"),
        Page("changes of communes", f"/reforms/in/{province}"),
        Page("reports", "/reports"),
        Page(
            "a month's report, drawn up",
            f"/reports/of/{province}/{_last_month()}",
            is_walked=False,
        ),
        Page("screening", "/screening"),
        Page("shops drawn by lot", "/audits"),
        Page("warnings", "/warnings"),
        Page("statistics", "/statistics"),
    ]


BUSIEST = """
    SELECT id, code FROM place WHERE id =
    (SELECT now_id FROM total_fold WHERE indicator = 'order_placed'
     GROUP BY now_id ORDER BY sum(amount) DESC LIMIT 1)
"""
TEAM = """
    SELECT team_id FROM team_fold WHERE now_id = :here AND indicator = 'order_placed'
    ORDER BY amount DESC LIMIT 1
"""
HOME = """
    SELECT code FROM household WHERE id IN
    (SELECT household_id FROM household_fold ORDER BY amount DESC LIMIT 50)
    AND EXISTS (SELECT 1 FROM consent WHERE person_id = keeper_id AND purpose = 'report'
                AND withdrawn_at IS NULL)
    LIMIT 1
"""


ORDER = """
    SELECT "order".code FROM "order" JOIN shop ON shop.id = "order".shop_id
    JOIN household ON household.id = shop.household_id WHERE household.code = :home
    ORDER BY "order".id DESC LIMIT 1
"""


KNOWN = text("SELECT id FROM person WHERE name = :name AND phone IS NULL")
PERSON = text(
    "INSERT INTO person (name, language, known_since) VALUES (:name, 'vi', :at) RETURNING id"
).bindparams(bindparam("at", type_=Moment()))
POSTING = text(
    "INSERT INTO posting (person_id, place_id, role, from_day) VALUES "
    "(:who, :where, :role, '2021-07-20')"
)


def hire(market: Connection, province_id: int) -> list[dict[str, str]]:
    """Ten sign-ins, each of somebody posted for the whole province and nowhere else: who also
    leads a team knows some numbers by right, and sees pages of their own."""
    cookies = []
    for number in range(STAFF):
        who = {"name": f"Cán bộ tỉnh {number + 1}", "at": clock.now()}
        person_id = market.scalar(KNOWN, who)  # of an earlier run
        if person_id is None:
            person_id = market.scalar(PERSON, who)
            market.execute(
                POSTING, {"who": person_id, "where": province_id, "role": Role.PROVINCE_OFFICER}
            )
        cookies.append(AS_BROWSERS_DO | {"Cookie": f"{SESSION_COOKIE}={_came(market, person_id)}"})
    market.commit()
    return cookies


def _came(market: Connection, person_id: int) -> str:
    """With what they look at households for, as they said this morning."""
    today = clock.village_date(clock.now()).isoformat()
    return signed_in(market, person_id, **{looking.WHY: [today, "kiểm tra số liệu"]})


def alone(server: Server, wanted: Sequence[Page], who: dict[str, str]) -> dict[str, float]:
    """Milliseconds of processor time that each page costs, made afresh each time."""
    return {page.name: _afresh(server, page, who) for page in wanted}


def _afresh(server: Server, page: Page, who: dict[str, str], times: int = 16) -> float:
    visitor, before = Visitor(server.port), 0.0
    for turn in range(times + 8):
        if turn == 8:  # both workers have shown it by then
            before = server.cpu()
        # For each basket the page looks different, so that none is answered with a kept one.
        basket = ".".join(f"{number}:1" for number in range(1, turn + 2))
        visitor.get(page.path, who | {"Cookie": f"{who['Cookie']}; basket={basket}"})
    return (server.cpu() - before) * 1e3 / times


def together(
    server: Server, wanted: Sequence[Page], staff: Sequence[dict[str, str]], *, seconds: float
) -> dict[str, Seen]:
    """Each goes through all pages in an order of their own, over and over. What is seen while they
    warm up is not told: else the first pages of all, which both workers paint at once, would be."""
    wanted = [page for page in wanted if page.is_walked]
    begins = time.monotonic() + WARM_UP
    until = begins + seconds
    seen = {page.name: Seen() for page in wanted}
    first = {page.name: Seen() for page in wanted}

    def walk(number: int) -> None:
        visitor, dice = Visitor(server.port), random.Random(number)
        while time.monotonic() < until:
            for page in dice.sample(wanted, len(wanted)):
                into = seen if time.monotonic() >= begins else first
                visitor = _look(visitor, server, page, staff[number], into[page.name])

    walkers = [threading.Thread(target=walk, args=(number,)) for number in range(len(staff))]
    for it in walkers:
        it.start()
    for it in walkers:
        it.join()
    return seen


@contextmanager
def buying(
    server: Server, goods: Sequence[Good], buyers: int, *, seconds: float
) -> Iterator[list[Load]]:
    """Guests who place whole orders meanwhile, one after another. Gives, at the end, how
    they fared; every order is counted, so that no page of the ten is kept for long."""
    bought: list[Load] = []

    def buy() -> None:
        ways = cycle([at_the_market(good) for good in goods])
        bought.append(
            journeys(server.port, ways, seconds=WARM_UP + seconds, fresh=True, at_once=buyers)
        )

    if not buyers:
        yield bought
        return
    crowd = threading.Thread(target=buy)
    crowd.start()
    yield bought
    crowd.join()


def _look(visitor: Visitor, server: Server, page: Page, who: dict[str, str], seen: Seen) -> Visitor:
    began = time.monotonic()
    try:
        answer, _page = visitor.get(page.path, who)
        if answer.status != HTTPStatus.OK:
            raise HTTPException(f"{page.path}: {answer.status}")
    except (OSError, HTTPException):
        seen.failures += 1
        return Visitor(server.port)
    seen.times.append(time.monotonic() - began)
    return visitor


def _last_month() -> str:
    return f"{date.today().replace(day=1) - timedelta(days=1):%Y-%m}"  # noqa: DTZ011


def _last_year() -> date:
    return date(date.today().year - 1, 8, 24)  # noqa: DTZ011 (any day will do)
