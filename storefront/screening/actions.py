"""Opening suspects, deciding about them, and moving the facts they are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.facts import setting_aside
from storefront.facts.models import COUNTED, Fact, Indicator
from storefront.facts.restating import MOVED
from storefront.facts.setting_aside import Standing
from storefront.orders.models import Order
from storefront.payments.models import Receipt
from storefront.rows import add_once
from storefront.screening.dossier import Finding
from storefront.screening.models import Aside, Suspect, SuspectState, Suspicion
from storefront.shops.models import Household

DECIDE_WITHIN = timedelta(days=7)
"""Figures are published by the week: by then somebody should have looked."""
OF_ORDERS = {
    Indicator.FIRST_ORDER: (Indicator.ORDER_PLACED, 1),
    Indicator.SOLD_AGAIN: (Indicator.ORDER_COMPLETED, 2),
}
"""What follows from orders, of which kind, and on how many days they must count."""


class DecidedAlready(MarketError):
    """Somebody has decided meanwhile."""


def look_into(household_id: int, findings: Iterable[Finding], *, at: datetime) -> int:
    """Open what is new, follow what is known, and hold out what they are about.

    Says how many suspects are new.
    """
    _lock(household_id)
    opened = sum(_opened(household_id, finding, at=at) for finding in findings)
    settle(household_id, at=at)
    return opened


def _opened(household_id: int, finding: Finding, *, at: datetime) -> bool:
    cause = f"{finding.scheme}:{household_id}:{finding.key}"
    holds = _holds(finding)
    earlier = session.scalars(
        select(Suspect)
        .where(Suspect.cause.startswith(cause, autoescape=True))
        .where(Suspect.household_id == household_id)
        .order_by(Suspect.id)
    ).all()
    earlier = [it for it in earlier if it.cause == cause or it.cause.startswith(f"{cause}+")]
    for known in earlier:
        known.seen_at = at
        if known.state is SuspectState.INNOCENT:
            return False
        if known.state is SuspectState.OPEN:
            known.evidence = dict(finding.evidence) | {"holds": _joined(known, holds)}
            return False
        holds["orders"] = sorted(set(holds["orders"]) - set(known.evidence["holds"]["orders"]))
    if earlier and not holds["orders"]:
        return False
    suspect = add_once(
        Suspect,
        unless=("cause",),
        cause=f"{cause}+{len(earlier)}" if earlier else cause,
        scheme=finding.scheme,
        household_id=household_id,
        evidence=dict(finding.evidence) | {"holds": holds},
        opened_at=at,
        seen_at=at,
        due_at=at + DECIDE_WITHIN,
    )
    return suspect is not None


def _holds(finding: Finding) -> dict[str, Any]:
    return {
        "orders": sorted(finding.orders),
        "wares": sorted(finding.wares),
        "indicators": sorted(finding.indicators),
        "everything": finding.is_everything,
    }


def _joined(known: Suspect, holds: dict[str, Any]) -> dict[str, Any]:
    """What was once held stays held until somebody decides."""
    before = known.evidence["holds"]
    kept = {
        name: sorted({*before[name], *holds[name]}) for name in ("orders", "wares", "indicators")
    }
    return kept | {"everything": before["everything"] or holds["everything"]}


def decide(
    suspect: Suspect, state: SuspectState, *, note: str = "", by: Person, at: datetime
) -> None:
    """Raises DecidedAlready."""
    _lock(suspect.household_id)
    session.refresh(suspect, ["state"])
    if suspect.state is not SuspectState.OPEN:
        raise DecidedAlready(suspect.cause)
    suspect.state, suspect.note = state, note
    suspect.decided_at, suspect.decided_by_id = at, by.id
    session.flush()
    settle(suspect.household_id, at=at)
    _trace(f"suspect.{state}", suspect, by=by, at=at)


def reopen(suspect: Suspect, *, by: Person, at: datetime) -> None:
    """Take a decision back; it waits again. Raises DecidedAlready."""
    _lock(suspect.household_id)
    session.refresh(suspect, ["state"])
    if suspect.state is SuspectState.OPEN:
        raise DecidedAlready(suspect.cause)
    suspect.state, suspect.due_at = SuspectState.OPEN, at + DECIDE_WITHIN
    suspect.decided_at, suspect.decided_by_id = None, None
    session.flush()
    settle(suspect.household_id, at=at)
    _trace("suspect.reopened", suspect, by=by, at=at)


def _trace(verb: str, suspect: Suspect, *, by: Person, at: datetime) -> None:
    detail = {"scheme": suspect.scheme, "note": suspect.note}
    accounts.trace(verb, f"suspect:{suspect.id}", actor=by, detail=detail, at=at)


def _lock(household_id: int) -> None:
    """One at a time for a household: the screen and whoever decides."""
    session.scalar(select(Household.id).where(Household.id == household_id).with_for_update())


def settle(household_id: int, *, at: datetime) -> None:
    """Every fact of the household goes where its suspects say that it belongs."""
    session.flush()
    suspects = session.scalars(
        select(Suspect).where(Suspect.household_id == household_id).order_by(Suspect.id)
    ).all()
    for suspect in suspects:
        _suspect_all(suspect)
    wanted = _wanted(household_id)
    _follow_orders(household_id, wanted)
    for fact, aside in session.execute(_touched(household_id, wanted)):
        _move(fact, aside, wanted.get(fact.id, Standing.COUNTED), at=at)


def _suspect_all(suspect: Suspect) -> None:
    """Also what came later for the same orders: a refund is held out with what it refunds."""
    found = select(Fact.id).where(
        Fact.household_id == suspect.household_id,
        Fact.indicator.in_(COUNTED),
        Fact.cause.not_like("aside:%"),
        Fact.cause.not_like(f"{MOVED}%"),
        _what(suspect.evidence["holds"]),
    )
    for fact_id in session.scalars(found).all():
        key = {"suspect_id": suspect.id, "fact_id": fact_id}
        if session.get(Suspicion, tuple(key.values())) is None:
            session.add(Suspicion(**key))
    session.flush()


def _what(holds: dict[str, Any]) -> ColumnElement[bool]:
    if holds["everything"]:
        return Fact.id.is_not(None)
    products = [f"product:{code}" for code in holds["wares"]]
    of_itself = [Indicator(name) for name in holds["indicators"]]
    return or_(
        false(),
        Fact.cause.in_([*holds["orders"], *products, *_receipts(holds["orders"])]),
        Fact.indicator.in_(of_itself),
        *(
            Fact.cause.startswith(f"{what}:{code}:")
            for what in ("revived", "ended")
            for code in holds["orders"]
        ),
    )


def _receipts(codes: list[str]) -> list[str]:
    wanted = select(Receipt.id).join(Receipt.order).where(Order.code.in_(codes))
    return [f"receipt:{key}" for key in session.scalars(wanted)] if codes else []


def _wanted(household_id: int) -> dict[int, Standing]:
    rows = session.execute(
        select(Suspicion.fact_id, Suspect.state)
        .join(Suspect, Suspect.id == Suspicion.suspect_id)
        .where(Suspect.household_id == household_id, Suspect.state != SuspectState.INNOCENT)
    )
    found: dict[int, Standing] = {}
    for fact_id, state in rows:
        if state is SuspectState.OPEN:
            found[fact_id] = Standing.HELD
        else:
            found.setdefault(fact_id, Standing.OUT)
    return found


def _follow_orders(household_id: int, wanted: dict[int, Standing]) -> None:
    """What orders tell together waits while they count on too few days, and goes with them."""
    kinds = (*OF_ORDERS, *(orders for orders, _days in OF_ORDERS.values()))
    rows = session.execute(
        select(Fact.id, Fact.indicator, Fact.day).where(
            Fact.household_id == household_id,
            Fact.indicator.in_(kinds),
            Fact.cause.not_like("aside:%"),
            Fact.cause.not_like(f"{MOVED}%"),
        )
    ).all()
    for follows, (orders, days) in OF_ORDERS.items():
        told = [(wanted.get(key, Standing.COUNTED), day) for key, it, day in rows if it is orders]
        standing = {it for it, _day in told}
        if len({day for it, day in told if it is Standing.COUNTED}) < days and standing:
            for key in (key for key, it, _day in rows if it is follows):
                wanted[key] = Standing.HELD if Standing.HELD in standing else Standing.OUT


def _touched(household_id: int, wanted: dict[int, Standing]) -> Any:
    return (
        select(Fact, Aside)
        .outerjoin(Aside, Aside.fact_id == Fact.id)
        .where(
            Fact.household_id == household_id,
            or_(Aside.fact_id.is_not(None), Fact.id.in_(list(wanted))),
        )
        .order_by(Fact.id)
    )


def _move(fact: Fact, aside: Aside | None, to: Standing, *, at: datetime) -> None:
    before = aside.standing if aside else Standing.COUNTED
    if before is to:
        return
    turn = aside.turn + 1 if aside else 1
    setting_aside.move(fact, before, to, turn=turn, at=at)
    if aside is None:
        session.add(Aside(fact_id=fact.id, standing=to, turn=turn))
    else:
        aside.standing, aside.turn = to, turn
