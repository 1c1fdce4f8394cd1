from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.closings import figures, queries
from storefront.closings.figures import NONE, Took
from storefront.closings.models import CloseOut, FairReport
from storefront.closings.refusals import MovedMeanwhile, NotYours, Signed, SomeOpen
from storefront.db import session
from storefront.fairs import actions as fairs
from storefront.fairs import queries as fairs_queries
from storefront.fairs.models import Fair, Stall
from storefront.money import Money
from storefront.payments import billing
from storefront.rows import add, add_once

FORM = 2
"""Of a report's content: a later one reads differently. Until 1 nobody told wallets from banks."""


def call_off(fair: Fair, *, why: str, by: Person, at: datetime) -> None:
    """The market day is not held: everybody is told, and nobody owes a fee for it."""
    for fee in fairs.cancel(fair, why=why, by=by, at=at):
        _void(fee, why=why, by=by, at=at)


def free(stall: Stall, *, why: str, by: Person, at: datetime) -> None:
    """A stall was given by mistake. Raises Used, Closed."""
    if fee := fairs.free(stall, by=by, at=at):
        _void(fee, why=why, by=by, at=at)


def close(
    stall: Stall, *, counted: Money, seen: Money, note: str, by: Person, at: datetime
) -> CloseOut:
    """The steward has counted the cash on the table beside the keeper. `seen` is the sum that both
    had before them. Closed twice it is closed once.

    Raises NotYours, MovedMeanwhile.
    """
    session.refresh(stall, ["closed_at"], with_for_update=True)
    if known := queries.of_stall(stall):
        return known
    if stall.shop and stall.shop.household.keeper_id == by.id:
        raise NotYours(stall.name)
    took = figures.of_stall(stall)
    if took.sum != seen:
        raise MovedMeanwhile(stall.name)
    stall.closed_at = at
    closed = add(
        CloseOut,
        stall_id=stall.id,
        **_frozen(took),
        counted=counted,
        note=note,
        closed_at=at,
        closed_by_id=by.id,
    )
    _trace("stall.close", stall, closed, by=by, at=at)
    return closed


def agree(closed: CloseOut, *, by: Person, on_paper: bool, at: datetime) -> None:
    """The keeper signs: with their own account, or on paper before the steward.

    Signed twice it is signed once. Raises NotYours.
    """
    session.refresh(closed, ["agreed_at"], with_for_update=True)
    if closed.is_signed:
        return
    shop = closed.stall.shop
    is_keeper = shop is not None and shop.household.keeper_id == by.id
    if is_keeper == on_paper:
        raise NotYours(closed.stall.name)
    closed.agreed_at, closed.agreed_by_id, closed.on_paper = at, by.id, on_paper
    _trace("stall.agree", closed.stall, closed, by=by, at=at)


def reopen(closed: CloseOut, *, by: Person, at: datetime) -> None:
    """One of the two says that the sums are not right: they count again. What was written down
    stays in the household's history. Raises Signed.
    """
    session.refresh(closed.stall, ["closed_at"], with_for_update=True)
    session.refresh(closed, ["agreed_at"], with_for_update=True)
    if closed.is_signed:
        raise Signed(closed.stall.name)
    closed.stall.closed_at = None
    _trace("stall.reopen", closed.stall, closed, by=by, at=at)
    session.delete(closed)


def freeze(fair: Fair, *, by: Person, at: datetime) -> FairReport:
    """Tell the commune what was taken, once every stall is closed and signed. Nothing in a report
    changes; another one is a correction, and the same once more is none.

    Raises SomeOpen.
    """
    session.refresh(fair, ["cancelled_at"], with_for_update=True)
    content = _content(fair)
    number = queries.next_number(fair)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    before = queries.report(fair, number - 1)
    if before is not None and before.digest == digest:
        return before
    made = add_once(
        FairReport,
        unless=("fair_id", "number"),
        fair_id=fair.id,
        number=number,
        content=content,
        digest=digest,
        frozen_at=at,
        frozen_by_id=by.id,
    )
    assert made is not None  # noqa: S101  the fair is locked
    detail = {"number": number, "digest": digest}
    accounts.trace("fair.report", f"fair:{fair.code}", actor=by, detail=detail, at=at)
    return made


def _content(fair: Fair) -> dict[str, Any]:
    took, closed = figures.of_fair(fair), queries.of_fair(fair)
    given = [it for it in fairs_queries.stalls_of(fair) if it.is_given]
    if any(it.id not in closed or not closed[it.id].is_signed for it in given):
        raise SomeOpen(fair.code)
    rows = [_row(it, closed[it.id], took.get(it.id, NONE)) for it in given]
    return {"form": FORM, "code": fair.code, "name": fair.name, "spot": fair.spot,
            "place": fair.place.full_name, "day": fair.day.isoformat(), "rows": rows}  # fmt: skip


def _row(stall: Stall, closed: CloseOut, took: Took) -> dict[str, Any]:
    """`later` came after both had signed. Without a shop, only the counted cash is known."""
    return {
        "stall": stall.name,
        "keeper": stall.kept_by,
        "in_books": stall.shop is not None,
        "sales": closed.sales,
        "cash": closed.cash.dong,
        "told": closed.told.dong,
        "received": closed.received.dong,
        "wallet": closed.wallet.dong,
        "sum": closed.sum.dong,
        "counted": closed.counted.dong,
        "difference": closed.difference.dong if stall.shop else None,
        "later": (took.sum - closed.sum).dong,
        "fee": stall.fee_bill.total.dong if stall.fee_bill else 0,
        "fee_paid": stall.fee_bill.paid.dong if stall.fee_bill else 0,
    }


def _frozen(took: Took) -> dict[str, Any]:
    return {
        "sales": took.sales,
        "cash": took.cash,
        "told": took.told,
        "received": took.received,
        "wallet": took.wallet,
    }


def _void(fee: Bill, *, why: str, by: Person, at: datetime) -> None:
    billing.void(fee, reason=why[:200], by=by, at=at)


def _trace(verb: str, stall: Stall, closed: CloseOut, *, by: Person, at: datetime) -> None:
    accounts.trace(
        verb,
        f"stall:{stall.id}",
        actor=by,
        for_id=stall.shop.household.keeper_id if stall.shop else None,
        detail={"name": stall.fair.name, "stall": stall.name, "counted": closed.counted.dong},
        at=at,
    )
