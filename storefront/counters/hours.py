"""When an access point is open: written as people write it, 7:30-11:30, 13:30-17:00."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from storefront import clock, workdays
from storefront.errors import MarketError

Span = tuple[time, time]
Week = Mapping[str, Sequence[Sequence[str]]]
"""By weekday, Monday is "0": from and until, as 07:30. Days that are not there are closed."""

DAYS = 7
MOST = 4
_A_DAY = timedelta(days=1)
_AHEAD = 21
"""Tết is shorter."""
_TIME = r"(\d{1,2})\s*(?:[:.hHgG]\s*(\d{2})?)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|đến|to)\s*{_TIME}", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:[,;+]|\bvà\b|\band\b)\s*")


class BadHours(MarketError):
    """Not hours of one day, the earlier first."""


def read(words: str) -> list[Span]:
    """Nothing means closed. Raises BadHours."""
    spans = [_span(it) for it in _BETWEEN.split(words.strip()) if it] if words.strip() else []
    ends = [moment for span in spans for moment in span]
    if len(spans) > MOST or any(later <= earlier for earlier, later in itertools.pairwise(ends)):
        raise BadHours(words)
    return spans


def _span(words: str) -> Span:
    found = _SPAN.fullmatch(words)
    if found is None:
        raise BadHours(words)
    try:
        begin, end = (
            time(int(hour), int(minute or 0))
            for hour, minute in (found.group(1, 2), found.group(3, 4))
        )
    except ValueError:
        raise BadHours(words) from None
    return begin, end


def kept(days: Sequence[Sequence[Span]]) -> dict[str, list[list[str]]]:
    """As they lie in the database."""
    return {
        str(nth): [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in spans]
        for nth, spans in enumerate(days)
        if spans
    }


def on(week: Week, weekday: int) -> list[Span]:
    return [
        (time.fromisoformat(begin), time.fromisoformat(end))
        for begin, end in week.get(str(weekday), ())
    ]


def written(spans: Sequence[Span]) -> str:
    """07:30-11:30, 13:30-17:00; nothing when it is closed."""
    return ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in spans)


def is_open(week: Week, at: datetime) -> bool:
    here = clock.village_time(at)
    return any(begin <= here.time() < end for begin, end in _of_day(week, here.date()))


def opens_next(week: Week, at: datetime) -> tuple[date, time] | None:
    """After a moment at which it is closed."""
    here = clock.village_time(at)
    for day in (here.date() + _A_DAY * nth for nth in range(_AHEAD)):
        later = (begin for begin, _end in _of_day(week, day))
        found = next((it for it in later if day > here.date() or it > here.time()), None)
        if found is not None:
            return day, found
    return None


def _of_day(week: Week, day: date) -> list[Span]:
    """On the country's holidays nobody is there."""
    return [] if day in workdays.holidays() else on(week, day.weekday())
