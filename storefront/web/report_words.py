"""A report's words and tables: said alike on the page, on paper and in files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from storefront.campaign.growth import Growth, percent_of
from storefront.campaign.indicators import COUNTED, Definition, Unit, definition, known
from storefront.imports.sheet import FIGURES
from storefront.reports.comparing import ELSEWHERE
from storefront.reports.figures import ANNEX
from storefront.reports.papers import Cell, Table
from storefront.reports.periods import Period, Span
from storefront.web import import_words
from storefront.web.figures import percent
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
        (_("SHA-256"), digest),
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


def summary(said: Said) -> Table:
    """The official columns: in the period, before, cumulated, against the launch, of the target."""
    return Table(
        str(_("Results")),
        [
            _("Indicator"),
            _("Unit"),
            _("In the period"),
            _("Period before"),
            _("Cumulated"),
            _("Baseline"),
            _("Against the baseline"),
            _("Of the target"),
        ],
        [_summary_row(line, said) for line in said["indicators"] if not line["why"]],
        words=2,
    )


def rows_behind(said: Said) -> list[str | None]:
    """For each line of the summary, where its rows are; nothing for what is worked out."""
    it, place = said["period"], said["place"]["code"]
    geo = "then" if said["geography"]["as"] == "then" else None
    return [
        url_for("growth.communes", code=place, of=line["indicator"], to=it["last"], geo=geo)
        if line["indicator"] in set(COUNTED)
        else None
        for line in said["indicators"]
        if not line["why"]
    ]


def _summary_row(line: Said, said: Said) -> list[Cell]:
    baseline, target = line["baseline"], line["target"]
    value = baseline["value"] if baseline else None
    return [
        name_of(line["indicator"], said),
        unit_of(line["indicator"], said),
        line["in_period"],
        line["before"],
        line["total"],
        _("not published") if baseline and value is None else value,
        against(Growth(line["total"], value)),
        of_target(line["total"], target),
    ]


def against(growth: Growth) -> str | None:
    """×68 or 82 %, never both kinds of words for one number."""
    if growth.is_too_small:
        return str(_("baseline below 30"))
    if growth.multiple is not None:
        return str(_("%(number)s times", number=number(growth.multiple)))
    return f"{growth.percent}\u00a0%" if growth.percent is not None else None


def of_target(total: int, target: int | None) -> str | None:
    share = percent_of(total, target) if target else None
    return percent(share, 1) if share is not None else None


def annex(said: Said) -> Table | None:
    """Commune by commune; a commune's own report has none."""
    if not said["communes"]:
        return None
    heads = [_("Commune")]
    for name in annex_names(said):
        heads += [_("%(what)s, in the period", what=name), _("%(what)s, cumulated", what=name)]
    rows = [_annex_row(commune) for commune in said["communes"]]
    sums = [_added(column) for column in list(zip(*rows, strict=True))[1:]]
    return Table(str(_("Commune by commune")), heads, rows, [_("Together"), *sums])


def annex_names(said: Said) -> list[str]:
    return [name_of(it, said) for it in ANNEX]


def _annex_row(commune: Said) -> list[Cell]:
    values = [commune["sums"][it.value] for it in ANNEX]
    return [commune["name"], *(value[it] for value in values for it in ("in_period", "total"))]


def silent(said: Said) -> int:
    """Communes of which nothing was ever heard."""
    return sum(commune["sums"][ANNEX[0].value]["total"] is None for commune in said["communes"])


def _added(column: Sequence[Cell]) -> int:
    return sum(value for value in column if isinstance(value, int))


def differences(said: Said) -> Table | None:
    """What a restatement says otherwise than the wording before it."""
    if not said.get("differences"):
        return None
    rows: list[list[Cell]] = [
        [it["place"], _what(it, said), _column(it["column"]), it["was"], it["now"]]
        for it in said["differences"]
    ]
    heads = [_("Place"), _("What"), _("Column"), _("Was"), _("Is now")]
    return Table(str(_("What is different")), heads, rows, words=3)


def elsewhere(said: Said) -> Table | None:
    """What other platforms say, each by itself: no sum below it, and nothing of it above."""
    if not said.get("elsewhere"):
        return None
    heads = [
        _("Source"),
        _("Day of the figures"),
        *[import_words.column(it) for it in FIGURES],
        _("Shops named"),
        _("Of these also ours"),
    ]
    rows: list[list[Cell]] = [
        [_source(it), _days(it), *[it[column] for column in ELSEWHERE]] for it in said["elsewhere"]
    ]
    return Table(str(_("Other platforms, not added")), heads, rows, words=2)


def _source(told: Said) -> str:
    name = import_words.said_by(told["platform"])
    return f"{name} · {told['named']}" if told["named"] else name


def _days(told: Said) -> str:
    until = day(date.fromisoformat(told["until"]))
    if told["since"] is None:
        return str(_("all until %(day)s", day=until))
    return f"{day(date.fromisoformat(told['since']))} – {until}"


def _what(difference: Said, said: Said) -> str:
    if difference["what"].startswith("elsewhere:"):
        _kind, platform, since, until, named = difference["what"].split(":", 4)
        told = {"platform": platform, "named": named, "since": since or None, "until": until}
        return f"{_source(told)}, {_days(told)}"
    fields = {
        "difficulties": _("Difficulties"),
        "proposals": _("Proposals"),
        "signer_title": _("Office of the signer"),
        "signer_name": _("Name of the signer"),
    }
    what = difference["what"]
    return str(fields[what]) if what in fields else name_of(what, said)


def _column(column: str) -> str:
    names = {
        "in_period": _("In the period"),
        "before": _("Period before"),
        "total": _("Cumulated"),
        "held": _("Held out"),
        "baseline": _("Baseline"),
        "target": _("Target"),
        "words": _("Words"),
        "listed": _("Shops named"),
        "ours": _("Of these also ours"),
    } | {column.value: import_words.column(column) for column in FIGURES}
    return str(names[column])


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
