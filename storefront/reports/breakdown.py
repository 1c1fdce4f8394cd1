"""What a report's figures are made of one level down: villages and teams of a commune, provinces of
the country. Every breakdown adds up to the line above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, func, select

from storefront.campaign.scope import Scope
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Level, Place
from storefront.places.queries import stood
from storefront.reports.periods import Period
from storefront.shops.models import Household, Residence
from storefront.teams.models import Team

FEWEST_SHOPS = 5
"""What fewer than these earned is told together with others: a report leaves its commune."""
PRIVATE = (Indicator.ORDER_PLACED, Indicator.REVENUE)

Sums = dict[Indicator, tuple[int, int]]
"""By indicator: in the period, and cumulated."""
NOTHING = (0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A village, a team or a province; without a name, those that belong to none."""

    name: str | None
    code: str | None
    sums: Sums | None
    """None where nothing was ever heard."""

    @property
    def shops(self) -> int:
        return (self.sums or {}).get(Indicator.SHOP_OPENED, NOTHING)[1]

    @property
    def has_something_private(self) -> bool:
        return any(any((self.sums or {}).get(it, NOTHING)) for it in PRIVATE)


def of_commune(scope: Scope, period: Period, wanted: Sequence[Indicator]) -> list[dict[str, Any]]:
    """By village and by team, from the facts themselves: there are no sums of villages."""
    villages: dict[int | None, Sums] = defaultdict(dict)
    teams: dict[int | None, Sums] = defaultdict(dict)
    for village, team, indicator, in_period, total in session.execute(
        _facts(scope, period, wanted)
    ):
        for sums, key in ((villages, village), (teams, team)):
            sums[key][indicator] = _added(sums[key].get(indicator, NOTHING), (in_period, total))
    return [
        _told("village", _villages(scope, villages), wanted),
        _told("team", _teams(scope, teams), wanted),
    ]


def of_country(
    communes: Iterable[tuple[Place, Sums | None]],
    names: Mapping[int, Place],
    wanted: Sequence[Indicator],
) -> list[dict[str, Any]]:
    """By province, from their communes; `names` holds the provinces by id."""
    provinces: dict[int, Sums] = {}
    for commune, sums in communes:
        above = next((it for it in commune.ids if it in names), None)
        if above is None or sums is None:
            continue
        mine = provinces.setdefault(above, {})
        for it, pair in sums.items():
            mine[it] = _added(mine.get(it, NOTHING), pair)
    parts = [Part(it.full_name, it.code, provinces.get(it.id)) for it in names.values()]
    return [_told("province", parts, wanted)]


def _facts(scope: Scope, period: Period, wanted: Sequence[Indicator]) -> Select[Any]:
    """(village, team, indicator, in the period, cumulated). Teams are those of today."""
    in_period = case((Fact.day >= period.first, Fact.amount), else_=0)
    village = Household.village_id if scope.is_now else _village_then()
    rows = (
        select(
            village.label("village"),
            Household.team_id.label("team"),
            Fact.indicator,
            in_period.label("in_period"),
            Fact.amount,
        )
        .select_from(Fact)
        .join(Household, Household.id == Fact.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(
            Place.parent_id == scope.place.id
            if scope.is_now
            else Fact.commune_id == scope.place.id,
            Fact.indicator.in_(wanted),
            Fact.day <= scope.until,
        )
        .subquery()
    )
    key = (rows.c.village, rows.c.team, rows.c.indicator)
    sums = (cast(func.sum(it), BigInteger) for it in (rows.c.in_period, rows.c.amount))
    return select(*key, *sums).group_by(*key)


def _village_then() -> Any:
    """Where in the commune the household lived on the day; nothing where nobody wrote it down."""
    lived = (
        select(Residence.village_id)
        .where(
            Residence.household_id == Fact.household_id,
            Residence.commune_id == Fact.commune_id,
            Residence.from_day <= Fact.day,
        )
        .order_by(Residence.from_day.desc(), Residence.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    still = case((Place.parent_id == Fact.commune_id, Household.village_id))
    return func.coalesce(lived, still)


def _villages(scope: Scope, sums: dict[int | None, Sums]) -> list[Part]:
    standing = (
        (Place.parent_id == scope.place.id) & (Place.level == Level.VILLAGE) & stood(scope.today)
    )
    known = [it for it in sums if it is not None]
    found = session.scalars(
        select(Place).where(standing | Place.id.in_(known)).order_by(Place.folded, Place.code)
    )
    parts = [Part(it.full_name, it.code, sums.get(it.id)) for it in found]
    return [*parts, *_nowhere(sums)]


def _teams(scope: Scope, sums: dict[int | None, Sums]) -> list[Part]:
    """Those at work in the commune, and others that look after a household of it."""
    here = Place.parent_id == scope.place.id
    at_work = here & (Team.ended_on.is_(None) | (Team.ended_on > scope.until))
    known = [it for it in sums if it is not None]
    found = session.scalars(
        select(Team)
        .join(Team.place)
        .where(at_work | Team.id.in_(known))
        .order_by(Place.folded, Team.id)
    )
    parts = [Part(it.name, None, sums.get(it.id)) for it in found]
    return [*parts, *_nowhere(sums)]


def _nowhere(sums: dict[int | None, Sums]) -> list[Part]:
    return [Part(None, None, sums[None])] if None in sums else []


def _told(by: str, parts: Sequence[Part], wanted: Sequence[Indicator]) -> dict[str, Any]:
    few = few_together(parts) if by != "province" else []
    lines = [_line(it, wanted, hidden=PRIVATE if it in few else ()) for it in parts]
    if few:
        together = {
            it: _added(*((part.sums or {}).get(it, NOTHING) for part in few)) for it in PRIVATE
        }
        lines.append(_line(Part(None, None, together), PRIVATE, few=len(few)))
    return {"by": by, "lines": lines}


def few_together(parts: Sequence[Part]) -> list[Part]:
    """Whose orders and money are told as one sum: those with few shops, and so many more that the
    sum is never of one part, or of fewer than five shops, as long as there are others."""
    heard = sorted(
        (it for it in parts if it.shops or it.has_something_private), key=lambda it: it.shops
    )
    few = [it for it in heard if it.shops < FEWEST_SHOPS]
    if not few or len(heard) == 1:
        return []
    while len(few) < len(heard) and (len(few) < 2 or sum(it.shops for it in few) < FEWEST_SHOPS):
        few.append(heard[len(few)])
    return few


def _line(
    part: Part, wanted: Sequence[Indicator], *, hidden: Sequence[Indicator] = (), few: int = 0
) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for it in wanted:
        known = part.sums is not None and it not in hidden
        pair = (part.sums or {}).get(it, NOTHING) if known else (None, None)
        sums[it.value] = dict(zip(("in_period", "total"), pair, strict=True))
    return {
        "name": part.name,
        "code": part.code,
        "sums": sums,
        "is_told_below": bool(hidden),
        "together": few,
    }


def _added(*pairs: tuple[int, int]) -> tuple[int, int]:
    firsts, seconds = zip(*pairs, strict=True)
    return sum(map(int, firsts)), sum(map(int, seconds))
