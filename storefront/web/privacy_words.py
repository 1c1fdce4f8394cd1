"""Requests about one's data, in words."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.privacy.clocks import clock_for
from storefront.privacy.holdings import LeftOut, Topic, holdings
from storefront.privacy.keeping import Ends, Kept, Rests
from storefront.privacy.models import Asks, Happened, Standing

A_YEAR = 365.25
"""Days, leap years included."""


def kinds() -> dict[Asks, str]:
    return {
        Asks.COPY: _("A copy of what you hold about me"),
        Asks.CORRECTION: _("Put right what is wrong"),
        Asks.ERASURE: _("Erase what is about me"),
        Asks.STOP: _("Stop working with my data"),
    }


def choices(today: date) -> list[tuple[str, str, str]]:
    """With the days that the law gives."""
    return [
        (
            kind.value,
            words,
            _(
                "Answered by %(reply)s working days, carried out within %(days)s days.",
                reply=clock_for(kind, on=today).reply_workdays,
                days=clock_for(kind, on=today).carry_days,
            ),
        )
        for kind, words in kinds().items()
    ]


def states() -> dict[Standing, tuple[str, str]]:
    """With the colour of its tag."""
    return {
        Standing.NEW: (_("Waits for a reply"), "wait"),
        Standing.TAKEN_UP: (_("Being carried out"), "wait"),
        Standing.DONE: (_("Carried out"), "ok"),
        Standing.REFUSED: (_("Refused"), "wait"),
        Standing.WITHDRAWN: (_("Withdrawn"), ""),
    }


def steps() -> dict[Happened, str]:
    return {
        Happened.ASKED: _("The request came in"),
        Happened.TAKEN_UP: _("Taken up"),
        Happened.LONGER: _("More time was taken"),
        Happened.DONE: _("Carried out"),
        Happened.REFUSED: _("Refused"),
        Happened.REOPENED: _("Opened again"),
        Happened.WITHDRAWN: _("Withdrawn"),
        Happened.ERASURE_ASKED: _("An officer asked for erasing; another has to confirm"),
        Happened.ERASURE_TAKEN_BACK: _("Erasing was taken back"),
    }


def topics() -> dict[Topic, str]:
    return {
        Topic.ME: _("Who I am and what I do"),
        Topic.AGREED: _("What I agreed to and asked"),
        Topic.HOME: _("My household"),
        Topic.SHOP: _("My shop"),
        Topic.ORDERS: _("Orders, bought and sold"),
        Topic.MONEY: _("Money"),
        Topic.COUNTED: _("What was counted"),
        Topic.TOLD: _("What was written to me and by me"),
        Topic.SEEN: _("Who looked, and from which devices"),
    }


def kept_back(language: str) -> list[tuple[str, list[str]]]:
    """By reason, the tables that are in no copy."""
    reasons: dict[LeftOut, str] = {
        LeftOut.NOBODY: _("Speaks of no person"),
        LeftOut.SUMS: _("Sums of many"),
        LeftOut.OFFICE: _("What an office did or decided"),
        LeftOut.OTHERS: _("Speaks of other people as well"),
        LeftOut.NUMBER: _("Kept under a number alone, which may have been somebody else's then"),
        LeftOut.DAY: _("Forgotten within a day"),
        LeftOut.WATCH: _("By which false figures are found: told, it would be got round"),
    }
    return [(words, _tables(reason, language)) for reason, words in reasons.items()]


def _tables(reason: LeftOut, language: str) -> list[str]:
    return [it.name(language) for it in holdings().values() if it.left_out is reason]


def how_long(days: int) -> str:
    """In years where they are whole ones: nobody reads three years out of 1,096 days."""
    years = round(days / A_YEAR)
    if years and abs(days - years * A_YEAR) < 1:
        return str(ngettext("%(num)s year", "%(num)s years", years))
    return str(ngettext("%(num)s day", "%(num)s days", days))


def kept() -> dict[Kept, str]:
    return {
        Kept.CODES: _("Codes for signing in, and knocks at the door"),
        Kept.EXPORTS: _("Files that staff had made"),
        Kept.PHOTOS: _("Photos from phones that nothing came for"),
        Kept.TALKS: _("Messages and voices about orders"),
        Kept.DEVICES: _("Marks of devices"),
        Kept.LOOKS: _("Who looked at rows about households"),
        Kept.STAYS: _("Sign-ins that have ended"),
        Kept.WORK: _("Work that was done"),
        Kept.MESSAGES: _("Messages sent and received"),
        Kept.REQUESTS: _("Words of requests about data"),
        Kept.ORDERS: _("Names, numbers, addresses and words in orders and complaints"),
        Kept.BOOKS: _(
            "Names, numbers and words in bills, refunds, statements and messages of banks,"
            " and accounts no longer used"
        ),
        Kept.CONSENTS: _("What was agreed to, with its proof"),
        Kept.DRAFTS: _("Lists and statements that wait for a decision"),
        Kept.QUESTIONS: _("Words and pictures of questions that were settled"),
        Kept.LISTS: _("What lists of households said, once they were taken in"),
        Kept.VOICES: _("Voices read aloud for screens, once they were silenced"),
        Kept.COPIES: _("Copies of the server, for a bad day"),
        Kept.ERRANDS: _("That a phone without signal sent something later"),
        Kept.VISITS: _("Notes of visits, plans and sittings"),
        Kept.SCREENING: _("Notes about figures that looked false"),
        Kept.FIGURES_BROUGHT: _("Names and files of figures brought from elsewhere"),
        Kept.DEEDS: _("Words of who pressed what for whom"),
        Kept.ACCOUNT: _("Your account: name, number, ways to sign in"),
        Kept.SHOP: _("The household and its shop"),
        Kept.DUTY: _("Who held which post, and what offices decided"),
        Kept.COUNTED: _("Figures, orders and movements of money, without names"),
    }


def ends() -> dict[Ends, str]:
    """Where no number of days says it alone."""
    return {
        Ends.COPIES: _("let go of when newer copies are taken"),
        Ends.ASKED: _("until somebody asks, and the law lets it go"),
        Ends.NEVER: _("for good: what offices answer for, and what figures rest on"),
    }


def rests() -> dict[Rests, str]:
    return {
        Rests.OURS: _("the days are our own: no longer than needed"),
        Rests.DRAFT: _("from a draft of the law; its last text was not read"),
        Rests.UNCHECKED: _("unchecked"),
        Rests.LAW: _("by the law"),
    }
