"""Two entries of the book that are one household: found, made one by two people, and undone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import Base, deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Journal
from storefront.notifications.models import Message
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.screening import actions as screening
from storefront.screening.dossier import Finding
from storefront.screening.models import Scheme, Suspect, SuspectState
from storefront.shops import queries as shops
from storefront.shops.models import Household, Shop, Twin, TwinAnswer
from storefront.twins import actions, finding, moving, queries
from storefront.twins.actions import SaidAlready, SecondPerson, TooLate
from storefront.twins.finding import Likeness
from storefront.twins.hindrances import Hindered, Hindrance
from tests.browser import Browser
from tests.crowd import at_once
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_team,
    a_village,
    an_account,
    an_order,
    counted,
    na,
    posted,
)
from tests.web.test_money_at_once import presses

LATER = MARKET_DAY + timedelta(days=40)


class Hamlet:
    """Bà Nhình, written down twice, and the people who look at it."""

    def __init__(self) -> None:
        self.province = a_province()
        self.commune = a_commune(inside=self.province)
        self.village = a_village(inside=self.commune)
        self.leader = posted("Vi Văn Thắng", Role.LEADER, self.village)
        a_team(self.village, head=self.leader)
        self.officer = posted("Lương Thị Hà", Role.COMMUNE_OFFICER, self.commune)
        self.second = posted("Hoàng Văn Sơn", Role.COMMUNE_OFFICER, self.commune)
        self.one = a_household(village=self.village)
        self.other = a_household(village=self.village)
        for it in (self.one, self.other):
            counted(Indicator.HOUSEHOLD_REGISTERED, it)

    def joined(self, *, keep: str = "one", at: datetime = LATER) -> Twin:
        kept, gone = (self.one, self.other) if keep == "one" else (self.other, self.one)
        twin = actions.propose(kept, gone, by=self.leader, at=at)
        actions.join(twin, by=self.officer, at=at)
        return twin


@pytest.fixture
def hamlet(app: Flask) -> Hamlet:
    with deed():
        return Hamlet()


def found(place: Place) -> list[frozenset[Likeness]]:
    return [it.alike for it in finding.pairs([place], limit=10)]


def counts(indicator: Indicator, *, until: datetime | None = None) -> int:
    summed = select(func.sum(Fact.amount)).where(Fact.indicator == indicator)
    if until:
        summed = summed.where(Fact.day <= clock.village_date(until))
    return session.scalar(summed) or 0


def test_pairs_are_found_by_name_account_and_number(app: Flask) -> None:
    with deed():
        commune = a_commune()
        village, elsewhere = a_village(inside=commune), a_village("Nà Pe", inside=commune)
        first, second = a_household(village=village), a_household(village=village)
        third = a_household("Lý Thị Mai", village=village)
        fourth = a_household("Nông Văn Páo", village=elsewhere)
        third.birth_year = fourth.birth_year = 1970
        a_household("Hoàng Thị Nhình", village=elsewhere)
        older = a_household(village=village)
        older.birth_year = 1940
        an_account(third, number="0912345678")
        fourth.keeper.phone = "+84912345678"
        an_account(first), an_account(older)

    them = {(it.one.id, it.other.id): it.alike for it in finding.pairs([commune], limit=10)}
    assert them == {
        (first.id, second.id): {Likeness.NAME},
        (first.id, older.id): {Likeness.ACCOUNT},
        (third.id, fourth.id): {Likeness.PHONE},
    }
    assert found(elsewhere) == []


def test_two_houses_are_not_asked_about_again_until_that_is_taken_back(hamlet: Hamlet) -> None:
    with deed():
        twin = actions.keep_apart(hamlet.one, hamlet.other, by=hamlet.leader, at=LATER)
    assert found(hamlet.village) == []
    with deed(), pytest.raises(SaidAlready):
        actions.propose(hamlet.one, hamlet.other, by=hamlet.officer, at=LATER)

    with deed():
        actions.take_back(session.get_one(Twin, twin.id), by=hamlet.leader, at=LATER)
    assert found(hamlet.village) == [{Likeness.NAME}]
    assert [it.said_by.name for it in queries.ever_said_of(hamlet.one, hamlet.other)]


def test_two_people_make_one_and_the_count_falls_by_one_from_that_day(hamlet: Hamlet) -> None:
    with deed():
        twin = actions.propose(hamlet.one, hamlet.other, by=hamlet.officer, at=LATER)
        with pytest.raises(SecondPerson):
            actions.join(twin, by=hamlet.officer, at=LATER)
        actions.join(twin, by=hamlet.second, at=LATER)

    assert session.get_one(Household, hamlet.other.id).gone_at == LATER
    registered = Indicator.HOUSEHOLD_REGISTERED
    assert (counts(registered, until=LATER - timedelta(days=1)), counts(registered)) == (2, 1)
    assert found(hamlet.village) == []
    on = clock.village_date(LATER)
    assert shops.households_of(hamlet.leader, on=on) == [session.get_one(Household, hamlet.one.id)]
    assert shops.kept_by(session.get_one(Person, hamlet.other.keeper_id)) is None
    assert queries.kept_for(hamlet.other.keeper) is not None


def test_the_shop_goes_over_and_stays_open(hamlet: Hamlet) -> None:
    with deed():
        shop = a_shop(hamlet.other)
        counted(Indicator.SHOP_OPENED, hamlet.other)
        order = an_order(na(shop=shop))
        order.state = type(order.state).DONE
    before = _frozen()
    with deed():
        hamlet.joined()

    moved = session.get_one(Shop, shop.id)
    assert (moved.household_id, moved.is_open) == (hamlet.one.id, True)
    assert session.get_one(Household, hamlet.one.id).account is not None
    assert counts(Indicator.SHOP_OPENED) == 1
    assert before == _frozen()


def _frozen() -> list[object]:
    """Orders and the books, and facts of days before."""
    session.rollback()
    rows = [Order.id, Order.shop_id, Order.paid, Order.account_id, Order.state]
    facts = select(Fact.id, Fact.household_id, Fact.amount, Fact.day, Fact.commune_id)
    past = facts.where(Fact.day < clock.village_date(LATER)).order_by(Fact.id)
    books = select(Journal.id, Journal.household_id).order_by(Journal.id)
    asked = (select(*rows).order_by(Order.id), past, books)
    return [tuple(row) for it in asked for row in session.execute(it)]


def test_of_two_shops_one_rests_and_its_own_goods_go_over(app: Flask, hamlet: Hamlet) -> None:
    with deed():
        kept, gone = a_shop(hamlet.one), a_shop(hamlet.other)
        for it in (hamlet.one, hamlet.other):
            counted(Indicator.SHOP_OPENED, it)
        na(shop=kept)
        double, honey = na(shop=gone), na(shop=gone, name="Mật ong rừng")
    with deed():
        hamlet.joined()

    assert not session.get_one(Shop, gone.id).is_open
    assert [it.name for it in session.get_one(Shop, kept.id).products][-1] == "Mật ong rừng"
    assert not session.get_one(type(double), double.id).shown
    assert session.get_one(type(honey), honey.id).shop_id == kept.id
    assert counts(Indicator.SHOP_OPENED) == 1
    answer = app.test_client().get(f"/shops/{gone.code}")
    assert (answer.status_code, answer.location) == (302, f"/shops/{kept.code}")
    on = clock.village_date(LATER)
    assert shops.to_edit(gone.code, hamlet.leader, on=on) is None


def test_undone_everything_is_as_before(hamlet: Hamlet) -> None:
    with deed():
        hamlet.other.keeper.phone = "+84987654321"
        kept, gone = a_shop(hamlet.one), a_shop(hamlet.other)
        na(shop=kept), na(shop=gone), na(shop=gone, name="Mật ong rừng")
        counted(Indicator.ORDER_COMPLETED, hamlet.other, at=LATER - timedelta(days=3))
    before, today = _standing(), counts(Indicator.ACTIVE_30, until=LATER)
    with deed():
        twin = hamlet.joined()
    assert _standing() != before
    assert counts(Indicator.ACTIVE_30, until=LATER) == today
    assert counts(Indicator.ACTIVE_30) == 0

    soon = LATER + timedelta(days=2)
    with deed():
        actions.undo(session.get_one(Twin, twin.id), by=hamlet.second, at=soon)
    assert _standing() == before
    assert counts(Indicator.HOUSEHOLD_REGISTERED) == 2
    assert counts(Indicator.ACTIVE_30, until=soon) == today
    assert counts(Indicator.ACTIVE_30) == 0
    assert found(hamlet.village) == [{Likeness.NAME, Likeness.ACCOUNT}]


def _standing() -> dict[str, list[object]]:
    """What of households, shops, goods, accounts and keepers can move."""
    session.rollback()
    tables = Base.metadata.tables
    asked = {
        "household": ("id", "gone_at"),
        "shop": ("id", "household_id", "paused_at", "commune_id"),
        "product": ("id", "shop_id", "shown"),
        "payment_account": ("id", "household_id", "retired_at"),
        "person": ("id", "phone"),
        "consent": ("id", "person_id", "withdrawn_at"),
    }
    return {
        name: [
            tuple(row)
            for row in session.execute(
                select(*(tables[name].c[it] for it in columns)).order_by(tables[name].c.id)
            )
        ]
        for name, columns in asked.items()
    }


def test_it_cannot_be_undone_late_or_after_something_happened(hamlet: Hamlet) -> None:
    with deed():
        twin = hamlet.joined()
    week = LATER + actions.CAN_BE_UNDONE
    with deed(), pytest.raises(TooLate):
        actions.undo(session.get_one(Twin, twin.id), by=hamlet.officer, at=week)

    with deed():
        counted(Indicator.VISITS, hamlet.one, at=LATER + timedelta(hours=1))
    soon = LATER + timedelta(days=1)
    with deed(), pytest.raises(TooLate):
        actions.undo(session.get_one(Twin, twin.id), by=hamlet.officer, at=soon)


def test_what_is_under_way_ends_first(hamlet: Hamlet) -> None:
    with deed():
        an_order(na(shop=a_shop(hamlet.other)), at=LATER)
        twin = actions.propose(hamlet.one, hamlet.other, by=hamlet.leader, at=LATER)
        hamlet.other.taken_over_at = MARKET_DAY
        hamlet.one.keeper.consents[0].withdrawn_at = MARKET_DAY
    with deed(), pytest.raises(Hindered) as refusal:
        actions.join(session.get_one(Twin, twin.id), by=hamlet.officer, at=LATER)
    assert refusal.value.found == [Hindrance.OWN, Hindrance.CONSENT, Hindrance.ORDERS]
    assert session.get_one(Household, hamlet.other.id).gone_at is None


def test_houses_of_two_provinces_are_never_one(hamlet: Hamlet) -> None:
    with deed():
        far = a_household(village=a_village(inside=a_commune(inside=a_province("Cao Bằng"))))
        with pytest.raises(Hindered):
            actions.propose(hamlet.one, far, by=hamlet.leader, at=LATER)


def test_what_the_screen_noticed_of_them_is_decided_with_it(hamlet: Hamlet) -> None:
    finding = Finding(
        Scheme.TWICE, f"of:{hamlet.one.id}", {"households": [hamlet.one.id]}, is_everything=True
    )
    with deed():
        screening.look_into(hamlet.other.id, [finding], at=MARKET_DAY)
    assert counts(Indicator.HOUSEHOLD_REGISTERED) == 1
    with deed():
        hamlet.joined()

    assert session.scalars(select(Suspect.state)).all() == [SuspectState.INNOCENT]
    assert counts(Indicator.HOUSEHOLD_REGISTERED) == 1
    assert counts(Indicator.HELD_HOUSEHOLD_REGISTERED) == 0


def test_both_keepers_are_told_and_the_number_goes_over(hamlet: Hamlet) -> None:
    with deed():
        hamlet.one.keeper.phone, hamlet.other.keeper.phone = None, "+84987654321"
    with deed():
        hamlet.joined()
    (told,) = session.scalars(select(Message).where(Message.body.contains("gộp"))).all()
    assert told.to == "+84987654321"
    assert session.get_one(Person, hamlet.one.keeper_id).phone == "+84987654321"
    verbs = select(Trace.for_id).where(Trace.verb == "household.join")
    assert set(session.scalars(verbs)) == {hamlet.one.keeper_id, hamlet.other.keeper_id}


def test_consent_never_given_is_brought_along(app: Flask) -> None:
    with deed():
        hamlet = Hamlet()
        third = a_household(village=hamlet.village, agreeing=frozenset({Purpose.SHOP}))
        twin = actions.propose(third, hamlet.one, by=hamlet.leader, at=LATER)
        actions.join(twin, by=hamlet.officer, at=LATER)
    keeper = session.get_one(Person, third.keeper_id)
    assert all(keeper.agrees_to(it) for it in Purpose)


def test_every_table_that_refers_to_a_household_is_named(app: Flask) -> None:
    refer = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "household"
    }
    assert refer == moving.MOVED | moving.KEPT
    assert not moving.MOVED & moving.KEPT


def test_two_officers_decide_at_once_and_one_deed_is_done(app: Flask) -> None:
    with deed():
        hamlet = Hamlet()
        actions.propose(hamlet.one, hamlet.other, by=hamlet.leader, at=clock.now())

    address = f"/team/twins/{hamlet.one.code}/{hamlet.other.code}/union"
    both = [presses(it, address) for it in (hamlet.officer, hamlet.second)]
    assert sorted(at_once(app, both)) == [302, 409]

    session.rollback()
    assert counts(Indicator.HOUSEHOLD_REGISTERED) == 1
    verbs = select(func.count(Trace.id)).where(Trace.verb == "household.join")
    assert session.scalar(verbs) == 2
    assert session.scalars(select(Twin.answer)).all() == [TwinAnswer.JOINED]


def test_without_the_lock_both_would_do_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: the test above would find it."""
    with deed():
        hamlet = Hamlet()
        twin = actions.propose(hamlet.one, hamlet.other, by=hamlet.leader, at=clock.now())
        number = twin.id
    monkeypatch.setattr(session, "refresh", lambda *_: None)
    with deed():
        known = session.get_one(Twin, number)
        actions.join(known, by=hamlet.officer, at=clock.now())
        known.answer, known.one.gone_at, known.other.gone_at = TwinAnswer.PROPOSED, None, None
        actions.join(known, by=hamlet.second, at=clock.now())
    verbs = select(func.count(Trace.id)).where(Trace.verb == "household.join")
    assert session.scalar(verbs) != 2


