"""What states an order goes through, in plain words: drawn from the tables the deeds obey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.orders.deadlines import ANSWER_WITHIN, GRACE, PAY_WITHIN, TAKE_BACK_WITHIN
from storefront.orders.models import OrderState
from storefront.orders.states import BY_BUYER, ENDED_UNSOLD, NEXT, Mover, movers
from storefront.payments.models import RefundState
from storefront.payments.states import NEXT_OF_REFUND


class Step(NamedTuple):
    who: str
    to: str


class Rule(NamedTuple):
    state: str
    name: str
    kind: str
    """How its tag is dyed."""
    meaning: str
    steps: list[Step]
    buyer_may: bool
    """Whether the buyer may still cancel and change it alone."""


def rules() -> list[Rule]:
    return [
        Rule(state, name, kind, meaning(), _steps(state), state in BY_BUYER)
        for state, (name, kind, meaning) in _told().items()
    ]


def refunds() -> list[tuple[str, str, list[str]]]:
    """The same of money on its way back: name, meaning, what may come of it."""
    told = _of_refunds()
    return [
        (*words, [told[to][0] for to in RefundState if to in NEXT_OF_REFUND[state]])
        for state, words in told.items()
    ]


def _steps(state: OrderState) -> list[Step]:
    told = _told()
    steps = [
        Step(_who(mover), told[to][0])
        for to in OrderState
        if to in NEXT[state]
        for mover in Mover
        if mover in movers(state, to)
    ]
    if state in ENDED_UNSOLD:
        again = _("Opened again, when your money came after all and the goods are still there")
        steps.append(Step(_who(Mover.HOUSEHOLD), again))
    if state is OrderState.DONE:
        back = _("Taken back within %(span)s, when it has not come after all")
        steps.append(Step(_who(Mover.BUYER), back % {"span": _span(TAKE_BACK_WITHIN)}))
    return steps


def _who(mover: Mover) -> str:
    words = {
        Mover.BUYER: _("You"),
        Mover.HOUSEHOLD: _("The house"),
        Mover.CLOCK: _("Time runs out"),
    }
    return str(words[mover])


def _told() -> dict[OrderState, tuple[str, str, Callable[[], str]]]:
    return {
        OrderState.PLACED: (_("Ordered"), "wait", _of_placed),
        OrderState.CONFIRMED: (
            _("Accepted"),
            "",
            lambda: _("The household has promised the goods and is preparing them."),
        ),
        OrderState.SENT: (
            _("On its way"),
            "",
            lambda: _("Handed to whoever carries it. You have been told plate, hour or number."),
        ),
        OrderState.DONE: (
            _("Handed over"),
            "ok",
            lambda: _("You have the goods. If something is wrong, complain from the order's page."),
        ),
        OrderState.CANCELLED: (
            _("Cancelled"),
            "",
            lambda: _("Somebody called it off. What was paid is owed back to you."),
        ),
        OrderState.EXPIRED: (
            _("Ran out of time"),
            "",
            lambda: _("No money or no answer came in time. The goods are back on the shelf."),
        ),
    }


def _of_placed() -> str:
    words = _(
        "The goods are set aside for you. By transfer you pay within %(pay)s; they are kept "
        "%(grace)s longer, because banks can be slow. With cash the household has %(answer)s to "
        "accept.",
        pay=_span(PAY_WITHIN), grace=_span(GRACE), answer=_span(ANSWER_WITHIN),
    )  # fmt: skip
    return str(words)


def _span(span: timedelta) -> str:
    if span >= timedelta(days=2):
        return str(ngettext("%(num)s day", "%(num)s days", span.days))
    minutes = int(span.total_seconds()) // 60
    if minutes % 60:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    return str(ngettext("%(num)s hour", "%(num)s hours", minutes // 60))


def _of_refunds() -> dict[RefundState, tuple[str, str]]:
    return {
        RefundState.ASKED: (
            _("Promised back"),
            _("The household gives money back. By transfer, it needs your account number first."),
        ),
        RefundState.PENDING: (_("Under way"), _("The wallet or card company is working on it.")),
        RefundState.DONE: (_("Given back"), _("The money has gone to you.")),
        RefundState.REFUSED: (
            _("Did not go"),
            _("It was withdrawn or turned down. The household is told, and tries another way."),
        ),
    }
