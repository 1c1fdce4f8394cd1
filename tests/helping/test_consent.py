"""What a household agreed to: asked one by one, proven, told, taken back with all that follows."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts import texts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Consent, ConsentMode, ConsentProof, Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.helping import actions, lacking
from storefront.notifications.models import Message
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_shop,
    a_village,
    posted,
)
from tests.village_photos import a_photo

A_VOICE = b"OggS" + b"\0" * 60
OLD, NEW = texts.VERSIONS[0].name, texts.CURRENT
SPOKEN = {"mode": "spoken", "witness": "Vi Văn Sính", "language": "tyz"}


@pytest.fixture
def home(app: Flask) -> Household:
    """Agreed to a shop alone, in the old words."""
    with deed():
        return a_household(village=a_village(), agreeing=frozenset({Purpose.SHOP}))


@pytest.fixture
def leader(home: Household) -> Person:
    with deed():
        return posted("Nông Văn Páo", Role.LEADER, home.village)


def url(home: Household, more: str = "") -> str:
    return f"/team/households/{home.code}/consents{more}"


def letters() -> list[str]:
    return list(session.scalars(select(Message.body).order_by(Message.id)))


def test_nothing_is_ticked_and_what_is_said_is_told(
    home: Household, leader: Person, browser: Browser
) -> None:
    browser.sign_in(leader)
    assert "checked" not in browser.get(url(home)).html

    voice = (BytesIO(A_VOICE), "yes.ogg")
    browser.post(url(home), SPOKEN | {"purposes": ["payout"], "voice": voice})

    given = session.scalars(select(Consent).order_by(Consent.id.desc())).first()
    assert given
    assert (given.purpose, given.language, given.collector_id) == ("payout", "tyz", leader.id)
    assert (given.text_version, given.lacks_proof) == (NEW, False)
    assert [("nhận tiền" in it, leader.name in it) for it in letters()] == [(True, True)]
    assert "consent.give" in session.scalars(select(Trace.verb).order_by(Trace.id)).all()


@pytest.mark.parametrize(
    ("mode", "name", "content"),
    [("spoken", "voice", b"MZ no sound"), ("paper", "paper", b"no picture")],
)
def test_what_proves_nothing_is_refused(
    home: Household, leader: Person, browser: Browser, mode: str, name: str, content: bytes
) -> None:
    browser.sign_in(leader)
    said = SPOKEN | {"mode": mode, "purposes": ["assist"], name: (BytesIO(content), "x.bin")}

    page = browser.post(url(home), said, expect=422)

    assert f'id="{name}"' in page.html
    assert len(home.keeper.consents) == 1
    assert letters() == []


def test_a_proof_may_follow_and_is_seen_by_few(
    app: Flask, home: Household, leader: Person, browser: Browser
) -> None:
    with deed():
        commune = home.village.parent
        assert commune
        officer = posted("Vi Thị Hồng", Role.COMMUNE_OFFICER, commune)
        elsewhere = posted("Lý Văn Sáng", Role.LEADER, a_village("Bản Khác"))
        agreement = Agreement(frozenset({Purpose.ASSIST}), ConsentMode.PAPER)
        actions.agree(home, agreement, by=leader, at=MARKET_DAY)
    assert [it.unproven for it in lacking.of(leader, on=MARKET_DAY.date())[0]] == [True]

    browser.sign_in(leader)
    browser.post(url(home, "/proofs"), {"kind": "paper"}, expect=422)
    browser.post(
        url(home, "/proofs"),
        {"kind": "paper", "paper": (BytesIO(a_photo(colour=(1, 2, 3))), "x.jpg")},
    )

    proof = session.scalars(select(ConsentProof)).one()
    assert [it.unproven for it in lacking.of(leader, on=MARKET_DAY.date())[0]] == [False]
    browser.get(f"/media/{proof.name}", expect=404)  # nobody sells by this very picture
    for person, seen in ((home.keeper, 200), (leader, 200), (officer, 200), (elsewhere, 404)):
        browser.sign_in(person)
        browser.get(url(home, f"/proofs/{proof.id}"), expect=seen)
    Browser(app.test_client()).get(url(home, f"/proofs/{proof.id}"), expect=302)


def test_changed_words_ask_again_and_old_ones_stay(home: Household, leader: Person) -> None:
    with deed():
        old = Agreement(frozenset({Purpose.ASSIST}), ConsentMode.SELF, text_version=OLD)
        accounts.record_consents(home.keeper, old, by=leader, at=MARKET_DAY)
    row = lacking.of(leader, on=MARKET_DAY.date())[0][0]
    assert (row.again, home.keeper.agrees_to(Purpose.ASSIST)) == ((Purpose.ASSIST,), True)

    anew = Agreement(frozenset(Purpose), ConsentMode.SELF)
    with deed():
        given = actions.agree(home, anew, by=leader, at=MARKET_DAY)
    with deed():
        again = actions.agree(home, anew, by=leader, at=MARKET_DAY)

    assert [it.purpose for it in given] == [Purpose.PAYOUT, Purpose.ASSIST, Purpose.REPORT]
    assert again == []
    assert lacking.of(leader, on=MARKET_DAY.date()) == ([], 0)
    versions = [it.text_version for it in home.keeper.consents if it.purpose is Purpose.ASSIST]
    assert sorted(versions) == [OLD, NEW]
    assert texts.words(Purpose.ASSIST, "vi", OLD) != texts.words(Purpose.ASSIST, "vi", NEW)
    assert texts.words(Purpose.SHOP, "vi", OLD) == texts.words(Purpose.SHOP, "vi", NEW)


def test_each_purpose_taken_back_does_what_was_said(home: Household, leader: Person) -> None:
    with deed():
        actions.agree(
            home, Agreement(frozenset(Purpose), ConsentMode.SELF), by=leader, at=MARKET_DAY
        )
        shop = a_shop(home)
        session.refresh(home, ["accounts", "shop"])
    account = home.account
    assert account

    for purpose in Purpose:
        with deed():
            actions.withdraw(home, purpose, by=home.keeper, at=MARKET_DAY)
            actions.withdraw(home, purpose, by=home.keeper, at=MARKET_DAY)

    assert (shop.is_open, account.retired_at) == (False, MARKET_DAY)
    assert not any(map(home.keeper.agrees_to, Purpose))
    told = [it for it in letters() if "nhà mình thôi" in it]
    verbs = [it for it in session.scalars(select(Trace.verb)) if it == "consent.withdraw"]
    assert (len(told), len(verbs)) == (4, 4), "once each, though pressed twice"


def test_she_takes_back_herself_and_prints_it(
    home: Household, leader: Person, browser: Browser
) -> None:
    browser.sign_in(home.keeper)
    page = browser.get(url(home))
    assert "Gian hàng nghỉ ngay" in page.text, "what follows is said before"

    browser.post(url(home, "/shop/withdrawal"))

    assert not home.keeper.agrees_to(Purpose.SHOP)
    assert "Nhà chưa đồng ý điều gì" in browser.get(url(home, "/paper")).text
    browser.sign_in(leader)
    browser.get("/team/consents")


def test_officers_read_and_strangers_find_nothing(home: Household, browser: Browser) -> None:
    with deed():
        commune = home.village.parent
        assert commune
        officer = posted("Vi Thị Hồng", Role.COMMUNE_OFFICER, commune)
        elsewhere = posted("Lý Văn Sáng", Role.COMMUNE_OFFICER, a_commune("Bắc Sơn"))
    said: dict[str, Any] = {"purposes": ["assist"], "mode": "self"}
    browser.sign_in(officer)
    browser.get(url(home))
    browser.post(url(home), said, expect=404)
    browser.post(url(home, "/shop/withdrawal"), expect=404)
    browser.sign_in(elsewhere)
    for more in ("", "/paper"):
        browser.get(url(home, more), expect=404)
    assert [it.purpose for it in home.keeper.consents] == [Purpose.SHOP]
