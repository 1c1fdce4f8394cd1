"""The targets of a place as its report freezes them: how each stood when the period ended."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from storefront.campaign import targets
from storefront.campaign.figures import Figures
from storefront.campaign.models import Target
from storefront.campaign.scope import Scope
from storefront.campaign.targets import Standing
from storefront.reports.periods import Period


def listed(scope: Scope, period: Period, found: Figures) -> list[dict[str, Any]]:
    """Every one that was still due, or not yet given up, when the period began."""
    standings = targets.standings(scope, found)
    return [_written(it) for it in standings if _was_alive(it.target, period)]


def _was_alive(target: Target, period: Period) -> bool:
    dropped = target.dropped_on
    return period.first <= target.due_on and (dropped is None or period.first <= dropped)


def _written(it: Standing) -> dict[str, Any]:
    target, likely = it.target, it.projection
    return {
        "indicator": target.indicator,
        "version": it.definition.version,
        "kind": target.kind.value,
        "goal": _plain(target.goal),
        "value": _plain(it.value),
        "reached": _plain(it.reached),
        "state": it.state.value,
        "expected": _plain(it.expected),
        "due_on": target.due_on.isoformat(),
        "began_on": target.began_on.isoformat(),
        "began_at": _plain(target.began_at),
        "owner": target.owner,
        "source": target.source,
        "why": target.why_dropped if it.state.value == "not_carried_out" else None,
        "projection": likely
        and {name: int(getattr(likely, name)) for name in ("low", "middle", "high")},
    }


def _plain(value: Decimal | None) -> str | None:
    """Cut off after three decimals, without zeros that say nothing: 68.311, 70000."""
    if value is None:
        return None
    words = format(value.quantize(Decimal("0.001"), ROUND_DOWN), "f")
    return words.rstrip("0").rstrip(".")
