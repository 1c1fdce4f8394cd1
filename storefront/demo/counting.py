"""The traces a household's deeds leave, and the facts they are counted by."""

from __future__ import annotations

import json

from storefront.demo.book import Book
from storefront.demo.farms import Farm
from storefront.demo.rows import stamp, village_day
from storefront.facts.models import Indicator


def count(
    book: Book, farm: Farm, indicator: Indicator, cause: str, at: int, amount: int = 1
) -> None:
    """As facts.actions.record does."""
    facts = book.facts
    facts.add(
        (
            facts.next_id(),
            indicator.value,
            cause,
            farm.id,
            farm.village.commune_at(at),
            village_day(at),
            amount,
            stamp(at),
        )
    )


def trace(
    book: Book, farm: Farm, verb: str, at: int, *, by: int | None = None, **detail: str
) -> None:
    """As the team pressed for the household, or whoever else."""
    book.traces.add(
        (
            book.traces.next_id(),
            stamp(at),
            by or farm.helper,
            farm.keeper,
            verb,
            f"household:{farm.code}",
            json.dumps(detail, ensure_ascii=False),
        )
    )
