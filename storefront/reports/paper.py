"""A report on A4, set by Typst: tables that repeat their heads, page numbers, a place to sign."""

from __future__ import annotations

from typing import Any

from storefront.posters import press
from storefront.reports.papers import Cell, Paper, Table
from storefront.settings import ROOT

TEMPLATE = ROOT / "templates" / "reports" / "report.typ"


def pdf(paper: Paper) -> bytes:
    """The same paper gives the same bytes: it carries no date of its own."""
    return press.typeset(TEMPLATE, _said(paper), {"band": press.band()})


def _said(paper: Paper) -> dict[str, Any]:
    return {
        "lang": paper.lang,
        "code": paper.code,
        "serial": paper.serial,
        "title": paper.title,
        "place": paper.place,
        "facts": paper.facts,
        "notes": paper.notes,
        "opinions": paper.opinions,
        "signer": paper.signer,
        "signed_by": paper.signed_by,
        "page": paper.page_words,
        "results": _table(paper.results),
        "annex": _table(paper.annex),
        "differences": _table(paper.differences),
    }


def _table(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {
        "title": table.title,
        "heads": table.heads,
        "rows": [[shown(cell) for cell in row] for row in table.rows],
        "foot": [shown(cell) for cell in table.foot or ()],
        "words": table.words,
    }


def shown(cell: Cell) -> str:
    if cell is None or cell == "":
        return "–"
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell
