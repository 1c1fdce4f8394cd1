"""A report on A4, set by Typst: tables that repeat their heads, page numbers, a place to sign."""

from __future__ import annotations

from datetime import date
from typing import Any

from storefront import digits, qr
from storefront.posters import press
from storefront.reports.papers import Cell, Listing, Paper, Table
from storefront.settings import ROOT

TEMPLATE = ROOT / "templates" / "reports" / "report.typ"
LISTING = TEMPLATE.with_name("listing.typ")
COLUMNS = 9
"""So many stand beside each other on A4 lying down; the rest follow under the same first ones."""


def pdf(paper: Paper) -> bytes:
    """The same paper gives the same bytes: it carries no date of its own."""
    images = {"band": press.band()}
    if paper.check:
        images["qr"] = qr.svg(paper.check).decode()
    return press.typeset(TEMPLATE, _said(paper), images)


def listing(it: Listing, *, aside: bool = False) -> bytes:
    """One table on A4 lying down. The same table gives the same bytes. Set `aside`, it leaves no
    memory behind: for one long table after another."""
    said = {
        "lang": it.lang,
        "title": it.table.title,
        "place": it.place,
        "facts": it.facts,
        "page": it.page_words,
        "parts": [_table(part, it.lang) for part in _side_by_side(it.table)],
    }
    typeset = press.typeset_aside if aside else press.typeset
    return typeset(LISTING, said, {"band": press.band()})


def _side_by_side(table: Table) -> list[Table]:
    """Pieces narrow enough for the paper, each beginning with the column that names the row."""
    columns = list(range(len(table.heads)))
    if len(columns) <= COLUMNS:
        return [table]
    rest, step = columns[1:], COLUMNS - 1
    return [table.part([0, *rest[at : at + step]]) for at in range(0, len(rest), step)]


def _said(paper: Paper) -> dict[str, Any]:
    return {
        "lang": paper.lang,
        "code": paper.code,
        "form": paper.form,
        "check": paper.check_words,
        "serial": paper.serial,
        "title": paper.title,
        "place": paper.place,
        "facts": paper.facts,
        "notes": paper.notes,
        "opinions": paper.opinions,
        "signer": paper.signer,
        "signed_by": paper.signed_by,
        "page": paper.page_words,
        "results": _table(paper.results, paper.lang),
        "annex": _table(paper.annex, paper.lang),
        "differences": _table(paper.differences, paper.lang),
        "targets": _table(paper.targets, paper.lang),
        "more": [_table(it, paper.lang) for it in paper.more],
    } | ({"elsewhere": _table(paper.elsewhere, paper.lang)} if paper.elsewhere else {})


def _table(table: Table | None, lang: str) -> dict[str, Any] | None:
    if table is None:
        return None
    return {
        "title": table.title,
        "heads": table.heads,
        "rows": [[shown(cell, lang) for cell in row] for row in table.rows],
        "foot": [shown(cell, lang) for cell in table.foot or ()],
        "words": table.words,
    }


def shown(cell: Cell, lang: str) -> str:
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return digits.number(cell, lang) if isinstance(cell, int) else cell
