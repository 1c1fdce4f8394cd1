"""Kept messages in words: whether they are genuine, and what was made of them."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_timedelta
from flask_babel import gettext as _

from storefront.payments.models import RawMessage, Verdict
from storefront.payments.provider import Heard
from storefront.payments.registry import KINDS
from storefront.payments.replays.queries import UNSETTLED

Tag = tuple[str, str]
"""At most three words, and the kind of tag they stand on."""


def title(provider: str) -> str:
    return KINDS[provider].title if provider in KINDS else provider


def verdict(message: RawMessage) -> Tag:
    return {
        Verdict.GENUINE: (str(_("Genuine")), "ok"),
        Verdict.FORGED: (str(_("Forged")), "hot"),
        Verdict.UNREADABLE: (str(_("Not understood")), "wait"),
    }[message.verdict]


def standing(message: RawMessage) -> str:
    """What was made of it the last time."""
    if message.outcome:
        return outcome(message.outcome)
    return str(_("not settled")) if message.verdict is Verdict.GENUINE else ""


def outcome(heard: Heard) -> str:
    return str(
        {
            Heard.BELIEVED: _("settled"),
            Heard.KNOWN: _("told before, nothing changed"),
            Heard.FORGED: _("not signed by this provider"),
            Heard.UNREADABLE: _("not understood"),
            Heard.UNKNOWN: _("nobody knows what for"),
            Heard.OTHER_AMOUNT: _("another sum than asked for"),
            Heard.TROUBLE: _("trouble of ours"),
        }[heard]
    )


def age(moment: datetime, *, now: datetime) -> str:
    """Since when it is here: 3 hours."""
    return str(format_timedelta(now - moment, granularity="minute"))


def kinds() -> list[tuple[str, str]]:
    return [
        ("", str(_("All"))),
        (UNSETTLED, str(_("Not settled"))),
        (Verdict.GENUINE, str(_("Genuine"))),
        (Verdict.UNREADABLE, str(_("Not understood"))),
        (Verdict.FORGED, str(_("Forged"))),
    ]


def providers() -> list[tuple[str, str]]:
    return [("", str(_("All"))), *((kind.name, kind.title) for kind in KINDS.values())]
