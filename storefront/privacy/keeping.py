"""What is kept how long, why we think so, and what carries it out. Days come from the code that
forgets, so that the page tells no others."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

from storefront.accounts import knocks, looks, sealing, sign_in, stays
from storefront.field import actions as field
from storefront.imports import actions as imports
from storefront.privacy import ageing
from storefront.questions import actions as questions
from storefront.reconciliation import actions as reconciliation
from storefront.reports import exporting
from storefront.rolls import actions as rolls
from storefront.screening import marks
from storefront.screening.thresholds import USUAL
from storefront.talks import actions as talks


class Kept(enum.StrEnum):
    CODES = "codes"
    DRAFTS = "drafts"
    STAYS = "stays"
    LOOKS = "looks"
    TALKS = "talks"
    DEVICES = "devices"
    PHOTOS = "photos"
    EXPORTS = "exports"
    WORK = "work"
    QUESTIONS = "questions"
    LISTS = "lists"
    VOICES = "voices"
    MESSAGES = "messages"
    COPIES = "copies"
    REQUESTS = "requests"
    ERRANDS = "errands"
    VISITS = "visits"
    SCREENING = "screening"
    ORDERS = "orders"
    BOOKS = "books"
    FIGURES_BROUGHT = "figures_brought"
    DEEDS = "deeds"
    CONSENTS = "consents"
    ACCOUNT = "account"
    SHOP = "shop"
    DUTY = "duty"
    COUNTED = "counted"


class Rests(enum.StrEnum):
    """On what the number of days rests."""

    OURS = "ours"
    """The law says: no longer than needed. How long that is, we say."""
    DRAFT = "draft"
    """Of the law; its last text was not read."""
    UNCHECKED = "unchecked"
    """From general knowledge."""
    LAW = "law"


class Ends(enum.StrEnum):
    BY_ITSELF = "by_itself"
    COPIES = "copies"
    """Whoever takes copies lets go of old ones: `flask backup`."""
    ASKED = "asked"
    """When whom it is about asks, and the law lets it go: see fates."""
    NEVER = "never"


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
    forget: Forget | None = None
    ends: Ends = Ends.BY_ITSELF


_BEGUN = date(2026, 1, 1)
_PLATFORMS = date(2026, 7, 1)
_LAW = "91/2025/QH15"
_COMMERCE, _ACCOUNTING = "122/2025/QH15", "88/2015/QH13"
WORK = timedelta(days=90)
YEAR = timedelta(days=365)
COPIES = timedelta(days=366)
"""The newest of each of twelve months: see upkeep.copies, which stands above."""
REQUESTS = 3 * YEAR
ORDERS = 3 * YEAR + timedelta(days=1)
BOOKS = 10 * YEAR + timedelta(days=3)
"""Whole years, with their leap days."""


def rules() -> tuple[Rule, ...]:
    return *_of_days(), *_of_years(), *_without_end()


def _of_days() -> tuple[Rule, ...]:
    return (
        _ours(Kept.CODES, knocks.MEMORY, sign_in.forget_old),
        _ours(Kept.DRAFTS, rolls.LIES, _forget_drafts),
        _ours(Kept.EXPORTS, exporting.KEPT, _forget_exports),
        _ours(Kept.PHOTOS, field.KEPT, field.forget_old),
        _ours(Kept.TALKS, talks.KEPT, talks.forget_old),
        _ours(Kept.DEVICES, timedelta(days=USUAL.look_back_days), marks.forget_old),
        _ours(Kept.STAYS, stays.KEPT, stays.forget_old),
        _ours(Kept.WORK, WORK, _older(Kept.WORK, WORK)),
    )


def _of_years() -> tuple[Rule, ...]:
    return (
        _ours(Kept.QUESTIONS, questions.KEPT, _forget_questions),
        *(_by_table(it, YEAR) for it in (Kept.LISTS, Kept.VOICES, Kept.MESSAGES)),
        Rule(Kept.COPIES, _BEGUN, COPIES.days, _LAW, Rests.OURS, ends=Ends.COPIES),
        _ours(Kept.LOOKS, looks.KEPT, looks.forget_old),
        *(_by_table(it, REQUESTS) for it in (Kept.REQUESTS, Kept.ERRANDS)),
        *(_by_table(it, REQUESTS) for it in (Kept.VISITS, Kept.SCREENING)),
        _by_law(Kept.ORDERS, ORDERS, _PLATFORMS, _COMMERCE, Rests.DRAFT),
        _by_law(Kept.BOOKS, BOOKS, _BEGUN, _ACCOUNTING, Rests.UNCHECKED),
        _by_table(Kept.FIGURES_BROUGHT, BOOKS),
        _ours(Kept.DEEDS, sealing.KEPT, sealing.forget_old),
    )


def _without_end() -> tuple[Rule, ...]:
    return (
        Rule(Kept.CONSENTS, _BEGUN, None, _LAW, Rests.LAW, ends=Ends.ASKED),
        Rule(Kept.ACCOUNT, _BEGUN, None, _LAW, Rests.OURS, ends=Ends.ASKED),
        Rule(Kept.SHOP, _BEGUN, None, _COMMERCE, Rests.DRAFT, ends=Ends.ASKED),
        Rule(Kept.DUTY, _BEGUN, None, _LAW, Rests.OURS, ends=Ends.NEVER),
        Rule(Kept.COUNTED, _BEGUN, None, _ACCOUNTING, Rests.UNCHECKED, ends=Ends.NEVER),
    )


def _ours(what: Kept, kept: timedelta, forget: Forget) -> Rule:
    return Rule(what, _BEGUN, kept.days, _LAW, Rests.OURS, forget)


def _by_table(what: Kept, kept: timedelta) -> Rule:
    return _ours(what, kept, _older(what, kept))


def _by_law(what: Kept, kept: timedelta, since: date, source: str, rests: Rests) -> Rule:
    return Rule(what, since, kept.days, source, rests, _older(what, kept))


def _forget_drafts(*, at: datetime) -> int:
    """What somebody brought, and left lying undecided."""
    brought = (rolls, imports, reconciliation)
    return sum(it.forget_left_lying(at=at) for it in brought)


def _forget_questions(*, at: datetime) -> int:
    """See retention for the pictures in the folder."""
    return questions.forget_old(at=at)[1]


def _forget_exports(*, at: datetime) -> int:
    """Their rows; see retention for what lies in the folder."""
    return exporting.forget_rows(at=at)[1]


def _older(what: Kept, kept: timedelta) -> Forget:
    return partial(_forget_older, what, kept)


def _forget_older(what: Kept, kept: timedelta, *, at: datetime) -> int:
    return ageing.forget(what.value, before=at - kept)
