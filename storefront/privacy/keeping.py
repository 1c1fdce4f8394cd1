"""What is kept how long, why we think so, and what carries it out. Days come from the code that
forgets, so that the page tells no others."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

from storefront.accounts import knocks, looks, sign_in, stays
from storefront.field import actions as field
from storefront.privacy import ageing
from storefront.reports import exporting
from storefront.screening import marks
from storefront.screening.thresholds import USUAL
from storefront.talks import actions as talks


class Kept(enum.StrEnum):
    CODES = "codes"
    STAYS = "stays"
    LOOKS = "looks"
    TALKS = "talks"
    DEVICES = "devices"
    PHOTOS = "photos"
    EXPORTS = "exports"
    WORK = "work"
    MESSAGES = "messages"
    REQUESTS = "requests"
    ORDERS = "orders"
    BOOKS = "books"
    CONSENTS = "consents"


class Rests(enum.StrEnum):
    """On what the number of days rests."""

    OURS = "ours"
    """The law says: no longer than needed. How long that is, we say."""
    DRAFT = "draft"
    """Of the law; its last text was not read."""
    UNCHECKED = "unchecked"
    """From general knowledge."""
    LAW = "law"


class Forget(Protocol):
    def __call__(self, *, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Rule:
    what: Kept
    since: date
    """From which day the rule holds."""
    days: int | None
    """None: nothing forgets it by itself."""
    source: str
    rests: Rests
    forget: Forget | None


_BEGUN = date(2026, 1, 1)
_PLATFORMS = date(2026, 7, 1)
_LAW = "91/2025/QH15"
WORK = timedelta(days=90)
MESSAGES = timedelta(days=365)
REQUESTS = timedelta(days=3 * 365)
ORDERS = timedelta(days=3 * 365 + 1)
BOOKS = timedelta(days=10 * 365 + 3)
"""Whole years, with their leap days."""


def rules() -> tuple[Rule, ...]:
    return (
        _ours(Kept.CODES, knocks.MEMORY, sign_in.forget_old),
        _ours(Kept.EXPORTS, exporting.KEPT, _forget_exports),
        _ours(Kept.PHOTOS, field.KEPT, field.forget_old),
        _ours(Kept.TALKS, talks.KEPT, talks.forget_old),
        _ours(Kept.DEVICES, timedelta(days=USUAL.look_back_days), marks.forget_old),
        _ours(Kept.STAYS, stays.KEPT, stays.forget_old),
        _ours(Kept.WORK, WORK, _older(Kept.WORK, WORK)),
        _ours(Kept.MESSAGES, MESSAGES, _older(Kept.MESSAGES, MESSAGES)),
        _ours(Kept.LOOKS, looks.KEPT, looks.forget_old),
        _ours(Kept.REQUESTS, REQUESTS, _older(Kept.REQUESTS, REQUESTS)),
        Rule(
            Kept.ORDERS,
            _PLATFORMS,
            ORDERS.days,
            "122/2025/QH15",
            Rests.DRAFT,
            _older(Kept.ORDERS, ORDERS),
        ),
        Rule(
            Kept.BOOKS,
            _BEGUN,
            BOOKS.days,
            "88/2015/QH13",
            Rests.UNCHECKED,
            _older(Kept.BOOKS, BOOKS),
        ),
        Rule(Kept.CONSENTS, _BEGUN, None, _LAW, Rests.LAW, None),
    )


def _ours(what: Kept, kept: timedelta, forget: Forget) -> Rule:
    return Rule(what, _BEGUN, kept.days, _LAW, Rests.OURS, forget)


def _forget_exports(*, at: datetime) -> int:
    """Their rows; see retention for what lies in the folder."""
    return exporting.forget_rows(at=at)[1]


def _older(what: Kept, kept: timedelta) -> Forget:
    return partial(_forget_older, what, kept)


def _forget_older(what: Kept, kept: timedelta, *, at: datetime) -> int:
    return ageing.forget(what.value, before=at - kept)
