"""One household twice, or a husband and wife, two cousins, two neighbours of one name."""

from __future__ import annotations

from datetime import date

import pytest

from storefront.screening.dossier import Dossier, Other
from storefront.screening.rules import registering
from storefront.screening.thresholds import USUAL

FIRST = "hoang thi minh nhinh"


def entered_again(
    name: str,
    *,
    first_year: int | None = 1968,
    year: int | None = 1968,
    village: int = 2,
    account: str = "a",
) -> bool:
    """After the first one, who was born in 1968, lives in village 1 and is paid at account a."""
    first = Other(id=1, name=FIRST, birth_year=first_year, village_id=1, account="a")
    second = Dossier(
        household_id=2,
        today=date(2026, 11, 1),
        keeper_id=2,
        keeper_phone="+84912345678",
        name=name,
        birth_year=year,
        village_id=village,
        account=account,
        near=(first,),
    )
    return bool(list(registering.twice(second, USUAL)))


@pytest.mark.parametrize("name", [FIRST, "hoang thi nhinh", "hoang minh nhinh", "hoang nhinh"])
def test_a_middle_name_left_out_hides_nobody_at_the_same_account(name: str) -> None:
    assert entered_again(name)
    assert entered_again(name, year=1969)


@pytest.mark.parametrize("name", ["hoang van pao", "hoang thi minh lan", "nhinh", "hoang"])
def test_a_family_that_shares_an_account_is_left_in_peace(name: str) -> None:
    assert not entered_again(name)


def test_two_of_nearly_one_name_with_accounts_of_their_own_are_two() -> None:
    assert not entered_again("hoang thi nhinh", account="b")
    assert not entered_again("hoang thi nhinh", village=1, account="b")
    assert not entered_again("hoang thi nhinh", year=1975)


@pytest.mark.parametrize(("first_year", "year"), [(1968, None), (None, 1968), (None, None)])
def test_who_leaves_the_year_of_birth_out_is_seen(first_year: int | None, year: int | None) -> None:
    assert entered_again(FIRST, first_year=first_year, year=year, village=1, account="b")
    assert entered_again("hoang thi nhinh", first_year=first_year, year=year)


def test_without_a_year_a_neighbour_of_nearly_that_name_is_left_in_peace() -> None:
    """Of one year and village it would be a slip of the pen."""
    nearly = "hoang thi minh sinh"

    assert entered_again(nearly, village=1, account="b")
    assert not entered_again(nearly, year=None, village=1, account="b")
