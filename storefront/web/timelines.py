"""An order's life in the buyer's words: what was done, what is happening, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from storefront.orders.models import Happened, Order, OrderEvent, OrderState, PayBy
from storefront.web.delivery_words import named_in
from storefront.web.filters import moment

Step = tuple[str, str, str | None]
"""Words, more words, and done, here or (for later) nothing: what the `track` macro draws."""


@dataclass(frozen=True, slots=True)
class MoneyCame:
    """The last word about money, and whose it is."""

    title: str
    more: str
    by_bank: bool


def of(order: Order, events: Iterable[OrderEvent]) -> list[Step]:
    done: list[Step] = [(_said(order, event), _more(order, event), "done") for event in events]
    coming = _coming(order)
    later: list[Step] = [
        (words, more, None if number else "here") for number, (words, more) in enumerate(coming)
    ]
    return done + later


def money(order: Order, events: Iterable[OrderEvent]) -> MoneyCame | None:
    """What the page says on top once money has come."""
    told = [event for event in events if event.kind in _MONEY]
    if not told or order.asked or (order.due and not order.waits_for_rest):
        return None
    last = told[-1]
    by_bank = last.kind in _BY_OTHERS
    if by_bank:
        title = _("%(shop)s has received %(amount)s", shop=order.shop.name, amount=order.paid)
    else:
        title = _said(order, last)
    return MoneyCame(title, _more(order, last), by_bank)


_BY_OTHERS = (
    Happened.BANK_SAID,
    Happened.BANK_AGREED,
    Happened.GATEWAY_SAID,
    Happened.MONEY_FOUND,
)
_MONEY = (
    *_BY_OTHERS,
    Happened.KEEPER_SAID_BANK,
    Happened.KEEPER_SAID_CASH,
)


def _said(order: Order, event: OrderEvent) -> str:
    keeper, shop, amount = _called(order), order.shop.name, event.amount
    sends = not order.is_fetched
    words: dict[Happened, Callable[[], str]] = {
        Happened.PLACED: lambda: _("You ordered by phone") if event.actor_id else _("You ordered"),
        Happened.CONFIRMED: lambda: _("%(keeper)s accepted the order", keeper=keeper),
        Happened.SENT: lambda: _("On its way") if sends else _("Ready to be picked up"),
        Happened.DONE: lambda: (
            _("You have the goods") if event.actor_id else _("You said that you have the goods")
        ),
        Happened.CANCELLED: lambda: _("The order was cancelled"),
        Happened.EXPIRED: lambda: _("Time ran out, the goods are back on the shelf"),
        Happened.BANK_SAID: lambda: _("%(shop)s has received %(amount)s", shop=shop, amount=amount),
        Happened.KEEPER_SAID_BANK: lambda: _(
            "%(keeper)s says %(amount)s has come", keeper=keeper, amount=amount
        ),
        Happened.KEEPER_SAID_CASH: lambda: _(
            "%(keeper)s says %(amount)s was paid in cash", keeper=keeper, amount=amount
        ),
        Happened.BANK_AGREED: lambda: _("The bank says so too"),
        Happened.GATEWAY_SAID: lambda: _("You paid %(amount)s by wallet or card", amount=amount),
        Happened.MONEY_FOUND: lambda: _(
            "%(shop)s has received %(amount)s", shop=shop, amount=amount
        ),
        Happened.MONEY_TAKEN_OFF: lambda: _(
            "Corrected: %(amount)s was for something else", amount=amount
        ),
        Happened.WORD_WITHDRAWN: lambda: _(
            "%(keeper)s corrects: %(amount)s has not come", keeper=keeper, amount=amount
        ),
        Happened.REVIVED: lambda: _("Opened again: your money came and the goods were left"),
        Happened.WEIGHED: lambda: _("Weighed: %(amount)s in all", amount=amount),
        Happened.WEIGHT_ASKED: lambda: _(
            "It weighs other than was said: %(amount)s. You were asked", amount=amount
        ),
        Happened.REST_ASKED: lambda: _("The harvest has come, %(amount)s is left", amount=amount),
        Happened.LET_GO: lambda: _("%(shop)s lets %(amount)s go", shop=shop, amount=amount),
        Happened.HARVEST_MOVED: lambda: _("The harvest was moved"),
        Happened.HARVEST_KEPT: lambda: _("You wait for the new day"),
        Happened.CHANGED: lambda: _("You changed the order"),
        Happened.NOT_COME: lambda: _("You took that back: the goods have not come"),
        Happened.COMPLAINED: lambda: _("You complained"),
        Happened.COMPLAINT_ENDED: lambda: _("The complaint has ended"),
        Happened.REFUNDED: lambda: _("%(shop)s gave back %(amount)s", shop=shop, amount=amount),
    }
    return words[event.kind]()


def _more(order: Order, event: OrderEvent) -> str:
    """When, on whose word, and who pressed when it was somebody else."""
    said = {
        Happened.BANK_SAID: [_("says the bank"), event.note],
        Happened.BANK_AGREED: [event.note],
        Happened.GATEWAY_SAID: [event.note],
        Happened.KEEPER_SAID_BANK: [_("the seller's word, not yet the bank's")],
        Happened.CANCELLED: [event.note],
        Happened.HARVEST_MOVED: [event.note],
        Happened.CHANGED: [named_in(event.note or "")],
    }.get(event.kind, [])
    nobody_else = (None, order.shop.household.keeper_id)
    helper = event.actor if event.actor_id not in nobody_else else None
    pressed = _("%(name)s pressed for the house", name=helper.name) if helper else None
    return " · ".join(word for word in [moment(event.at), *said, pressed] if word)


def _coming(order: Order) -> list[tuple[str, str]]:
    """What is still to happen, nearest first."""
    if order.has_ended_unsold:
        return []
    steps = [_paying(order)] if order.due else []
    sends = not order.is_fetched
    ahead = {
        OrderState.CONFIRMED: (_("%(keeper)s accepts the order", keeper=_called(order)), ""),
        OrderState.SENT: (_("The goods are sent") if sends else _("You pick the goods up"), ""),
        OrderState.DONE: (_("You receive the goods"), ""),
    }
    left = _LEFT[order.state]
    if not sends:
        left = left - {OrderState.DONE}
    steps += [words for state, words in ahead.items() if state in left]
    # Cash changes hands last.
    return steps[1:] + steps[:1] if order.due and order.pay_by is PayBy.CASH else steps


def _paying(order: Order) -> tuple[str, str]:
    if order.pay_by is PayBy.CASH:
        return _("You pay %(amount)s in cash", amount=order.due), ""
    if order.waits_for_rest and not order.asked:
        return _("You pay the rest when it is picked: %(amount)s", amount=order.due), ""
    return _("The bank reports the money"), _("usually within a minute; this page turns by itself")


_LEFT = {
    OrderState.PLACED: {OrderState.CONFIRMED, OrderState.SENT, OrderState.DONE},
    OrderState.CONFIRMED: {OrderState.SENT, OrderState.DONE},
    OrderState.SENT: {OrderState.DONE},
    OrderState.DONE: set(),
}


def _called(order: Order) -> str:
    """Bà Nhình: how a sentence about the keeper begins."""
    called = order.shop.household.called
    return called[0].upper() + called[1:]
