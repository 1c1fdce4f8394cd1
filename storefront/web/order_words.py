"""Orders in a keeper's words: where each stands, whether its money came and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from storefront import digits, spoken
from storefront.money import Money
from storefront.orders import deposits
from storefront.orders.models import Happened, Order, OrderEvent, OrderState, PayBy
from storefront.web.delivery_words import named_in
from storefront.web.filters import in_digits, moment
from storefront.web.languages import language


class Coin(NamedTuple):
    words: str
    state: str
    """paid: a bank said so. claimed: the keeper said so. Empty: nobody yet."""


class Event(NamedTuple):
    words: str
    more: str


def install(app: Flask) -> None:
    app.jinja_env.globals.update(standing=standing, order_money=money)
    app.jinja_env.globals.update(deposit_words=deposit_words, deposit_told=deposit_told)
    app.jinja_env.filters["deposit_agreed"] = deposits.agreed
    app.jinja_env.filters["in_words"] = in_words


def in_words(amount: Money) -> str:
    """229.000 ₫ as Hai trăm hai mươi chín nghìn đồng."""
    words = spoken.dong(amount, language())
    return words[:1].upper() + words[1:]


def deposit_words(percent: int | None, each: Money | None, unit: str) -> str | None:
    """30 %, or 10.000 ₫/kg; nothing where nobody asks for any."""
    if percent:
        return digits.percent(str(percent), language())
    return f"{in_digits(each)}/{unit}" if each else None


def deposit_told(kept: bool, until: datetime) -> str:
    """Who bears what of a deposit."""
    back = _("If the harvest fails it goes back in full.")
    late = (
        _("Called off after %(moment)s the household keeps it.", moment=moment(until))
        if kept
        else _("Called off it goes back, too.")
    )
    return f"{back} {late}"


def standing(order: Order) -> Markup:
    """Where the goods are, as a small tag."""
    words, kind = _states()[order.state]
    return Markup('<span class="tag{}">{}</span>').format(f" tag-{kind}" if kind else "", words)


def money(order: Order, *, bank_said: bool) -> Coin:
    if order.is_paid and bank_said:
        return Coin(_("%(sum)s, the bank says it is in", sum=order.total), "paid")
    if order.is_paid:
        return Coin(_("%(sum)s, the household says it is in", sum=order.total), "claimed")
    if order.waits_for_rest and not order.asked and order.due:
        words = _("deposit %(paid)s is in, %(sum)s when picked", paid=order.paid, sum=order.due)
        return Coin(words, "paid" if bank_said else "claimed")
    if order.waits_for_rest and order.asked:
        return Coin(_("deposit %(sum)s, not yet in", sum=order.asked), "")
    if order.pay_by is PayBy.CASH:
        return Coin(_("%(sum)s, cash at the door", sum=order.due), "")
    return Coin(_("%(sum)s, not yet in", sum=order.due), "")


def timeline(events: Iterable[OrderEvent]) -> list[Event]:
    said = _happened()
    return [Event(_by_phone(event) or said[event.kind], _when_and_who(event)) for event in events]


def _by_phone(event: OrderEvent) -> str:
    """Only what somebody entered for the buyer has a name beside its beginning."""
    entered = event.kind is Happened.PLACED and event.actor_id is not None
    return _("Ordered by phone, written down by the house") if entered else ""


def _when_and_who(event: OrderEvent) -> str:
    who = [event.actor.name] if event.actor else []
    sum_ = [in_digits(event.amount)] if event.amount else []
    note = [named_in(event.note)] if event.note and event.kind in _NOTED else []
    return " · ".join([moment(event.at), *who, *sum_, *note])


_NOTED = (Happened.CANCELLED, Happened.CHANGED)


def _states() -> dict[OrderState, tuple[str, str]]:
    return {
        OrderState.PLACED: (_("New"), "wait"),
        OrderState.CONFIRMED: (_("To pack"), ""),
        OrderState.SENT: (_("On its way"), ""),
        OrderState.DONE: (_("Handed over"), "ok"),
        OrderState.CANCELLED: (_("Cancelled"), ""),
        OrderState.EXPIRED: (_("Ran out of time"), ""),
    }


def _happened() -> dict[Happened, str]:
    return {
        Happened.PLACED: _("Ordered"),
        Happened.CONFIRMED: _("Accepted"),
        Happened.SENT: _("Sent"),
        Happened.DONE: _("Handed over"),
        Happened.CANCELLED: _("Cancelled"),
        Happened.EXPIRED: _("Ran out of time"),
        Happened.BANK_SAID: _("The bank says the money is in"),
        Happened.KEEPER_SAID_BANK: _("The household says the money is in the account"),
        Happened.KEEPER_SAID_CASH: _("The household says it was paid in cash"),
        Happened.BANK_AGREED: _("The bank agrees: the money is in"),
        Happened.GATEWAY_SAID: _("Paid by wallet or card"),
        Happened.MONEY_FOUND: _("Money that had come was found to be for this order"),
        Happened.MONEY_TAKEN_OFF: _("Corrected: that money was for something else"),
        Happened.WORD_WITHDRAWN: _("Corrected: the money has not come"),
        Happened.REVIVED: _("Opened again: the money came and the goods were left"),
        Happened.REFUNDED: _("Money given back"),
        Happened.WEIGHED: _("Weighed, the sum is settled"),
        Happened.WEIGHT_ASKED: _("It weighs other than was said, the buyer was asked"),
        Happened.REST_ASKED: _("The harvest has come: the rest is asked for"),
        Happened.LET_GO: _("A small rest was let go"),
        Happened.HARVEST_MOVED: _("The harvest was moved, the buyer was asked"),
        Happened.HARVEST_KEPT: _("The buyer waits for the new day"),
        Happened.CHANGED: _("The buyer changed the order"),
        Happened.NOT_COME: _("The buyer took back having received it"),
        Happened.COMPLAINED: _("The buyer complained"),
        Happened.COMPLAINT_ENDED: _("The complaint has ended"),
    }
