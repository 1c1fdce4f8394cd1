"""A report's words and tables: said alike on the page, on paper and in files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from storefront.campaign.indicators import Definition, Unit, definition, known
from storefront.reports.papers import Cell
from storefront.reports.periods import Period, Span
from storefront.web.filters import day, moment, number

Said = dict[str, Any]


def period(span: Span, number_: int, year: int) -> str:
    names: dict[Span, Callable[[], str]] = {
        Span.WEEK: lambda: _("week %(number)s of %(year)s", number=number_, year=year),
        Span.MONTH: lambda: _("month %(number)s of %(year)s", number=number_, year=year),
        Span.QUARTER: lambda: _("quarter %(number)s of %(year)s", number=number_, year=year),
        Span.YEAR: lambda: _("year %(year)s", year=year),
    }
    return str(names[span]())


def period_name(it: Period) -> str:
    return period(it.span, it.number, it.year)


def period_said(said: Said) -> str:
    it = said["period"]
    return period(Span(it["span"]), it["number"], it["year"])


def serial(said: Said) -> str:
    """Number 12/BC-2026, second restatement."""
    words = _("No. %(number)s/BC-%(year)s", number=said["number"], year=said["year"])
    if not said["restatement"]:
        return str(words)
    again = _("restatement %(number)s", number=said["restatement"])
    return f"{words} ({again})"


def title(said: Said) -> str:
    return str(_("Report on digital shops, %(period)s", period=period_said(said)))


def days(said: Said) -> str:
    it = said["period"]
    return f"{on(it['first'])} – {on(it['last'])}"


def geography(said: Said) -> str:
    """Which communes these are: a report without this cannot be compared with another."""
    it = said["geography"]
    spoken = {"units": number(it["units"]), "day": on(it["on"]), "since": on(it["since"])}
    if it["as"] == "then":
        return str(
            _("%(units)s communes as they were when it was counted, known on %(day)s", **spoken)
        )
    return str(_("%(units)s communes as they stood on %(day)s (since %(since)s)", **spoken))


def as_of(said: Said) -> str:
    """How old the data is."""
    if said.get("counted_at"):
        newest = datetime.fromisoformat(said["counted_at"])
        return str(_("newest entry %(moment)s", moment=moment(newest)))
    return str(_("nothing counted yet"))


def frozen(said: Said) -> str:
    at = datetime.fromisoformat(said["frozen_at"])
    return str(_("%(moment)s by %(who)s", moment=moment(at), who=said["frozen_by"]))


def on(written: str) -> str:
    return day(date.fromisoformat(written))


def facts(said: Said, digest: str) -> list[tuple[str, str]]:
    """What stands under the title of a frozen report."""
    return [
        (_("Place"), said["place"]["name"]),
        (_("Period"), days(said)),
        (_("Data as of"), as_of(said)),
        (_("Places as"), geography(said)),
        (_("Frozen"), frozen(said)),
        *([(_("Code"), said["code"])] if said["form"] > 1 else []),
        (_("SHA-256"), digest),
        *([(_("Chain of traces"), said["traces"])] if said.get("traces") else []),
    ]


def why(said: Said) -> list[tuple[str, str]]:
    """Of a restatement: what it takes the place of, and for what reason."""
    if not said.get("why"):
        return []
    return [(_("Corrects"), said["restates"]), (_("Reason"), said["why"])]


def opinions(said: Said) -> list[tuple[str, str]]:
    words = said["words"]
    return [
        (_("Difficulties"), words["difficulties"]),
        (_("Proposals"), words["proposals"]),
    ]


def meaning_of(indicator: str, said: Said) -> Definition:
    """As it was defined when the report was about it."""
    return definition(known(indicator), on=date.fromisoformat(said["period"]["last"]))


def name_of(indicator: str, said: Said) -> str:
    return str(_(meaning_of(indicator, said).name))


def unit_of(indicator: str, said: Said) -> str:
    unit = meaning_of(indicator, said).unit
    return unit.value if unit is Unit.DONG else str(_(unit.value))


def shown(cell: Cell) -> str:
    if cell is None or cell == "":
        return "–"
    return number(cell) if isinstance(cell, int) else str(cell)


def missing(said: Said) -> list[tuple[str, str]]:
    """What has no figure, and why: it is not zero."""
    told = [(name_of(it["indicator"], said), it["why"]) for it in said["indicators"] if it["why"]]
    forms = _("OCOP products, tonnes sold, people trained")
    translated = [(name, str(_(why))) for name, why in told]
    return [*translated, (forms, _("The official form asks for it; nobody counts it here."))]


def held(said: Said) -> list[tuple[str, int]]:
    """What is held out of the figures while somebody looks at it."""
    return [(name_of(it["indicator"], said), it["held"]) for it in said["indicators"] if it["held"]]
