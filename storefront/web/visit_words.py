"""Visits in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _

from storefront.shops.models import Met
from storefront.visits.models import Outcome, Signal, Visit, VisitFor
from storefront.web.languages import language


def outcomes() -> dict[Outcome, str]:
    return {
        Outcome.DONE: _("Met them, done"),
        Outcome.NOBODY_HOME: _("Nobody home"),
        Outcome.LATER: _("They asked us to come again"),
        Outcome.REFUSED: _("They did not want it"),
    }


def purposes() -> dict[VisitFor, str]:
    return {
        VisitFor.HELP: _("Help with the shop"),
        VisitFor.CHECK: _("See how things stand"),
        VisitFor.TRAINING: _("Show how something is done"),
        VisitFor.SILENCE: _("Nothing was heard for a while"),
    }


def met() -> dict[Met, str]:
    return {
        Met.AT_HOME: _("Met at home"),
        Met.VILLAGE_HEAD: _("Known to the village head"),
        Met.PAPERS: _("Papers looked at, not kept"),
        Met.VNEID: _("Shown in VNeID, not kept"),
    }


def met_words(how: Met) -> str:
    return _met_words(how, language())


@cache
def _met_words(how: Met, _language: str) -> str:
    """Every shop's page says one of them: looked up once for each language."""
    return str(met()[how])


def signals() -> dict[Signal, str]:
    return {
        Signal.GOOD: _("Good"),
        Signal.PARTIAL: _("In places"),
        Signal.NONE: _("None"),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A visit as one line of a list."""

    visit: Visit
    words: str
    more: str


def line(visit: Visit) -> Line:
    about = [purposes()[visit.purpose], visit.by.name]
    if visit.went_with:
        about.append(_("with %(who)s", who=visit.went_with))
    if visit.signal:
        about.append(_("signal: %(how)s", how=signals()[visit.signal].lower()))
    return Line(visit, outcomes()[visit.outcome], " · ".join(about))
