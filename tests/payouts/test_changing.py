"""Another account: the keeper's code, a second person and two days, or it does not happen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.payouts import actions as payouts
from storefront.payouts import queries
from storefront.payouts.actions import COOLING, LASTS, TRIES
from storefront.payouts.models import AccountChange, Ended
from storefront.payouts.refusals import (
    NoPhone,
    NotUnderWay,
    PhoneTooNew,
    SecondPersonNeeded,
    UnderWayAlready,
)
from storefront.posters.models import Leads, Poster, Why
from storefront.shops import actions as shops
from storefront.shops.actions import Keeper
from storefront.shops.models import Household, PaymentAccount
from tests.village import (
    MARKET_DAY,
    a_bill,
    a_household,
    a_poster,
    a_shop,
    an_account,
    an_order,
    na,
    posted,
)

BIDV = "970418"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass
class Scene:
    household: Household
    leader: Person
    member: Person
    officer: Person
    old: PaymentAccount
    poster: Poster

    def ask(self, *, number: str = "31410001234567", at: datetime = MARKET_DAY) -> AccountChange:
        return payouts.ask(
            self.household,
            bank_bin=BIDV,
            number=number,
            holder="Hoàng Thị Nhình",
            by=self.leader,
            at=at,
        )

    @property
    def number(self) -> str | None:
        """Where new orders are paid."""
        session.expire_all()
        return self.household.account.number if self.household.account else None


@pytest.fixture
def scene(app: Flask) -> Scene:
    with deed():
        shop = a_shop()
        household = shop.household
        commune = household.village.parent
        assert commune
        return Scene(
            household,
            posted("Nông Văn Páo", Role.LEADER, household.village),
            posted("Lý Thị Mẩy", Role.MEMBER, household.village),
            posted("Lương Thu Hà", Role.COMMUNE_OFFICER, commune),
            household.accounts[0],
            a_poster(shop, Leads.TO_ACCOUNT),
        )


def code_sent() -> str:
    """What stands in the keeper's message."""
    body = session.scalars(select(Message.body).order_by(Message.id.desc()).limit(1)).one()
    found = re.search(r"mã (\d{6})", body)
    assert found, body
    return found[1]


def settle(at: datetime) -> None:
    with deed():
        payouts.settle_ripe(at=at)


def test_code_second_person_and_two_days_change_it(scene: Scene) -> None:
    with deed():
        order, bill = an_order(na(shop=scene.household.shop)), a_bill(scene.household.shop)
        to_shop = a_poster(scene.household.shop)
    with deed():
        change = scene.ask()
    with deed():
        assert payouts.call_back(change, code_sent(), by=scene.leader, at=MARKET_DAY)
        payouts.approve(change, by=scene.member, at=MARKET_DAY)
    settle(MARKET_DAY + COOLING - MINUTE)
    assert scene.number == "101872344821", "not yet cool"

    settle(MARKET_DAY + COOLING)

    assert scene.number == "31410001234567"
    assert change.ended is Ended.DONE
    session.refresh(scene.poster)
    assert (scene.poster.withdrawn_why, to_shop.is_good) == (Why.ACCOUNT_CHANGED, True)
    assert order.account_id == bill.account_id == scene.old.id, "they keep what they were told"
    settle(MARKET_DAY + 9 * DAY)
    assert len(session.scalars(select(PaymentAccount)).all()) == 2


@pytest.mark.parametrize("missing", ["code", "second"])
def test_without_one_of_them_nothing_changes_and_it_lapses(scene: Scene, missing: str) -> None:
    with deed():
        change = scene.ask()
        if missing != "code":
            payouts.call_back(change, code_sent(), by=scene.leader, at=MARKET_DAY)
        if missing != "second":
            payouts.approve(change, by=scene.officer, at=MARKET_DAY)

    settle(MARKET_DAY + COOLING + DAY)
    assert (scene.number, change.is_under_way) == ("101872344821", True)
    settle(MARKET_DAY + LASTS)

    assert (scene.number, change.ended) == ("101872344821", Ended.LAPSED)
    assert scene.poster.is_good
    with pytest.raises(NotUnderWay), deed():
        payouts.approve(change, by=scene.member, at=MARKET_DAY + LASTS)


def test_confirmed_after_cooling_it_is_so_at_once(scene: Scene) -> None:
    later = MARKET_DAY + COOLING + DAY
    with deed():
        change = scene.ask()
        code = code_sent()
    with deed():
        payouts.approve(change, by=scene.member, at=later)
    assert scene.number == "101872344821"
    with deed():
        payouts.call_back(change, code, by=scene.leader, at=later)

    assert scene.number == "31410001234567"