def test_who_sees_and_who_decides(browser: Browser) -> None:
    with deed():
        hamlet = Hamlet()
        commune = a_commune("Vạn Linh", inside=hamlet.province)
        stranger = posted("Nguyễn Văn Xa", Role.LEADER, a_village("Bản Xa", inside=commune))
        province = posted("Trần Thị Tỉnh", Role.PROVINCE_OFFICER, hamlet.province)
    at = f"/team/twins/{hamlet.one.code}/{hamlet.other.code}"
    for person, index, pair in (
        (hamlet.leader, 200, 200), (hamlet.officer, 200, 200), (stranger, 200, 404),
        (province, 404, 404), (hamlet.one.keeper, 404, 404),
    ):  # fmt: skip
        browser.sign_in(person)
        browser.get("/team/twins", expect=index)
        browser.get(at, expect=pair)
    browser.sign_in(province)
    counted_only = browser.get("/team/twins/communes").text
    assert "Chi Lăng" in counted_only
    assert "Nhình" not in counted_only
    browser.sign_in(stranger)
    browser.post(f"{at}/difference", expect=404)


def test_a_leader_proposes_and_an_officer_decides_on_pages(browser: Browser) -> None:
    with deed():
        hamlet = Hamlet()
    one, other = hamlet.one.code, hamlet.other.code
    at = f"/team/twins/{one}/{other}"
    browser.sign_in(hamlet.leader)
    browser.get(f"{at}?keep={one}")
    browser.post(f"{at}/proposal", {"keep": "nobody"}, expect=422)
    browser.post(f"{at}/proposal", {"keep": one})
    browser.post(f"{at}/union", expect=404)
    browser.sign_in(hamlet.officer)
    browser.get(at)
    browser.post(f"{at}/union")
    browser.post(f"{at}/union", expect=409)
    browser.get(at)
    browser.get("/team/twins")
    assert other in browser.get(f"/team/households/{one}").text
    assert "Nhình" in browser.get(f"/team/households/{one}/formerly/{other}").text
    browser.get(f"/team/households/{other}", expect=404)
    browser.sign_in(hamlet.other.keeper)
    assert "Nhình" in browser.get("/keeper").text
    browser.sign_in(hamlet.officer)
    browser.post(f"{at}/reversal")
    browser.get(f"/team/households/{other}")
