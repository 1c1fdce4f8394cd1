from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.db import session
from storefront.holders.models import NameCheck, Outcome
from storefront.shops.models import Household, PaymentAccount

FIRST_WAIT = timedelta(seconds=20)


def of_account(account: PaymentAccount) -> Sequence[NameCheck]:
    """The newest first."""
    wanted = select(NameCheck).where(NameCheck.account_id == account.id)
    people = (joinedload(NameCheck.asked_by), joinedload(NameCheck.decided_by))
    return session.scalars(wanted.options(*people).order_by(NameCheck.id.desc())).all()


def of_one(number: int, household: Household) -> NameCheck | None:
    wanted = (
        select(NameCheck)
        .join(PaymentAccount)
        .where(NameCheck.id == number, PaymentAccount.household_id == household.id)
    )
    return session.scalar(wanted)


def due(*, at: datetime, limit: int) -> Sequence[int]:
    """Those nobody has answered, less and less often."""
    wanted = select(NameCheck).where(NameCheck.outcome == Outcome.WAITING).order_by(NameCheck.id)
    waiting = session.scalars(wanted.limit(limit)).all()
    return [it.id for it in waiting if next_try(it) <= at]


def next_try(check: NameCheck) -> datetime:
    return check.asked_at + FIRST_WAIT * ((1 << check.tries) - 1)


def newest(*, limit: int) -> Sequence[NameCheck]:
    wanted = select(NameCheck).options(joinedload(NameCheck.account))
    return session.scalars(wanted.order_by(NameCheck.id.desc()).limit(limit)).all()
