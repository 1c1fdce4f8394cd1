"""The counting book: one append-only row for every deed a report counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import count as count_from
from typing import Any, NamedTuple

from sqlalchemy import func, select

from storefront import clock
from storefront.db import session
from storefront.facts import windows
from storefront.facts.models import ACTIVITY, Fact, Indicator, Unfolded
from storefront.places.models import Place
from storefront.rows import put, put_all_once

READY = frozenset({Indicator.SHOP_OPENED, Indicator.PRODUCT_LISTED, Indicator.ACCOUNT_DECLARED})
"""What a household must have before it can sell."""


class Following(NamedTuple):
    """A fact that is true because of another."""

    indicator: Indicator
    cause: str
    day: date | None = None
    amount: int = 1


def record(
    indicator: Indicator,
    *,
    cause: str,
    household_id: int,
    village: Place,
    amount: int = 1,
    at: datetime,
) -> bool:
    """Count a deed, in the deed's own transaction. Whether it was new: the same cause is counted
    once."""
    what = {"indicator": indicator, "cause": cause, "amount": amount}
    return _write_with_what_follows(_of(household_id, village, at=at) | what)


def record_each(
    indicator: Indicator, told: Iterable[tuple[str, int, Place]], *, at: datetime
) -> None:
    """Count the same of several households, by cause, household and village, in one statement.

    Only for what newcomers do, from which nothing follows.
    """
    what = {"indicator": indicator, "amount": 1}
    _write(*(_of(number, village, at=at) | what | {"cause": it} for it, number, village in told))


def record_orders(placed: Iterable[tuple[str, int, Place]], *, at: datetime) -> None:
    """Count orders of one basket, by code, household and village, in one statement.

    What a household has but once is tried with each of its orders, which costs less than to ask.
    """
    rows = []
    for code, household_id, village in placed:
        once, whose = f"household:{household_id}", _of(household_id, village, at=at)
        causes = {Indicator.ORDER_PLACED: code} | dict.fromkeys(_WITH_AN_ORDER, once)
        rows += [whose | {"indicator": it, "cause": causes[it], "amount": 1} for it in causes]
    _write(*rows)


_WITH_AN_ORDER = (Indicator.FIRST_ORDER, Indicator.ACTIVE_2022)


def record_all(
    amounts: Mapping[Indicator, int],
    *,
    cause: str,
    household_id: int,
    village: Place,
    at: datetime,
) -> None:
    """Count several things one deed did, from which nothing follows."""
    whose = _of(household_id, village, at=at)
    each = amounts.items()
    _write(*(whose | {"indicator": it, "cause": cause, "amount": amount} for it, amount in each))


def set_right(
    indicator: Indicator,
    wanted: Mapping[tuple[int, date], int],
    *,
    household_id: int,
    at: datetime,
) -> None:
    """Add what lies between what is written of a household and what should be, by commune and day.

    For deeds that may be of an earlier day, or withdrawn. Whoever asks is alone with the household.
    """
    where = (Fact.commune_id, Fact.day)
    known = select(*where, func.sum(Fact.amount), func.count()).where(
        Fact.household_id == household_id,
        Fact.indicator == indicator,
        Fact.cause.not_like("aside:%"),
    )
    rows = session.execute(known.group_by(*where)).all()
    missing = Counter(wanted)
    missing.subtract({(commune_id, day): int(amount) for commune_id, day, amount, _many in rows})
    turns = count_from(sum(many for *_rest, many in rows))
    _write(
        *(
            {
                "indicator": indicator,
                "cause": f"{household_id}:{next(turns)}",
                "household_id": household_id,
                "commune_id": commune_id,
                "day": day,
                "amount": amount,
                "written_at": at,
            }
            for (commune_id, day), amount in sorted(missing.items())
            if amount
        )
    )


def stands(
    indicator: Indicator, is_so: bool, *, household_id: int, village: Place, at: datetime
) -> None:
    """Count a household from now on, or no more, where that is not written yet. Whoever asks is
    alone with the household."""
    written = select(func.coalesce(func.sum(Fact.amount), 0), func.count()).where(
        Fact.household_id == household_id,
        Fact.indicator == indicator,
        Fact.cause.not_like("aside:%"),
    )
    amount, many = session.execute(written).one()
    if missing := int(is_so) - int(amount):
        what = {"indicator": indicator, "cause": f"{household_id}:{many}", "amount": missing}
        _write(_of(household_id, village, at=at) | what)


def _of(household_id: int, village: Place, *, at: datetime) -> dict[str, Any]:
    if village.parent_id is None:
        raise ValueError(f"{village.full_name} is in no commune")
    return {
        "household_id": household_id,
        "commune_id": village.parent_id,
        "day": clock.village_date(at),
        "written_at": at,
    }


def _write_with_what_follows(fact: dict[str, Any]) -> bool:
    if not _write(fact):
        return False
    for it in _followed_by(fact["indicator"], fact["household_id"], fact["day"]):
        day = it.day or fact["day"]
        further = {"indicator": it.indicator, "cause": it.cause, "day": day, "amount": it.amount}
        _write_with_what_follows(fact | further)
    return True


def _write(*facts: dict[str, Any]) -> bool:
    """Whether any was new."""
    new = put_all_once(Fact, *facts, unless=("indicator", "cause")) if facts else []
    put(Unfolded, *({"fact_id": number} for number in new))
    return bool(new)


def _followed_by(indicator: Indicator, household_id: int, day: date) -> list[Following]:
    """What is true because of this deed; unique causes keep what is counted once the first."""
    once = f"household:{household_id}"
    if indicator is Indicator.ORDER_COMPLETED:
        return _kept_alive(household_id, day)
    if indicator is Indicator.ORDER_PLACED:
        return [Following(it, once) for it in _WITH_AN_ORDER]
    follows = []
    if indicator is Indicator.PRODUCT_LISTED:
        follows.append(Following(Indicator.ACTIVE_2022, once))
    if indicator in READY and _has_all(household_id):
        follows.append(Following(Indicator.SHOP_READY, once))
    return follows


def _has_all(household_id: int) -> bool:
    kinds = select(func.count(Fact.indicator.distinct())).where(
        Fact.household_id == household_id, Fact.indicator.in_(sorted(READY))
    )
    return session.scalar(kinds) == len(READY)


def _kept_alive(household_id: int, day: date) -> list[Following]:
    """A sale makes a shop active, or keeps it so for longer."""
    known = select(Fact.indicator, func.min(Fact.day), func.max(Fact.day)).where(
        Fact.household_id == household_id,
        Fact.indicator.in_((Indicator.SHOP_OPENED, Indicator.SOLD_AGAIN, *ACTIVITY)),
    )
    days = {
        it: (first, last) for it, first, last in session.execute(known.group_by(Fact.indicator))
    }
    follows = [
        following
        for indicator in ACTIVITY
        for following in _activity(indicator, household_id, day, days.get(indicator))
    ]
    sold = days.get(Indicator.ACTIVE_30)  # since its first sale
    if sold and sold[0] < day and Indicator.SOLD_AGAIN not in days:
        follows.append(Following(Indicator.SOLD_AGAIN, f"household:{household_id}"))
    opened = days.get(Indicator.SHOP_OPENED)
    survived = windows.SURVIVAL.get(windows.months_between(opened[0], day)) if opened else None
    if survived:
        follows.append(Following(survived, f"household:{household_id}"))
    return follows


def _activity(
    indicator: Indicator, household_id: int, day: date, known: tuple[date, date] | None
) -> list[Following]:
    """From the day, or from where the activity known so far would end, until it will end now."""
    until = windows.active_until(indicator, day)
    begins = max(known[1], day) if known else day
    if begins >= until:
        return []
    return [
        Following(indicator, f"{household_id}:from:{begins}", begins, 1),
        Following(indicator, f"{household_id}:until:{until}", until, -1),
    ]
