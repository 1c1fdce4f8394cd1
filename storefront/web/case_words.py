"""Odd money in words: what happened, and what may be done about it."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from storefront.payments import cases, withdrawing
from storefront.payments.models import CaseAction, CaseKind, PaymentCase
from storefront.payments.registry import KINDS
from storefront.web.filters import number

PRESSED = frozenset(CaseAction) - {CaseAction.REFUND}
"""What one press does. Giving back has a page of its own."""


class Told(NamedTuple):
    title: str
    more: str


def told(case: PaymentCase) -> Told:
    return _KINDS[case.kind](case)


def deeds_for(case: PaymentCase) -> list[tuple[CaseAction, str]]:
    """What is suggested, then what else is possible."""
    possible = [case.suggestion, *_POSSIBLE[case.kind]]
    words = _words()
    return [
        (how, words[how])
        for how in dict.fromkeys([*possible, CaseAction.CLOSE])
        if how not in _impossible(case)
    ]


def _impossible(case: PaymentCase) -> set[CaseAction]:
    spoken = case.receipt is not None and withdrawing.stands(case.receipt)
    return _impossible_of(case) | (set() if spoken else {CaseAction.WITHDRAW})


def _impossible_of(case: PaymentCase) -> set[CaseAction]:
    if case.bill is not None:
        asked = cases.can_be_asked(case.bill)
        return {CaseAction.REVIVE} if asked else {CaseAction.REVIVE, CaseAction.ASK_THE_REST}
    if case.order is not None:
        return set()
    return {CaseAction.REFUND, CaseAction.REVIVE, CaseAction.ASK_THE_REST}


_POSSIBLE = {
    CaseKind.SHORT: [CaseAction.ASK_THE_REST, CaseAction.REFUND],
    CaseKind.OVER: [CaseAction.REFUND, CaseAction.APPLY, CaseAction.KEEP_AS_CREDIT],
    CaseKind.DOUBLE: [CaseAction.REFUND, CaseAction.APPLY, CaseAction.KEEP_AS_CREDIT],
    CaseKind.LATE: [CaseAction.REVIVE, CaseAction.REFUND, CaseAction.APPLY],
    CaseKind.WRONG_ACCOUNT: [CaseAction.APPLY],
    CaseKind.UNKNOWN: [CaseAction.APPLY],
    CaseKind.SEVERAL_ORDERS: [CaseAction.APPLY],
    CaseKind.AMOUNT_DIFFERS: [],
    CaseKind.REFUND_REFUSED: [CaseAction.REFUND],
    CaseKind.MISSING_HERE: [],
    CaseKind.MISSING_THERE: [CaseAction.WITHDRAW],
    CaseKind.DISPUTED: [],
    CaseKind.REVERSED: [],
    CaseKind.UNSETTLED: [],
}


def _words() -> dict[CaseAction, str]:
    return {
        CaseAction.ASK_THE_REST: _("Ask for the rest"),
        CaseAction.KEEP_AS_CREDIT: _("Keep it for the next time"),
        CaseAction.APPLY: _("It is for this order or bill"),
        CaseAction.REFUND: _("Give it back"),
        CaseAction.REVIVE: _("Open the order again"),
        CaseAction.ACCEPT: _("Count the sum that came"),
        CaseAction.TRY_AGAIN: _("Try again now"),
        CaseAction.WITHDRAW: _("The money has not come"),
        CaseAction.CLOSE: _("Nothing to do"),
    }


def _short(case: PaymentCase) -> Told:
    return Told(
        _("%(amount)s too little", amount=case.amount),
        _("It waits until all has come."),
    )


def _over(case: PaymentCase) -> Told:
    return Told(
        _("%(amount)s too much", amount=case.amount),
        _("It belongs to whoever paid until somebody decides."),
    )


def _double(case: PaymentCase) -> Told:
    return Told(
        _("Paid twice, %(amount)s too much", amount=case.amount),
        _("All had been paid already."),
    )


def _late(case: PaymentCase) -> Told:
    if case.bill is not None:
        more = _("The bill is void. What came for it goes back.")
    elif case.suggestion is CaseAction.REVIVE:
        more = _("The order had ended. The goods are still there.")
    else:
        more = _("The order had ended. The goods are gone, or not all was paid.")
    return Told(_("%(amount)s came too late", amount=case.amount), more)


def _wrong_account(case: PaymentCase) -> Told:
    return Told(
        _("%(amount)s reached another account", amount=case.amount),
        _("The note names %(code)s, which is paid elsewhere.", code=_codes(case)),
    )


def _unknown(case: PaymentCase) -> Told:
    memo = str(case.details.get("memo", ""))
    return Told(
        _("%(amount)s, nobody knows what for", amount=case.amount),
        _("The note says: %(memo)s", memo=memo) if memo else _("There is no note."),
    )


def _several(case: PaymentCase) -> Told:
    return Told(
        _("%(amount)s for several at once", amount=case.amount),
        _("The note names %(code)s. Their sums do not agree.", code=_codes(case)),
    )


def _differs(case: PaymentCase) -> Told:
    return Told(
        _("Another sum than asked for: %(amount)s", amount=case.amount),
        _("%(asked)s đồng was expected. Nothing is written down yet.", asked=_expected(case)),
    )


def _refused(case: PaymentCase) -> Told:
    return Told(
        _("%(amount)s could not be given back", amount=case.amount),
        _("The gateway refused. Give it back another way."),
    )


def _missing_here(case: PaymentCase) -> Told:
    if case.details["went_out"]:
        title = _("%(amount)s went out by the bank and is not written down", amount=case.amount)
        return Told(title, _("If it was given back to a buyer, write that down at the order."))
    return Told(
        _("%(amount)s is on the statement, nobody knows what for", amount=case.amount),
        _("Look at the note and say which order it is for."),
    )


def _missing_there(case: PaymentCase) -> Told:
    if case.details["went_out"]:
        title = _("%(amount)s given back is not on the statement", amount=case.amount)
    else:
        title = _("%(amount)s is not on the statement", amount=case.amount)
    return Told(title, _("Ask the keeper, or look again when the bank has booked it."))


def _unsettled(case: PaymentCase) -> Told:
    provider, error = case.details["provider"], case.details["error"]
    return Told(
        _("%(amount)s could not be written down", amount=case.amount),
        _(
            "%(who)s was heard or asked about it. It is tried again by itself. If it stays here, "
            "tell whoever runs the market: %(error)s.",
            who=KINDS[provider].title if provider in KINDS else provider,
            error=error,
        ),
    )


def _disputed(case: PaymentCase) -> Told:
    return Told(
        _("The payer's bank wants %(amount)s back", amount=case.amount),
        _("Answer at the gateway in time, with proof that the goods were sent. Else it is lost."),
    )


def _reversed(case: PaymentCase) -> Told:
    return Told(
        _("%(amount)s went back at the gateway", amount=case.amount),
        _("The market did not ask for it, and it is not in the books. Look there what it was."),
    )


def _codes(case: PaymentCase) -> str:
    return ", ".join(str(code) for code in case.details.get("codes", []))


def _expected(case: PaymentCase) -> str:
    return number(int(case.details.get("expected", 0)))


_KINDS = {
    CaseKind.SHORT: _short,
    CaseKind.OVER: _over,
    CaseKind.DOUBLE: _double,
    CaseKind.LATE: _late,
    CaseKind.WRONG_ACCOUNT: _wrong_account,
    CaseKind.UNKNOWN: _unknown,
    CaseKind.SEVERAL_ORDERS: _several,
    CaseKind.AMOUNT_DIFFERS: _differs,
    CaseKind.REFUND_REFUSED: _refused,
    CaseKind.MISSING_HERE: _missing_here,
    CaseKind.MISSING_THERE: _missing_there,
    CaseKind.DISPUTED: _disputed,
    CaseKind.REVERSED: _reversed,
    CaseKind.UNSETTLED: _unsettled,
}
