"""A market day from its plan to its report, as its officers and those who sell there see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock, codes
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.bills.models import Bill, BillFor
from storefront.closings import actions as closings
from storefront.closings import figures
from storefront.closings.models import CloseOut
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.fairs.models import Fair, Repeats, Stall
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.payments import actions as payments
from storefront.payments import queries
from storefront.payments.provider import Notice
from storefront.posters import queries as posters
from tests.browser import Browser, a_stay, carry
from tests.crowd import at_once
from tests.village import a_market_day, a_shop, posted

NOW = clock.now


def _plan(stall: Stall, **changes: str) -> dict[str, str]:
    day = clock.village_date(NOW()) + timedelta(days=3)
    said = {
        "name": "Chợ phiên Lộc Bình", "spot": "Bãi chợ cũ", "place": stall.fair.place.code,
        "day": day.isoformat(), "opens": "06:00", "closes": "11:30", "rows": "3, 2",
        "fee": "20.000", "host": stall.shop.code if stall.shop else "",
        "repeats": "lunar", "many": "4",
    }  # fmt: skip
    return said | changes


def test_it_is_planned_given_and_called_off_and_all_are_told(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    with deed():
        shop = a_shop(at=NOW())
    browser.sign_in(officer)
    browser.get("/fairs/new")
    for wrong in ({"rows": "0"}, {"closes": "05:00"}, {"host": ""}, {"many": "99"}):
        browser.post("/fairs/new", _plan(stall, **wrong), expect=422)
    assert session.scalar(select(func.count(Fair.id))) == 1
    page = browser.post("/fairs/new", _plan(stall)).url
    fair = page.rsplit("/", 1)[1]
    held = session.scalars(select(Fair).where(Fair.repeats == Repeats.LUNAR)).all()
    assert [len(it.stalls) for it in held] == [5, 5, 5, 5]
    browser.post(f"{page}/stalls/A1/keeper", {"name": ""}, expect=422)
    browser.post(f"{page}/stalls/A1/keeper", {"name": "Lý A Sủng", "phone": "0912 345 678"})
    browser.post(f"{page}/stalls/A1/keeper", {"name": "Ai khác"}, expect=422)
    browser.post(f"{page}/stalls/A2/keeper", {"shop": shop.code}, expect=422)
    assert stall.shop
    browser.post(f"{page}/stalls/A2/keeper", {"shop": stall.shop.code})
    assert "A1" in browser.get(page).text
    fees = select(Bill).where(Bill.what_for == BillFor.STALL_FEE)
    assert [it.total for it in session.scalars(fees)] == [Money(20_000)] * 2
    browser.post(f"{page}/cancellation", {"why": ""}, expect=422)
    browser.post(f"{page}/cancellation", {"why": "mưa bão"})
    session.expire_all()
    assert all(it.is_void for it in session.scalars(fees))
    told = [it for it in session.scalars(select(Message.body)) if "mưa bão" in it]
    assert len(told) >= 2, fair
    browser.get(page)
    browser.get("/fairs")


def test_a_keeper_asks_and_is_given_or_refused(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    with deed():
        fair = a_market_day(stall.fair.place, at=NOW() + timedelta(days=1))
    shop = stall.shop
    assert shop
    browser.sign_in(shop.household.keeper)
    days = f"/shops/{shop.code}/market-days"
    browser.get(days)
    browser.post(f"{days}/{fair.code}/asking", {"sells": ""}, expect=422)
    for _time in range(2):
        browser.post(f"{days}/{fair.code}/asking", {"sells": "Na dai"})
    browser.get(f"{days}/{fair.code}", expect=404)
    browser.sign_in(officer)
    assert "Na dai" in browser.get(f"/fairs/{fair.code}").text
    browser.post(f"/fairs/{fair.code}/stalls/B2/keeper", {"shop": shop.code})
    browser.sign_in(shop.household.keeper)
    assert "B2" in browser.get(days).text
    browser.get(f"{days}/{fair.code}")
    deeds = session.scalars(select(Trace.verb).where(Trace.for_id == shop.household.keeper_id))
    assert {"fair.ask", "fair.give"} <= set(deeds)


def test_one_day_from_the_first_sale_to_the_report(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    shop, fair = stall.shop, f"/fairs/{stall.fair.code}"
    assert shop
    till = f"/shops/{shop.code}/market-days/{stall.fair.code}"
    browser.sign_in(shop.household.keeper)
    browser.get(till)
    browser.post(f"{till}/sales", {"amount": "", "once": codes.secret()}, expect=422)
    once = {"amount": "45.000", "slip": "7", "once": codes.secret()}
    for _time in range(2):
        browser.post(f"{till}/sales", once)
    wrong = once | {"amount": "54.000", "once": codes.secret()}
    browser.post(f"{till}/sales", wrong, expect=422)
    _pay(stall, 35_000, "T-1")
    assert "80.000" in browser.get(till).text
    browser.sign_in(officer)
    board = browser.get(f"{fair}/board").text
    assert "80.000" in board
    assert re.search(r"\b43\b", board), "đồng of a hundred"
    told = browser.client.get(f"{fair}/board/figures.json").get_json()
    assert "80.000" in told["html"]
    assert browser.client.get(f"{fair}/reports/1.csv").status_code == 404
    browser.post(f"{fair}/reports")
    close = {"counted": "44.000", "seen": "79000", "note": ""}
    browser.post(f"{fair}/stalls/A1/close-out", close)
    assert session.scalar(select(CloseOut.id)) is None, "the sums had moved"
    browser.post(f"{fair}/stalls/A1/close-out", close | {"seen": "80000"})
    browser.get(f"{fair}/stalls/A1")
    browser.sign_in(shop.household.keeper)
    browser.get(till)
    browser.post(f"{till}/sales", once | {"once": codes.secret(), "slip": "8"}, expect=422)
    browser.post(f"{till}/signature")
    browser.sign_in(officer)
    browser.post(f"{fair}/reports")
    csv = browser.client.get(f"{fair}/reports/1.csv").text
    assert "45000" in csv
    assert "-1000" in csv
    for kind in ("xlsx", "pdf"):
        assert browser.client.get(f"{fair}/reports/1.{kind}").status_code == 200
    assert "80.000" in browser.get(fair).text


def test_cards_and_slips_are_one_pdf_each(browser: Browser, stall: Stall, officer: Person) -> None:
    card = stall.poster_id
    browser.sign_in(officer)
    fair = f"/fairs/{stall.fair.code}"
    browser.post(f"{fair}/cards")
    session.expire_all()
    assert stall.poster_id == card, "a good one is kept"
    for paper in ("cards-a6.pdf", "stalls/A1/slips.pdf?first=49"):
        answer = browser.client.get(f"{fair}/{paper}")
        assert (answer.status_code, answer.data[:4]) == (200, b"%PDF"), paper
    assert browser.client.get(f"{fair}/stalls/A1/slips.pdf?first=1000").status_code == 404


def test_who_has_no_business_there_finds_nothing(browser: Browser, stall: Stall) -> None:
    with deed():
        other = a_shop(at=NOW())
        elsewhere = posted("Lộc Văn Tú", Role.COMMUNE_OFFICER, other.commune)
    assert stall.shop
    fair = f"/fairs/{stall.fair.code}"
    till = f"/shops/{stall.shop.code}/market-days"
    theirs = [fair, f"{fair}/stalls/A1", f"{fair}/board", f"{fair}/board/figures.json",
              f"{fair}/board/stream", f"{fair}/cards-a6.pdf", till, f"{till}/{stall.fair.code}",
              f"/shops/{other.code}/market-days/{stall.fair.code}"]  # fmt: skip
    deeds = [f"{fair}/cancellation", f"{fair}/cards", f"{fair}/reports",
             f"{fair}/stalls/A1/keeper", f"{fair}/stalls/A1/close-out",
             f"{till}/{stall.fair.code}/sales"]  # fmt: skip
    for person in (elsewhere, other.household.keeper):
        browser.sign_in(person)
        for page in theirs:
            if person is elsewhere or "/shops/" not in page or other.code not in page:
                browser.get(page, expect=404)
        filled = {"why": "không", "name": "Ai", "counted": "1", "seen": "0", "amount": "5000",
                  "once": codes.secret()}  # fmt: skip
        for page in deeds:
            browser.post(page, filled, expect=404)
    session.expire_all()
    assert not stall.fair.is_cancelled
    assert session.scalar(select(func.count(CloseOut.id))) == 0


def test_a_sticker_is_put_up_scanned_and_put_right(browser: Browser, stall: Stall) -> None:
    shop, card = stall.shop, stall.poster
    assert shop
    assert card
    with deed():
        leader = posted("Nông Thị Hoa", Role.LEADER, shop.household.village)
    browser.sign_in(shop.household.keeper)
    page = f"/shops/{shop.code}/posters/{card.serial}"
    browser.post(f"{page}/place", {"spot": "chợ Đồng Bành"})
    browser.get("/stickers/scan")
    browser.post("/stickers/scan", {"qr": ""}, expect=422)
    browser.post("/stickers/scan", {"qr": "không rõ"}, expect=422)
    browser.post("/stickers/scan", {"qr": card.content, "spot": "cho dong banh"}, expect=200)
    forged = card.content.replace("4821", "9999")
    browser.post("/stickers/scan", {"qr": forged, "serial": card.serial}, expect=200)
    browser.get(page)
    (alarm,) = posters.alarms([shop.household.village])
    browser.get("/stickers", expect=404)
    browser.sign_in(leader)
    assert shop.name in browser.get("/stickers").text
    browser.post(f"/stickers/alarms/{alarm.id}/end")
    assert not posters.alarms([shop.household.village])


def test_many_pay_at_once_and_all_sums_are_one(app: Flask, stall: Stall) -> None:
    _rush(app, stall)


def test_the_rush_finds_a_transfer_that_is_believed_twice(
    app: Flask, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: nobody looks whether this transaction was told before."""
    monkeypatch.setattr(queries, "was_told", lambda _provider, _name: False)

    with pytest.raises(AssertionError, match="a sale without money"):
        _rush(app, stall)


