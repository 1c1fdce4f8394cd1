"""Why somebody should go to a house, and how much each reason weighs. The one table for that."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import timedelta


class Because(enum.StrEnum):
    """In the order in which they are told."""

    UNANSWERED = "unanswered"
    """A buyer waits for an answer."""
    MISSED = "missed"
    """It was planned for a day that is over, and nobody came."""
    AGREED = "agreed"
    """With the household, and the day is here."""
    DYING = "dying"
    """The shop sells nothing in its season: quiet, asleep, or never begun."""
    FOLDER_LATE = "folder_late"
    """The shop should be live by now."""
    NEVER_RECEIVED = "never_received"
    """Buyers were told of the account, and nothing came on it."""
    NOT_MET = "not_met"
    """Nobody was home, or they asked to come again without a day."""
    NEVER = "never"
    """Nobody has ever been there."""
    LONG = "long"
    """Nobody has been there for a long time."""


WEIGHTS: Mapping[Because, int] = {
    Because.UNANSWERED: 40,
    Because.MISSED: 35,
    Because.AGREED: 35,
    Because.DYING: 30,
    Because.FOLDER_LATE: 25,
    Because.NEVER_RECEIVED: 20,
    Because.NOT_MET: 15,
    Because.NEVER: 10,
    Because.LONG: 5,
}
"""A house weighs as much as its reasons together."""

LONG_AGO = timedelta(days=90)


def weight(reasons: Iterable[Because]) -> int:
    return sum(WEIGHTS[it] for it in set(reasons))
