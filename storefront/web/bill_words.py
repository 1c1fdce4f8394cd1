"""Bills in words: what each is for, and where it stands."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from storefront.bills.models import WRITTEN_ELSEWHERE, Bill, BillFor, BillState
from storefront.money import Money
from storefront.payments.models import Means, Outcome, Receipt
from storefront.web.filters import in_digits, moment


def kinds() -> dict[BillFor, str]:
    return {
        BillFor.PHONE_ORDER: _("Produce ordered by phone"),
        BillFor.STALL_SALE: _("Sold at the stall on a market day"),
        BillFor.STALL_FEE: _("Stall fee at the market"),
        BillFor.DUES: _("Dues of the co-operative"),
        BillFor.TRIAL: _("To try an account"),
        BillFor.OTHER: _("Something else"),
    }


def by_hand() -> dict[BillFor, str]:
    """Those that people write."""
    return {it: words for it, words in kinds().items() if it not in WRITTEN_ELSEWHERE}


def state(bill: Bill, *, on: date) -> str:
    return state_words()[bill.state(on=on)]


def state_words() -> dict[BillState, str]:
    return {state: words for state, (words, _kind) in _states().items()}


def standing(bill: Bill, *, on: date) -> Markup:
    """Where a bill stands, as a small tag."""
    words, kind = _states()[bill.state(on=on)]
    return Markup('<span class="tag{}">{}</span>').format(f" tag-{kind}" if kind else "", words)


def came(receipts: list[Receipt]) -> list[tuple[str, str, str]]:
    """Every sum that came or went back: amount, on whose word, when. A word that a bank has
    confirmed since is not told twice, and one that was taken back not at all."""
    said = _said()
    return [
        (in_digits(it.amount), _elsewhere() if _is_gone(it) else said[it.means], moment(it.at))
        for it in receipts
        if it.confirmed_by_id is None and it.outcome is not Outcome.WITHDRAWN
    ]


def _is_gone(receipt: Receipt) -> bool:
    return receipt.means is Means.MOVED and receipt.amount < Money(0)


def _elsewhere() -> str:
    return str(_("used for something else"))


def _states() -> dict[BillState, tuple[str, str]]:
    return {
        BillState.OPEN: (_("Not paid yet"), ""),
        BillState.PARTLY: (_("Partly paid"), "wait"),
        BillState.OVERDUE: (_("Overdue"), "hot"),
        BillState.PAID: (_("Paid"), "ok"),
        BillState.VOID: (_("Voided"), ""),
    }


def _said() -> dict[Means, str]:
    bank = _("the bank said so")
    return dict.fromkeys(Means, bank) | {
        Means.KEEPER_SAYS_BANK: _("the household says so, the bank not yet"),
        Means.KEEPER_SAYS_CASH: _("in cash"),
        Means.REFUND: _("given back"),
        Means.MOVED: _("part of a transfer for several"),
    }
