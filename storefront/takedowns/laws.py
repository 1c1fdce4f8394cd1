"""The law that a reason rests on, where we know one; a lawyer has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storefront.takedowns.models import Wrong


@dataclass(frozen=True, slots=True)
class Law:
    wrong: Wrong
    since: date
    source: str


LAWS = (
    Law(Wrong.BANNED, date(2026, 7, 1), "Luật 122/2025/QH15"),
    Law(Wrong.UNSAFE, date(2018, 2, 2), "Luật 55/2010/QH12; Nghị định 15/2018/NĐ-CP"),
    Law(Wrong.FAKE, date(2026, 7, 1), "Luật 122/2025/QH15"),
    Law(Wrong.UNTRUE, date(2024, 7, 1), "Luật 19/2023/QH15, điều 37"),
)


def law(wrong: Wrong, *, on: date) -> str:
    """Empty where we know of none that was in force."""
    known = (it.source for it in LAWS if it.wrong is wrong and it.since <= on)
    return next(known, "")
