"""A frozen report of a market day as a table: a row for each stall, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from storefront.closings.models import FairReport
from storefront.reports.row_by_row import Row
from storefront.web import tables
from storefront.web.filters import day


def table(found: FairReport) -> tables.Sheet:
    said = found.content
    rows = [_row(it) for it in said["rows"]]
    facts = [
        (_("Where"), f"{said['spot']}, {said['place']}"),
        (_("Report"), f"{found.number} · {day(found.frozen_at)} · {found.frozen_by.name}"),
        ("SHA-256", found.digest),
    ]
    return tables.Sheet(
        title=_("Market day: %(name)s", name=said["name"]),
        place=said["place"],
        until=date.fromisoformat(said["day"]),
        heads=_heads(),
        rows=rows,
        foot=_foot(rows),
        words=2,
        facts=facts,
        name=_("Market day"),
    )


def _heads() -> list[str]:
    return [
        _("Stall"),
        _("Kept by"),
        _("Sales"),
        _("Cash entered"),
        _("Transfers, as the keeper says"),
        _("Transfers, as the bank says"),
        _("Of it by e-wallet or mobile money"),
        _("Together"),
        _("Cash counted"),
        _("Difference"),
        _("Came after closing"),
        _("Fee"),
        _("Fee paid"),
        _("Outside the books"),
    ]


def _row(it: dict[str, object]) -> Row:
    names = ("stall", "keeper", "sales", "cash", "told", "received", "wallet", "sum")
    counted = it["counted"]
    known = counted if it["in_books"] else None
    rest = (it["difference"], it["later"], it["fee"], it["fee_paid"])
    said = (*(it.get(name) for name in names), known, *rest, None if it["in_books"] else counted)
    return [one if isinstance(one, str | int) else None for one in said]


def _foot(rows: Sequence[Row]) -> Row:
    columns = list(zip(*rows, strict=True))[2:]
    sums = [sum(it for it in column if isinstance(it, int)) for column in columns]
    return [_("Together"), "", *sums] if rows else []
