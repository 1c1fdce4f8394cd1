"""Every change of an order is written down thrice: on its timeline, in the trace, in messages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from storefront import addresses
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.money import Money
from storefront.notifications import actions as notifications
from storefront.notifications.actions import Letter
from storefront.orders import letters
from storefront.orders.models import Checkout, Happened, Order, OrderEvent, Origin
from storefront.rows import put
from storefront.shops import entries


def tell(
    order: Order,
    happened: Happened,
    *,
    by: Person | None,
    amount: Money | None = None,
    note: str | None = None,
    more: str = "",
    at: datetime,
) -> None:
    """Write down what happened, and tell those who did not do it themselves.

    `more` is only for the buyer to read: who brings it and when.
    """
    note_down(order, happened, by=by, amount=amount, note=note, at=at)
    link = addresses.follow(order.checkout.secret)
    body = letters.to_buyer(order, happened, link=link, amount=amount, more=more)
    if body:
        buyer = order.checkout
        notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)
    if by is None:
        _tell_keeper(order, happened, amount=amount, at=at)


def note_down(
    order: Order,
    happened: Happened,
    *,
    by: Person | None,
    amount: Money | None = None,
    note: str | None = None,
    at: datetime,
) -> None:
    event = {"order_id": order.id, "at": at, "kind": happened, "amount": amount, "note": note}
    put(OrderEvent, event | {"actor_id": by.id if by else None})
    accounts.trace(
        f"order.{happened}",
        f"order:{order.code}",
        actor=by,
        for_id=order.shop.household.keeper_id,
        detail={"amount": amount.dong} if amount else {},
        at=at,
    )


def tell_of_new(
    checkout: Checkout, orders: Sequence[Order], *, by: Person | None, at: datetime
) -> None:
    """As `tell` does, of several orders at once."""
    happened = Happened.PLACED
    event = {"at": at, "kind": happened, "actor_id": by.id if by else None}
    put(OrderEvent, *(event | {"order_id": order.id} for order in orders))
    subjects = [(f"order:{order.code}", order.shop.household.keeper_id) for order in orders]
    accounts.trace_each(f"order.{happened}", subjects, actor=by, at=at)
    notifications.write_all(_letters_of_new(checkout, orders), at=at)


def _letters_of_new(checkout: Checkout, orders: Sequence[Order]) -> Iterator[Letter]:
    """To the buyer the secret link, to every keeper what to pick."""
    link = addresses.follow(checkout.secret)
    said = letters.taken if checkout.origin is Origin.PHONE else letters.placed
    body = said(orders, link=link, language=checkout.language)
    yield Letter(body, checkout.buyer_phone, checkout.buyer)
    for order in orders:
        keeper = order.shop.household.keeper
        if keeper.phone and keeper.id != checkout.entered_by_id:
            answer = addresses.answer(order.code, order.answer_key or "")
            body = letters.new_order(order, link=answer, language=keeper.language)
            form = letters.new_order_form(order, link=answer, language=keeper.language)
            yield Letter(body, keeper.phone, keeper, form)


def _tell_keeper(order: Order, happened: Happened, *, amount: Money | None, at: datetime) -> None:
    keeper = entries.standing(order.shop.household).keeper
    body = letters.to_keeper(order, happened, language=keeper.language, amount=amount)
    if body and keeper.phone:
        notifications.write(body, to=keeper.phone, person=keeper, at=at)
