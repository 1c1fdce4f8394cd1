"""Who stands where among the communes, and how far they moved since last month."""

from __future__ import annotations

import pytest

from storefront.campaign.ranking import ENOUGH_HOUSEHOLDS, Line, ranked
from storefront.campaign.sums import Sum
from storefront.facts.models import Indicator
from storefront.places.models import Place

SHOPS = Indicator.SHOP_OPENED


def commune(name: str, now: int, before: int = 0, *, households: int = ENOUGH_HOUSEHOLDS) -> Line:
    place = Place(id=ord(name), name=name, folded=name)
    return Line(place, {SHOPS: Sum(now, before), Indicator.HOUSEHOLD_REGISTERED: Sum(households)})


def told(*lines: Line) -> list[tuple[str, int | None, int | None]]:
    return [(it.place.name, it.rank, it.moved) for it in ranked(lines, SHOPS)]


def test_places_won_and_lost_are_counted_from_last_months_ranks() -> None:
    found = told(commune("A", 50, 20), commune("B", 40, 30), commune("C", 30, 25))

    assert found == [("A", 1, 2), ("B", 2, -1), ("C", 3, -1)]


def test_nobody_moves_where_the_order_stays() -> None:
    assert told(commune("A", 90, 3), commune("B", 40, 2)) == [("A", 1, 0), ("B", 2, 0)]


def test_equals_share_a_rank_and_the_next_is_left_out() -> None:
    found = told(commune("A", 40, 9), commune("B", 40, 9), commune("C", 7, 5))

    assert found == [("A", 1, 0), ("B", 1, 0), ("C", 3, 0)]


@pytest.mark.parametrize(
    ("households", "rank"), [(ENOUGH_HOUSEHOLDS - 1, None), (ENOUGH_HOUSEHOLDS, 1)]
)
def test_a_tiny_commune_has_no_rank_and_takes_none(households: int, rank: int | None) -> None:
    found = ranked([commune("A", 99, 1, households=households), commune("B", 5, 4)], SHOPS)

    assert [(it.place.name, it.rank) for it in found] == [("A", rank), ("B", 2 if rank else 1)]
    assert found[0].moved == (1 if rank else None)


def test_where_nothing_is_known_comes_last() -> None:
    found = told(Line(Place(id=1, name="Z", folded="z"), {}), commune("A", 0, 0))

    assert [name for name, _rank, _moved in found] == ["A", "Z"]
