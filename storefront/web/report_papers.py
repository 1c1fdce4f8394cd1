"""Frozen reports as files. They are official papers: Vietnamese, whoever asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from csv import writer
from dataclasses import replace
from io import StringIO
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from storefront.facts.models import Indicator
from storefront.reports import paper, workbook
from storefront.reports.figures import ANNEX
from storefront.reports.models import FileKind, Report
from storefront.reports.papers import Cell, Chart, Paper, Table
from storefront.spreadsheets.harmless import harmless
from storefront.web import report_apart as apart
from storefront.web import report_parts as parts
from storefront.web import report_tables as tables
from storefront.web import report_words as words

LANGUAGE = "vi"

TYPES = {
    FileKind.JSON: "application/json",
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PDF: "application/pdf",
    FileKind.SIGNED: "application/pdf",
}


def made(report: Report, kind: FileKind) -> bytes:
    """The same report gives the same bytes, today and in ten years' time."""
    if kind is FileKind.JSON:
        return report.content.encode()
    it = paper_of(report)
    if kind is FileKind.CSV:
        return _csv(it)
    return workbook.workbook(it) if kind is FileKind.XLSX else paper.pdf(it)


def to_be_signed(report: Report, signed_by: str) -> bytes:
    return paper.pdf(replace(paper_of(report), signed_by=signed_by))


def paper_of(report: Report) -> Paper:
    said = report.said
    with force_locale(LANGUAGE):
        return Paper(
            lang=LANGUAGE,
            form=said["form"],
            code=report.code,
            at=report.frozen_at,
            serial=words.serial(said),
            title=words.title(said),
            place=said["place"]["name"],
            facts=words.facts(said, report.digest) + words.why(said),
            results=tables.summary(said),
            notes=_notes(report),
            opinions=words.opinions(said),
            signer=(said["words"]["signer_title"], said["words"]["signer_name"]),
            annex=parts.annex(said),
            charts=_charts(report),
            differences=apart.differences(said),
            elsewhere=apart.elsewhere(said),
            targets=tables.targets(said),
            more=_more(said),
            page_words=_("Page"),
            check=said.get("check", ""),
            check_words=_(
                "Check this paper: scan, or type the code at %(address)s", address=_where(said)
            )
            if "check" in said
            else "",
        )


def _where(said: dict[str, Any]) -> str:
    """Without what nobody types."""
    return str(said["check"]).removeprefix("https://").removeprefix("http://").rpartition("/")[0]


def _notes(report: Report) -> list[tuple[str, str]]:
    said, aside = report.said, _("Held out")
    held = [(name, f"{aside} {words.shown(value)}") for name, value in words.held(said)]
    return held + words.missing(said)


def _more(said: dict[str, Any]) -> list[Table]:
    own = parts.undertaken(said)
    return [*([own] if own else []), *parts.breakdowns(said)]


def _charts(report: Report) -> list[Chart]:
    shops, revenue = (ANNEX.index(it) for it in (Indicator.SHOP_OPENED, Indicator.REVENUE))
    names = parts.annex_names(report.said)
    return [
        Chart(str(_("%(what)s, cumulated", what=names[shops])), 2 + 2 * shops),
        Chart(str(_("%(what)s, in the period", what=names[revenue])), 1 + 2 * revenue),
    ]


def _csv(it: Paper) -> bytes:
    """One table under the other, each under its title. Marked as UTF-8 for spreadsheets."""
    out = StringIO()
    sheet = writer(out)
    rows: list[Sequence[Cell]] = [[it.title], [it.place, it.serial], *it.facts, []]
    for table in it.tables:
        rows += [[table.title], table.heads, *table.rows, table.foot or [], []]
    rows += [*it.notes, *it.opinions, it.signer]
    sheet.writerows([harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()
