"""Does the demo market agree with itself, as a real one would?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import selectinload

from storefront import clock, codes
from storefront.accounts.models import Consent, Person, Purpose
from storefront.campaign.models import Fold, MonthFold
from storefront.complaints.models import Complaint, ComplaintState
from storefront.db import Base, deed, session
from storefront.demo.cast import CAST, KEEPERS, PASSWORD
from storefront.demo.goods import all_goods
from storefront.demo.scenes.stage import BOX, EGGS, HEN, SHOOTS, TEA
from storefront.facts import following
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.groups.models import GroupOrder
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import (
    Checkout,
    Happened,
    Order,
    OrderEvent,
    OrderLine,
    OrderState,
    Origin,
    PayBy,
    Scale,
)
from storefront.payments.models import Outcome, Receipt
from storefront.places.models import Level, Place
from storefront.rolls import queries as rolls
from storefront.rolls.models import Roll
from storefront.shops.models import AccountStep, Folder, Household, PaymentAccount, Product, Shop
from storefront.standing.models import Turn, TurnState
from storefront.talks.models import Note, Side
from storefront.terms.models import TermsAcceptance
from storefront.terms.queries import who_lacks
from storefront.visits import counting
from storefront.visits.models import Visit
from tests.demo.conftest import SMALL
from tests.village import MARKET_DAY

OWN = {it.name for it in (BOX, EGGS, HEN, SHOOTS, TEA)}
"""Goods of the scenes, which the table of produce does not have."""


def rows(wanted: Any) -> list[Any]:
    return list(session.execute(wanted).all())


def played() -> list[Order]:
    """Orders of the scenes, which come beside those that were wished for."""
    names = Checkout.once.startswith("demo:"), Checkout.origin.in_([Origin.STANDING, Origin.GROUP])
    return list(session.scalars(select(Order).join(Order.checkout).where(or_(*names))))


def test_it_is_as_large_as_was_wished_for(demo: Flask) -> None:
    size = SMALL.size

    assert session.scalar(select(func.count(Shop.id))) == size.shops
    assert 0 < len(played()) < 30
    assert session.scalar(select(func.count(Order.id))) == size.orders + len(played())
    assert session.scalar(select(func.count(PaymentAccount.id))) == size.accounts < size.shops
    province = session.scalars(select(Place).where(Place.code == "20", Place.valid_to.is_(None)))
    communes = select(Place.id).where(
        Place.level == Level.COMMUNE,
        Place.valid_to.is_(None),
        Place.path.startswith(province.one().path),
    )
    reached = select(Place.parent_id).join(Household, Household.village_id == Place.id)
    assert len(set(session.scalars(communes))) == 65
    assert set(session.scalars(reached)) == set(session.scalars(communes))


def test_visits_are_counted_as_the_market_counts_them(demo: Flask) -> None:
    reached = session.scalar(
        select(func.sum(Fact.amount)).where(Fact.indicator == Indicator.HOUSEHOLDS_REACHED)
    )
    assert (
        0 < (reached or 0) < SMALL.size.shops < (session.scalar(select(func.count(Visit.id))) or 0)
    )
    before = session.scalar(select(func.count(Fact.id)))
    with deed():
        for household in session.scalars(select(Household)):
            counting.count(household, at=MARKET_DAY)
            counting.count_checks(household, at=MARKET_DAY)

    assert session.scalar(select(func.count(Fact.id))) == before


def test_every_journal_sums_to_zero(demo: Flask) -> None:
    off = select(Movement.journal_id).group_by(Movement.journal_id)

    assert rows(off.having(func.sum(Movement.amount) != Money(0))) == []


def test_the_books_say_of_every_order_what_its_receipts_say(demo: Flask) -> None:
    came = select(Movement.order_id, func.sum(Movement.amount)).where(
        Movement.account.in_([Account.BANK, Account.CASH])
    )
    in_the_books = dict(rows(came.group_by(Movement.order_id)))
    receipts = select(Receipt.order_id, func.sum(Receipt.amount)).group_by(Receipt.order_id)
    received = dict(rows(receipts))

    assert in_the_books == received
    for order in session.scalars(select(Order)):
        assert order.paid.dong == getattr(received.get(order.id), "dong", 0), order.code


def test_an_order_is_the_sum_of_its_lines(demo: Flask) -> None:
    for order in session.scalars(select(Order).options(selectinload(Order.lines))):
        assert order.goods == Money.sum(line.amount for line in order.lines)


def test_prices_lie_in_the_found_range(demo: Flask) -> None:
    found = {good.name: good for good in all_goods()}

    for product in session.scalars(select(Product).where(Product.name.not_in(OWN))):
        good = found[product.full_name]
        assert good.lowest <= product.price.dong <= good.highest
        assert product.stock >= 0
        assert product.photo_id is not None


def test_nothing_is_sold_out_of_season(demo: Flask) -> None:
    sold = select(Product, Order.placed_at).join(OrderLine.product).join(OrderLine.order)

    for product, placed_at in rows(sold.select_from(OrderLine)):
        assert product.in_season(clock.village_date(placed_at).month), product.name
        assert product.listed_at < placed_at


AHEAD = ("hold_until", "opens_at", "closes_at", "due_at")
"""Until when goods are held, a harvest can be ordered, a market is held, and a complaint is to be
answered."""


def test_nothing_lies_in_the_future(demo: Flask) -> None:
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            if column.type.__class__.__name__ == "Moment" and column.name not in AHEAD:
                latest = session.scalar(select(func.max(column)))
                limit = MARKET_DAY + timedelta(minutes=30 if column.name == "pay_until" else 0)
                assert latest is None or latest <= limit, column


def test_everything_has_its_turn(demo: Flask) -> None:
    for order in session.scalars(select(Order)):
        turns = [order.placed_at, order.confirmed_at, order.sent_at, order.done_at]
        times = [turn for turn in turns if turn]
        assert times == sorted(times)
        assert (order.done_at is not None) == (order.state is OrderState.DONE)
    events = rows(select(OrderEvent.order_id, OrderEvent.at).order_by(OrderEvent.id))
    latest: dict[int, Any] = {}
    for order_id, at in events:
        assert latest.get(order_id, at) <= at
        latest[order_id] = at


def test_facts_are_what_happened(demo: Flask) -> None:
    sums = dict(rows(select(Fact.indicator, func.sum(Fact.amount)).group_by(Fact.indicator)))
    done = select(func.count(Order.id)).where(Order.state == OrderState.DONE)
    earned = select(func.sum(Order.earned))
    received = select(func.count(PaymentAccount.id)).where(
        PaymentAccount.step == AccountStep.RECEIVED
    )

    households = session.scalar(select(func.count(Household.id)))

    assert sums[Indicator.SHOP_OPENED] == SMALL.size.shops
    assert sums[Indicator.HOUSEHOLD_REGISTERED] == households
    assert sums[Indicator.ACCOUNT_DECLARED] == SMALL.size.accounts
    assert sums[Indicator.ORDER_PLACED] == SMALL.size.orders + len(played())
    assert sums[Indicator.ORDER_COMPLETED] == session.scalar(done)
    assert sums[Indicator.ACCOUNT_RECEIVED] == session.scalar(received)
    matched = select(func.count(PaymentAccount.id)).where(PaymentAccount.matched_at.is_not(None))
    assert sums.get(Indicator.ACCOUNT_MATCHED, 0) == session.scalar(matched)
    folders = select(func.count(Folder.id))
    assert session.scalar(folders) == households
    assert Money(int(sums[Indicator.REVENUE])) == session.scalar(earned)
    assert 0 < sums[Indicator.REVENUE_CASHLESS] < sums[Indicator.REVENUE]


def test_no_fact_was_forgotten(demo: Flask) -> None:
    before = session.scalar(select(func.count(Fact.id)))

    with deed():
        following.complete()

    assert session.scalar(select(func.count(Fact.id))) == before


@pytest.mark.parametrize("table", [Fold, MonthFold])
def test_sums_are_the_sums_of_the_facts(demo: Flask, table: Any) -> None:
    counted = select(Fact.indicator, func.sum(Fact.amount)).group_by(Fact.indicator)
    folds = select(table.indicator, func.sum(table.amount)).group_by(table.indicator)

    assert dict(rows(folds)) == dict(rows(counted))
    assert session.scalar(select(func.count(Unfolded.fact_id))) == 0


def test_some_communes_had_another_name_then(demo: Flask) -> None:
    moved = select(func.count()).select_from(Fold).where(Fold.commune_id != Fold.now_id)

    assert session.scalar(moved)


def test_an_order_is_worth_what_orders_were_worth_in_2021(demo: Flask) -> None:
    goods = [order.goods.dong for order in session.scalars(select(Order))]

    assert 150_000 < sum(goods) / len(goods) < 230_000


def test_all_kinds_of_trouble_are_there(demo: Flask) -> None:
    states = set(session.scalars(select(Order.state)))
    outcomes = set(session.scalars(select(Receipt.outcome)))

    assert {OrderState.CANCELLED, OrderState.EXPIRED, OrderState.DONE} <= states
    assert {Outcome.PAID, Outcome.REFUNDED} <= outcomes
    assert set(session.scalars(select(Order.pay_by))) == {PayBy.VIETQR, PayBy.CASH}


def test_a_shop_has_the_consents_it_needs(demo: Flask) -> None:
    for household in session.scalars(select(Household)):
        given = session.scalars(
            select(Consent.purpose).where(Consent.person_id == household.keeper_id)
        )
        assert Purpose.SHOP in set(given)


def test_keepers_with_a_shop_have_accepted_the_terms_and_newcomers_have_not(demo: Flask) -> None:
    """But for some who were not visited since."""
    told = {it.person_id: it for it in session.scalars(select(TermsAcceptance))}
    homes = session.execute(select(Household, Shop.id).outerjoin(Shop)).all()
    keepers = {home.keeper_id for home, shop in homes if shop is not None}
    cast = set(
        session.scalars(select(Person.id).where(Person.phone.in_([it.phone for it in CAST])))
    )

    assert cast & keepers <= set(told)
    assert 0.8 < len(keepers & set(told)) / len(keepers) < 1
    assert not {home.keeper_id for home, shop in homes if shop is None} & set(told)
    assert all(it.collector_id == it.person_id and not it.lacks_proof for it in told.values())
    officer = session.scalars(select(Person).where(Person.name == "Vi Văn Thắng")).first()
    assert officer is not None
    lacking, _many = who_lacks(officer, on=clock.village_date(MARKET_DAY))
    assert lacking, "there is somebody to show it with"


def test_order_codes_can_be_read_aloud(demo: Flask) -> None:
    assert all(codes.is_code(code) for code in session.scalars(select(Order.code)))


@pytest.mark.parametrize("character", CAST, ids=lambda character: character.name)
def test_the_cast_can_sign_in(demo: Flask, character: Any) -> None:
    person = session.scalars(select(Person).where(Person.phone == character.phone)).one()

    assert person.password_hash
    assert PasswordHasher().verify(person.password_hash, PASSWORD)
    roles = {posting.role for posting in person.held_on(clock.village_date(MARKET_DAY))}
    assert roles == ({character.role} if character.role else set())


@pytest.mark.parametrize("character", KEEPERS, ids=lambda character: character.name)
def test_keepers_of_the_cast_find_something_to_do(demo: Flask, character: Any) -> None:
    waiting = (
        select(func.count(Order.id))
        .join(Order.shop)
        .join(Shop.household)
        .join(Household.keeper)
        .where(Person.phone == character.phone, Order.state == OrderState.PLACED)
    )

    assert session.scalar(waiting)


def test_every_scene_was_played(demo: Flask) -> None:
    def all_of(column: Any) -> set[Any]:
        return set(session.scalars(select(column)))

    assert all_of(Checkout.origin) == set(Origin)
    assert all_of(Complaint.state) == {
        ComplaintState.OPEN,
        ComplaintState.ENDED,
        ComplaintState.APPEALED,
    }
    assert {Scale.ASKED, Scale.SETTLED} <= all_of(Order.scale)
    assert all_of(Turn.state) == {TurnState.PLACED}
    assert all_of(GroupOrder.ended_at) > {None}
    assert all_of(Note.side) == set(Side)
    assert Happened.HARVEST_MOVED in all_of(OrderEvent.kind)


def test_the_books_guard_themselves_again(demo: Flask) -> None:
    with pytest.raises(DBAPIError, match="append-only"), deed():
        session.execute(update(Fact).values(amount=0))
    with pytest.raises(DBAPIError), deed():
        session.add(Movement(journal_id=1, account=Account.CASH, amount=Money(1)))


def test_a_list_is_in_the_book_and_another_is_to_be_put_right(demo: Flask) -> None:
    taken_in, wrong = session.scalars(select(Roll).order_by(Roll.brought_at)).all()

    assert taken_in.taken_in_at is not None
    assert len(rolls.newcomers(taken_in)) == 4
    assert {it["what"] for it in wrong.faults} == {"born", "no_shop", "phone_short", "phone_taken"}
    assert wrong.taken_in_at is None
