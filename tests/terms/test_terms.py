"""Terms by version: read by anybody, accepted alone or before a witness, locking nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from storefront.accounts.actions import Agreement
from storefront.accounts.models import ConsentMode, ConsentProof, Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders.models import OrderState
from storefront.shops.models import Household
from storefront.terms import actions, texts
from storefront.terms.models import TermsAcceptance
from storefront.terms.texts import Terms
from storefront.web import deeds
from tests.browser import Browser
from tests.village import MARKET_DAY, a_person, a_shop, an_order, na, posted

SPOKEN = {"mode": "spoken", "witness": "Vi Văn Sính", "language": "tyz"}
NEWEST = texts.newest(Terms.SELLERS).name


@pytest.fixture
def home(app: Flask) -> Household:
    with deed():
        return a_shop().household


@pytest.fixture
def leader(home: Household) -> Person:
    with deed():
        return posted("Nông Văn Páo", Role.LEADER, home.village)


@pytest.fixture
def a_later_version() -> Iterator[str]:
    newest = texts.newest(Terms.SELLERS)
    texts.VERSIONS[Terms.SELLERS] += (replace(newest, since=date(2099, 1, 1)),)
    yield "2099-01-01"
    texts.VERSIONS[Terms.SELLERS] = texts.VERSIONS[Terms.SELLERS][:-1]


def url(home: Household) -> str:
    return f"/team/households/{home.code}/terms"


def a_voice() -> tuple[BytesIO, str]:
    return BytesIO(b"OggS" + b"\0" * 60), "yes.ogg"


def kept() -> list[TermsAcceptance]:
    session.expire_all()
    return session.query(TermsAcceptance).order_by(TermsAcceptance.id).all()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_version_is_whole_in_both_languages(browser: Browser) -> None:
    for terms in Terms:
        for version in texts.VERSIONS[terms]:
            vi, en = version.text("vi"), version.text("en")
            counts = [[len(it.paragraphs) for it in text.sections] for text in (vi, en)]
            assert counts[0] == counts[1]
            assert vi.source
            assert vi.sections[-1].head in browser.get(f"/terms/{terms}/{version.name}").text
        browser.get(f"/terms/{terms}")
    browser.get("/terms")
    browser.get("/terms/sellers/2026-07-02", expect=404)
    browser.get("/terms/others", expect=404)


def test_the_version_of_a_day_is_the_last_that_had_begun() -> None:
    first, second = texts.VERSIONS[Terms.SELLERS][:2]

    assert texts.on(Terms.SELLERS, date(2020, 1, 1)) == first
    assert texts.on(Terms.SELLERS, first.since) == first
    assert texts.on(Terms.SELLERS, second.since) == second


def test_a_keeper_accepts_by_herself_and_once(home: Household, browser: Browser) -> None:
    browser.sign_in(home.keeper)
    assert url(home) in browser.get("/keeper").links()
    browser.post(url(home), {"version": NEWEST})
    browser.post(url(home), {"version": NEWEST})

    (it,) = kept()
    assert (it.person_id, it.version, it.mode) == (home.keeper_id, NEWEST, ConsentMode.SELF)
    assert "Đã chấp nhận" in browser.get(url(home)).text
    assert "Điều khoản bán hàng: đọc" not in browser.get("/keeper").text
    assert session.query(Message).filter(Message.body.contains("điều khoản")).count() == 0


def test_a_helper_writes_down_what_was_read_out(
    app: Flask, home: Household, leader: Person, browser: Browser
) -> None:
    browser.sign_in(leader)
    assert url(home) in browser.get("/team/terms").links()
    browser.post(url(home), SPOKEN | {"version": NEWEST, "witness": ""}, expect=422)
    browser.post(url(home), SPOKEN | {"version": NEWEST, "mode": "self"}, expect=422)
    assert kept() == []
    browser.post(url(home), SPOKEN | {"version": NEWEST, "voice": a_voice()})

    (it,) = kept()
    assert (it.mode, it.witness, it.language) == (ConsentMode.SPOKEN, "Vi Văn Sính", "tyz")
    assert it.collector_id == leader.id
    assert url(home) not in browser.get("/team/terms").links()
    told = session.query(Message).filter_by(to=home.keeper.phone).order_by(Message.id).all()
    assert f"/terms/sellers/{NEWEST}" in told[-1].body
    written = session.query(Trace).filter_by(verb="terms.accept").one()
    assert written.for_id == home.keeper_id
    with app.test_request_context("/"):
        assert "điều khoản" in deeds.in_words(written)


def test_who_cannot_read_says_yes_into_a_phone(
    app: Flask, home: Household, leader: Person, browser: Browser
) -> None:
    """The voice note follows; until then the household stays on the list, and nothing is locked."""
    with deed():
        commune = home.village.parent
        assert commune
        officer = posted("Vi Thị Hồng", Role.COMMUNE_OFFICER, commune)
        elsewhere = posted("Lý Sen", Role.LEADER, a_shop().commune)
    browser.sign_in(leader)
    browser.post(url(home), SPOKEN | {"version": NEWEST})
    assert url(home) in browser.get("/team/terms").links()
    wrong: list[dict[str, Any]] = [{}, {"voice": (BytesIO(b"MZ no sound"), "yes.ogg")}]
    for said in wrong:
        browser.post(f"{url(home)}/proofs", {"kind": "voice"} | said, expect=422)
    assert [it.lacks_proof for it in kept()] == [True]

    for _time in range(2):
        browser.post(f"{url(home)}/proofs", {"kind": "voice", "voice": a_voice()})

    (it,) = kept()
    assert it.proof
    assert url(home) not in browser.get("/team/terms").links()
    assert session.query(ConsentProof).count() == 1
    written = session.query(Trace).filter_by(verb="terms.prove").one()
    with app.test_request_context("/"):
        assert "ghi âm" in deeds.in_words(written)
    heard = f"{url(home)}/proofs/{it.proof.id}"
    for person, seen in ((home.keeper, 200), (leader, 200), (officer, 200), (elsewhere, 404)):
        browser.sign_in(person)
        browser.get(heard, expect=seen)
    browser.post(f"{url(home)}/proofs", {"kind": "voice", "voice": a_voice()}, expect=404)


def test_strangers_accept_for_nobody(home: Household, browser: Browser) -> None:
    with deed():
        strangers = [a_person("Người Lạ"), posted("Lý Sen", Role.LEADER, a_shop().commune)]
    for person in strangers:
        browser.sign_in(person)
        browser.get(url(home), expect=404)
        browser.post(url(home), SPOKEN | {"version": NEWEST}, expect=404)
    assert kept() == []


def test_a_new_version_asks_again_and_locks_nothing(
    home: Household, browser: Browser, a_later_version: str
) -> None:
    browser.sign_in(home.keeper)
    browser.post(url(home), {"version": NEWEST})  # it stood on a page opened before
    assert kept() == []
    browser.post(url(home), {"version": a_later_version})
    texts.VERSIONS[Terms.SELLERS] += (replace(texts.newest(Terms.SELLERS), since=date(2099, 2, 1)),)
    try:
        assert "đã đổi" in browser.get(url(home)).text
        with deed():
            order = an_order(na(shop=home.shop))
        browser.post(f"/orders/{order.code}/confirmation")
        session.expire_all()
        assert order.state is OrderState.CONFIRMED
    finally:
        texts.VERSIONS[Terms.SELLERS] = texts.VERSIONS[Terms.SELLERS][:-1]


def test_only_a_keeper_says_that_she_read_it(home: Household, leader: Person) -> None:
    said = Agreement(frozenset(), ConsentMode.SELF)
    with pytest.raises(actions.NotTheirOwn), deed():
        actions.accept(home, NEWEST, said, by=leader, at=MARKET_DAY)
    assert kept() == []


def test_an_order_leads_to_the_conditions_of_its_day(browser: Browser) -> None:
    with deed():
        order = an_order()
    page = browser.get(f"/follow/{order.checkout.secret}/{order.code}")

    assert "/terms/buyers/2026-07-01" in page.links()
