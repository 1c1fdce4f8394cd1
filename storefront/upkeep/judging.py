"""How each part is doing, for whoever runs the market: well, to be looked at, or in trouble."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront.replica import Following
from storefront.upkeep.lags import Lag, Lags
from storefront.upkeep.models import BACKUP, BOOKS, RETENTION, TRACES, WORKER, Beat
from storefront.upkeep.readiness import OK, UNKNOWN, Readiness


class Level(enum.StrEnum):
    WELL = "well"
    LOOK = "look"
    TROUBLE = "trouble"
    UNKNOWN = "unknown"
    """Nobody could be asked."""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    level: Level
    word: str = ""
    """What /readyz says."""
    many: int = 0
    given_up: int = 0
    since: datetime | None = None


LATE: dict[str, tuple[timedelta, timedelta]] = {
    "jobs": (timedelta(minutes=2), timedelta(minutes=15)),
    "letters": (timedelta(minutes=5), timedelta(minutes=30)),
    "callbacks": (timedelta(minutes=2), timedelta(hours=1)),
    "lists": (timedelta(minutes=15), timedelta(hours=6)),
    "cases": (timedelta(0), timedelta(days=3)),
}
"""From what age of the oldest on somebody should look, and it is trouble."""
BACKUP_LATE = timedelta(hours=26), timedelta(days=3)


def judge(
    ready: Readiness, lags: Lags | None, follows: Following | None, *, at: datetime
) -> list[Part]:
    """In the order in which one looks."""
    parts = [
        Part(name, _of_word(word), word)
        for name, word in (("database", ready.database), ("schema", ready.schema))
    ]
    parts.append(Part("disk", _of_word(ready.disk), ready.disk))
    parts.append(Part("files", _of_word(ready.files), ready.files))
    parts += [_replica(follows)] if follows else []
    parts.append(_worker(ready, lags))
    if lags is None:
        names = [*LATE, "backup", "books", "traces", "retention"]
        return parts + [Part(name, Level.UNKNOWN) for name in names]
    parts += [_of_lag(name, getattr(lags, name), at=at) for name in LATE]
    return [*parts, *_of_beats(lags, at=at)]


def worst(parts: list[Part]) -> Level:
    return max((part.level for part in parts), key=_ORDER.index)


_ORDER = [Level.WELL, Level.LOOK, Level.UNKNOWN, Level.TROUBLE]


def _of_word(word: str) -> Level:
    return {OK: Level.WELL, UNKNOWN: Level.UNKNOWN}.get(word, Level.TROUBLE)


def _replica(follows: Following) -> Part:
    if not follows.is_there:
        return Part("replica", Level.TROUBLE, "away")
    if follows.has_all:
        return Part("replica", Level.WELL, OK)
    return Part("replica", Level.LOOK, "behind", since=follows.last)


def _worker(ready: Readiness, lags: Lags | None) -> Part:
    seen = [it.at for name, it in (lags.beats if lags else {}).items() if name.startswith(WORKER)]
    last = max(seen, default=None)
    return Part("worker", _of_word(ready.worker), ready.worker, many=len(seen), since=last)


def _of_lag(name: str, lag: Lag, *, at: datetime) -> Part:
    level = _of_age(lag.oldest, LATE[name], at=at)
    if lag.given_up and level is Level.WELL:
        level = Level.LOOK
    return Part(name, level, many=lag.waiting, given_up=lag.given_up, since=lag.oldest)


def _of_beats(lags: Lags, *, at: datetime) -> Iterator[Part]:
    backup, books = lags.beats.get(BACKUP), lags.beats.get(BOOKS)
    last = backup.at if backup else None
    yield Part("backup", _of_age(last, BACKUP_LATE, at=at) if last else Level.LOOK, since=last)
    if books is None:
        yield Part("books", Level.UNKNOWN)
    else:
        off = int(books.said["off"])
        yield Part("books", Level.TROUBLE if off else Level.WELL, many=off, since=books.at)
    yield _of_traces(lags.beats.get(TRACES))
    yield _of_retention(lags.beats.get(RETENTION))


def _of_traces(beat: Beat | None) -> Part:
    if beat is None:
        return Part("traces", Level.UNKNOWN)
    fault = str(beat.said.get("fault") or "")
    return Part("traces", Level.TROUBLE if fault else Level.WELL, fault, since=beat.at)


def _of_retention(beat: Beat | None) -> Part:
    """Before the first run there is nothing to look at."""
    held = len(beat.said["held"]) if beat else 0
    level = Level.LOOK if held else Level.WELL
    return Part("retention", level, many=held, since=beat.at if beat else None)


def _of_age(since: datetime | None, late: tuple[timedelta, timedelta], *, at: datetime) -> Level:
    age = at - since if since else timedelta(0)
    if since is None or age <= late[0]:
        return Level.WELL
    return Level.LOOK if age <= late[1] else Level.TROUBLE
