"""Goods whose price is settled on the scale: weighed, asked about, and agreed to.

Money follows in payments: see payments/by_weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.money import Money
from storefront.orders import actions, books, letters, queries, states
from storefront.orders.models import Answer, Happened, Order, OrderLine, OrderState, Scale, Weighing
from storefront.orders.refusals import LARGEST, NotNow, TooMuch
from storefront.orders.telling import tell
from storefront.rows import add

SLIP = 3
"""So many times heavier or lighter than was said is a slip of a finger."""
Grams = Mapping[int, int]
"""By the number of the line."""


def lines(order: Order) -> list[OrderLine]:
    """What is to be weighed of an order."""
    return [line for line in order.lines if line.is_weighed]


def may_be_weighed(order: Order) -> bool:
    """Once it is promised and can be changed no more; until it is on its way."""
    return order.scale is not None and order.state is OrderState.CONFIRMED


def comes_to(order: Order, grams: Grams) -> Money:
    """What its goods would cost."""
    return Money.sum(
        line.at(grams[line.id]) if line.id in grams else line.amount for line in order.lines
    )


def at_most(order: Order, grams: Grams) -> dict[int, int]:
    """The same, with nothing counting for more than was said."""
    return {line.id: min(grams[line.id], line.span[1]) for line in lines(order)}


def is_as_said(order: Order, grams: Grams) -> bool:
    return all(line.span[0] <= grams[line.id] <= line.span[1] for line in lines(order))


def weigh(order: Order, grams: Grams, *, by: Person, at: datetime) -> bool:
    """The scale settles what it costs, or the buyer is asked. Whether anything is new: the same
    weights said twice are said once.

    Raises NotNow and TooMuch.
    """
    actions.lock(order)
    if not may_be_weighed(order):
        raise NotNow(order.code)
    before = newest(order)
    said = {str(number): many for number, many in sorted(grams.items())}
    if before is not None and before.grams == said and before.answer is not Answer.AT_MOST:
        return False
    goods, least = comes_to(order, grams), comes_to(order, at_most(order, grams))
    if goods + order.fee > LARGEST:
        raise TooMuch
    if before is not None and before.answer is None:
        before.answer, before.answered_at = Answer.WEIGHED_AGAIN, at
    agreed = Answer.AS_SAID if is_as_said(order, grams) else None
    add(
        Weighing, order_id=order.id, at=at, by_id=by.id, grams=said, goods=goods, at_most=least,
        answer=agreed, answered_at=at if agreed else None,
    )  # fmt: skip
    if agreed:
        _settle(order, grams, by=by, at=at)
    else:
        order.scale = Scale.ASKED
        words = letters.weights(order, grams)
        tell(order, Happened.WEIGHT_ASKED, by=by, amount=goods + order.fee, more=words, at=at)
    return True


def answer(order: Order, said: Answer, *, at: datetime) -> None:
    """The buyer says what is to be done. Raises NotNow."""
    actions.lock(order)
    asked = is_asked(order)
    if asked is None or (said is Answer.AT_MOST and not asked.is_too_heavy):
        raise NotNow(order.code)
    grams = {int(number): many for number, many in asked.grams.items()}
    asked.answer, asked.answered_at = said, at
    if said is Answer.CALLED_OFF:
        actions.cancel(order, by=None, buyer_may=states.ON_THE_SHELF, at=at)
    else:
        agreed = at_most(order, grams) if said is Answer.AT_MOST else grams
        _settle(order, agreed, by=None, at=at)


def is_asked(order: Order) -> Weighing | None:
    """What the buyer is to say something about."""
    if order.scale is not Scale.ASKED or not may_be_weighed(order):
        return None
    found = newest(order)
    return found if found is not None and found.answer is None else None


def newest(order: Order) -> Weighing | None:
    wanted = select(Weighing).where(Weighing.order_id == order.id)
    return session.scalar(wanted.order_by(Weighing.id.desc()).limit(1))


def _settle(order: Order, grams: Grams, *, by: Person | None, at: datetime) -> None:
    before = books.standing(order)
    for line in lines(order):
        line.grams = grams[line.id]
    order.goods, order.scale = Money.sum(line.amount for line in order.lines), Scale.SETTLED
    books.follow(order, before, f"weighed:{queries.turn(order)}", at=at)
    words = letters.weighed(order)
    tell(order, Happened.WEIGHED, by=by, amount=order.total, more=words, at=at)
