"""Who sees which money: keepers their own, teams whom they help, officers their place."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Look, Person, Purpose, Seen
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from tests.browser import Browser
from tests.reconciliation.test_taking_in import placed, taken_in, told_by_messenger
from tests.village import (
    MARKET_DAY,
    a_household,
    a_person,
    a_shop,
    an_account,
    an_order,
    na,
    posted,
)

DAY = "2026-08-22"
ROW = "22/08/2026"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_officer_sees_the_day_and_drills_to_the_rows(
    app: Flask, browser: Browser, language: str
) -> None:
    order = placed()
    taken_in(order, f"{ROW},FT1,,204.000,{order.code},HA", f"{ROW},FT2,,204.000,tien na,HA")
    with deed():
        commune = order.shop.household.village.parent
        assert commune is not None
        officer = posted("Bà Hoa", Role.COMMUNE_OFFICER, commune)
    browser.sign_in(officer)
    browser.speak(language)

    page = browser.get(f"/reconciliation?day={DAY}")
    rows = browser.get(f"/reconciliation/households/{order.shop.household.code}?day={DAY}")

    assert f"/reconciliation/households/{order.shop.household.code}?day={DAY}" in page.links()
    assert order.code in rows.text
    assert session.scalars(select(Look.actor_id).where(Look.seen == Seen.MONEY)).all() == [
        officer.id
    ]
    for file in (
        f"/reconciliation/day.csv?day={DAY}",
        f"/reconciliation/households/{order.shop.household.code}/days.csv?day={DAY}",
    ):
        lines = browser.client.get(file).text.splitlines()
        assert len(lines) == 3
        assert "204000" in lines[1]


def test_who_may_not_know_buyers_sees_sums_and_no_names(app: Flask, browser: Browser) -> None:
    order = placed()
    row = f"{ROW},FT1,,204.000,{order.code} NGUYEN THI HANH,"
    taken_in(order, row, row.replace("FT1", "FT2"))
    with deed():
        commune = order.shop.household.village.parent
        assert commune is not None
        assert commune.parent is not None
        officer = posted("Ông Bình", Role.PROVINCE_OFFICER, commune.parent)
    browser.sign_in(officer)
    address = f"/reconciliation/households/{order.shop.household.code}"

    page = browser.get(f"{address}?day={DAY}")
    file = browser.client.get(f"{address}/days.csv?day={DAY}").text

    for told in (page.text, file):
        assert order.code in told
        assert "HANH" not in told
        assert "Hạnh" not in told


def test_a_keeper_goes_to_her_own(app: Flask, browser: Browser) -> None:
    order = placed()
    household = order.shop.household
    browser.sign_in(household.keeper)

    there = browser.client.get("/reconciliation").headers["Location"]

    assert there == f"/reconciliation/households/{household.code}"
    browser.get(there)
    assert session.scalar(select(Look)) is None


def test_nobody_looks_into_strangers_money(app: Flask, browser: Browser) -> None:
    order = placed()
    household = order.shop.household
    taken_in(order, f"{ROW},FT1,,204.000,{order.code},HA")
    with deed():
        elsewhere = posted("Chị Lan", Role.LEADER, a_household("Vi Văn Páo").village)
        stranger = a_person("Người lạ")
    address = f"/reconciliation/households/{household.code}"

    for person in (elsewhere, stranger):
        browser.sign_in(person)
        browser.get(address, expect=404)
        browser.get(f"{address}/days.csv", expect=404)
    browser.get("/reconciliation", expect=404)
    browser.get("/reconciliation/day.csv", expect=404)
    browser.sign_in(elsewhere)
    assert household.code not in " ".join(browser.get(f"/reconciliation?day={DAY}").links())


def test_a_team_sees_whom_it_may_press_for(app: Flask, browser: Browser) -> None:
    order = placed()
    household = order.shop.household
    taken_in(order, f"{ROW},FT1,,204.000,{order.code},HA")
    with deed():
        leader = posted("Anh Tài", Role.LEADER, household.village)
    browser.sign_in(leader)
    address = f"/reconciliation?day={DAY}"
    assert household.code in " ".join(browser.get(address).links())

    with deed():
        keeper = session.get_one(Person, household.keeper_id)
        accounts.withdraw_consent(keeper, Purpose.ASSIST, by=keeper, at=MARKET_DAY)

    assert household.code not in " ".join(browser.get(address).links())
    browser.get(f"/reconciliation/households/{household.code}", expect=404)


def test_strange_days_are_the_usual_day(app: Flask, browser: Browser) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)
    page = f"/reconciliation/households/{order.shop.household.code}"
    usual = browser.get(page).text

    for day in ("yesterday", "9999-12-31", "0001-01-01", "2026-02-31", ""):
        assert browser.get(f"{page}?day={day}").text == usual, day


def test_a_day_of_many_accounts_is_paged_and_the_file_has_all(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.web.reconciliation.SHOWN", 2)
    monkeypatch.setattr("storefront.reconciliation.daily.AT_ONCE", 2)
    village, found = None, []
    with deed():
        for place in range(5):
            household = a_household(f"Vi Văn Páo {place}", village=village)
            village = household.village
            an_account(household, number=f"00110012345{place}")
            found.append(an_order(na(shop=a_shop(household), name=f"Na {place}")))
    for place, order in enumerate(found):
        told_by_messenger(order, number=90_100 + place)
    assert village is not None
    assert village.parent is not None
    with deed():
        officer = posted("Bà Hoa", Role.COMMUNE_OFFICER, village.parent)
    browser.sign_in(officer)
    browser.speak("en")

    pages = [browser.get(f"/reconciliation?day={DAY}&page={page}") for page in (1, 2, 3)]

    links = [[it for it in page.links() if "/households/" in it] for page in pages]
    assert [len(set(some)) for some in links] == [2, 2, 1]
    assert len({it for some in links for it in some}) == 5
    assert "Accounts 3 to 4 of 5" in pages[1].text
    assert all("1,020,000" in page.text for page in pages), "the sums are of all"
    rows = browser.client.get(f"/reconciliation/day.csv?day={DAY}").text.splitlines()
    assert len(rows) == 1 + 5
    for odd in ("0", "4", "-1", "x", "²", "99999999999"):
        assert browser.get(f"/reconciliation?day={DAY}&page={odd}").text == pages[0].text
