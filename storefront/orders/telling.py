"""Every change of an order is written down thrice: on its timeline, in the trace, in messages."""

from datetime import datetime

from storefront import addresses
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.money import Money
from storefront.notifications import actions as notifications
from storefront.orders import letters
from storefront.orders.models import Checkout, Happened, Order, OrderEvent, Origin
from storefront.rows import put


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


def tell_of_new(checkout: Checkout, orders: list[Order], *, at: datetime) -> None:
    """To the buyer the secret link, to every keeper what to pick."""
    link = addresses.follow(checkout.secret)
    said = letters.taken if checkout.origin is Origin.PHONE else letters.placed
    body = said(orders, link=link, language=checkout.language)
    notifications.write(body, to=checkout.buyer_phone, person=checkout.buyer, at=at)
    for order in orders:
        keeper = order.shop.household.keeper
        if keeper.phone and keeper.id != checkout.entered_by_id:
            answer = addresses.answer(order.code, order.answer_key or "")
            body = letters.new_order(order, link=answer, language=keeper.language)
            form = letters.new_order_form(order, link=answer, language=keeper.language)
            notifications.write(body, to=keeper.phone, person=keeper, form=form, at=at)


def _tell_keeper(order: Order, happened: Happened, *, amount: Money | None, at: datetime) -> None:
    keeper = order.shop.household.keeper
    body = letters.to_keeper(order, happened, language=keeper.language, amount=amount)
    if body and keeper.phone:
        notifications.write(body, to=keeper.phone, person=keeper, at=at)
