"""What one wording of a report says otherwise than another, line by line. No database."""

from __future__ import annotations

from typing import Any

Line = dict[str, Any]

ELSEWHERE = ("shops", "products", "orders", "revenue", "listed", "ours")
"""What an annex tells of another platform."""


def differences(was: dict[str, Any], now: dict[str, Any]) -> list[Line]:
    """Each has the place, the indicator or field, the column, and both values."""
    older, newer = _flat(was), _flat(now)
    keys = [*newer, *(key for key in older if key not in newer)]
    return [
        {"place": place, "what": what, "column": column, "was": before, "now": after}
        for place, what, column in keys
        if (before := older.get((place, what, column)))
        != (after := newer.get((place, what, column)))
    ]


def source_of(told: dict[str, Any]) -> str:
    """Names a source and its days among what else may differ."""
    return ":".join(
        ("elsewhere", told["platform"], told["since"] or "", told["until"], told["named"])
    )


def _flat(said: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    whole: dict[tuple[str, str, str], Any] = {}
    here = said["place"]["name"]
    for line in said["indicators"]:
        for column in ("in_period", "before", "total", "held", "target"):
            whole[here, line["indicator"], column] = line[column]
        whole[here, line["indicator"], "baseline"] = (line["baseline"] or {}).get("value")
    for commune in said["communes"]:
        for indicator, sums in commune["sums"].items():
            for column, value in sums.items():
                whole[commune["name"], indicator, column] = value
    for field, value in said["words"].items():
        whole[here, field, "words"] = value
    return whole | _flat_elsewhere(said)


def _flat_elsewhere(said: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    here = said["place"]["name"]
    return {
        (here, source_of(told), column): told[column]
        for told in said.get("elsewhere", ())
        for column in ELSEWHERE
    }
