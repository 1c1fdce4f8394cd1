"""What the counters of a commune did, month by month: for its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.campaign import hiding
from storefront.campaign.hiding import FEWEST, Cell, Hidden
from storefront.counters import counting
from storefront.counters.counting import Month
from storefront.counters.models import Outcome, Task
from storefront.places import queries as places
from storefront.places.models import Level, Place
from storefront.web import counter_words, growth_views, tables
from storefront.web.doors import SIGNED_IN, door
from storefront.web.figures import plainly
from storefront.web.filters import month as written_month
from storefront.web.filters import number
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet

bp = Blueprint("counter_figures", __name__, url_prefix="/counters/in")

FIRST = date(2021, 7, 1)
TASKS: tuple[Task | None, ...] = (*Task, None)


@dataclass(frozen=True, slots=True)
class Told:
    """A month as this reader may know it."""

    month: date
    served: Cell
    households: Cell
    minutes: Cell
    outcomes: Mapping[Outcome, Cell]
    tasks: Mapping[Task | None, Cell]


@bp.get("/<code>")
@door(SIGNED_IN)
def show(code: str) -> str:
    commune, month = _commune(code), _month()
    today = clock.village_date(clock.now()).replace(day=1)
    return render_template(
        "counters/figures.html",
        commune=commune,
        told=_told(counting.month_of(commune, month), hides=_hides(commune)),
        hides=_hides(commune),
        few=FEWEST,
        before=counting.before(month) if month > FIRST else None,
        after=counting.after(month) if month < today else None,
        words=counter_words,
        outcomes=Outcome,
        plainly=_plainly,
    )


@bp.get(f"/<code>/months.<{KINDS}:kind>")
@door(SIGNED_IN)
def file(code: str, kind: str) -> ResponseReturnValue:
    """Twelve months, the newest last."""
    commune, month, hides = _commune(code), _month(), _hides(_commune(code))
    months = [_told(it, hides=hides) for it in counting.year_to(commune, month)]
    sheet = Sheet(
        _("Help at access points"),
        commune.full_name,
        min(counting.after(month), clock.village_date(clock.now())),
        _heads(),
        [_row(it) for it in months],
        name=_("Access points"),
        back=url_for("counter_figures.show", code=code),
    )
    return tables.sent(sheet, kind)


def _heads() -> list[str]:
    return [
        _("Month"),
        _("Turns"),
        _("Households"),
        _("Minutes, median"),
        *(counter_words.outcome(it) for it in Outcome),
        *(counter_words.task(it) for it in TASKS),
    ]


def _row(told: Told) -> list[str | int | None]:
    cells = (told.served, told.households, told.minutes)
    rest = (*(told.outcomes[it] for it in Outcome), *(told.tasks[it] for it in TASKS))
    return [written_month(told.month), *(_in_file(it) for it in (*cells, *rest))]


def _in_file(cell: Cell) -> str | int | None:
    return plainly(cell) if isinstance(cell, Hidden) else cell


def _plainly(cell: Cell) -> str:
    return number(cell) if isinstance(cell, int) else plainly(cell)


def _told(month: Month, *, hides: bool) -> Told:
    """Outside the commune small numbers are left out, and what they could be worked out from."""
    outcomes = [month.outcomes[it] for it in Outcome]
    tasks = [month.tasks[it] for it in TASKS]
    few = hides and 0 < month.served < FEWEST
    return Told(
        month.month,
        served=Hidden.SMALL if few else month.served,
        households=_small(month.households, hides=hides),
        minutes=Hidden.WITH_IT if few else month.minutes,
        outcomes=dict(zip(Outcome, hiding.counts(outcomes) if hides else outcomes, strict=True)),
        tasks=dict(zip(TASKS, hiding.counts(tasks) if hides else tasks, strict=True)),
    )


def _small(many: int, *, hides: bool) -> Cell:
    return Hidden.SMALL if hides and 0 < many < FEWEST else many


def _hides(commune: Place) -> bool:
    """From whoever works neither there nor in one of its villages."""
    on = clock.village_date(clock.now())
    mine = me().places_where(Permission.COUNTER_KEEP, on=on)
    return not (growth_views.knows(commune) or any(commune.contains(it) for it in mine))


def _commune(code: str) -> Place:
    on = clock.village_date(clock.now())
    found = places.as_then(code, on)
    if found is None or found.level is not Level.COMMUNE:
        abort(404)
    reads = me().may(Permission.CAMPAIGN_READ, at=found, on=on)
    return found if reads or not _hides(found) else abort(404)


def _month() -> date:
    """This one, unless another is asked for."""
    today = clock.village_date(clock.now()).replace(day=1)
    try:
        asked = date.fromisoformat(f"{request.args.get('month', '')[:7]}-01")
    except ValueError:
        return today
    return min(max(asked, FIRST), today)
