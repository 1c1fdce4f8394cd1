"""The counting book: one append-only row for every deed a report counts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from storefront import clock
from storefront.db import insert, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.places.models import Place
from storefront.rows import put, put_once

READY = frozenset({Indicator.SHOP_OPENED, Indicator.PRODUCT_LISTED, Indicator.ACCOUNT_DECLARED})
"""What a household must have before it can sell."""


def record(
    indicator: Indicator,
    *,
    cause: str,
    household_id: int,
    village: Place,
    amount: int = 1,
    at: datetime,
) -> None:
    """Count a deed, in the deed's own transaction. The same cause is counted once."""
    if village.parent_id is None:
        raise ValueError(f"{village.full_name} is in no commune")
    fact = {
        "indicator": indicator,
        "cause": cause,
        "household_id": household_id,
        "commune_id": village.parent_id,
        "day": clock.village_date(at),
        "amount": amount,
        "written_at": at,
    }
    if _write(fact):
        for following in _followed_by(indicator, household_id):
            _write(
                fact | {"indicator": following, "cause": f"household:{household_id}", "amount": 1}
            )


def _write(fact: dict[str, Any]) -> bool:
    """Whether it was new."""
    fact_id = put_once(Fact, unless=("indicator", "cause"), **fact)
    if fact_id is None:
        return False
    put(Unfolded, {"fact_id": fact_id})
    return True


def _followed_by(indicator: Indicator, household_id: int) -> list[Indicator]:
    """What is true for the first time because of this deed; unique causes keep it the first."""
    if indicator is Indicator.ORDER_PLACED:
        return [Indicator.FIRST_ORDER]
    if indicator in READY and _has(READY, household_id):
        return [Indicator.SHOP_READY]
    return []


def _has(wanted: frozenset[Indicator], household_id: int) -> bool:
    kinds = select(func.count(Fact.indicator.distinct())).where(
        Fact.household_id == household_id, Fact.indicator.in_(sorted(wanted))
    )
    return session.scalar(kinds) == len(wanted)


def complete() -> None:
    """Add the facts that follow from others, where those were written in bulk.

    They are not marked as unfolded: whoever writes in bulk rebuilds the folds afterwards.
    """
    _add_missing(Indicator.FIRST_ORDER, _firsts({Indicator.ORDER_PLACED}, needed=1))
    _add_missing(Indicator.SHOP_READY, _firsts(READY, needed=len(READY)))


def _firsts(kinds: Collection[Indicator], *, needed: int) -> Select[Any]:
    """For each household that has all the kinds, the fact that made them complete."""
    turn = (Fact.household_id, Fact.indicator)
    nth = func.row_number().over(partition_by=turn, order_by=(Fact.day, Fact.id)).label("nth")
    ranked = select(Fact, nth).where(Fact.indicator.in_(sorted(kinds))).subquery()
    have = func.row_number().over(
        partition_by=ranked.c.household_id, order_by=(ranked.c.day, ranked.c.id)
    )
    counted = select(ranked, have.label("have")).where(ranked.c.nth == 1).subquery()
    return select(counted).where(counted.c.have == needed)


def _add_missing(indicator: Indicator, causes: Select[Any]) -> None:
    by = causes.subquery().c
    cause = literal("household:") + cast(by.household_id, String)
    rows = select(
        literal(indicator.value),
        cause,
        by.household_id,
        by.commune_id,
        by.day,
        literal(1),
        by.written_at,
    ).where(by.household_id.not_in(select(Fact.household_id).where(Fact.indicator == indicator)))
    names = ["indicator", "cause", "household_id", "commune_id", "day", "amount", "written_at"]
    session.execute(insert(Fact).from_select(names, rows).on_conflict_do_nothing())
