"""A practice gateway's server: it reads a question, looks into its books, and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from storefront.errors import MarketError
from storefront.payments.practice_gateways import books
from storefront.payments.practice_gateways.asked import (
    Asking,
    AskingBack,
    Call,
    GivingBack,
    Misheard,
    Opening,
    Question,
    Said,
    Side,
    Wordy,
)
from storefront.payments.practice_gateways.models import PracticeCharge

PageOf = Callable[[PracticeCharge], str]
"""Where a payer finds a charge."""


class NoSuchPage(MarketError):
    """A payer came with an address that our merchant did not sign."""


def meant(sides: Sequence[Side], call: Call, *, at: datetime) -> Side:
    """Several merchants ask one gateway: whose question it understands. Else the first, to say
    what is wrong with it."""
    for side in sides:
        try:
            side.understand(call, at=at)
        except Misheard:
            continue
        return side
    return sides[0]


def answer(side: Side, call: Call, *, page_of: PageOf, at: datetime) -> tuple[int, Said]:
    """What the gateway's server says to ours, and with which status."""
    try:
        said = _answered(side, side.understand(call, at=at), page_of, at)
    except Misheard as wrong:
        said = wrong.answer
    return side.status(said) if isinstance(side, Wordy) else 200, said


def enter(side: Side, call: Call, *, at: datetime) -> PracticeCharge:
    """A payer came to a gateway that is opened by the payer's own browser.

    Raises NoSuchPage.
    """
    try:
        asked = side.understand(call, at=at)
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
            return _opened(side, asked, page_of, at)
        case Asking():
            return _told(side, asked)
        case GivingBack():
            return side.gave_back(*books.give_back(side.name, asked, at=at))
        case AskingBack():
            return _told_back(side, asked)


def _opened(side: Side, asked: Opening, page_of: PageOf, at: datetime) -> Said:
    opened = books.open_charge(side.name, asked, at=at)
    before = None if opened else books.charge(side.name, asked.reference)
    if before is not None and isinstance(side, Wordy):
        return side.again(before, page_of(before), asked)
    return side.opened(opened, page_of(opened) if opened else "")


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
