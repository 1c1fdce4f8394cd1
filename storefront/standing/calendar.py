"""On which days turns fall, and when the buyer is told of them."""

from datetime import date, datetime, timedelta

from storefront import clock

TOLD_BEFORE = timedelta(days=2)
ORDERED_BEFORE = timedelta(days=1)
HOUR = 8
"""In the morning, when people read and the household has the day before it."""
EVENING = 20
TO_SKIP = timedelta(hours=12)
"""So long a buyer has at least, however late we come to tell."""
NEAREST = timedelta(days=3)


def first_turn(weekday: int, *, at: datetime) -> date:
    """The nearest such day of the week of which there is time to tell."""
    soonest = clock.village_date(at) + NEAREST
    return soonest + timedelta(days=(weekday - soonest.weekday()) % 7)


def told_by(at: datetime) -> date:
    """Turns up to this day are told of by now."""
    return _morning(at) + TOLD_BEFORE


def ordered_by(at: datetime) -> date:
    return _morning(at) + ORDERED_BEFORE


def until_when(on: date) -> datetime:
    """Until when a turn can be skipped or changed."""
    return clock.start_of(on - ORDERED_BEFORE) + timedelta(hours=HOUR)


def paid_by(on: date) -> datetime:
    """In the evening of its day: nobody sits by when it is ordered."""
    return clock.start_of(on) + timedelta(hours=EVENING)


def _morning(at: datetime) -> date:
    """The village's day, which begins at eight."""
    return clock.village_date(at - timedelta(hours=HOUR))
