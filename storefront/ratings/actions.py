"""Ratings: written by whoever bought, answered once by the house, taken down with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.notifications import actions as notifications
from storefront.orders import actions as orders
from storefront.orders.models import Checkout, Order, OrderLine, OrderState
from storefront.ratings import queries
from storefront.ratings.models import Rating
from storefront.ratings.refusals import AlreadySaid, NotBought, OwnGoods, TooLate
from storefront.rows import add_once
from storefront.shops import entries, noting
from storefront.shops.models import Household, Product, Shop

WITHIN = timedelta(days=30)
"""After the goods were handed over."""
_REMOVED = {
    "vi": "Chợ Bản: lời bạn viết về {name} đã được gỡ: {why}",
    "en": "Chợ Bản: what you wrote about {name} was taken down: {why}",
}


def rate(order: Order, line: OrderLine, stars: int, words: str, *, at: datetime) -> Rating:
    """Raises NotBought, TooLate, OwnGoods or AlreadySaid."""
    orders.lock(order)
    must_be_open(order, at=at)
    rating = add_once(
        Rating,
        unless=("order_line_id",),
        order_line_id=line.id,
        shop_id=_read_at(order.shop).id,
        product_id=line.product_id,
        by_name=shown_name(order.checkout.buyer_name),
        stars=stars,
        words=words,
        written_at=at,
    )
    if rating is None:
        raise AlreadySaid(order.code)
    _add_up(rating, at=at)
    return rating


def must_be_open(order: Order, *, at: datetime) -> None:
    if order.state is not OrderState.DONE or order.done_at is None:
        raise NotBought(order.code)
    if at > order.done_at + WITHIN:
        raise TooLate(order.code)
    if _is_own(order, at=at):
        raise OwnGoods(order.code)


def _is_own(order: Order, *, at: datetime) -> bool:
    """By telephone, by account or by browser: the rule of the screen."""
    household, buyer = order.shop.household, order.checkout
    standing = entries.standing(household)
    house = [household.keeper, standing.keeper, *_helpers(standing, at=at)]
    if buyer.buyer_phone in {it.phone for it in house}:
        return True
    people = [it.id for it in house]
    return buyer.buyer_id in people or queries.same_browser(buyer, people)


def _helpers(household: Household, *, at: datetime) -> list[Person]:
    today = clock.village_date(at)
    members = household.team.members if household.team else []
    return [it.person for it in members if it.to_day is None or it.to_day > today]


def shown_name(name: str) -> str:
    """Trần Minh Hà is told as Hà T.; one name alone stays."""
    first, *rest = name.split()
    return f"{rest[-1]} {first[0]}." if rest else first


def answer(rating: Rating, words: str, *, by: Person, at: datetime) -> None:
    """Once. Raises AlreadySaid."""
    if rating.answered_at or rating.removed_at:
        raise AlreadySaid(str(rating.id))
    rating.answer, rating.answered_at, rating.answered_by_id = words, at, by.id
    _trace("rating.answer", rating, by=by, at=at)


def report(rating: Rating, why: str, *, at: datetime) -> None:
    """By anyone. The first word stands until somebody has looked."""
    if rating.reported_at is None and rating.removed_at is None:
        rating.reported_at, rating.reported_why = at, why


def let_stand(rating: Rating, *, by: Person, at: datetime) -> None:
    rating.reported_at, rating.reported_why = None, ""
    _trace("rating.let_stand", rating, by=by, at=at)


def remove(rating: Rating, why: str, *, by: Person, at: datetime) -> None:
    """It counts no more, and whoever wrote it is told why. Raises AlreadySaid."""
    if rating.removed_at:
        raise AlreadySaid(str(rating.id))
    rating.removed_at, rating.removed_by_id, rating.removed_why = at, by.id, why
    _add_up(rating, at=at)
    _trace("rating.remove", rating, by=by, at=at)
    buyer = _buyer(rating)
    body = _REMOVED.get(buyer.language, _REMOVED["vi"]).format(name=rating.line.name, why=why)
    notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)


def _buyer(rating: Rating) -> Checkout:
    wanted = select(Checkout).join(Order, Order.checkout_id == Checkout.id)
    return session.scalars(wanted.where(Order.id == rating.line.order_id)).one()


def _read_at(shop: Shop) -> Shop:
    """Where an entry went into another, whatever is said is read at the stall that stands."""
    return entries.standing(shop.household).shop or shop


def go_over(numbers: Sequence[int], *, to: Shop, at: datetime) -> None:
    """Two entries were one household, or are two again: what was said of a stall goes along, the
    bad as well as the good."""
    which = Rating.id.in_(numbers)
    before = session.scalars(select(Rating.shop_id).where(which).distinct()).all()
    session.execute(update(Rating).where(which).values(shop_id=to.id))
    for shop_id in sorted({to.id, *before}):
        _add(Shop, shop_id, Rating.shop_id == shop_id, at=at)


def _add_up(rating: Rating, *, at: datetime) -> None:
    """Anew from what stands. Goods before shops, like everybody who orders; under the row's lock,
    so that of two at once one counts the other."""
    session.flush()
    _add(Product, rating.product_id, Rating.product_id == rating.product_id, at=at)
    _add(Shop, rating.shop_id, Rating.shop_id == rating.shop_id, at=at)


def _add(
    thing: type[Product] | type[Shop], number: int, which: ColumnElement[bool], *, at: datetime
) -> None:
    session.execute(select(thing.id).where(thing.id == number).with_for_update(key_share=True))
    counts = select(func.sum(Rating.stars), func.count()).where(which, Rating.removed_at.is_(None))
    total, many = session.execute(counts).one()
    session.execute(
        update(thing)
        .where(thing.id == number)
        .values(rated_sum=total or 0, rated_many=many, changed_at=at)
        .execution_options(synchronize_session=False)
    )


def _trace(verb: str, rating: Rating, *, by: Person, at: datetime) -> None:
    noting.trace(verb, rating.shop.household, by=by, at=at, rating=rating.id)
