"""A report's tables: said alike on the page, on paper and in files.

Reports of the first form have neither targets of every kind nor breakdowns; their tables stay as
they were, so that their files come out alike for ever.
"""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from storefront.campaign import queries
from storefront.campaign.definition import Unit
from storefront.campaign.growth import Growth, percent_of
from storefront.campaign.indicators import known
from storefront.campaign.models import TargetKind
from storefront.money import Money
from storefront.reports.papers import Cell, Table
from storefront.web import behind_figures
from storefront.web.figures import decimal, percent
from storefront.web.filters import in_digits, number
from storefront.web.people import me
from storefront.web.report_words import Said, meaning_of, name_of, on, unit_of
from storefront.web.target_words import kinds, states
from storefront.web.today import asked_on


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
    """For each line of the summary, where its rows are: for those who may look there."""
    to, place = said["period"]["last"], said["place"]["code"]
    if queries.place_to_read(place, me(), on=asked_on()) is None:
        return []
    geo = "then" if said["geography"]["as"] == "then" else None
    return [
        behind_figures.address_of(known(line["indicator"]), place, to=to, geo=geo)
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
        against(growth_of(line["total"], baseline, said)),
        _next_target(line, said),
    ]


def growth_of(total: int | None, baseline: Said | None, said: Said) -> Growth:
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
    return percent(growth.percent) if growth.percent is not None else None


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
        return in_digits(Money(int(exact))) if is_money else number(int(exact))
    if kind == TargetKind.RANK:
        return str(_("rank %(number)s", number=int(exact)))
    if kind == TargetKind.MULTIPLE:
        return str(_("%(number)s times", number=_short(decimal(exact, 2))))
    return percent(exact, 1)


def _short(said: str) -> str:
    return said.removesuffix(",00").removesuffix(".00")


def _likely(it: Said) -> str | None:
    likely = it["projection"]
    if likely is None:
        return None
    low, middle, high = (number(likely[name]) for name in ("low", "middle", "high"))
    return f"{middle} ({low}–{high})"
