"""Several people order together: nothing is lost, nobody is sold what is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from storefront import clock
from storefront.db import deed, session
from storefront.groups import actions, queries
from storefront.groups.actions import Closing, Plan
from storefront.groups.dealing import deal, fees
from storefront.groups.models import GroupOrder, Member, Wish
from storefront.groups.refusals import Ended, RanShort
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders.models import Checkout, Delivery, Institution, Origin, PayBy
from storefront.orders.placing import OnBehalf
from storefront.shops.models import Product
from tests.crowd import at_once
from tests.village import MARKET_DAY, na

CASH = Closing(PayBy.CASH)
LATE = MARKET_DAY + timedelta(hours=5)
SCHOOL = OnBehalf(Institution.SCHOOL, "Trường Hoa Sen")


def a_group(*goods: Product, at: datetime = MARKET_DAY) -> GroupOrder:
    plan = Plan(
        title="Na cho cả lớp",
        organiser="Cô Hạnh",
        phone="+84912345678",
        language="vi",
        delivery=Delivery.PICK_UP,
        address="",
        commune_id=None,
        wanted_on=clock.village_date(at) + timedelta(days=2),
        closes_at=at + (LATE - MARKET_DAY),
    )
    shops = [it.shop for it in goods]
    return actions.begin(plan, shops, on_behalf=SCHOOL, at=at)


def joined(
    group: GroupOrder, name: str, wanted: dict[int, int], *, at: datetime = MARKET_DAY
) -> Member:
    member = actions.join(group.id, name, at=at)
    actions.choose(member.secret, wanted, at=at)
    return member


def closed(group: GroupOrder, how: Closing = CASH) -> Checkout:
    with deed():
        return actions.close(group.secret, how, at=MARKET_DAY)


def as_it_is(group: GroupOrder) -> GroupOrder:
    found = queries.by_secret(group.secret)
    assert found
    return found


def test_what_everybody_wants_becomes_one_order_a_house(app: Flask) -> None:
    with deed():
        apples, tea = na(stock=40, price=68_000), na(name="Chè Shan", price=100_000)
        group = a_group(apples, tea)
        joined(group, "Lan", {apples.id: 2, tea.id: 1})
        joined(group, "Minh", {apples.id: 3})

    checkout = closed(group)

    assert checkout.origin is Origin.GROUP
    assert checkout.institution is Institution.SCHOOL
    ordered = {line.name: line.quantity for order in checkout.orders for line in order.lines}
    assert ordered == {apples.name: 5, "Chè Shan": 1}
    assert len(checkout.orders) == 2
    shares = [member.share for member in as_it_is(group).members]
    assert shares == [Money(236_000), Money(204_000)]
    assert Money.sum(shares) == Money.sum(order.goods for order in checkout.orders)


def test_closing_twice_orders_once(app: Flask) -> None:
    with deed():
        apples = na(stock=40)
        group = a_group(apples)
        joined(group, "Lan", {apples.id: 2})

    assert closed(group).id == closed(group).id
    assert session.query(Checkout).count() == 1


def test_wishes_change_until_it_closes(app: Flask) -> None:
    with deed():
        apples = na()
        group = a_group(apples)
        lan = joined(group, "Lan", {apples.id: 2})
        actions.choose(lan.secret, {apples.id: 7}, at=MARKET_DAY)
    assert [it.quantity for it in actions.wishes(as_it_is(group))] == [7]

    with deed():
        actions.choose(lan.secret, {apples.id: 0}, at=MARKET_DAY)
    assert not actions.wishes(as_it_is(group))

    with deed(), pytest.raises(Ended):
        actions.choose(lan.secret, {apples.id: 1}, at=LATE)
    with deed():
        actions.call_off(group.secret, at=MARKET_DAY)
    with deed(), pytest.raises(Ended):
        actions.join(group.id, "Minh", at=MARKET_DAY)


def test_only_goods_of_its_houses_are_chosen(app: Flask) -> None:
    with deed():
        apples, elsewhere = na(), na(name="Hồng")
        group = a_group(apples)
        joined(group, "Lan", {elsewhere.id: 2, 999_999: 1})

    assert not actions.wishes(as_it_is(group))


def test_what_ran_short_is_told_and_dealt_out_only_when_said(app: Flask) -> None:
    with deed():
        apples = na(stock=5)
        group = a_group(apples)
        joined(group, "Lan", {apples.id: 4})
        joined(group, "Minh", {apples.id: 3})

    with pytest.raises(RanShort):
        closed(group)
    assert as_it_is(group).ended_at is None
    assert session.get_one(Product, apples.id).stock == 5

    checkout = closed(group, Closing(PayBy.CASH, deal_out=True))

    assert [it.got for it in actions.wishes(as_it_is(group))] == [4, 1]
    assert checkout.orders[0].lines[0].quantity == 5
    assert session.get_one(Product, apples.id).stock == 0


def test_whoever_joins_at_once_is_there(app: Flask) -> None:
    with deed():
        group = a_group(na(), at=clock.now())
    link = f"/groups/join/{group.invite}"

    def join(name: str) -> Callable[[FlaskClient], TestResponse]:
        return lambda client: client.post(link, data={"name": name})

    answers = at_once(app, [join(name) for name in "ABCD"])

    session.rollback()
    assert {it.status_code for it in answers} == {302}
    assert sorted(it.name for it in as_it_is(group).members) == ["A", "B", "C", "D"]


def test_closing_while_somebody_adds_loses_nothing(app: Flask) -> None:
    """Whoever is first is told of to the other: what is added is ordered, or seen before it is."""
    with deed():
        apples = na(stock=40, price=10_000)
        group = a_group(apples, at=clock.now())
        joined(group, "Lan", {apples.id: 2}, at=clock.now())
        adding = joined(group, "Minh", {apples.id: 1}, at=clock.now()).secret
    pressed = {"pay_by": "cash", "seen": "30000"}
    more = {f"quantity-{apples.id}": "5"}

    closing, _added = at_once(
        app,
        [
            lambda it: it.post(f"/groups/{group.secret}/closing", data=pressed).status_code,
            lambda it: it.post(f"/groups/mine/{adding}", data=more).status_code,
        ],
    )

    session.rollback()
    wishes = [(it.quantity, it.got) for it in actions.wishes(as_it_is(group))]
    checkouts = session.query(Checkout).all()
    if closing == 302:  # the closing was first: the other is told that it is over
        assert wishes == [(2, 2), (1, 1)]
        assert [it.orders[0].lines[0].quantity for it in checkouts] == [3]
    else:  # the sum is another one now, and nothing is ordered unseen
        assert wishes == [(2, None), (5, None)]
        assert not checkouts


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), max_size=12),
    st.dictionaries(st.integers(1, 3), st.integers(0, 20)),
)
def test_never_more_is_dealt_than_is_there(
    wanted: list[tuple[int, int]], left: dict[int, int]
) -> None:
    wishes = [Wish(id=nth, product_id=it, quantity=many) for nth, (it, many) in enumerate(wanted)]
    got = deal(wishes, left)

    for product in (1, 2, 3):
        of_it = [it for it in wishes if it.product_id == product]
        asked, there = sum(it.quantity for it in of_it), left.get(product, 0)
        assert sum(got[it.id] for it in of_it) == min(asked, there)
    assert all(got[it.id] <= it.quantity for it in wishes)


@given(st.integers(0, 10**9), st.lists(st.integers(), min_size=1, max_size=50, unique=True))
def test_parts_of_the_delivery_add_up(total: int, members: list[int]) -> None:
    assert Money.sum(fees(Money(total), members).values()) == Money(total)


def told(group: GroupOrder) -> list[str]:
    wanted = select(Message.body).where(Message.to == group.phone).order_by(Message.id)
    return [body for body in session.scalars(wanted) if "hết giờ chọn" in body]


def test_the_organiser_is_told_once_that_choosing_is_over(app: Flask) -> None:
    with deed():
        apples = na(stock=40)
        group, ended = a_group(apples), a_group(apples)
        joined(group, "Lan", {apples.id: 2})
        actions.call_off(ended.secret, at=MARKET_DAY)

    for at in (LATE - timedelta(minutes=1), LATE, LATE + timedelta(minutes=1)):
        with deed():
            actions.tell_of_cut_offs(at=at)

    [body] = told(group)
    assert "1 người đã chọn" in body
    assert group.secret in body


def test_two_workers_tell_the_organiser_once(app: Flask) -> None:
    with deed():
        group = a_group(na())

    def work(_browser: FlaskClient) -> int:
        with app.app_context(), deed():
            return actions.tell_of_cut_offs(at=LATE)

    at_once(app, [work, work])

    assert len(told(group)) == 1


def test_what_was_over_long_ago_is_not_told_of(app: Flask) -> None:
    with deed():
        group = a_group(na())

    with deed():
        actions.tell_of_cut_offs(at=LATE + timedelta(days=2))

    assert told(group) == []
