from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from storefront.closings.models import CloseOut, FairReport
from storefront.db import session
from storefront.fairs.models import Fair, Stall

_WHO = (joinedload(CloseOut.closed_by), joinedload(CloseOut.agreed_by))


def of_fair(fair: Fair) -> dict[int, CloseOut]:
    """By stall."""
    wanted = select(CloseOut).join(CloseOut.stall).where(Stall.fair_id == fair.id)
    return {it.stall_id: it for it in session.scalars(wanted.options(*_WHO))}


def of_stall(stall: Stall) -> CloseOut | None:
    wanted = select(CloseOut).where(CloseOut.stall_id == stall.id).options(*_WHO)
    return session.scalar(wanted)


def reports_of(fair: Fair) -> Sequence[FairReport]:
    """Newest first."""
    wanted = select(FairReport).where(FairReport.fair_id == fair.id)
    whole = wanted.options(joinedload(FairReport.frozen_by))
    return session.scalars(whole.order_by(FairReport.number.desc())).all()


def report(fair: Fair, number: int) -> FairReport | None:
    wanted = select(FairReport).where(FairReport.fair_id == fair.id, FairReport.number == number)
    return session.scalar(wanted)


def next_number(fair: Fair) -> int:
    wanted = select(func.max(FairReport.number)).where(FairReport.fair_id == fair.id)
    return (session.scalar(wanted) or 0) + 1
