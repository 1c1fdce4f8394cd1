"""A practice gateway's server: it reads a question, looks into its books, and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storefront.errors import MarketError
from storefront.payments.practice_gateways import books
from storefront.payments.practice_gateways.asked import (
    Asking,
    AskingBack,
    GivingBack,
    Misheard,
    Opening,
    Question,
    Said,
    Side,
)
from storefront.payments.practice_gateways.models import PracticeCharge

PageOf = Callable[[PracticeCharge], str]
"""Where a payer finds a charge."""


class NoSuchPage(MarketError):
    """A payer came with an address that our merchant did not sign."""


def answer(side: Side, path: str, body: bytes, *, page_of: PageOf, at: datetime) -> Said:
    """What the gateway's server says to ours."""
    try:
        return _answered(side, side.understand(path, "", body, at=at), page_of, at)
    except Misheard as wrong:
        return wrong.answer


def enter(side: Side, path: str, query: str, *, at: datetime) -> PracticeCharge:
    """A payer came to a gateway that is opened by the payer's own browser.

    Raises NoSuchPage.
    """
    try:
        asked = side.understand(path, query, b"", at=at)
    except Misheard as wrong:
        raise NoSuchPage(side.name) from wrong
    if not isinstance(asked, Opening):
        raise NoSuchPage(side.name)
    opened = books.open_charge(side.name, asked, at=at)
    opened = opened or books.charge(side.name, asked.reference)
    assert opened is not None  # noqa: S101  it was there before
    return opened


def _answered(side: Side, asked: Question, page_of: PageOf, at: datetime) -> Said:
    match asked:
        case Opening():
            opened = books.open_charge(side.name, asked, at=at)
            return side.opened(opened, page_of(opened) if opened else "")
        case Asking():
            return _told(side, asked)
        case GivingBack():
            return side.gave_back(*books.give_back(side.name, asked, at=at))
        case AskingBack():
            return _told_back(side, asked)


def _told(side: Side, asked: Asking) -> Said:
    charge = books.charge(side.name, asked.reference)
    said = side.told(charge, asked)
    for refund in charge.refunds if charge else ():
        refund.asks += 1
    return said


def _told_back(side: Side, asked: AskingBack) -> Said:
    refund = books.refund(side.name, asked.reference)
    said = side.told_back(refund)
    if refund is not None:
        refund.asks += 1
    return said