def _rush(app: Flask, stall: Stall) -> None:
    """Facts, books, board and close-out under concurrent cash, transfers and repetitions."""
    assert stall.shop
    keeper, code, fair = stall.shop.household.keeper, stall.shop.code, stall.fair.code
    key = a_stay(keeper.id)
    till, number = f"/shops/{code}/market-days/{fair}/sales", stall.id
    press = {"amount": "10.000", "once": codes.secret()}
    session.remove()

    def cash(said: dict[str, str]) -> Callable[[FlaskClient], int]:
        def sell(client: FlaskClient) -> int:
            carry(client, key)
            return client.post(till, data=said).status_code

        return sell

    def transfer(amount: int, name: str) -> Callable[[FlaskClient], int]:
        def pay(_client: FlaskClient) -> int:
            with app.app_context():
                _pay(session.get_one(Stall, number), amount, name)
            return 302

        return pay

    deeds = [cash(press)] * 3 + [transfer(7_000, "T-same")] * 3
    deeds += [cash({"amount": "3.000", "once": codes.secret()}) for _one in range(3)]
    deeds += [transfer(1_000, f"T-{nth}") for nth in range(3)]
    assert at_once(app, deeds) == [302] * 12
    assert session.scalar(select(func.count(Bill.id))) == 8, "a sale without money"
    _one_sum(session.get_one(Stall, number))


def _one_sum(stall: Stall) -> None:
    took = figures.of_stall(stall)
    assert (took.sales, took.cash, took.received) == (8, Money(19_000), Money(10_000))
    facts = select(func.sum(Fact.amount)).where(Fact.indicator == Indicator.MARKET_TAKINGS)
    sold = (Account.STALL_SALES, Account.RECEIVABLE)
    books = select(func.sum(Movement.amount)).where(Movement.account.in_(sold))
    assert session.scalar(facts) == took.sum.dong == 29_000
    assert session.scalar(books) == Money(-29_000)
    with deed():
        closed = closings.close(
            session.get_one(Stall, stall.id), counted=took.cash, seen=took.sum, note="",
            by=posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, stall.fair.place), at=NOW(),
        )  # fmt: skip
    assert closed.cash + closed.told + closed.received == took.sum


def _pay(stall: Stall, amount: int, number: str) -> None:
    assert stall.poster
    assert stall.poster.account
    account, serial = stall.poster.account.number, stall.poster.serial
    with deed():
        payments.settle(Notice("sepay", number, account, Money(amount), serial), at=NOW())
