"""Complaints by quarter, for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from storefront import clock
from storefront.campaign import hiding
from storefront.campaign.hiding import FEWEST, Cell, Hidden
from storefront.complaints.models import Trouble
from storefront.complaints.statistics import Quarter, quarters
from storefront.web import complaint_words
from storefront.web.doors import PUBLIC, door
from storefront.web.filters import number

bp = Blueprint("complaint_figures", __name__)


@dataclass(frozen=True, slots=True)
class Told:
    year: int
    number: int
    many: str
    in_time: str
    late: str
    kinds: list[str]


@bp.get("/statistics/complaints")
@door(PUBLIC)
def show() -> str:
    found = quarters(at=clock.now())
    return render_template(
        "statistics/complaints.html",
        quarters=[_told(it) for it in found],
        kinds=[complaint_words.trouble(it) for it in Trouble],
        any=any(it.many for it in found),
        fewest=FEWEST,
    )


def _told(it: Quarter) -> Told:
    """What could be worked out from the rest is left out too."""
    kinds = hiding.counts([it.kinds[kind] for kind in Trouble])
    in_time, late = hiding.counts([it.in_time, it.late])
    (many,) = hiding.counts([it.many])
    return Told(it.year, it.number, _say(many), _say(in_time), _say(late), list(map(_say, kinds)))


def _say(cell: Cell) -> str:
    if cell is Hidden.SMALL:
        return f"<{FEWEST}"
    return "…" if isinstance(cell, Hidden) or cell is None else number(cell)
