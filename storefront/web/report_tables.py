"""A report's tables: said alike on the page, on paper and in files.

Reports of the first form have neither targets of every kind nor breakdowns; their tables stay as
they were, so that their files come out alike for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _

from storefront.campaign.definition import Unit
from storefront.campaign.growth import Growth, percent_of
from storefront.campaign.indicators import COUNTED
from storefront.campaign.models import TargetKind
from storefront.imports.sheet import FIGURES
from storefront.reports.comparing import ELSEWHERE
from storefront.reports.figures import ANNEX
from storefront.reports.papers import Cell, Table
from storefront.web import import_words
from storefront.web.figures import decimal, percent
from storefront.web.filters import number
from storefront.web.report_words import Said, meaning_of, name_of, on, unit_of
from storefront.web.target_words import kinds, states


def summary(said: Said) -> Table:
    """The official columns: in the period, before, cumulated, against the launch, of the target."""
    return Table(
        str(_("Results")),
        [
            _("Indicator"),
            _("Unit"),
            _("In the period"),
            _("Period before"),
            _("Cumulated"),
            _("Baseline"),
            _("Against the baseline"),
            _("Of the target"),
        ],
        [_summary_row(line, said) for line in said["indicators"] if not line["why"]],
        words=2,
    )


def rows_behind(said: Said) -> list[str | None]:
    """For each line of the summary, where its rows are; nothing for what is worked out."""
    it, place = said["period"], said["place"]["code"]
    geo = "then" if said["geography"]["as"] == "then" else None
    return [
        url_for("growth.communes", code=place, of=line["indicator"], to=it["last"], geo=geo)
        if line["indicator"] in set(COUNTED)
        else None
        for line in said["indicators"]
        if not line["why"]
    ]


def _summary_row(line: Said, said: Said) -> list[Cell]:
    baseline = line["baseline"]
    value = baseline["value"] if baseline else None
    return [
        name_of(line["indicator"], said),
        unit_of(line["indicator"], said),
        line["in_period"],
        line["before"],
        line["total"],
        _("not published") if baseline and value is None else value,
        against(_growth(line["total"], baseline, said)),
        _next_target(line, said),
    ]


def _growth(total: int | None, baseline: Said | None, said: Said) -> Growth:
    """A multiple that was declared for want of the value is told since the second form."""
    if baseline is None or said["form"] == 1:
        return Growth(total, baseline["value"] if baseline else None)
    declared = baseline["multiple"]
    return Growth(total, baseline["value"], Decimal(declared) if declared else None)


def against(growth: Growth) -> str | None:
    """68 times or 82 %, never both kinds of words for one number."""
    if growth.is_too_small:
        return str(_("baseline below 30"))
    if growth.multiple is not None:
        return str(_("%(number)s times", number=number(growth.multiple)))
    return f"{growth.percent}\u00a0%" if growth.percent is not None else None


def _next_target(line: Said, said: Said) -> str | None:
    """Of the number that is due next; else of whatever is. Lists of all have a table below."""
    if "targets" not in said:
        return of_target(line["total"], line["target"])
    mine = [it for it in said["targets"] if it["indicator"] == line["indicator"]]
    ahead = [it for it in mine if it["due_on"] >= said["period"]["last"]] or mine
    chosen = next((it for it in ahead if it["kind"] == TargetKind.COUNT), next(iter(ahead), None))
    if chosen is None:
        return None
    state = states()[chosen["state"]]
    return f"{percent(Decimal(chosen['reached']), 1)}, {state}" if chosen["reached"] else state


def of_target(total: int, target: int | None) -> str | None:
    share = percent_of(total, target) if target else None
    return percent(share, 1) if share is not None else None


def targets(said: Said) -> Table | None:
    """Every target with its state, and where it will be on its day if things go on so."""
    if not said.get("targets"):
        return None
    heads = [
        _("Target"),
        _("Who answers"),
        _("State"),
        _("Due"),
        _("Goal"),
        _("Reached"),
        _("Of the target"),
        _("By now"),
        _("On its day, at this rate"),
    ]
    return Table(
        str(_("Targets")), heads, [_target_row(it, said) for it in said["targets"]], words=4
    )


def _target_row(it: Said, said: Said) -> list[Cell]:
    state = states()[it["state"]]
    return [
        f"{name_of(it['indicator'], said)} ({kinds()[TargetKind(it['kind'])]}; {it['source']})",
        it["owner"],
        f"{state}: {it['why']}" if it["why"] else state,
        on(it["due_on"]),
        told(it["kind"], it["goal"], it, said),
        told(it["kind"], it["value"], it, said),
        percent(Decimal(it["reached"]), 1) if it["reached"] else None,
        told(it["kind"], it["expected"], it, said),
        _likely(it),
    ]


def told(kind: str, value: str | None, it: Said, said: Said) -> str | None:
    """In the unit of its kind."""
    if value is None:
        return None
    exact = Decimal(value)
    if kind == TargetKind.COUNT:
        is_money = meaning_of(it["indicator"], said).unit is Unit.DONG
        return f"{number(int(exact))}\u00a0₫" if is_money else number(int(exact))
    if kind == TargetKind.RANK:
        return str(_("rank %(number)s", number=int(exact)))
    if kind == TargetKind.MULTIPLE:
        return str(_("%(number)s times", number=decimal(exact, 2).removesuffix(",00")))
    return percent(exact, 1)


def _likely(it: Said) -> str | None:
    likely = it["projection"]
    if likely is None:
        return None
    low, middle, high = (number(likely[name]) for name in ("low", "middle", "high"))
    return f"{middle} ({low}–{high})"


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
        against(_growth(sums["total"], baseline, said)),
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
    return _nameless(f"{by}:{'few' if line['together'] else 'none'}")


def _nameless(which: str) -> str:
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


def differences(said: Said) -> Table | None:
    """What a restatement says otherwise than the wording before it."""
    if not said.get("differences"):
        return None
    rows: list[list[Cell]] = [
        [_nameless(it["place"]), _what(it, said), *_columns(it, said)] for it in said["differences"]
    ]
    heads = [_("Place"), _("What"), _("Column"), _("Was"), _("Is now")]
    return Table(str(_("What is different")), heads, rows, words=3)


def elsewhere(said: Said) -> Table | None:
    """What other platforms say, each by itself: no sum below it, and nothing of it above."""
    if not said.get("elsewhere"):
        return None
    heads = [
        _("Source"),
        _("Day of the figures"),
        *[import_words.column(it) for it in FIGURES],
        _("Shops named"),
        _("Of these also ours"),
    ]
    rows: list[list[Cell]] = [
        [_source(it), _days(it), *[it[column] for column in ELSEWHERE]] for it in said["elsewhere"]
    ]
    return Table(str(_("Other platforms, not added")), heads, rows, words=2)


def _source(told: Said) -> str:
    name = import_words.said_by(told["platform"])
    return f"{name} · {told['named']}" if told["named"] else name


def _days(told: Said) -> str:
    until = on(told["until"])
    if told["since"] is None:
        return str(_("all until %(day)s", day=until))
    return f"{on(told['since'])} – {until}"


def _what(difference: Said, said: Said) -> str:
    if difference["what"].startswith("elsewhere:"):
        _kind, platform, since, until, named = difference["what"].split(":", 4)
        told = {"platform": platform, "named": named, "since": since or None, "until": until}
        return f"{_source(told)}, {_days(told)}"
    fields = {
        "difficulties": _("Difficulties"),
        "proposals": _("Proposals"),
        "signer_title": _("Office of the signer"),
        "signer_name": _("Name of the signer"),
    }
    what = difference["what"]
    return str(fields[what]) if what in fields else name_of(what, said)


def _columns(it: Said, said: Said) -> list[Cell]:
    """Of a target: which it is; its state in words, its value in its unit."""
    if not it["column"].startswith("target:"):
        return [_column(it["column"]), it["was"], it["now"]]
    _target, kind, goal, due_on, column = it["column"].split(":")
    which = _("Target %(goal)s by %(day)s", goal=told(kind, goal, _named(it), said), day=on(due_on))
    if column == "state":
        return [which, *(states().get(it[side]) for side in ("was", "now"))]
    return [which, *(told(kind, it[side], _named(it), said) for side in ("was", "now"))]


def _named(difference: Said) -> Said:
    return {"indicator": difference["what"]}


def _column(column: str) -> str:
    names = {
        "in_period": _("In the period"),
        "before": _("Period before"),
        "total": _("Cumulated"),
        "held": _("Held out"),
        "baseline": _("Baseline"),
        "target": _("Target"),
        "words": _("Words"),
        "listed": _("Shops named"),
        "ours": _("Of these also ours"),
    } | {column.value: import_words.column(column) for column in FIGURES}
    return str(names[column])
