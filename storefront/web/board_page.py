"""How a live board is painted: once for all who look at the same place, until something counts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _

from storefront import clock
from storefront.campaign import board, indicators, queries
from storefront.campaign.board import Board
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.web import charts
from storefront.web.filters import number
from storefront.web.languages import language
from storefront.web.page_cache import LONGEST

MOST = 64
"""Boards kept by one process."""
SHEETS = (
    charts.Sheet("wide", 480, 290, top=36, bottom=30),
    charts.Sheet("slim", 340, 220, top=36, bottom=30),
)


@dataclass(frozen=True, slots=True)
class Painted:
    beat: str
    at: datetime
    html: str


class Boards:
    """Names and baselines move no pulse: a painting is good for half a minute at most."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, str], tuple[str, Painted]] = OrderedDict()
        self._lock = Lock()

    def painted(self, place: Place, *, at: datetime) -> Painted:
        return self.kept("place", place.id, lambda: _painted(place, at), at=at)

    def kept(
        self, what: str, number: int, paint: Callable[[], Painted], *, at: datetime
    ) -> Painted:
        """Painted anew only when something was counted since, or it is old."""
        key, beat = (what, number, language()), felt(at)
        with self._lock:
            was_felt, kept = self._kept.get(key, ("", None))
        if kept and was_felt == beat and at - kept.at < LONGEST:
            return kept
        fresh = paint()
        with self._lock:
            self._kept[key] = beat, fresh
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return fresh


def boards() -> Boards:
    found: Boards = current_app.extensions["boards"]
    return found


def felt(at: datetime) -> str:
    """Moves with every fact, and at midnight, when today's figures begin anew."""
    return _beat(queries.pulse(), at)


def words_for(moment: datetime) -> str:
    """As the clock on the wall says it."""
    return f"{clock.village_time(moment):%H:%M:%S}"


def _painted(place: Place, at: datetime) -> Painted:
    told = board.board(board.scope_of(place, today=clock.village_date(at)))
    html = render_template("growth/_board.html", **_shown(told))
    return Painted(_beat(told.beat, at), at, html)


def _beat(pulse: queries.Pulse, at: datetime) -> str:
    reformed = f"{pulse.reformed.timestamp():.0f}" if pulse.reformed else ""
    return f"{clock.village_date(at):%Y%m%d}-{pulse.facts}-{pulse.ids}-{reformed}"


def _shown(told: Board) -> dict[str, Any]:
    values = [charts.Value(day, f"{day.day}/{day.month}", orders) for day, orders in told.days]
    return {
        "board": told,
        "today": [(indicators.COUNTED[it], value) for it, value in told.today.items()],
        "trend": indicators.COUNTED[board.TREND],
        "days": values,
        "sheets": [charts.bars(values, words=number, sheet=sheet) for sheet in SHEETS],
        "happened": _happened(),
    }


def _happened() -> dict[Indicator, str]:
    return {
        Indicator.SHOP_OPENED: _("A shop has opened"),
        Indicator.PRODUCT_LISTED: _("Something new is on offer"),
        Indicator.ORDER_PLACED: _("An order has been placed"),
        Indicator.ACCOUNT_RECEIVED: _("A household has received its first money"),
    }
