from decimal import Decimal

import pytest

from storefront.campaign.growth import Growth, percent_of


@pytest.mark.parametrize(
    ("value", "baseline", "printed"),
    [(68_311, 1_000, 68), (57_973, 301, 192), (1_000, 1_000, 1), (1_999, 1_000, 1)],
)
def test_multiples_are_cut_off_the_way_officials_print_them(
    value: int, baseline: int, printed: int
) -> None:
    assert Growth(value, baseline).multiple == printed


def test_the_exact_ratio_is_at_hand() -> None:
    shops, accounts = Growth(68_311, 1_000), Growth(57_973, 301)

    assert shops.ratio == Decimal("68.311")
    assert shops.is_exact
    assert str(accounts.ratio).startswith("192.601328")
    assert not accounts.is_exact


def test_a_declared_multiple_invents_no_sum() -> None:
    revenue = Growth(None, None, declared=Decimal(174))

    assert (revenue.multiple, revenue.ratio, revenue.value) == (174, None, None)


@pytest.mark.parametrize("baseline", [0, None])
def test_nothing_to_grow_from_has_no_multiple(baseline: int | None) -> None:
    growth = Growth(900_000, baseline)

    assert (growth.multiple, growth.percent, growth.ratio) == (None, None, None)


def test_a_base_below_thirty_hides_the_multiple_but_not_the_ratio() -> None:
    few, enough = Growth(290, 29), Growth(300, 30)

    assert few.is_too_small
    assert few.multiple is None
    assert few.ratio == 10
    assert enough.multiple == 10


def test_below_the_baseline_there_is_a_percentage_and_no_times_zero() -> None:
    growth = Growth(69, 1_000)

    assert growth.multiple is None
    assert growth.percent == 6


def test_a_commune_grows_by_its_sums_not_by_the_mean_of_its_shops() -> None:
    tiny, large = Growth(1_000, 100), Growth(9_900, 9_900)

    assert (tiny + large).ratio == Decimal("1.09")


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    assert (Growth(10, 100) + Growth(None, 100)).value is None


def test_a_share_of_nothing_is_no_share() -> None:
    assert percent_of(0, 0) is None
    assert percent_of(2, 3) == Decimal("66.6")
