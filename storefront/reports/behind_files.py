"""The rows behind a number of a whole place as one file, commune by commune, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from storefront.campaign import behind, queries
from storefront.campaign.scope import Geography
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports.households import RowsOf, Wording, initials
from storefront.reports.row_by_row import Row


def rows_of(indicator: Indicator, name: str, *, until: date) -> RowsOf:
    """Names as whoever asked may know them; of those who did not agree, only day and amount."""

    def of(commune: Place, wording: Wording, line: Connection) -> Iterator[Row]:
        scope = queries.scope_of(commune, until=until, geography=Geography.NOW, today=until)
        for it in line.execute(behind.facts_behind(scope, indicator)):
            named = f"{it.honorific} {it.keeper}" if wording.named else initials(it.keeper or "")
            yield [
                commune.full_name,
                it.day,
                name,
                it.household or "",
                named if it.household else "",
                it.village or "",
                it.team or "",
                it.cause or "",
                it.amount,
            ]

    return of
