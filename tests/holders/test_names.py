"""A bank is asked in whose name an account is; the answer is compared, and counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import wire
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.campaign import figures
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.clock import village_date
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.holders import actions
from storefront.holders.actions import TRIES, AnotherMustDecide, NotKnownYet
from storefront.holders.asking import NameService, NotTold
from storefront.holders.comparing import compare
from storefront.holders.models import NameCheck, Outcome
from storefront.places.models import Place
from storefront.shops import actions as shops
from storefront.shops.models import AccountStep, Met, Shop
from storefront.visits import checking
from storefront.visits.checking import Seen
from storefront.wire import Answer, Unreachable
from tests.browser import Browser
from tests.village import MARKET_DAY, VIETINBANK, a_household, a_shop, a_village, an_account, posted

TODAY = village_date(MARKET_DAY)
DAY = timedelta(days=1)
NHINH = "HOANG THI NHINH"


class Says:
    """A bank with one answer."""

    def __init__(self, *names: str | None) -> None:
        self._names = list(names)

    def holder(self, bank_bin: str, number: str) -> str | None:
        if not self._names:
            raise NotTold("silence")
        return self._names.pop(0)


@pytest.fixture
def shop(app: Flask) -> Shop:
    with deed():
        return a_shop(a_household(at=MARKET_DAY - 90 * DAY), at=MARKET_DAY - 60 * DAY)


@pytest.fixture
def leader(shop: Shop) -> Person:
    with deed():
        leader = posted("Nông Văn Páo", Role.LEADER, shop.household.village)
        checking.confirm(shop.household, Seen(TODAY, Met.VNEID), by=leader, at=MARKET_DAY)
        return leader


def asked(shop: Shop, by: Person, book: Says) -> NameCheck:
    with deed():
        check = actions.ask(shop.household, by=by, at=MARKET_DAY)
    actions.answer(check.id, book, at=MARKET_DAY)
    session.refresh(check)
    return check


def counted(shop: Shop, *, later: int = 0) -> int | None:
    commune = session.get_one(Place, shop.commune_id)
    until = TODAY + later * DAY
    scope = scope_of(commune, until=until, geography=Geography.NOW, today=until)
    matched = Indicator.ACCOUNT_MATCHED
    return figures.figures(scope, [matched])[matched].value or 0


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ("Hoàng Thị Nhình", Outcome.SAME),
        ("NHINH HOANG THI", Outcome.NEAR),
        ("HOANG NHINH", Outcome.NEAR),
        ("HOANG THI NHIN", Outcome.NEAR),
        ("HOANG THI NHANH", Outcome.NEAR),
        ("HOANG VAN NHINH", Outcome.OTHER),
        ("NHINH", Outcome.OTHER),
        ("NGUYEN VAN KHAC", Outcome.OTHER),
    ],
)
def test_names_are_the_same_near_or_others(told: str, outcome: Outcome) -> None:
    assert compare(told, holder=NHINH, keeper="Hoàng Thị Nhình") is outcome


def test_another_holder_than_the_keeper_is_for_a_person_to_decide() -> None:
    assert compare("LY A SU", holder="LY A SU", keeper="Hoàng Thị Nhình") is Outcome.NEAR


def test_the_same_name_is_a_step_with_its_day_and_is_counted(shop: Shop, leader: Person) -> None:
    check = asked(shop, leader, Says(NHINH))

    account = check.account
    assert (check.outcome, account.step) == (Outcome.SAME, AccountStep.NAME_MATCHED)
    assert account.matched_at == MARKET_DAY
    assert counted(shop) == 1
    told = select(Trace.verb).where(Trace.for_id == shop.household.keeper_id).order_by(Trace.id)
    assert list(session.scalars(told))[-2:] == ["account.ask_name", "account.name_told"]


def test_it_counts_while_the_keeper_is_known_and_the_account_used(
    shop: Shop, leader: Person
) -> None:
    asked(shop, leader, Says(NHINH))
    with deed():
        checking.take_back(shop.household, why="nhầm nhà", by=leader, at=MARKET_DAY + DAY)
    with deed():
        seen = Seen(TODAY + 2 * DAY, Met.AT_HOME)
        checking.confirm(shop.household, seen, by=leader, at=MARKET_DAY + 2 * DAY)
    with deed():
        shops.change_account(
            shop.household, bank_bin=VIETINBANK, number="555566667777", holder="Nhình", by=leader,
            at=MARKET_DAY + 3 * DAY,
        )  # fmt: skip

    assert [counted(shop, later=it) for it in (0, 1, 2, 3)] == [1, 0, 1, 0]


def test_no_name_is_asked_before_somebody_knows_the_keeper(app: Flask) -> None:
    with deed():
        stranger = a_shop()
    with pytest.raises(NotKnownYet), deed():
        actions.ask(stranger.household, by=stranger.household.keeper, at=MARKET_DAY)


def test_a_near_name_is_decided_by_somebody_who_did_not_write_it_down(
    shop: Shop, leader: Person
) -> None:
    with deed():
        an_account(shop.household, number="101872344888").declared_by_id = leader.id
        other = posted("Vi Văn Thắng", Role.MEMBER, shop.household.village)
    check = asked(shop, leader, Says("HOANG THI NHIN"))

    for person in (leader, shop.household.keeper):
        with pytest.raises(AnotherMustDecide), deed():
            actions.decide(check, accept=True, why="quen", by=person, at=MARKET_DAY)
    assert counted(shop) == 0
    with deed():
        actions.decide(check, accept=True, why="quen bà ấy", by=other, at=MARKET_DAY)
    assert (counted(shop), check.account.step) == (1, AccountStep.NAME_MATCHED)


@pytest.mark.parametrize("told", ["NGUYEN VAN KHAC", None])
def test_another_name_and_nobodys_account_match_nothing(
    shop: Shop, leader: Person, told: str | None
) -> None:
    check = asked(shop, leader, Says(told))

    assert check.outcome is (Outcome.OTHER if told else Outcome.NOBODY)
    assert (check.account.step, counted(shop)) == (AccountStep.DECLARED, 0)


def test_a_silent_bank_is_asked_again_and_less_often_until_nobody_asks(
    shop: Shop, leader: Person
) -> None:
    check, at = asked(shop, leader, Says()), MARKET_DAY
    assert check.outcome is Outcome.WAITING
    with deed():
        assert actions.ask(shop.household, by=leader, at=at) is check

    assert actions.ask_due(Says(), at=at + timedelta(seconds=19)) == 0
    for _ in range(TRIES):
        at += timedelta(hours=1)
        actions.ask_due(Says(), at=at)
    session.refresh(check)
    assert (check.outcome, check.tries, check.last_error) == (Outcome.UNANSWERED, TRIES, "silence")
    assert asked(shop, leader, Says(NHINH)).outcome is Outcome.SAME  # somebody asks anew


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(200, b'{"code":"00","data":{"accountName":"HOANG THI NHINH"}}'), NHINH),
        (Answer(404, b""), None),
        (Answer(200, b'{"code":"42","desc":"?","data":null}'), NotTold),
        (Answer(503, b""), NotTold),
        (Answer(200, b"<html>"), NotTold),
        (Unreachable("slow"), NotTold),
    ],
)
def test_the_service_is_believed_only_when_it_is_understood(
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer | Unreachable,
    told: str | type[NotTold] | None,
) -> None:
    def post(url: str, body: bytes, *, headers: dict[str, str]) -> Answer:
        assert (url, headers["x-api-key"]) == ("https://names.example/lookup", "k")
        assert body == b'{"bin": "970415", "accountNumber": "1018"}'
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    monkeypatch.setattr(wire, "post", post)
    book = NameService("https://names.example/lookup", "c", "k")

    if told is NotTold:
        with pytest.raises(NotTold):
            book.holder("970415", "1018")
    else:
        assert book.holder("970415", "1018") == told


def test_on_the_page_it_is_asked_and_elsewhere_it_is_not_there(
    shop: Shop, leader: Person, browser: Browser
) -> None:
    with deed():
        elsewhere = posted("Lý A Sử", Role.LEADER, a_village("Pá Hoà"))
        operator = posted("Trần Minh Quân", Role.OPERATOR, session.get_one(Place, shop.commune_id))
    here = f"/team/households/{shop.household.code}/account"
    browser.sign_in(elsewhere)
    browser.get(f"{here}/steps", expect=404)
    browser.post(f"{here}/name", expect=404)
    browser.sign_in(leader)
    browser.speak("en")
    browser.post(f"{here}/name")
    assert "The same name" in browser.get(f"{here}/steps").text
    browser.sign_in(shop.household.keeper)
    assert "The bank knows this name" in browser.get(f"{here}/steps").text
    browser.sign_in(operator)
    assert 'href="/account-names"' in browser.get("/me").html
    page = browser.get("/account-names").text
    assert "The same name" in page
    assert NHINH not in page
