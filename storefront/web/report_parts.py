"""Tables of a report one level down: communes, provinces, villages, teams."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from storefront.reports.figures import ANNEX
from storefront.reports.papers import Cell, Table
from storefront.web.report_tables import against, growth_of, of_target
from storefront.web.report_words import Said, name_of


def annex(said: Said) -> Table | None:
    """Commune by commune; a commune's own report has none."""
    if not said["communes"]:
        return None
    rows = [[commune["name"], *_pairs(commune["sums"])] for commune in said["communes"]]
    return _added_up(str(_("Commune by commune")), str(_("Commune")), rows, said)


def undertaken(said: Said) -> Table | None:
    """What communes are counted from, and have undertaken, themselves."""
    lines = [
        _own_row(commune, of, said) for commune in said["communes"] for of in commune.get("own", {})
    ]
    heads = [
        _("Commune"),
        _("Indicator"),
        _("In the period"),
        _("Cumulated"),
        _("Baseline"),
        _("Against the baseline"),
        _("Of the target"),
    ]
    title = str(_("Communes against their own baselines"))
    return Table(title, heads, lines, words=2) if lines else None


def _own_row(commune: Said, of: str, said: Said) -> list[Cell]:
    own, sums = commune["own"][of], commune["sums"][of]
    baseline = own["baseline"]
    known = sums["total"] is not None
    return [
        commune["name"],
        name_of(of, said),
        sums["in_period"],
        sums["total"],
        _("not published")
        if baseline and baseline["value"] is None
        else (baseline or {}).get("value"),
        against(growth_of(sums["total"], baseline, said)),
        of_target(sums["total"], own["target"]) if known else None,
    ]


def breakdowns(said: Said) -> list[Table]:
    """By village and by team, or by province. Each adds up to the line above it."""
    return [_breakdown(it, said) for it in said.get("breakdowns", ())]


def _breakdown(it: Said, said: Said) -> Table:
    title, head = _by()[it["by"]]
    rows = [[_part_name(line, it["by"]), *_pairs(line["sums"])] for line in it["lines"]]
    return _added_up(title, head, rows, said)


def _by() -> dict[str, tuple[str, str]]:
    return {
        "village": (_("Village by village"), _("Village")),
        "team": (_("Team by team"), _("Team")),
        "province": (_("Province by province"), _("Province")),
    }


def _part_name(line: Said, by: str) -> str:
    if line["name"] is not None:
        return str(line["name"])
    return nameless(f"{by}:{'few' if line['together'] else 'none'}")


def nameless(which: str) -> str:
    few = _("Orders and money of the small ones together")
    words = {
        "village:few": few,
        "team:few": few,
        "village:none": _("Village not written down"),
        "team:none": _("Households without a team"),
    }
    return str(words.get(which, which))


def holds_small_ones(said: Said) -> bool:
    """Whether a line of a table tells orders and money of several parts as one sum."""
    return any(line["together"] for it in said.get("breakdowns", ()) for line in it["lines"])


def is_below_communes(said: Said) -> bool:
    """Of villages and teams nobody knows what they had on the first day."""
    return any(it["by"] in ("village", "team") for it in said.get("breakdowns", ()))


def annex_names(said: Said) -> list[str]:
    return [name_of(it, said) for it in ANNEX]


def _added_up(title: str, head: str, rows: list[list[Cell]], said: Said) -> Table:
    heads = [head]
    for name in annex_names(said):
        heads += [_("%(what)s, in the period", what=name), _("%(what)s, cumulated", what=name)]
    sums = [_added(column) for column in list(zip(*rows, strict=True))[1:]]
    return Table(title, heads, rows, [_("Together"), *sums])


def _pairs(sums: Said) -> list[Cell]:
    """Of a line that tells only some, dashes for the others."""
    known = [sums.get(it.value, {}) for it in ANNEX]
    return [pair.get(column) for pair in known for column in ("in_period", "total")]


def silent(said: Said) -> int:
    """Communes of which nothing was ever heard."""
    return sum(commune["sums"][ANNEX[0].value]["total"] is None for commune in said["communes"])


def _added(column: Sequence[Cell]) -> int:
    return sum(value for value in column if isinstance(value, int))
