"""Ordering once more: what is still sold goes into the basket, and what is not is named."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.catalogue import queries
from storefront.orders.models import Order
from storefront.web import basket
from storefront.web.basket import Item, Line


def into_the_basket(order: Order) -> ResponseReturnValue:
    """On top of what is there; pressing twice does not double it."""
    lines = _lines(order)
    wanted = {line.id: _wanted(line) for line in lines if _wanted(line).quantity}
    contents = {key: item for key, item in basket.items().items() if key not in wanted} | wanted
    _say(order, lines)
    answer = redirect(url_for("basket.show"))
    basket.put(answer, contents)  # type: ignore[arg-type]
    return answer


def _lines(order: Order) -> list[Line]:
    month = clock.village_date(clock.now()).month
    many = {line.product_id: line.quantity for line in order.lines}
    found = queries.by_ids(list(many))
    return [Line(card.id, min(many[card.id], basket.MOST), card, month, None) for card in found]


def _wanted(line: Line) -> Item:
    """As much as then, or as much as there is; at the price of now."""
    if line.trouble not in (None, "too_much"):
        return Item(0)
    before = basket.items().get(line.id, Item(0)).quantity
    return Item(max(before, min(line.quantity, line.card.stock)), line.card.price.dong)


def _say(order: Order, lines: list[Line]) -> None:
    there = {line.id for line in lines if line.trouble in (None, "too_much")}
    gone = [line.name for line in order.lines if line.product_id not in there]
    less = [_less(line) for line in lines if line.trouble == "too_much"]
    if gone:
        flash(_("Not sold now: %(names)s.", names=", ".join(gone)), "wait")
    if less:
        flash(_("Less is left: %(names)s.", names=", ".join(less)), "wait")
    if there:
        flash(_("In the basket again, at the prices of today."))


def _less(line: Line) -> str:
    return f"{line.name} ({line.card.stock} {line.card.unit})"
