"""Where the rows of a figure are: commune by commune, team by team, or where it was brought in."""

from __future__ import annotations

from flask import url_for

from storefront.campaign.indicators import COUNTED, Known, Measure
from storefront.facts.models import Indicator

_MADE_OF: dict[Known, Indicator] = {
    Measure.REVENUE_TRANSFER: Indicator.REVENUE_CASHLESS,
    Measure.REVENUE_CASH: Indicator.REVENUE,
    Measure.TOP_TEN: Indicator.REVENUE,
    Measure.MEAN_REVENUE: Indicator.REVENUE,
    Measure.MEDIAN_REVENUE: Indicator.REVENUE,
}
"""What is worked out of counts: the rows are those of what it was worked out of."""
_TEAMS = (Measure.TEAMS, Measure.TEAMS_STAFFED, Measure.MEMBERS)


def address_of(
    it: Known, place: str, *, to: str | None = None, geo: str | None = None
) -> str | None:
    """`place` by its code. Nothing where whoever reads figures has no page of rows."""
    made_of = it if it in COUNTED else _MADE_OF.get(it)
    if made_of is not None:
        return url_for("growth.communes", code=place, of=made_of.value, to=to, geo=geo)
    if it in _TEAMS:
        return url_for("growth.teams", code=place)
    return url_for("imports.index") if it is Measure.DECLARED_OUTSIDE else None