def test_nobody_says_yes_to_their_own_wish(scene: Scene) -> None:
    with deed():
        change = scene.ask()
    for somebody in (scene.leader, scene.household.keeper):
        with pytest.raises(SecondPersonNeeded), deed():
            payouts.approve(change, by=somebody, at=MARKET_DAY)

    session.refresh(change)
    assert change.approved_at is None


def test_one_no_is_enough(scene: Scene) -> None:
    with deed():
        change = scene.ask()
        payouts.call_back(change, code_sent(), by=scene.leader, at=MARKET_DAY)
        payouts.approve(change, by=scene.member, at=MARKET_DAY)
    with deed():
        payouts.stop(change, by=scene.household.keeper, at=MARKET_DAY + DAY)
    with pytest.raises(NotUnderWay), deed():
        payouts.stop(change, by=scene.leader, at=MARKET_DAY + DAY)

    settle(MARKET_DAY + COOLING)

    assert (scene.number, change.ended) == ("101872344821", Ended.STOPPED)
    assert scene.poster.is_good


def test_guessing_the_code_ends_it(scene: Scene) -> None:
    with deed():
        change = scene.ask()
        code = code_sent()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _try in range(TRIES):
        with deed():
            assert not payouts.call_back(change, wrong, by=scene.leader, at=MARKET_DAY)

    assert change.ended is Ended.GUESSED
    with pytest.raises(NotUnderWay), deed():
        payouts.call_back(change, code, by=scene.leader, at=MARKET_DAY)


def test_the_code_is_kept_only_as_its_hash(scene: Scene) -> None:
    with deed():
        change = scene.ask()

    assert code_sent() not in change.code_hash
    assert not any(code_sent() in str(it.detail) for it in session.scalars(select(Trace)))


def test_one_change_at_a_time(scene: Scene) -> None:
    with deed():
        change = scene.ask()
        again = scene.ask()
    with pytest.raises(UnderWayAlready), deed():
        scene.ask(number="99999999")

    assert again.id == change.id
    assert session.scalars(select(AccountChange)).one() is change


def test_both_agree_at_the_same_time_and_the_first_counts(scene: Scene) -> None:
    with deed():
        change = scene.ask()
    with deed():
        payouts.approve(change, by=scene.member, at=MARKET_DAY)
    with deed():
        payouts.approve(change, by=scene.officer, at=MARKET_DAY + MINUTE)

    assert change.approved_by is scene.member


def test_a_keeper_without_a_phone_is_not_asked_past(scene: Scene) -> None:
    with deed():
        scene.household.keeper.phone = None
    with pytest.raises(NoPhone), deed():
        scene.ask()


def test_a_number_written_down_by_somebody_else_must_settle(scene: Scene) -> None:
    with deed():
        new = Keeper("Hoàng Thị Nhình", "bà", 1968, "+84900000001")
        shops.change_keeper(scene.household, new, by=scene.leader, at=MARKET_DAY)
    with pytest.raises(PhoneTooNew), deed():
        scene.ask(at=MARKET_DAY + DAY)

    with deed():
        assert scene.ask(at=MARKET_DAY + 8 * DAY).phone == "+84900000001"


def test_who_is_asked_for_a_second_yes(scene: Scene) -> None:
    with deed():
        other = a_household("Vi Văn Sính")
        an_account(other)
        stranger = posted("Triệu Văn Sình", Role.LEADER, other.village)
        scene.ask()
    today = MARKET_DAY.date()

    asked = [queries.waiting_for(it, on=today) for it in (scene.member, scene.officer)]
    spared = [queries.waiting_for(it, on=today) for it in (scene.leader, stranger)]

    assert [len(it) for it in asked] == [1, 1]
    assert [len(it) for it in spared] == [0, 0]


def test_every_step_is_written_down(scene: Scene) -> None:
    with deed():
        change = scene.ask()
        payouts.call_back(change, code_sent(), by=scene.leader, at=MARKET_DAY)
        payouts.approve(change, by=scene.member, at=MARKET_DAY)
    settle(MARKET_DAY + COOLING)

    verbs = session.scalars(
        select(Trace.verb).where(Trace.verb.like("account.%")).order_by(Trace.id)
    ).all()
    wanted = ["account.ask", "account.call_back", "account.approve", "account.declare"]
    assert verbs == wanted
