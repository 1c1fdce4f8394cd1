"""A leader gives the work to another and leaves: nothing is lost, and the door is shut at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person, Purpose
from storefront.accounts.permissions import Permission, Role
from storefront.db import deed, session
from storefront.helping import handing_over
from storefront.helping.models import WorkHandover, WorkKind
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.payments.models import CaseAction, CaseKind, PaymentCase
from storefront.questions import actions as questions
from storefront.shops.folders import actions as folders
from storefront.shops.models import Household
from storefront.teams import actions as teams
from storefront.teams.actions import Joining
from storefront.teams.models import Duty, Membership, Team
from storefront.visits import plans
from tests.browser import Browser
from tests.village import a_household, a_shop, a_team, a_village, an_order, na, posted

NOW = clock.now()
TODAY = clock.village_date(NOW)


class Scene:
    def __init__(self) -> None:
        with deed():
            village = a_village()
            assert village.parent
            self.team: Team = a_team(village)
            self.officer = posted("Vi Thị Hồng", Role.COMMUNE_OFFICER, village.parent)
            self.home: Household = a_household(village=village, team=self.team)
            an_order(na(shop=a_shop(self.home)), at=NOW)
            a_household("Lý Thị Mai", village=village, agreeing=frozenset({Purpose.SHOP}))
            a_household("Nông Thị Xa")
        self.old = self.joins("Nông Văn Páo", "+84912000001", Duty.HEAD)
        self.new = self.joins("Lộc Văn Tư", "+84912000002", Duty.MEMBER)

    def joins(self, name: str, phone: str, duty: Duty) -> Membership:
        with deed():
            day = TODAY - timedelta(days=3)
            return teams.enlist(self.team, Joining(name, phone, duty, day), by=self.officer, at=NOW)

    def may(self, person: Person) -> bool:
        session.expire_all()
        return self.home.allows(person, Permission.SHOP_OPEN, on=TODAY)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_open_work_goes_over_and_is_received(scene: Scene, browser: Browser) -> None:
    roster = f"/teams/{scene.team.id}/roster"
    browser.sign_in(scene.officer)
    browser.get(roster)
    here = f"{roster}/{scene.old.id}/handover"
    browser.post(here, {"taker": str(scene.old.id)})
    assert session.scalar(select(WorkHandover)) is None, "to oneself it does not go"
    browser.post(here, {"taker": str(scene.new.id)})

    given = session.scalars(select(WorkHandover)).one()
    kinds = [it.kind for it in handing_over.items_of(given)]
    assert kinds == [WorkKind.ORDER, WorkKind.UNFINISHED], "of this village, and no other"
    assert scene.new.duty is Duty.HEAD
    address = f"/team/handovers/{given.id}"
    browser.sign_in(scene.old.person)
    browser.get(address, expect=404)
    browser.sign_in(scene.new.person)
    assert address in browser.get("/team").links()
    browser.get(address)
    for _twice in range(2):
        browser.post(f"{address}/receipt")

    assert given.received_at
    told = session.scalars(select(Message.to).where(Message.body.contains("đã nhận việc"))).all()
    assert sorted(map(str, told)) == sorted(["+84912000001", str(scene.officer.phone)])
    assert address not in browser.get("/team").links()


def test_money_folders_and_questions_go_over_too(scene: Scene, browser: Browser) -> None:
    village = scene.home.village
    with deed():
        late = a_household("Nông Thị Nhung", village=village)
        folders.begin(late, by=scene.old.person, at=NOW)
        live = a_household("Lý Thị Na", village=village)
        folders.begin(live, by=scene.old.person, at=NOW)
        folders.lives(live, at=NOW)
        session.add(a_case(scene.home))
        questions.ask(scene.old.person, village, step="", words="In tờ QR?", picture=None, at=NOW)
        plans.plan([scene.home], TODAY, by=scene.old.person, at=NOW)
        given = handing_over.hand_over(scene.old, scene.new, by=scene.officer, at=NOW)
    found = {it.kind: it for it in handing_over.items_of(given) if it.household != live.code}

    assert found[WorkKind.MONEY].household == scene.home.code
    assert found[WorkKind.FOLDER].name == "Nông Thị Nhung"
    assert found[WorkKind.PLANNED].reference == scene.old.person.name
    assert found[WorkKind.QUESTION].reference == "In tờ QR?"
    assert found[WorkKind.UNFINISHED].name == "Lý Thị Mai", "the folder tells of the other"
    assert [it.kind for it in handing_over.items_of(given) if it.household == live.code] == [
        WorkKind.UNFINISHED
    ]
    browser.sign_in(scene.new.person)
    page = browser.get(f"/team/handovers/{given.id}")
    assert {"/cases", f"/team/households/{late.code}/folder"} <= set(page.links())
    assert "In tờ QR?" in page.text


def a_case(home: Household) -> PaymentCase:
    return PaymentCase(
        cause="receipt:1",
        kind=CaseKind.UNKNOWN,
        amount=Money(50_000),
        household=home,
        suggestion=CaseAction.APPLY,
        details={},
        opened_at=NOW,
        due_at=NOW,
    )


def test_two_heads_until_one_leaves(scene: Scene, browser: Browser) -> None:
    with deed():
        handing_over.hand_over(scene.old, scene.new, by=scene.officer, at=NOW)
    assert scene.may(scene.old.person)
    assert scene.may(scene.new.person)

    with deed():
        teams.leave(scene.old, on=TODAY, by=scene.officer, at=NOW)

    assert not scene.may(scene.old.person)
    assert scene.may(scene.new.person)


def test_an_open_session_ends_with_the_membership(scene: Scene, app: Flask) -> None:
    """In the browser of somebody who is in the middle of it."""
    leaving, staying = Browser(app.test_client()), Browser(app.test_client())
    leaving.sign_in(scene.old.person)
    staying.sign_in(scene.new.person)
    home = f"/team/households/{scene.home.code}"
    leaving.get(home)

    with deed():
        teams.leave(scene.old, on=TODAY, by=scene.officer, at=NOW)

    assert leaving.get(home, expect=302).url.startswith("/sign-in")
    assert leaving.post(f"{home}/visits", {}).url.startswith("/sign-in")
    staying.get(home)
    again = Browser(app.test_client())
    again.sign_in(scene.old.person)
    again.get("/me")
    again.get(home, expect=404)
