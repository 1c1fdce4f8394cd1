"""What an entry of the dictionary of indicators says about itself.

Words are English here and are translated by the page that prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from storefront.facts.models import Indicator


def marked(words: str) -> str:
    """Marks words for the translators."""
    return words


_ = marked


FORMERLY = (
    _("Visits are not written down in the market yet."),
    _("Orders do not say yet whether an institution buys."),
    _("No bank answers the market's question for a holder's name yet."),
    _("Trial transfers are not written down in the market yet."),
)
"""Why figures were missing, as reports frozen long ago say it."""


class Measure(StrEnum):
    """What is asked about a day, or worked out of counts, instead of being counted by deeds."""

    REVENUE_TRANSFER = "revenue_transfer"
    REVENUE_CASH = "revenue_cash"
    DECLARED_OUTSIDE = "declared_outside"
    TOP_TEN = "top_ten"
    MEAN_REVENUE = "mean_revenue"
    MEDIAN_REVENUE = "median_revenue"
    TEAMS = "teams"
    TEAMS_STAFFED = "teams_staffed"
    MEMBERS = "members"
    VILLAGES_WITHOUT_SIGNAL = "villages_without_signal"
    ACCESS_POINTS = "access_points"
    COUNTER_TURNS = "counter_turns"
    COUNTER_DONE = "counter_done"
    COUNTER_MINUTES = "counter_minutes"


Known = Indicator | Measure
"""Whatever the dictionary has an entry for."""


class Unit(Enum):
    HOUSEHOLDS = _("households")
    SHOPS = _("shops")
    PRODUCTS = _("products")
    ACCOUNTS = _("accounts")
    ORDERS = _("orders")
    PEOPLE = _("people")
    TEAMS = _("teams")
    VISITS = _("visits")
    VILLAGES = _("villages")
    POINTS = _("access points")
    TURNS = _("turns")
    MINUTES = _("minutes")
    DONG = "₫"


class Direction(Enum):
    """Which way is better."""

    UP = _("more is better")
    DOWN = _("less is better")
    NEITHER = _("neither: it says how the others are to be read")


class Pillar(Enum):
    """Of the index of digital transformation (DTI, Decision 922/QĐ-BTTTT)."""

    GOVERNMENT = _("digital government")
    ECONOMY = _("digital economy")
    SOCIETY = _("digital society")


@dataclass(frozen=True, slots=True)
class Definition:
    indicator: Known
    name: str
    question: str
    numerator: str
    exclusions: str
    unit: Unit
    source: str
    pillar: Pillar = Pillar.ECONOMY
    direction: Direction = Direction.UP
    denominator: str | None = None
    """What it is shown as a share of, if anything."""
    whole: Known | None = None
    """The same, where it is an indicator too: both are added up before they are divided."""
    version: int = 1
    since: date = date(2021, 7, 20)
    is_flow: bool = False
    """Told for a month by itself (orders, money), not only as what has been reached so far."""
    is_additive: bool = True
    """Whether communes add up to their province."""
    why_not: str | None = None
    """Why nobody can tell it yet. Such a figure is missing, and never zero."""
