"""One place tells every figure; what nobody can tell is missing, and never zero."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask import Flask

from storefront.campaign import figures, indicators
from storefront.campaign.definition import Known, Measure
from storefront.campaign.figures import Figure
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import COUNTED, Indicator
from storefront.places.models import Place
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_person,
    a_province,
    a_team,
    a_village,
    counted,
)

TODAY = date(2026, 8, 22)


def told(place: Place, *, since: date | None = None, until: date = TODAY) -> figures.Figures:
    scope = scope_of(place, until=until, geography=Geography.NOW, today=TODAY)
    return figures.figures(scope, since=since)


def test_every_entry_says_what_it_needs() -> None:
    named = {it.indicator for it in indicators.DEFINITIONS}

    assert named == {*COUNTED, *Measure}
    for it in indicators.DEFINITIONS:
        assert all([it.name, it.question, it.numerator, it.exclusions, it.source])
        assert it.whole is None or it.denominator, it.name


def test_a_place_that_never_counted_anything_has_no_zeros(app: Flask) -> None:
    with deed():
        province = a_province()
        a_commune(inside=province)

    assert {it.value for it in told(province).values()} == {None}
    assert all(it.why for it in told(province).values())


def test_what_cannot_be_told_yet_says_why_and_a_real_zero_is_zero(app: Flask) -> None:
    with deed():
        village = a_village()
        counted(Indicator.SHOP_OPENED, a_household(village=village))

    here = told(session.get_one(Place, village.parent_id))

    assert (here[Indicator.ORDER_PLACED].value, here[Indicator.ORDER_PLACED].why) == (0, None)
    outside = here[Measure.DECLARED_OUTSIDE]
    why = indicators.definition(Measure.DECLARED_OUTSIDE, on=TODAY).why_not
    assert (outside.value, outside.why) == (None, why)


def test_communes_add_up_before_anything_is_divided(app: Flask) -> None:
    with deed():
        province = a_province()
        for name, cash, account in (("A", 90, 10), ("B", 0, 900)):
            farm = a_household(village=a_village(inside=a_commune(name, inside=province)))
            counted(Indicator.REVENUE, farm, amount=cash + account)
            counted(Indicator.REVENUE_CASHLESS, farm, amount=account)
    scope = scope_of(province, until=TODAY, geography=Geography.NOW, today=TODAY)

    whole = figures.figures(scope)
    parts = figures.by_commune(scope)

    share = whole[Indicator.REVENUE_CASHLESS]
    assert (share.value, share.whole, share.share) == (910, 1_000, Decimal("91.0"))
    assert whole[Measure.REVENUE_CASH].value == 90
    for indicator in (Indicator.REVENUE, Measure.REVENUE_CASH):
        one, other = (it[indicator] for it in parts.values())
        assert one + other == whole[indicator]


def test_a_period_counts_only_its_own_days(app: Flask) -> None:
    with deed():
        province = a_province()
        farm = a_household(village=a_village(inside=a_commune(inside=province)))
        for day, dong in ((1, 5), (10, 70), (20, 900)):
            at = datetime(2026, 8, day, 5, tzinfo=MARKET_DAY.tzinfo)
            counted(Indicator.REVENUE, farm, amount=dong, at=at)

    inside = told(province, since=date(2026, 8, 10), until=date(2026, 8, 19))

    assert inside[Indicator.REVENUE].value == 70
    assert inside[Measure.TEAMS].why == figures.NO_PERIOD


def test_teams_and_members_come_from_the_roster_of_the_day(app: Flask) -> None:
    with deed():
        province = a_province()
        commune = a_commune(inside=province)
        a_team(a_village("Nà Lìa", inside=commune), head=a_person())
        ended = a_team(a_village("Bản Mới", inside=commune), head=a_person())
        ended.ended_on = TODAY

    assert _values(told(province), Measure.TEAMS, Measure.MEMBERS) == [1, 1]
    before = told(province, until=date(2026, 8, 21))
    assert _values(before, Measure.TEAMS, Measure.MEMBERS) == [2, 2]


def test_a_village_of_which_nobody_said_anything_has_no_signal_to_count(app: Flask) -> None:
    with deed():
        province = a_province()
        commune = a_commune(inside=province)
        villages = [a_village(name, inside=commune) for name in ("Một", "Hai", "Ba")]
    assert told(province)[Measure.VILLAGES_WITHOUT_SIGNAL].value is None

    with deed():
        for village, signal in zip(villages, ("none", "good", None), strict=True):
            session.get_one(Place, village.id).signal = signal

    found = told(province)[Measure.VILLAGES_WITHOUT_SIGNAL]
    assert (found.value, found.whole) == (1, 2)


def test_an_unknown_part_makes_the_sum_unknown() -> None:
    one = Figure(indicators.COUNTED[Indicator.REVENUE], 5, 10)

    together = one + Figure(one.definition, None, why="?")

    assert (together.value, together.why) == (None, "?")


def _values(found: figures.Figures, *wanted: Known) -> list[int | None]:
    return [found[it].value for it in wanted]
