"""A stall whose keeper reads little: written down by others, undone, counted again, remembered."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from storefront import clock, codes
from storefront.accounts.models import Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.closings import figures
from storefront.closings.models import CloseOut
from storefront.db import deed, session
from storefront.fairs import queries
from storefront.fairs.models import Stall
from storefront.money import Money
from tests.browser import Browser
from tests.village import a_household, a_market_day, a_shop, a_stall, posted

NOW, A_WEEK = clock.now, timedelta(days=7, hours=1)


def said(amount: str, way: str = "cash", **more: str) -> dict[str, str]:
    return {"amount": amount, "way": way, "once": codes.secret()} | more


def slip_of_newest(stall: Stall) -> int:
    session.expire_all()
    return queries.sales_of(stall)[0].slip


def test_a_keeper_presses_a_way_sees_it_and_takes_it_back(browser: Browser, stall: Stall) -> None:
    assert stall.shop
    till = f"/shops/{stall.shop.code}/market-days/{stall.fair.code}"
    browser.sign_in(stall.shop.household.keeper)
    page = browser.get(till)
    assert {"cash", "bank", "wallet", "mobile_money"} <= {
        it.get("value") for it in page.all("button") if it.get("name") == "way"
    }
    assert f"…{stall.shop.household.account.tail}" in page.text  # type: ignore[union-attr]
    browser.post(f"{till}/sales", said("20.000", "barter"), expect=422)
    for way in ("cash", "bank", "wallet"):
        browser.post(f"{till}/sales", said("20.000", way))
    assert "60.000" in browser.get(till).text
    slip = slip_of_newest(stall)
    for _time in range(2):
        browser.post(f"{till}/sales/{slip}/withdrawal")
    took = figures.of_stall(stall)
    assert (took.sum, took.wallet) == (Money(40_000), Money(0))
    assert "đã rút lại" in browser.get(till).text


def test_a_steward_writes_for_who_agreed_and_it_stands_in_the_history(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    assert stall.shop
    keeper, page = stall.shop.household.keeper, f"/fairs/{stall.fair.code}/stalls/A1"
    browser.sign_in(officer)
    browser.get(page)
    browser.post(f"{page}/sales", said(""), expect=422)
    browser.post(f"{page}/sales", said("35.000"))
    assert figures.of_stall(stall).cash == Money(35_000)
    deeds = select(Trace.verb).where(Trace.for_id == keeper.id, Trace.actor_id == officer.id)
    assert "bill.keeper_says_cash" in session.scalars(deeds).all()
    browser.post(f"{page}/sales/{slip_of_newest(stall)}/withdrawal")
    assert figures.of_stall(stall) == figures.NONE


def test_nobody_writes_for_who_has_not_agreed(browser: Browser, app: Flask) -> None:
    with deed():
        alone = a_household(agreeing=frozenset(Purpose) - {Purpose.ASSIST})
        stall = a_stall(a_shop(alone, at=NOW()), at=NOW())
        officer = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, stall.fair.place)
    page = f"/fairs/{stall.fair.code}/stalls/A1"
    browser.sign_in(officer)
    browser.get(page)
    browser.post(f"{page}/sales", said("35.000"), expect=404)
    browser.post(f"{page}/sales/1001/withdrawal", expect=404)

    assert figures.of_stall(stall) == figures.NONE


def test_either_side_has_it_counted_again_until_both_signed(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    assert stall.shop
    till = f"/shops/{stall.shop.code}/market-days/{stall.fair.code}"
    page = f"/fairs/{stall.fair.code}/stalls/A1"
    close = {"counted": "0", "seen": "0"}
    for who, address in ((officer, page), (stall.shop.household.keeper, till)):
        browser.sign_in(officer)
        browser.post(f"{page}/close-out", close)
        browser.get(page)
        browser.sign_in(who)
        browser.get(address)
        browser.post(f"{address}/reopening")
        assert session.scalar(select(CloseOut.id)) is None
        browser.post(f"{address}/reopening", expect=404)
    browser.sign_in(officer)
    browser.post(f"{page}/close-out", close)
    browser.post(f"{page}/signature")
    browser.post(f"{page}/reopening")
    browser.sign_in(stall.shop.household.keeper)
    browser.post(f"{till}/reopening", expect=404)
    assert session.scalar(select(CloseOut.agreed_at)) is not None
    verbs = session.scalars(select(Trace.verb).order_by(Trace.id)).all()
    assert verbs.count("stall.reopen") == 2


def test_the_next_market_day_is_given_out_by_one_press(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    with deed():
        again = a_market_day(stall.fair.place, at=clock.now() + timedelta(days=5))
        again.series = stall.fair.series
    browser.sign_in(officer)
    browser.get(f"/fairs/{again.code}")
    browser.post(f"/fairs/{again.code}/keepers")
    session.expire_all()
    assert [it.kept_by for it in queries.stalls_of(again) if it.is_given] == [stall.kept_by]
    browser.get(f"/fairs/{again.code}")
    browser.post(f"/fairs/{stall.fair.code}/keepers")
