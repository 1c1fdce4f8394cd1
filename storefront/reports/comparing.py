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


Flat = dict[tuple[str, str, str], Any]


def _flat(said: dict[str, Any]) -> Flat:
    whole: Flat = {}
    here = said["place"]["name"]
    for line in said["indicators"]:
        for column in ("in_period", "before", "total", "held", "target"):
            whole[here, line["indicator"], column] = line[column]
        whole[here, line["indicator"], "baseline"] = _value(line["baseline"])
    for target in said.get("targets", ()):
        which = f"target:{target['kind']}:{target['goal']}:{target['due_on']}"
        for column in ("value", "state"):
            whole[here, target["indicator"], f"{which}:{column}"] = target[column]
    whole |= _of_parts(said)
    for field, value in said["words"].items():
        whole[here, field, "words"] = value
    return whole | _flat_elsewhere(said)


def _flat_elsewhere(said: dict[str, Any]) -> Flat:
    here = said["place"]["name"]
    return {
        (here, source_of(told), column): told[column]
        for told in said.get("elsewhere", ())
        for column in ELSEWHERE
    }


def _of_parts(said: dict[str, Any]) -> Flat:
    whole: Flat = {}
    for commune in said["communes"]:
        whole |= _sums(commune["name"], commune["sums"])
        for indicator, own in commune.get("own", {}).items():
            whole[commune["name"], indicator, "target"] = own["target"]
            whole[commune["name"], indicator, "baseline"] = _value(own["baseline"])
    for table in said.get("breakdowns", ()):
        for part in table["lines"]:
            whole |= _sums(_name_of(part, table["by"]), part["sums"])
    return whole


def _value(baseline: dict[str, Any] | None) -> Any:
    return baseline["value"] if baseline else None


def _sums(name: str, sums: dict[str, dict[str, Any]]) -> Flat:
    return {
        (name, indicator, column): value
        for indicator, columns in sums.items()
        for column, value in columns.items()
    }


def _name_of(part: dict[str, Any], by: str) -> str:
    """Villages may share a name. What has none is given one by whoever prints it."""
    if part["name"] is None:
        return f"{by}:{'few' if part['together'] else 'none'}"
    return f"{part['name']} ({part['code']})" if part["code"] else str(part["name"])
