"""Visits in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _

from storefront.places.models import Place
from storefront.reports.row_by_row import Row
from storefront.shops.models import Met
from storefront.visits.models import Network, Outcome, Signal, SignalMark, Strength, Visit, VisitFor
from storefront.visits.signals import Standing
from storefront.web import growth_views
from storefront.web.languages import language


def outcomes() -> dict[Outcome, str]:
    return {
        Outcome.DONE: _("Met them, done"),
        Outcome.NOBODY_HOME: _("Nobody home"),
        Outcome.LATER: _("They asked us to come again"),
        Outcome.REFUSED: _("They did not want it"),
        Outcome.SENT_ON: _("Sent on to somebody else"),
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


def networks() -> dict[Network | None, str]:
    return {
        None: _("All networks"),
        Network.VIETTEL: "Viettel",
        Network.VINAPHONE: "Vinaphone",
        Network.MOBIFONE: "Mobifone",
    }


def named_networks() -> list[tuple[str, str]]:
    return [(it.value, name) for it, name in networks().items() if it]


def strengths() -> dict[Strength, str]:
    return {
        Strength.NONE: _("Silent"),
        Strength.WEAK: _("Weak"),
        Strength.FAIR: _("Fair"),
        Strength.GOOD: _("Good"),
    }


def signal_of(place: Place, marks: Standing) -> str:
    """By network where that is known, else by the village book's one word."""
    if marks:
        named = [it for it in Network if it in marks]
        said = [_heard(networks()[it], marks[it]) for it in named]
        if None in marks and len(named) < len(Network):
            said.append(_heard(_("others"), marks[None]) if named else _heard("", marks[None]))
        return ", ".join(said)
    return book_word(place.signal)


def _heard(network: str, mark: SignalMark) -> str:
    how = strengths()[mark.strength]
    return f"{network}: {how.lower()}" if network else how


def book_word(word: str | None) -> str:
    return signals()[Signal(word)] if word else _("Not known")


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
    if visit.next_step:
        about.append(_("next: %(what)s", what=visit.next_step))
    if visit.signal:
        about.append(_("signal: %(how)s", how=signals()[visit.signal].lower()))
    return Line(visit, outcomes()[visit.outcome], " · ".join(about))


def heads() -> list[str]:
    """Of a file of visits."""
    return [
        _("Day"),
        _("Household"),
        _("Village"),
        _("Commune"),
        _("What for"),
        _("What came of it"),
        _("Who went"),
        _("Next step"),
        _("Note"),
        _("Come again on"),
    ]


def row(visit: Visit) -> Row:
    """What was written in free words only where the household may be known by name."""
    home, village = visit.household, visit.household.village
    is_named = growth_views.is_named(village.path)
    went = f"{visit.by.name}, {visit.went_with}" if visit.went_with else visit.by.name
    return [
        visit.day,
        growth_views.known_as(home),
        village.full_name,
        village.parent.full_name if village.parent else "",
        purposes()[visit.purpose],
        outcomes()[visit.outcome],
        went,
        visit.next_step if is_named else "",
        visit.note if is_named else "",
        visit.next_on,
    ]
