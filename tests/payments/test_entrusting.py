"""A household's or co-operative's own wallet: as careful as another payout account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.cli.duties import settle_account_changes
from storefront.db import deed, session
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.payments.entrusting import actions, queries
from storefront.payments.models import MerchantCredential
from storefront.payments.providers.momo import MoMoCredentials
from storefront.payments.registry import KINDS
from storefront.payouts.actions import COOLING, LASTS, TRIES
from storefront.payouts.refusals import (
    NoPhone,
    NotUnderWay,
    PhoneTooNew,
    SecondPersonNeeded,
    UnderWayAlready,
)
from storefront.places.models import Place
from storefront.shops import actions as shops
from storefront.shops.actions import Keeper
from storefront.shops.models import Household
from storefront.tills import at_hand
from tests.village import MARKET_DAY, a_shop, posted

MINUTE = timedelta(minutes=1)


@dataclass
class Scene:
    household: Household
    commune: Place
    leader: Person
    member: Person
    officer: Person
    other: Person

    def ask(
        self, *, key: str = "the-secret-key", to: Place | None = None, at: datetime = MARKET_DAY
    ) -> MerchantCredential:
        return actions.ask(
            KINDS["momo"],
            MoMoCredentials(partner_code="NHINH", access_key="a", secret_key=SecretStr(key)),
            to=to or self.household,
            holder="Hoàng Thị Nhình",
            by=self.officer if to else self.leader,
            safe=at_hand().safe,
            at=at,
        )

    @property
    def collects(self) -> str:
        """Whose credentials open a MoMo page for this household."""
        session.expire_all()
        return at_hand().gateways_for(self.household, Money(50_000))["momo"].merchant.code


@pytest.fixture
def scene(app: Flask) -> Scene:
    with deed():
        household = a_shop().household
        village, commune = household.village, household.village.parent
        assert commune
        return Scene(
            household,
            commune,
            posted("Nông Văn Tài", Role.LEADER, village),
            posted("Lộc Thị Hạnh", Role.MEMBER, village),
            posted("Lương Thu Hà", Role.COMMUNE_OFFICER, commune),
            posted("Bà Hoa", Role.COMMUNE_OFFICER, commune),
        )


def the_code() -> str:
    body = session.scalars(select(Message.body).order_by(Message.id)).all()[-1]
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return found[0]


def confirmed(scene: Scene, kept: MerchantCredential, *, at: datetime) -> None:
    with deed():
        assert actions.call_back(kept, the_code(), by=scene.leader, at=at)
    with deed():
        actions.approve(kept, by=scene.member, at=at)


def test_a_code_a_second_person_and_two_days(scene: Scene) -> None:
    with deed():
        kept = scene.ask()
    assert scene.collects == ""
    confirmed(scene, kept, at=MARKET_DAY + MINUTE)
    settle_account_changes(at=MARKET_DAY + COOLING - MINUTE)
    assert scene.collects == "", "not before two days have passed"
    assert at_hand().find("momo", kept.code) is None, "and not believed either"

    settle_account_changes(at=MARKET_DAY + COOLING)

    assert scene.collects == kept.code
    verbs = session.scalars(select(Trace.verb).order_by(Trace.id)).all()
    assert list(verbs) == ["credentials.ask", "credentials.call_back", "credentials.approve"]


@pytest.mark.parametrize("missing", ["code", "second person"])
def test_with_one_of_them_missing_it_lapses(scene: Scene, missing: str) -> None:
    with deed():
        kept = scene.ask()
    with deed():
        if missing == "code":
            actions.approve(kept, by=scene.member, at=MARKET_DAY)
        else:
            actions.call_back(kept, the_code(), by=scene.leader, at=MARKET_DAY)

    settle_account_changes(at=MARKET_DAY + COOLING)
    assert scene.collects == ""
    settle_account_changes(at=MARKET_DAY + LASTS)

    session.refresh(kept)
    assert kept.retired_at == MARKET_DAY + LASTS
    with pytest.raises(NotUnderWay), deed():
        actions.approve(kept, by=scene.officer, at=MARKET_DAY + LASTS)
    assert scene.collects == ""


def test_nobody_agrees_with_themselves(scene: Scene) -> None:
    with deed():
        kept = scene.ask()
        ours = scene.ask(to=scene.commune)

    for it, same in ((kept, scene.leader), (kept, scene.household.keeper), (ours, scene.officer)):
        with pytest.raises(SecondPersonNeeded), deed():
            actions.approve(it, by=same, at=MARKET_DAY)


def test_a_guessed_code_ends_it(scene: Scene) -> None:
    with deed():
        kept = scene.ask()
    right = the_code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    for _try in range(TRIES):
        with deed():
            assert not actions.call_back(kept, wrong, by=scene.leader, at=MARKET_DAY)

    with pytest.raises(NotUnderWay), deed():
        actions.call_back(kept, right, by=scene.leader, at=MARKET_DAY)


def test_one_no_is_enough(scene: Scene) -> None:
    with deed():
        kept = scene.ask()
    confirmed(scene, kept, at=MARKET_DAY)

    with deed():
        actions.stop(kept, by=scene.household.keeper, at=MARKET_DAY)
    settle_account_changes(at=MARKET_DAY + COOLING)

    assert scene.collects == ""


def test_others_take_the_place_of_those_before(scene: Scene) -> None:
    with deed():
        first = scene.ask()
    confirmed(scene, first, at=MARKET_DAY)
    settle_account_changes(at=MARKET_DAY + COOLING)
    later = MARKET_DAY + COOLING + MINUTE
    with deed():
        second = scene.ask(key="another-secret-key", at=later)
    with pytest.raises(UnderWayAlready), deed():
        scene.ask(key="a-third-key", at=later)
    assert scene.collects == first.code
    confirmed(scene, second, at=later)

    settle_account_changes(at=later + COOLING)

    assert scene.collects == second.code
    assert at_hand().find("momo", first.code), "what it opened is still heard"
    with deed():
        actions.retire(second, by=scene.leader, at=later + COOLING)
    assert scene.collects == ""
    with pytest.raises(NotUnderWay), deed():
        actions.retire(second, by=scene.leader, at=later + COOLING)


def test_a_co_operative_takes_two_officers_and_two_days(scene: Scene) -> None:
    with deed():
        kept = scene.ask(to=scene.commune)
    with deed():
        actions.approve(kept, by=scene.other, at=MARKET_DAY)
    assert scene.collects == ""

    settle_account_changes(at=MARKET_DAY + COOLING)

    assert scene.collects == kept.code
    assert [it.code for it in queries.around(scene.household)] == [kept.code]
    assert session.scalars(select(Message)).all() == []


def test_where_the_code_cannot_go_nothing_begins(scene: Scene) -> None:
    keeper = Keeper(scene.household.keeper.name, "bà", 1968, "+84987000111")
    with deed():
        shops.change_keeper(scene.household, keeper, by=scene.leader, at=MARKET_DAY)
    with pytest.raises(PhoneTooNew), deed():
        scene.ask()
    with deed():
        scene.household.keeper.phone = None
    with pytest.raises(NoPhone), deed():
        scene.ask()
    assert session.scalars(select(MerchantCredential)).all() == []


def test_who_may(scene: Scene) -> None:
    today = MARKET_DAY.date()
    with deed():
        kept = scene.ask()
        elsewhere = posted("Ông Lạ", Role.COMMUNE_OFFICER, a_shop().household.village)

    may = {
        person.name: (
            queries.may_entrust(scene.household, person, on=today),
            queries.may_agree(kept, person, on=today),
        )
        for person in (scene.household.keeper, scene.leader, scene.member, scene.officer, elsewhere)
    }

    assert list(may.values()) == [
        (True, False),
        (True, False),
        (True, True),
        (False, True),
        (False, False),
    ]
    assert queries.to_see(kept.code, elsewhere, on=today) is None
