"""What is kept how long. Days come from the code that forgets, so that the page tells no others."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from storefront.accounts import knocks, looks
from storefront.field import actions as field
from storefront.reports import exporting
from storefront.screening.thresholds import USUAL
from storefront.talks import actions as talks


class Kept(enum.StrEnum):
    CODES = "codes"
    LOOKS = "looks"
    TALKS = "talks"
    DEVICES = "devices"
    PHOTOS = "photos"
    EXPORTS = "exports"
    ORDERS = "orders"
    """The draft of the law says three years at least for contracts; its last text was not read."""
    CONSENTS = "consents"


@dataclass(frozen=True, slots=True)
class Rule:
    what: Kept
    since: date
    """From which day the rule holds."""
    days: int | None
    """None: nothing forgets it by itself."""
    source: str


_BEGUN = date(2026, 1, 1)
_LAW = "91/2025/QH15"


def rules() -> tuple[Rule, ...]:
    return (
        Rule(Kept.CODES, _BEGUN, _days(knocks.MEMORY), _LAW),
        Rule(Kept.EXPORTS, _BEGUN, _days(exporting.KEPT), _LAW),
        Rule(Kept.PHOTOS, _BEGUN, _days(field.KEPT), _LAW),
        Rule(Kept.TALKS, _BEGUN, _days(talks.KEPT), _LAW),
        Rule(Kept.DEVICES, _BEGUN, USUAL.look_back_days, _LAW),
        Rule(Kept.LOOKS, _BEGUN, _days(looks.KEPT), _LAW),
        Rule(Kept.ORDERS, date(2026, 7, 1), None, "122/2025/QH15"),
        Rule(Kept.CONSENTS, _BEGUN, None, _LAW),
    )


def _days(span: timedelta) -> int:
    return span.days
