"""What is said of statements and their lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from storefront import banks, codes
from storefront.money import Money
from storefront.payments import memo
from storefront.reconciliation.differences import Kind
from storefront.reconciliation.matching import Hint, How
from storefront.reconciliation.payouts import Entry
from storefront.reconciliation.planning import Fate
from storefront.reconciliation.statement import Fault, Wrong
from storefront.shops.models import PaymentAccount
from storefront.spreadsheets.unreadable import LARGEST_FILE, Reason

ORDER = (
    Fate.UNSURE,
    Fate.PAYS,
    Fate.TOLD,
    Fate.OTHER,
    Fate.MAYBE_BACK,
    Fate.WENT_BACK,
    Fate.KNOWN,
    Fate.NOT_KEPT,
)
"""What needs a person comes first."""


def grouped(lines: Iterable[Any]) -> list[tuple[Fate, list[Any]]]:
    """Lines by what becomes of them; of what is nobody's business there is nothing to show."""
    by_fate: dict[Fate, list[Any]] = {fate: [] for fate in ORDER}
    for line in lines:
        by_fate[line.fate].append(line)
    return [(fate, some) for fate, some in by_fate.items() if some]


def together(lines: Iterable[Any]) -> Money:
    return Money.sum(getattr(it, "line", it).amount for it in lines)


def account(it: PaymentAccount) -> str:
    return f"{banks.name_of(it.bank_bin)} …{it.tail}"


def href(code: str) -> str:
    """Of the order or the bill."""
    desk = "bills.show" if code.startswith(codes.BILL) else "order_desk.show"
    return url_for(desk, code=code)


def first_code(note: str) -> str:
    """Of the order or bill a note names."""
    return next(iter([*memo.codes_in(note), *memo.codes_in(note, codes.BILL)]), "")


def title(fate: Fate) -> str:
    return _fates()[fate][0]


def meaning(fate: Fate) -> str:
    return _fates()[fate][1]


def _fates() -> dict[Fate, tuple[str, str]]:
    return {
        Fate.PAYS: (_("Pays orders"), _("The code in the note says which order.")),
        Fate.TOLD: (
            _("Known from a messenger or another statement"),
            _("The same money, counted once."),
        ),
        Fate.UNSURE: (
            _("Somebody must look"),
            _("It may be for an order, but the note does not say which beyond doubt."),
        ),
        Fate.OTHER: (
            _("Not the market's"),
            _("Kept so that the day's sum can be checked, and counted nowhere."),
        ),
        Fate.WENT_BACK: (_("Given back to buyers"), _("The note has an order's code.")),
        Fate.MAYBE_BACK: (
            _("Perhaps given back to buyers"),
            _("Written only if you say what it was given back for."),
        ),
        Fate.KNOWN: (
            _("Already taken in"),
            _("The same line is in a statement we have. Nothing is written twice."),
        ),
        Fate.NOT_KEPT: (
            _("Money that went out"),
            _("The household's own business: not written, not kept."),
        ),
    }


def kind(of: Kind) -> str:
    return _kinds()[of][0]


def advice(of: Kind) -> str:
    """What to do next."""
    return _kinds()[of][1]


def _kinds() -> dict[Kind, tuple[str, str]]:
    return {
        Kind.MISSING_HERE: (
            _("Nobody knows what for"),
            _("Look at the note and say which order it is for."),
        ),
        Kind.MISSING_THERE: (
            _("Not on the statement"),
            _("Ask the keeper, or look again when the bank has booked it."),
        ),
        Kind.AMOUNT_DIFFERS: (
            _("Amount differs"),
            _("Ask for the rest, or give back what is too much."),
        ),
        Kind.DUPLICATE: (
            _("Paid once too often, or too late"),
            _("Give it back to the buyer."),
        ),
        Kind.NOT_CHECKED: (_("No statement yet"), _("Bring the statement of these days.")),
        Kind.TIES: (_("Ties"), _("Nothing to do.")),
    }


def gateway_event(it: Entry) -> str:
    if it.source.startswith("payout:"):
        return str(_("Paid out"))
    return str(_("Given back") if it.held < Money(0) else _("Collected"))


def how(way: How) -> str:
    return str(
        {
            How.CODE: _("by its code"),
            How.CUT: _("the code is cut, but the sum agrees"),
            How.TOGETHER: _("several orders, the sum agrees"),
        }[way]
    )


def because(hints: Iterable[Hint]) -> str:
    said = {
        Hint.CODE: _("part of the code"),
        Hint.AMOUNT: _("the sum"),
        Hint.PHONE: _("the phone number"),
        Hint.NAME: _("the name"),
        Hint.ACCOUNT: _("the account"),
    }
    return ", ".join(said[hint] for hint in hints)


def wrong(fault: Fault) -> str:
    said = {
        Wrong.DAY: _("no day we can read"),
        Wrong.AMOUNT: _("no amount we can read"),
        Wrong.NO_AMOUNT: _("no amount"),
        Wrong.BOTH_SIDES: _("money in and money out on one row"),
        Wrong.CURRENCY: _("not in đồng"),
        Wrong.SUMS: _("the sums do not tie: rows are missing or were changed"),
    }[fault.what]
    return f"{said} ({fault.cell})" if fault.cell else str(said)


def refused(reason: Reason) -> str:
    return str(
        {
            Reason.EMPTY: _("There is no movement in this file."),
            Reason.TOO_LARGE: _(
                "The file is too big: at most %(most)s MB. Ask the bank for a shorter time.",
                most=LARGEST_FILE // 2**20,
            ),
            Reason.TOO_MANY: _("Too many rows, or several accounts in one file. Bring them apart."),
            Reason.OLD_EXCEL: _(
                "This is an old or locked Excel file. Save it as .xlsx or CSV first."
            ),
            Reason.PDF: _("A PDF cannot be read. Choose Excel or CSV at your bank."),
            Reason.BROKEN: _("The file breaks off, or is not what it says it is. Fetch it again."),
            Reason.NO_TABLE: _(
                "No table of movements found. It needs a day, a sum and a note in its heading."
            ),
            Reason.CURRENCY: _("This account is not in đồng."),
        }[reason]
    )
