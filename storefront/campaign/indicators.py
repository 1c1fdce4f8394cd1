"""The dictionary of indicators: what each number says, and what it leaves out.

A definition that changes gets a new version with its day; the old one stays, because old reports
were printed by it.
"""

from __future__ import annotations

from datetime import date

from storefront.campaign.definition import (
    Definition,
    Direction,
    Known,
    Measure,
    Pillar,
    Unit,
)
from storefront.campaign.dictionary_helping import HELPING
from storefront.campaign.dictionary_money import MONEY
from storefront.campaign.dictionary_people import PEOPLE
from storefront.campaign.dictionary_shops import SHOPS
from storefront.facts.models import Indicator

__all__ = ["Definition", "Direction", "Known", "Measure", "Pillar", "Unit"]

DEFINITIONS: tuple[Definition, ...] = (*SHOPS, *MONEY, *PEOPLE, *HELPING)

COUNTED: dict[Indicator, Definition] = {
    it.indicator: it for it in DEFINITIONS if isinstance(it.indicator, Indicator)
}
"""Those that are made of facts, by what they count, as they are defined today."""

HEADLINES = (Indicator.SHOP_OPENED, Indicator.ACCOUNT_DECLARED, Indicator.REVENUE)
FUNNEL = (
    Indicator.HOUSEHOLD_REGISTERED,
    Indicator.SHOP_OPENED,
    Indicator.SHOP_READY,
    Indicator.FIRST_ORDER,
    Indicator.SOLD_AGAIN,
)


def definition(indicator: Known, *, on: date) -> Definition:
    """What the indicator meant on a day."""
    versions = [it for it in DEFINITIONS if it.indicator == indicator and it.since <= on]
    first = next(it for it in DEFINITIONS if it.indicator == indicator)
    return max(versions, key=lambda it: it.since, default=first)


def known(name: str) -> Known:
    """By its name. Raises ValueError."""
    return next((it for it in Indicator if it == name), None) or Measure(name)
