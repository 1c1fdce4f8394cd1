"""The growth page is kept for who looked, until something is counted or they may see less."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions, queries
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops.models import Household
from tests import statements
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted, posted


@pytest.fixture
def chi_lang(app: Flask) -> Place:
    with deed():
        province = a_province(code="20")
        actions.start_known_campaign(province)
        return a_commune("Chi Lăng", inside=province)


@pytest.fixture
def household(chi_lang: Place) -> Household:
    with deed():
        it = a_household("Hoàng Thị Nhình", village=a_village(inside=chi_lang))
        counted(Indicator.SHOP_OPENED, it, at=clock.now())
        return it


@pytest.fixture
def officer(chi_lang: Place) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, _province(chi_lang))


def _province(commune: Place) -> Place:
    return session.get_one(Place, commune.parent_id)


def test_looking_again_asks_who_it_is_and_whether_anything_was_counted(
    browser: Browser, officer: Person, household: Household
) -> None:
    browser.sign_in(officer)
    first = browser.client.get("/growth")

    with statements.counted() as asked:
        again = browser.client.get("/growth")
    known = browser.client.get("/growth", headers={"If-None-Match": first.headers["ETag"]})

    assert len(asked) <= 3
    assert again.data == first.data
    assert known.status_code == 304
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_what_one_page_added_up_serves_the_next_until_something_is_counted(
    browser: Browser, officer: Person, household: Household
) -> None:
    browser.sign_in(officer)

    assert _adds_up(browser, "/growth/20/communes")
    assert not _adds_up(browser, "/growth/20/map")
    with deed():
        counted(Indicator.SHOP_OPENED, a_household(village=household.village), at=clock.now())
    assert _adds_up(browser, "/growth/20/map")


@pytest.mark.parametrize("page", ["communes", "teams", "map", "multiples"])
def test_pages_below_leave_sums_alone_until_something_is_counted(
    browser: Browser, officer: Person, household: Household, page: str
) -> None:
    browser.sign_in(officer)
    address = f"/growth/20/{page}"

    assert _adds_up(browser, address)
    assert not _adds_up(browser, address)
    assert _adds_up(browser, f"{address}?of=order_placed&page=2&scale=same")
    with deed():
        counted(Indicator.ORDER_PLACED, household, at=clock.now())
    assert _adds_up(browser, address)


def _adds_up(browser: Browser, address: str) -> bool:
    with statements.counted() as asked:
        browser.get(address)
    return any("_fold" in it for it in asked)


def test_a_task_is_seen_at_once(browser: Browser, officer: Person, household: Household) -> None:
    browser.sign_in(officer)
    before = browser.get("/growth/20/communes").html

    with deed():
        warning = EarlyWarning(
            cause="x",
            kind=WarningKind.NEVER_RECEIVED,
            village_id=household.village_id,
            household_id=household.id,
            since=clock.village_date(clock.now()),
            detail={},
            opened_at=clock.now(),
        )
        session.add(warning)

    assert browser.get("/growth/20/communes").html != before


def test_another_question_is_another_page(
    browser: Browser, officer: Person, household: Household
) -> None:
    browser.sign_in(officer)
    yesterday = clock.village_date(clock.now()) - timedelta(days=1)

    pages = [
        browser.get(address).html
        for address in (
            "/growth",
            "/growth?of=revenue",
            "/growth?geo=then",
            f"/growth?to={yesterday}",
        )
    ]
    browser.client.set_cookie("text", "huge")
    pages.append(browser.get("/growth").html)

    assert len(set(pages)) == len(pages)


def test_nobody_is_answered_with_somebody_elses_page(
    browser: Browser, officer: Person, household: Household, chi_lang: Place
) -> None:
    with deed():
        commune_officer = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, chi_lang)
        elsewhere = posted("Dương Mai", Role.COMMUNE_OFFICER, a_commune(inside=_province(chi_lang)))
    address = f"/growth/{chi_lang.code}"

    browser.sign_in(officer)
    assert "/growth/20" in browser.get(address).links()

    browser.sign_in(commune_officer)
    assert "/growth/20" not in browser.get(address).links()

    browser.sign_in(elsewhere)
    browser.get(address, expect=404)


def test_whose_posting_has_ended_sees_it_no_more(
    browser: Browser, officer: Person, household: Household
) -> None:
    browser.sign_in(officer)
    browser.get("/growth/20")

    with deed():
        held = session.get_one(Person, officer.id).postings[0]
        held.to_day = clock.village_date(clock.now())

    browser.get("/growth/20", expect=404)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", ["", "?geo=then", "?to=2021-10-13"])
def test_what_waits_is_found_without_walking_through_all_others(
    browser: Browser, officer: Person, household: Household, query: str
) -> None:
    """Whatever the database believes about the size of its tables."""
    browser.sign_in(officer)

    with statements.counted() as asked:
        browser.client.get(f"/growth{query}")

    plans = {it: _plan(it) for it in asked if "unfolded" in it or "undecided" in it}
    assert len(plans) >= 3
    for plan in plans.values():
        assert not [it for it in plan if it.startswith(("SCAN fact", "SCAN household"))], plan


def _plan(statement: str) -> list[str]:
    line = session.connection().connection.cursor()
    line.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?"))
    return [str(step[3]) for step in line.fetchall()]


def test_a_fact_committed_late_moves_the_pulse(app: Flask, household: Household) -> None:
    """On PostgreSQL a lower number may come after a higher one."""
    _fact(household, 500)
    before = queries.pulse()

    _fact(household, 400)

    assert queries.pulse() != before


def _fact(household: Household, number: int) -> None:
    now = clock.now()
    with deed():
        session.add(
            Fact(
                id=number,
                indicator=Indicator.ORDER_PLACED,
                cause=f"order {number}",
                household_id=household.id,
                commune_id=household.village.parent_id,
                day=clock.village_date(now),
                amount=1,
                written_at=now,
            )
        )
