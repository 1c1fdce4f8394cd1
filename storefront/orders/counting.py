"""What reports count of an order on its way."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import case, exists, func, select

from storefront import clock
from storefront.db import session
from storefront.facts import actions as facts
from storefront.facts.models import Fact, Indicator
from storefront.orders.models import Checkout, Order, OrderState, Origin
from storefront.places.models import Level, Place
from storefront.places.queries import as_now

SOON = timedelta(days=1)


def placed(orders: Iterable[Order], *, at: datetime) -> None:
    homes = ((order.code, order.shop.household) for order in orders)
    facts.record_orders([(code, home.id, home.village) for code, home in homes], at=at)


def answered(order: Order, *, at: datetime) -> None:
    """The household said yes or no; only its first answer counts. It is late by when the order was
    placed: whoever opens it again would be quick to answer themselves."""
    if (
        _was_asked(order)
        and _count(order, Indicator.ANSWER_DUE, at=at)
        and at - order.placed_at <= SOON
    ):
        _count(order, Indicator.ANSWER_SOON, at=at)


def left_unanswered(order: Order, *, at: datetime) -> None:
    if _was_asked(order):
        _count(order, Indicator.ANSWER_DUE, at=at)


def _was_asked(order: Order) -> bool:
    """Whoever entered the order answers nobody: it would make any house look quick."""
    return order.checkout.origin is not Origin.PHONE


def is_completed(order: Order) -> bool:
    """Whether it is counted so."""
    told = Fact.indicator == Indicator.ORDER_COMPLETED, Fact.cause == order.code
    return bool(session.scalar(select(exists().where(*told))))


def completed(order: Order, *, at: datetime) -> None:
    """Also who bought: each buyer is counted once, where they bought first."""
    _count(order, Indicator.ORDER_COMPLETED, at=at)
    session.flush()
    buyer = _buyer(order.checkout.buyer_phone)
    if not _count(order, Indicator.BUYER_NEW, buyer.cause, at=at):
        buyer = _buyer(order.checkout.buyer_phone)  # whoever counted them is through by now
    elif _lives_elsewhere(order, clock.village_date(at)):
        _count(order, Indicator.BUYER_OUTSIDE, buyer.cause, at=at)
    if buyer.baskets > 1:
        _count(order, Indicator.BUYER_REPEAT, buyer.cause, at=at)
    if order.checkout.institution:
        _count(order, Indicator.BUYER_INSTITUTION, buyer.cause, at=at)


class _Buyer(NamedTuple):
    first_basket: int
    baskets: int
    """Of which something has reached the buyer."""

    @property
    def cause(self) -> str:
        """Tells buyers apart without saying who they are."""
        return f"buyer:{self.first_basket}"


def _buyer(phone: str) -> _Buyer:
    done = case((Order.state == OrderState.DONE, Checkout.id))
    baskets = select(func.min(Checkout.id), func.count(done.distinct()))
    joined = baskets.join(Order, Order.checkout_id == Checkout.id)
    return _Buyer(*session.execute(joined.where(Checkout.buyer_phone == phone)).one())


def _lives_elsewhere(order: Order, on: date) -> bool:
    """Whether it was sent to another province, as provinces are on the day; of what was fetched
    nobody knows."""
    there, here = order.checkout.commune, order.shop.household.village
    if there is None or order.is_fetched:
        return False
    heirs = as_now(there, on=on) if there.valid_to else ()
    around = {number for it in heirs or [there] for number in it.ids}
    shared = around & set(here.ids)
    province = select(Place.id).where(Place.id.in_(shared), Place.level == Level.PROVINCE)
    return session.scalar(province) is None


def _count(order: Order, indicator: Indicator, cause: str | None = None, *, at: datetime) -> bool:
    household = order.shop.household
    return facts.record(
        indicator,
        cause=cause or order.code,
        household_id=household.id,
        village=household.village,
        at=at,
    )
