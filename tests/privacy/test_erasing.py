"""Two officers erase a person: nothing leads to them any more, and no figure moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import (
    JSON,
    Column,
    String,
    Table,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError

from storefront import clock
from storefront import text as words
from storefront.accounts import sealing
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import Base, deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Movement
from storefront.notifications import actions as notifications
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order, OrderEvent
from storefront.places.models import Place
from storefront.privacy import actions, erasing, fates
from storefront.privacy.actions import NotNow
from storefront.privacy.erasing import Hindered, OnePerson
from storefront.privacy.hindrances import Hindrance
from storefront.privacy.models import Asks, DataRequest, Standing
from storefront.privacy.naming import MARK
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import (
    a_bill,
    a_buyer,
    a_household,
    a_person,
    a_poster,
    a_shop,
    a_village,
    an_order,
    counted,
    na,
    posted,
)

NOW = clock.now()
NAME, PHONE = "Hoàng Thị Nhình", "+84987654321"


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def two(village: Place) -> tuple[Person, Person]:
    assert village.parent
    assert village.parent.parent
    province = village.parent.parent
    with deed():
        return (
            posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province),
            posted("Vi Thị Én", Role.PROVINCE_OFFICER, province),
        )


@pytest.fixture
def home(village: Place) -> Household:
    """Years of trade: a shop, a sold and a cancelled order, a bill, a poster, words to others."""
    with deed():
        household = a_household(NAME, village=village)
        household.keeper.phone = PHONE
        shop = a_shop(household, code="nha-ba-nhinh-1")
        shop.story = f"Gọi {NAME} theo số 0987 654 321"
        order = an_order(na(shop=shop))
        a_bill(shop)
        a_poster(shop)
        counted(Indicator.ORDER_COMPLETED, household)
        orders.cancel(order, by=household.keeper, reason=f"{NAME} ốm", at=NOW)
        notifications.write(f"{NAME} đã hủy đơn", to="+84911111111", at=NOW)
        notifications.write("Đơn mới", to=PHONE, person=household.keeper, at=NOW)
        a_bill(shop)
    return household


def asked(person: Person, place: Place | None) -> DataRequest:
    with deed():
        return actions.ask(person, Asks.ERASURE, f"Tôi là {NAME}", place=place, at=NOW)


def carried_out(request: DataRequest, two: tuple[Person, Person]) -> None:
    with deed():
        erasing.ask(request, by=two[0], at=NOW)
    sealing.seal(at=NOW)
    with deed():
        erasing.confirm(request, by=two[1], at=NOW)


def found(*needles: str) -> set[str]:
    """Every column of words, of every table, in which one of these stands."""
    return {
        f"{table.name}.{column.name}"
        for table, column in _columns_of_words()
        for needle in needles
        if session.scalar(select(func.count()).where(cast(column, String).contains(needle)))
    }


def _columns_of_words() -> Iterator[tuple[Table, Column[object]]]:
    for table in Base.metadata.tables.values():
        for column in table.c:
            if isinstance(column.type, String | JSON):
                yield table, column


def every_way(name: str, phone: str) -> tuple[str, ...]:
    local = "0" + phone.removeprefix("+84")
    written = (name, words.fold(name), words.fold(name).upper(), json.dumps(name)[1:-1])
    return *written, phone.removeprefix("+"), local, f"{local[:4]} {local[4:7]} {local[7:]}"


def test_of_every_table_somebody_has_said_what_erasing_does(app: Flask) -> None:
    assert fates.undecided() == [], "decide, in privacy/data/erasing.csv"
    for it in fates.fates():
        columns = fates.table_of(it).c
        assert set(it.columns) <= {column.name for column in columns}, it.name
        assert bool(it.columns) == (it.deed is fates.Deed.BLANK), it.name
        assert it.source


def test_a_household_goes_and_nothing_leads_to_it(
    home: Household, village: Place, two: tuple[Person, Person]
) -> None:
    request = asked(home.keeper, village)
    assert len(found(*every_way(NAME, PHONE))) > 8
    facts = session.execute(select(Fact.indicator, Fact.day, Fact.amount)).all()
    books = session.scalar(select(func.count(Movement.id)))

    carried_out(request, two)

    last = session.scalars(select(Message).where(Message.to == PHONE)).one()
    assert found(*every_way(NAME, PHONE)) == {"message.to"}, "kept until it is sent"
    assert NAME not in last.body
    assert session.execute(select(Fact.indicator, Fact.day, Fact.amount)).all() == facts
    assert session.scalar(select(func.count(Movement.id))) == books
    assert session.scalars(select(Order)).one().lines
    with deed():
        erasing.forget_last_words(at=NOW + timedelta(days=4))
    with deed():
        assert erasing.forget_last_words(at=NOW + timedelta(days=4)) == 0
    assert found(*every_way(NAME, PHONE)) == set()


def test_a_buyer_by_number_goes_from_orders_that_stay(
    village: Place, two: tuple[Person, Person]
) -> None:
    buyer = a_buyer("Chị Hạnh Ngọc Lâm", phone=PHONE)
    with deed():
        order = an_order()
        order.checkout.buyer_name, order.checkout.buyer_phone = buyer.name, PHONE
        bill = a_bill(order.shop, phone=PHONE)
        bill.payer_name = buyer.name
        orders.cancel(order, by=None, reason="", at=NOW)
        person = a_person(buyer.name, phone=PHONE)
        total = order.total
    request = asked(person, None)

    carried_out(request, two)
    with deed():
        erasing.forget_last_words(at=NOW + timedelta(days=4))

    assert found(*every_way(buyer.name, PHONE), order.checkout.address or "Ngọc Lâm") == set()
    kept = session.scalars(select(Order)).one()
    assert (kept.total, kept.checkout.buyer_name) == (total, MARK)


def test_a_staff_member_goes_and_what_they_pressed_stays(
    home: Household, village: Place, two: tuple[Person, Person]
) -> None:
    with deed():
        leaver = posted("Nông Văn Tài", Role.LEADER, village)
        session.add(Trace(at=NOW, actor=leaver, verb="visit.write", subject="household:x"))
        phone = leaver.phone or ""
    request = asked(leaver, village)
    with pytest.raises(Hindered) as refused, deed():
        erasing.ask(request, by=two[0], at=NOW)
    assert refused.value.why == [Hindrance.POSTED]
    with deed():
        session.get_one(Person, leaver.id).postings[0].to_day = clock.village_date(NOW)

    carried_out(request, two)
    with deed():
        erasing.forget_last_words(at=NOW + timedelta(days=4))

    assert found("Nông Văn Tài", phone) == set()
    pressed = select(Trace).where(Trace.verb == "visit.write")
    assert session.scalars(pressed).one().actor_id == leaver.id


def test_two_people_once_and_not_while_others_wait(
    home: Household, village: Place, two: tuple[Person, Person]
) -> None:
    request = asked(home.keeper, village)
    with deed():
        waiting = an_order(na(shop=home.shop))
    with pytest.raises(Hindered), deed():
        erasing.ask(request, by=two[0], at=NOW)
    with deed():
        orders.cancel(waiting, by=home.keeper, reason="", at=NOW)
    with pytest.raises(NotNow), deed():
        actions.carry_out(request, "Đã xóa", by=two[0], at=NOW)
    with pytest.raises(NotNow), deed():
        erasing.confirm(request, by=two[1], at=NOW)
    with deed():
        erasing.ask(request, by=two[0], at=NOW)
        erasing.take_back(request, by=two[0], at=NOW)
        erasing.ask(request, by=two[0], at=NOW)
    with pytest.raises(OnePerson), deed():
        erasing.confirm(request, by=two[0], at=NOW)
    assert found(NAME)
    sealing.seal(at=NOW)
    with deed():
        erasing.confirm(request, by=two[1], at=NOW)
    with pytest.raises(NotNow), deed():
        erasing.confirm(request, by=two[1], at=NOW)
    assert request.state is Standing.DONE


def test_words_may_be_taken_out_of_an_orders_story_and_nothing_put_in(home: Household) -> None:
    said = update(OrderEvent).where(OrderEvent.note.is_not(None))
    with deed():
        order = session.scalars(select(Order)).one()
        session.add(OrderEvent(order_id=order.id, at=NOW, kind=Happened.PLACED, note=NAME))
    for change in ({"note": "khác"}, {"note": None, "at": NOW - timedelta(1)}):
        with pytest.raises(DatabaseError), deed():
            session.execute(said.values(change))
    with deed():
        session.execute(said.values(note=None))
    assert found(NAME).isdisjoint({"order_event.note"})
    with pytest.raises(DatabaseError), deed():
        session.execute(delete(OrderEvent))


def test_officers_see_what_goes_and_press_in_turn(
    home: Household, village: Place, two: tuple[Person, Person], browser: Browser
) -> None:
    request = asked(home.keeper, village)
    shop = home.shop
    assert shop
    there = f"/data-requests/{request.id}/erasure"
    browser.sign_in(two[0])
    page = browser.get(there).text
    assert "Gian hàng" in page
    assert "Luật 88/2015/QH13" in page
    browser.post(there)
    browser.post(f"{there}/confirmation")
    assert "người thứ hai" in browser.get(there).text
    browser.sign_in(two[1])
    browser.post(f"{there}/confirmation")
    done = browser.get(there).text
    assert "Luật 88/2015/QH13" in done
    browser.post(there)
    browser.get(f"/shops/{shop.code}", expect=404)
    browser.get("/shops/nha-ba-nhinh-1", expect=404)
    assert NAME not in browser.get(f"/data-requests/{request.id}").text
    stranger = a_stranger(village)
    browser.sign_in(stranger)
    browser.get(there, expect=404)
    browser.post(f"{there}/confirmation", expect=404)


def a_stranger(village: Place) -> Person:
    with deed():
        return posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, village)
