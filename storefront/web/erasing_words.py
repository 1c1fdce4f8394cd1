"""What becomes of somebody's data, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from storefront.privacy.fates import Deed, Fate, Why
from storefront.privacy.hindrances import Hindrance
from storefront.privacy.holdings import holdings


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    many: int
    deed: Deed
    why: str
    source: str


def row(fate: Fate, many: int, language: str) -> Row:
    why = reasons()[fate.why]
    if fate.years:
        why = _("%(why)s (years: %(years)s)", why=why, years=fate.years)
    return Row(_name(fate, language), many, fate.deed, why, fate.source)


def _name(fate: Fate, language: str) -> str:
    name = others().get(fate.table) or holdings()[fate.table].name(language)
    if fate.by == "words":
        return str(_("%(table)s, written to others", table=name))
    if fate.by.startswith("phone"):
        return str(_("%(table)s, under the number", table=name))
    return name


def others() -> dict[str, str]:
    """Tables that are in nobody's copy, and so have no name there."""
    return {
        "heard_message": _("Messages that came by SMS"),
        "knock": _("Knocks at the door"),
        "sign_in_code": _("Codes for signing in"),
        "job": _("Work that waits or is done"),
        "access_point": _("Access points"),
        "suspect": _("What was looked at twice"),
        "audit_call": _("Calls to check"),
        "listing_report": _("Reports of goods and shops"),
    }


def deeds() -> dict[Deed, str]:
    return {
        Deed.ERASE: _("Goes"),
        Deed.BLANK: _("Stays without name, number and words"),
        Deed.KEEP: _("Stays"),
    }


def reasons() -> dict[Why, str]:
    return {
        Why.FREE: _("Nothing demands that it be kept"),
        Why.CONTRACT: _("Orders and contracts"),
        Why.GOODS: _("What was offered"),
        Why.TAX: _("Books and taxes"),
        Why.PROOF: _("Proof of what was agreed, asked and answered"),
        Why.COUNTED: _("Figures rest on it"),
        Why.DUTY: _("Who pressed what stays told, by a number without a name"),
        Why.SEEN: _("Who looked stays told"),
    }


def hindrances() -> dict[Hindrance, str]:
    return {
        Hindrance.POSTED: _("They hold a post: it has to end."),
        Hindrance.TEAM: _("They are in a team: they have to leave it."),
        Hindrance.ORDERS: _("Orders are on their way, bought or sold."),
        Hindrance.COMPLAINTS: _("A complaint is not decided."),
        Hindrance.CASH: _("Cash is still to be handed over."),
        Hindrance.STANDING: _("A weekly order runs: it has to be stopped."),
    }
