"""What could not be written down for a reason nobody foresaw: set aside as a case, tried again.

The deed that failed has left nothing behind; the case is written in one of its own. What a list
told is kept whole in the case, because the list moves on and does not tell it again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.errors import Busy
from storefront.money import Money
from storefront.payments import actions, cases, queries
from storefront.payments.models import (
    CaseAction,
    CaseKind,
    CaseState,
    PaymentAttempt,
    PaymentCase,
    PaymentRefund,
)
from storefront.payments.provider import Notice
from storefront.payments.refusals import AlreadyDone
from storefront.payments.states import ASKED_ABOUT, UNDER_WAY
from storefront.payments.tills import Till, Tills

AGAIN = [timedelta(minutes=minutes) for minutes in (0, 5, 30, 120, 480, 1440, 4320)]
"""How long after it was set aside a notice is tried again; then no more, until a person asks."""
AT_ONCE = 20

log = logging.getLogger(__name__)


@contextmanager
def believing(notice: Notice, till: Till, *, at: datetime) -> Iterator[None]:
    """A deed about one notice of a list: whatever fails in it stops no other."""
    with _set_aside(_cause(notice)) as failed, deed():
        yield
    for error in failed:
        with deed():
            _keep(notice, till, error, at=at)


@contextmanager
def asking(asked: PaymentAttempt | PaymentRefund, *, at: datetime) -> Iterator[None]:
    """Asking about one of them: whatever fails in it stops no other. It is asked about again in
    its own time."""
    with _set_aside(_cause_of(asked)) as failed:
        yield
    for error in failed:
        with deed():
            _tell_of(asked, error, at=at)


@contextmanager
def _set_aside(what: str) -> Iterator[list[Exception]]:
    failed: list[Exception] = []
    try:
        yield failed
    except Busy:
        raise  # nothing is wrong with this one: all of them come again
    except Exception as error:
        log.exception("%s is set aside: nobody foresaw this", what)
        session.rollback()
        failed.append(error)


def _keep(notice: Notice, till: Till, error: Exception, *, at: datetime) -> None:
    account = queries.only_account(notice.to_account, through=till.merchant)
    told = asdict(notice) | {"amount": notice.amount.dong}
    told["moved_on"] = notice.moved_on.isoformat() if notice.moved_on else None
    cases.open_(
        CaseKind.UNSETTLED,
        _cause(notice),
        notice.amount,
        suggestion=CaseAction.TRY_AGAIN,
        household_id=account.household_id if account else till.merchant.household_id,
        details=_said(notice.provider, error)
        | {"notice": told, "merchant": till.merchant.code, "tries": 0},
        at=at,
    )


def _tell_of(asked: PaymentAttempt | PaymentRefund, error: Exception, *, at: datetime) -> None:
    refund = asked if isinstance(asked, PaymentRefund) else None
    attempt = session.get_one(PaymentAttempt, refund.attempt_id if refund else asked.id)
    cases.open_(
        CaseKind.UNSETTLED,
        _cause_of(asked),
        asked.amount,
        suggestion=CaseAction.TRY_AGAIN,
        household_id=attempt.order.shop.household_id,
        of=attempt.order,
        attempt_id=attempt.id,
        refund_id=refund.id if refund else None,
        details=_said(attempt.provider, error),
        at=at,
    )


def _cause(notice: Notice) -> str:
    return f"unsettled:{notice.provider}:{notice.transaction_id}"


def _cause_of(asked: PaymentAttempt | PaymentRefund) -> str:
    return f"unsettled:{asked.__tablename__}:{asked.id}"


def _said(provider: str, error: Exception) -> dict[str, Any]:
    """The error's name alone: its words may hold somebody's secrets."""
    return {"provider": provider, "error": type(error).__name__}


def try_again(tills: Tills, *, at: datetime) -> int:
    """Notices set aside whose time has come. Says how many were written down now."""
    with deed():
        _end_those_that_ended(at=at)
    return sum(_tried(case, tills, at=at) for case in _waiting(at=at))


def _end_those_that_ended(*, at: datetime) -> None:
    """A question that was answered by another way needs nobody any more."""
    decided = select(PaymentAttempt.id).where(PaymentAttempt.state.not_in(ASKED_ABOUT))
    ended = select(PaymentRefund.id).where(PaymentRefund.state.not_in(UNDER_WAY))
    asked_for = PaymentCase.refund_id
    session.execute(
        update(PaymentCase)
        .where(PaymentCase.state == CaseState.OPEN, PaymentCase.kind == CaseKind.UNSETTLED)
        .where(
            or_(
                and_(asked_for.is_(None), PaymentCase.attempt_id.in_(decided)),
                asked_for.in_(ended),
            )
        )
        .values(state=CaseState.DONE, ended_at=at)
        .execution_options(synchronize_session=False)
    )


def _waiting(*, at: datetime) -> Sequence[PaymentCase]:
    wanted = select(PaymentCase).where(
        PaymentCase.state == CaseState.OPEN,
        PaymentCase.kind == CaseKind.UNSETTLED,
        PaymentCase.attempt_id.is_(None),
    )
    found = session.scalars(wanted.order_by(PaymentCase.id)).all()
    return [case for case in found if _is_due(case, at=at)][:AT_ONCE]


def _is_due(case: PaymentCase, *, at: datetime) -> bool:
    tries = int(case.details["tries"])
    return tries < len(AGAIN) and case.opened_at + AGAIN[tries] <= at


def _tried(case: PaymentCase, tills: Tills, *, at: datetime) -> bool:
    """Counted before it is tried: whatever happens then, there is an end of trying."""
    with deed():
        kept = session.get_one(PaymentCase, case.id, with_for_update=True)
        kept.details = kept.details | {"tries": int(kept.details["tries"]) + 1}
        notice = _as_told(kept)
    till = tills.find(notice.provider, str(kept.details["merchant"]))
    if till is None:
        return False
    with _set_aside(kept.cause) as failed, deed():
        actions.settle(notice, through=till.merchant, at=at)
        cases.end(kept.cause, at=at)
    return not failed


def _as_told(case: PaymentCase) -> Notice:
    told = dict(case.details["notice"])
    day = told.pop("moved_on")
    told |= {"amount": Money(told["amount"]), "moved_on": date.fromisoformat(day) if day else None}
    return Notice(**told)


def ask_again(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """Somebody wants it tried at the next round. Raises AlreadyDone."""
    session.refresh(case, ["state", "details"], with_for_update=True)
    if case.state is CaseState.DONE or case.kind is not CaseKind.UNSETTLED:
        raise AlreadyDone(case.cause)
    if asked := case.refund or case.attempt:
        asked.next_ask_at = at
    else:
        case.details = case.details | {"tries": 0}
    keeper = case.household.keeper_id if case.household else None
    accounts.trace("case.try_again", f"case:{case.id}", actor=by, for_id=keeper, detail={}, at=at)
