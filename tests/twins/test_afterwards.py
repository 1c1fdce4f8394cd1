"""Once two entries are one household: one year, and one keeper for all that was under both."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Person
from storefront.campaign import folding
from storefront.campaign.models import Fold
from storefront.complaints import actions as complaints
from storefront.complaints import queries as complained
from storefront.complaints.models import Complaint, Trouble, Wants
from storefront.db import deed, session
from storefront.earnings import actions as earnings
from storefront.earnings import invoicing
from storefront.earnings import queries as years
from storefront.earnings.statement import Year
from storefront.facts.models import Fact, Indicator
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Order, PayBy
from storefront.payments import by_word
from storefront.ratings import actions as ratings
from storefront.ratings.models import Rating
from storefront.shops import entries
from storefront.shops.models import Household, Shop, Twin
from storefront.twins import actions
from tests.browser import Browser
from tests.twins.test_twins import LATER, Hamlet
from tests.village import MARKET_DAY, a_household, a_shop, an_order, na

IN_MARCH = date(2026, 3, 1)
AN_HOUR = timedelta(hours=1)


def sold(shop: Shop, *, at: datetime = MARKET_DAY) -> Order:
    order = an_order(na(shop=shop), pay_by=PayBy.CASH, at=at)
    keeper = shop.household.keeper
    by_word.keeper_received(order, by=keeper, cash=True, at=at)
    orders.confirm(order, by=keeper, at=at)
    orders.hand_over(order, by=keeper, at=at)
    return order


def _says(household: Household, millions: int, *, at: datetime = MARKET_DAY) -> None:
    said = Money(millions * 1_000_000)
    earnings.say_sold_outside(household, IN_MARCH, said, note="", by=household.keeper, at=at)


def _year(household_id: int) -> Year:
    return years.year(2026, household_id=household_id, at=LATER + AN_HOUR)


def test_the_year_of_the_household_is_that_of_both(app: Flask) -> None:
    with deed():
        hamlet = Hamlet()
        first, second = (sold(a_shop(it)) for it in (hamlet.one, hamlet.other))
        _says(hamlet.one, 5)
        _says(hamlet.other, 3)
    with deed():
        twin = hamlet.joined()

    whole = _year(hamlet.one.id).whole
    assert (whole.sales, whole.outside) == (first.total + second.total, Money(8_000_000))
    handed = invoicing.handed_over(hamlet.one.id, clock.village_date(MARKET_DAY))
    assert {it.id for it in handed} == {first.id, second.id}
    with deed():
        _says(session.get_one(Household, hamlet.one.id), 7, at=LATER + AN_HOUR)
    assert _year(hamlet.one.id).whole.outside == Money(7_000_000)

    with deed():
        session.get_one(Twin, twin.id).ended_at = LATER + AN_HOUR
    assert _year(hamlet.one.id).whole.sales == first.total


def test_an_entry_that_went_into_one_that_went_is_the_last_ones(app: Flask) -> None:
    with deed():
        hamlet = Hamlet()
        third = a_household(village=hamlet.village)
        hamlet.joined()
        twin = actions.propose(third, hamlet.one, by=hamlet.leader, at=LATER + AN_HOUR)
        actions.join(twin, by=hamlet.officer, at=LATER + AN_HOUR)

    since = entries.of(third.id)
    assert set(since) == {third.id, hamlet.one.id, hamlet.other.id}
    assert since[hamlet.other.id] == LATER + AN_HOUR
    assert entries.standing(hamlet.other).id == third.id
    mine = select(Household.id).where(entries.kept_by(third.keeper))
    assert set(session.scalars(mine)) == set(since)


def test_the_keeper_goes_on_with_orders_of_the_stall_that_rests(browser: Browser) -> None:
    soon = clock.now()
    with deed():
        hamlet = Hamlet()
        hamlet.one.keeper.phone = "+84987654321"
        a_shop(hamlet.one)
        order = sold(a_shop(hamlet.other), at=soon - AN_HOUR)
        stranger = a_household("Lý Thị Mai", village=hamlet.village)
        hamlet.joined(at=soon)
        complaint = complaints.complain(
            order, Trouble.SPOILED, "Dập", wants=Wants.MONEY, asked=order.total, at=soon
        )
    assert "87654321" in _told_last()

    pages = (f"/orders/{order.code}", f"/orders/{order.code}/refund", f"/complaints/{complaint.id}")
    for person, expected in (
        (hamlet.one.keeper, 200), (hamlet.leader, 200), (hamlet.other.keeper, 404),
        (stranger.keeper, 404),
    ):  # fmt: skip
        browser.sign_in(session.get_one(Person, person.id))
        for page in pages:
            browser.get(page, expect=expected)
    browser.sign_in(hamlet.one.keeper)
    assert f"/orders/{order.code}" in browser.get("/keeper/orders").links()
    assert [it.id for it in _waiting(hamlet.one.keeper)] == [complaint.id]
    browser.post(f"/complaints/{complaint.id}/acceptance")
    assert session.get_one(Complaint, complaint.id).answered_by_id == hamlet.one.keeper_id


def _told_last() -> str:
    return session.scalars(select(Message.to).order_by(Message.id.desc()).limit(1)).one()


def _waiting(person: Person) -> list[Complaint]:
    return list(complained.waiting(person, on=clock.village_date(clock.now())))


def test_what_was_said_of_a_stall_goes_along_and_comes_back(app: Flask) -> None:
    with deed():
        hamlet = Hamlet()
        kept, gone = a_shop(hamlet.one), a_shop(hamlet.other)
        for shop, stars in ((kept, 5), (gone, 1)):
            order = sold(shop)
            ratings.rate(order, order.lines[0], stars, "", at=MARKET_DAY)
        late = sold(gone, at=LATER - AN_HOUR)
    with deed():
        twin = hamlet.joined()
    assert _rated(kept) == (6, 2)
    with deed():
        ratings.rate(session.get_one(Order, late.id), late.lines[0], 2, "", at=LATER)
    assert (_rated(kept), _rated(gone)) == ((8, 3), (0, 0))

    with deed():
        actions.undo(session.get_one(Twin, twin.id), by=hamlet.second, at=LATER + AN_HOUR)
    assert (_rated(kept), _rated(gone)) == ((7, 2), (1, 1))


def _rated(shop: Shop) -> tuple[int | None, int | None]:
    session.expire_all()
    found = session.get_one(Shop, shop.id)
    many = session.scalar(select(func.count(Rating.id)).where(Rating.shop_id == shop.id))
    assert many == found.rated_many
    return found.rated_sum, found.rated_many


def test_sums_agree_with_what_was_counted_before_and_after(app: Flask) -> None:
    with deed():
        hamlet = Hamlet()
        sold(a_shop(hamlet.one)), sold(a_shop(hamlet.other))
    folding.fold_all(at=LATER)
    with deed():
        hamlet.joined()
    for _ in range(2):
        folding.fold_all(at=LATER)
        assert _folded() == _counted()
        with deed():
            folding.rebuild_folds()
    assert _folded()[Indicator.HOUSEHOLD_REGISTERED] == 1


def _folded() -> dict[Indicator, int]:
    wanted = select(Fold.indicator, func.sum(Fold.amount)).group_by(Fold.indicator)
    return {it: int(many) for it, many in session.execute(wanted) if many}


def _counted() -> dict[Indicator, int]:
    wanted = select(Fact.indicator, func.sum(Fact.amount)).group_by(Fact.indicator)
    return {it: int(many) for it, many in session.execute(wanted) if many}
