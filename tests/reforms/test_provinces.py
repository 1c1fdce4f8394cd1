"""A commune or a village goes over to another province; a commune is divided into many."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission, Role
from storefront.campaign import baselines, folding
from storefront.campaign.actions import start_campaign
from storefront.campaign.models import Baseline, Reform, ReformKind
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.reforms import actions, carrying
from storefront.reforms.checking import MOST_PARTS, DoesNotFit, Why
from storefront.reforms.plan import Dividing, Joining, Moving, Part, Plan, Unit
from tests.browser import Browser
from tests.reforms.test_reforms import (
    DECISION,
    NEW,
    TODAY,
    Land,
    everything,
    revenue,
    standing,
    take_back,
)
from tests.village import LONG_AGO, MARKET_DAY, a_place, a_village, posted


class Two:
    """Two provinces as in `Land`, and somebody who answers for both."""

    def __init__(self) -> None:
        country = a_place("Việt Nam", level=Level.COUNTRY, code="VN")
        self.here, self.there = Land(country), Land(country)
        self.officer = posted("Vi Văn Thao", Role.PROVINCE_OFFICER, country)

    def enter(self, kind: ReformKind, plan: Plan, by: Person | None = None) -> Reform:
        return actions.enter(
            kind, plan, session.get_one(Place, self.there.province.id), decision=DECISION,
            on=TODAY, by=session.get_one(Person, (by or self.officer).id), at=MARKET_DAY,
        )  # fmt: skip

    def plan_of(self, kind: ReformKind) -> Plan:
        here, there = self.here, self.there
        plans: dict[ReformKind, Plan] = {
            ReformKind.MERGE: Joining((here.communes[0].id, there.communes[0].id), NEW),
            ReformKind.RENAME: Joining((here.communes[0].id,), Unit("06996", "xã", "Chi Lăng")),
            ReformKind.SPLIT: here.divided(),
            ReformKind.MOVE: Moving((here.villages[0].id,), there.communes[1].id),
        }
        return plans[kind]

    def sums(self, geography: Geography = Geography.NOW) -> list[int]:
        return [revenue(it.province, geography) for it in (self.here, self.there)]


GOES = {
    ReformKind.MERGE: 3000, ReformKind.RENAME: 3000, ReformKind.SPLIT: 3000, ReformKind.MOVE: 1000
}  # fmt: skip
"""What leaves the one province."""


@pytest.fixture
def two(app: Flask) -> Two:
    with deed():
        return Two()


@pytest.mark.parametrize("kind", GOES)
@pytest.mark.parametrize("at_once", [True, False])
def test_it_takes_its_history_to_the_other_province_and_back(
    two: Two, kind: ReformKind, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 100 if at_once else 0)
    folding.fold_all(at=MARKET_DAY)
    before = everything()

    with deed():
        reform = two.enter(kind, two.plan_of(kind))
    seen = [two.sums()]
    while carried_a_step_on(reform.id):
        seen.append(two.sums())

    goes = GOES[kind]
    after = [21_000 - goes, 21_000 + goes]
    assert seen[-1] == after
    assert all(it in ([21_000, 21_000], after) for it in seen)
    assert two.sums(Geography.THEN) == [21_000, 21_000]
    take_back(two.here, reform, by=two.officer)
    carrying.work({"reform": reform.id}, at=MARKET_DAY)
    assert everything() == before


def carried_a_step_on(number: int) -> bool:
    with deed():
        return carrying.step(session.get_one(Reform, number), at=MARKET_DAY)


def test_only_who_answers_for_both_may_do_it(two: Two) -> None:
    for officer in (two.here.officer, two.there.officer):
        with pytest.raises(DoesNotFit) as refusal, deed():
            two.enter(ReformKind.MOVE, two.plan_of(ReformKind.MOVE), by=officer)
        assert refusal.value.why is Why.NOT_HERE
    assert session.scalar(select(Reform)) is None


def test_people_and_baselines_follow_into_the_other_province(two: Two) -> None:
    with deed():
        here = session.get_one(Place, two.here.communes[0].id)
        officer = posted("Nông Văn Thắng", Role.COMMUNE_OFFICER, here)
        drives = [
            start_campaign(
                session.get_one(Place, it.province.id), name="Sàn", began_on=LONG_AGO, baselines={}
            )
            for it in (two.here, two.there)
        ]
        told = baselines.Told(Indicator.SHOP_OPENED, LONG_AGO, "Báo cáo 12", 12)
        baselines.enter(drives[0], here, told, by=two.officer, at=MARKET_DAY)
        two.enter(ReformKind.RENAME, two.plan_of(ReformKind.RENAME))

    new = standing("06996")
    assert officer.may(Permission.CAMPAIGN_READ, at=new, on=TODAY)
    assert two.there.officer.may(Permission.CAMPAIGN_READ, at=new, on=TODAY)
    assert not two.here.officer.may(Permission.CAMPAIGN_READ, at=new, on=TODAY)
    carried = session.scalars(select(Baseline).where(Baseline.place_id == new.id)).one()
    assert (carried.campaign_id, carried.value) == (drives[1].id, 12)


@pytest.mark.parametrize("many", [MOST_PARTS, MOST_PARTS + 1])
def test_a_commune_is_divided_into_as_many_as_is_sensible(app: Flask, many: int) -> None:
    with deed():
        land = Land()
        more = [a_village(f"Nà {nth}", inside=land.communes[0]) for nth in range(many - 2)]
        villages = [it.id for it in (*land.villages[:2], *more)]
    parts = tuple(
        Part(Unit(f"{80_000 + nth}", "xã", f"Mới {nth}"), (it,)) for nth, it in enumerate(villages)
    )
    plan = Dividing(land.communes[0].id, parts)

    if many > MOST_PARTS:
        with pytest.raises(DoesNotFit) as refusal, deed():
            land.enter(ReformKind.SPLIT, plan)
        assert refusal.value.why is Why.TOO_MANY
    else:
        with deed():
            land.enter(ReformKind.SPLIT, plan)
        assert [revenue(standing(f"{80_000 + nth}")) for nth in range(3)] == [1000, 2000, 0]


def test_pages_offer_other_provinces_to_who_answers_for_them(app: Flask, two: Two) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(two.officer)
    there = f"/reforms/in/{two.there.province.code}/merge"
    assert 'name="abroad"' in browser.get(there).html
    old = two.here.communes[0]
    divided = f"/reforms/in/{two.here.province.code}/split?commune={old.code}&parts=9"
    assert browser.get(divided).html.count('name="code"') == 9
    said = {
        "decision": DECISION,
        "on": clock.village_date(clock.now()).isoformat(),
        "communes": two.there.communes[0].code,
        "abroad": f"{old.code} ,",
        "code": "06999",
        "kind": "xã",
        "name": "Quan Sơn",
    }

    assert "42.000 ₫" in browser.post(there, said, expect=200).text.replace("\xa0", " ")
    browser.post(there, said | {"sure": "yes"})

    session.rollback()
    assert revenue(standing("06999")) == 6000
    number = session.scalars(select(Reform)).one().id
    for land in (two.here, two.there):
        assert DECISION in browser.get(f"/reforms/in/{land.province.code}").text
    other = Browser(app.test_client())
    other.sign_in(two.there.officer)
    other.get(f"/reforms/{number}", expect=404)
    assert 'name="abroad"' not in other.get(there).html
