"""Small cells: whatever is hidden could be anything, for all that a reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.campaign import hiding, telling
from storefront.campaign.hiding import FEWEST, Cell, Hidden
from storefront.facts.models import Indicator

SMALL = range(1, FEWEST)
COUNTS = st.lists(st.none() | st.integers(0, 3) | st.integers(0, 40), max_size=9)


def possible(cells: list[Cell], total: int) -> list[set[int]]:
    """What each hidden cell may be, worked out by trying: whoever tries knows all that is told,
    the total, and how small a small one is."""
    gone = [cell for cell in cells if isinstance(cell, Hidden)]
    rest = total - sum(cell for cell in cells if isinstance(cell, int))
    small, large = gone.count(Hidden.SMALL), gone.count(Hidden.WITH_IT)
    least = FEWEST if small else 0
    found: list[set[int]] = [set() for _cell in range(small)]
    for tried in product(SMALL, repeat=small):
        left = rest - sum(tried)
        if (large and left >= least * large) or (not large and left == 0):
            for number, value in enumerate(tried):
                found[number].add(value)
    return found


@given(COUNTS)
def test_a_total_less_the_others_tells_no_small_cell(values: list[int | None]) -> None:
    cells = hiding.counts(values)

    told = [(value, cell) for value, cell in zip(values, cells, strict=True) if cell is not None]
    assert all(cell == value for value, cell in told if isinstance(cell, int))
    assert all(cell == 0 or abs(cell) >= FEWEST for _value, cell in told if isinstance(cell, int))
    assert all(it == set(SMALL) for it in possible(cells, sum(value or 0 for value in values)))
    gone = [cell for _value, cell in told if isinstance(cell, Hidden)]
    assert len(gone) != 1 or len(told) == 1


@given(COUNTS, st.sets(st.integers(0, 8)))
def test_the_few_are_hidden_whatever_they_do(values: list[int | None], few: set[int]) -> None:
    cells = hiding.counts(values, few=few)

    assert not any(isinstance(cells[it], int) and cells[it] for it in few if it < len(values))
    assert all(it == set(SMALL) for it in possible(cells, sum(value or 0 for value in values)))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10**9)), max_size=9))
def test_money_of_fewer_than_five_households_is_never_the_difference(
    told: list[tuple[int, int]],
) -> None:
    households = [many for many, _dong in told]
    values = [dong if many else 0 for many, dong in told]

    cells = hiding.money(values, households)

    assert all(
        not cell or many >= FEWEST
        for cell, many in zip(cells, households, strict=True)
        if isinstance(cell, int)
    )
    gone = [nth for nth, cell in enumerate(cells) if isinstance(cell, Hidden)]
    shut = len(gone) == len(cells)
    assert not gone or shut or sum(households[it] for it in gone) >= FEWEST
    assert not gone or shut or len(gone) > 1


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), max_size=6))
def test_months_are_told_whole_or_not_at_all(rows: list[list[int]]) -> None:
    gone = hiding.series(rows)

    told = [row for number, row in enumerate(rows) if number not in gone]
    assert all(value == 0 or value >= FEWEST for row in told for value in row)
    assert len(gone) != 1 or not any(any(row) for row in told)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_what_waits_is_not_the_difference_of_two_columns(pairs: list[tuple[int, int]]) -> None:
    totals = [
        {Indicator.SHOP_OPENED: opened + ready, Indicator.SHOP_READY: ready}
        for opened, ready in pairs
    ]

    for it, told in zip(totals, telling.column(totals, [0] * len(totals)), strict=True):
        both = (told.of(Indicator.SHOP_OPENED), told.of(Indicator.SHOP_READY))
        if all(isinstance(cell, int) for cell in both):
            waits = it[Indicator.SHOP_OPENED] - it[Indicator.SHOP_READY]
            assert waits == 0 or waits >= FEWEST


def found_out(rule: object, some: Iterable[list[int]]) -> bool:
    return any(
        any(it != set(SMALL) for it in possible(rule(values), sum(values)))  # type: ignore[operator]
        for values in some
    )


@pytest.mark.parametrize(
    "rule",
    [
        lambda values: [Hidden.SMALL if 0 < it < FEWEST else it for it in values],
        lambda values: (
            [Hidden.SMALL if 0 < it < FEWEST else it for it in values[:-1]]
            + [Hidden.WITH_IT for _it in values[-1:]]
        ),
    ],
)
def test_the_proof_finds_a_rule_that_hides_too_little(rule: object) -> None:
    some = [[3, 20], [4, 4, 30], [2, 5]]

    assert found_out(rule, some)
    assert not found_out(hiding.counts, some)
