"""Complaints: opened by the buyer, answered by the house, ended by agreement or by the commune.

Every deed locks the order first, then the complaint. Money only ever goes by payments' refunds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storefront.accounts.models import Person
from storefront.complaints import clocks, queries, telling
from storefront.complaints.models import (
    Complaint,
    ComplaintPhoto,
    ComplaintState,
    Desk,
    Stepped,
    Trouble,
    Wants,
)
from storefront.complaints.paying_back import promise
from storefront.complaints.refusals import Enough, NotTheirTurn, NotYet, OneAtATime, TooLate
from storefront.db import session
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order
from storefront.orders.telling import note_down
from storefront.payments import giving_back
from storefront.payments.models import RefundState
from storefront.payments.refusals import MoreThanCame
from storefront.payments.tills import Tills
from storefront.shops.models import Photo

MOST_OFTEN = 3
"""Complaints about one order."""
AT_ONCE = 100


def complain(
    order: Order,
    trouble: Trouble,
    words: str,
    *,
    wants: Wants,
    asked: Money,
    photos: Sequence[Photo] = (),
    at: datetime,
) -> Complaint:
    """Raises NotYet, TooLate, OneAtATime, Enough or MoreThanCame."""
    orders.lock(order)
    _must_be_in_time(order, trouble, at=at)
    before = queries.of_order(order)
    if any(it.is_live for it in before):
        raise OneAtATime(order.code)
    if len(before) >= MOST_OFTEN:
        raise Enough(order.code)
    asked = asked if wants is Wants.MONEY else Money(0)
    if asked > queries.most(order):
        raise MoreThanCame(order.code)
    complaint = Complaint(
        order=order,
        trouble=trouble,
        words=words,
        wants=wants,
        asked=asked,
        state=ComplaintState.OPEN,
        desk=Desk.HOUSEHOLD,
        opened_at=at,
        due_at=at + clocks.ANSWER_WITHIN[Desk.HOUSEHOLD],
        photos=[ComplaintPhoto(photo=photo) for photo in photos],
    )
    session.add(complaint)
    session.flush()
    note_down(order, Happened.COMPLAINED, by=None, at=at)
    telling.step(complaint, Stepped.OPENED, by=None, amount=asked, at=at)
    telling.tell_keeper(complaint, "opened", at=at)
    return complaint


def _must_be_in_time(order: Order, trouble: Trouble, *, at: datetime) -> None:
    if order.has_ended_unsold or not clocks.may_begin(order, at=at):
        raise TooLate(order.code) if order.done_at else NotYet(order.code)
    if order.sent_at is None and order.done_at is None and trouble is not Trouble.NOT_COME:
        raise NotYet(order.code)
    until = clocks.until(order, trouble)
    if until is not None and at > until:
        raise TooLate(order.code)


def accept(complaint: Complaint, tills: Tills, *, by: Person, at: datetime) -> None:
    """The house does what was asked for. Raises NotTheirTurn or MoreThanCame."""
    _take_up(complaint, ComplaintState.OPEN)
    again = complaint.wants is Wants.AGAIN
    complaint.answered_by, complaint.again = by, again
    telling.step(complaint, Stepped.ACCEPTED, by=by, amount=complaint.asked, at=at)
    telling.tell_buyer(complaint, "accepted_again" if again else "accepted_money", at=at)
    _end(complaint, complaint.asked, tills, by=by, at=at)


def answer(complaint: Complaint, offered: Money, reason: str, *, by: Person, at: datetime) -> None:
    """Offer a part, or nothing with a reason: the buyer then agrees or appeals.

    Raises NotTheirTurn or MoreThanCame.
    """
    _take_up(complaint, ComplaintState.OPEN)
    if offered > queries.most(complaint.order):
        raise MoreThanCame(complaint.order.code)
    complaint.state, complaint.due_at = ComplaintState.ANSWERED, at + clocks.BUYER_WITHIN
    complaint.offered, complaint.reason, complaint.answered_by = offered, reason, by
    what = Stepped.OFFERED if offered else Stepped.REFUSED
    telling.step(complaint, what, by=by, amount=offered, words=reason, at=at)
    telling.tell_buyer(complaint, "offered" if offered else "refused", at=at)


def agree(complaint: Complaint, tills: Tills, *, at: datetime) -> None:
    """The buyer takes the answer; saying nothing in time comes to the same. Raises NotTheirTurn."""
    _take_up(complaint, ComplaintState.ANSWERED)
    _agreed(complaint, tills, at=at)


def _agreed(complaint: Complaint, tills: Tills, *, at: datetime) -> None:
    offered, by = complaint.offered or Money(0), complaint.answered_by
    assert by is not None  # noqa: S101  an answer is somebody's
    telling.step(complaint, Stepped.TAKEN, by=None, amount=offered, at=at)
    telling.tell_keeper(complaint, "taken", amount=offered, at=at)
    _end(complaint, offered, tills, by=by, at=at)


def appeal(complaint: Complaint, words: str, *, at: datetime) -> None:
    """Once: what the commune decides ends it. Raises NotTheirTurn."""
    _take_up(complaint, ComplaintState.ANSWERED)
    complaint.state, complaint.desk = ComplaintState.APPEALED, Desk.COMMUNE
    complaint.due_at = at + clocks.ANSWER_WITHIN[Desk.COMMUNE]
    telling.step(complaint, Stepped.APPEALED, by=None, words=words, at=at)
    telling.tell_keeper(complaint, "appealed", at=at)
    telling.tell_commune(complaint, "asked_to_decide", at=at)


def decide(
    complaint: Complaint, given: Money, reason: str, tills: Tills, *, by: Person, at: datetime
) -> None:
    """The commune's word, and the last. Raises NotTheirTurn or MoreThanCame."""
    _lock(complaint)
    unanswered = complaint.state is ComplaintState.OPEN and complaint.desk is Desk.COMMUNE
    if not unanswered and complaint.state is not ComplaintState.APPEALED:
        raise NotTheirTurn(complaint.order.code)
    complaint.reason, complaint.answered_by = reason, by
    telling.step(complaint, Stepped.DECIDED, by=by, amount=given, words=reason, at=at)
    telling.tell_buyer(complaint, "decided", amount=given, at=at)
    telling.tell_keeper(complaint, "decided_keeper", amount=given, at=at)
    _end(complaint, given, tills, by=by, at=at)


def withdraw(complaint: Complaint, *, at: datetime) -> None:
    """By the buyer, while nothing is decided. Raises NotTheirTurn."""
    _lock(complaint)
    if not complaint.is_live:
        raise NotTheirTurn(complaint.order.code)
    complaint.state, complaint.ended_at = ComplaintState.WITHDRAWN, at
    complaint.due_at = None
    telling.step(complaint, Stepped.WITHDRAWN, by=None, at=at)
    note_down(complaint.order, Happened.COMPLAINT_ENDED, by=None, at=at)
    telling.tell_keeper(complaint, "withdrawn", at=at)


def gave_cash(complaint: Complaint, *, by: Person, at: datetime) -> None:
    """What was promised has been handed over. Raises NotTheirTurn or MoreThanCame."""
    _lock(complaint)
    refund, given = complaint.refund, complaint.given
    if refund is not None:
        session.refresh(refund)
    under_way = refund is not None and refund.state is not RefundState.REFUSED
    if complaint.state is not ComplaintState.ENDED or not given or complaint.cash_at or under_way:
        raise NotTheirTurn(complaint.order.code)
    once = f"complaint:{complaint.id}"
    giving_back.refund(complaint.order, given, by=by, cash=True, once=once, at=at)
    complaint.cash_at, complaint.due_at = at, None
    telling.step(complaint, Stepped.CASH_GIVEN, by=by, amount=given, at=at)


def pass_on_due(tills: Tills, *, at: datetime) -> int:
    """What nobody answered goes to the next desk; an answer the buyer left is taken."""
    found = queries.overdue(at=at, limit=AT_ONCE)
    for complaint in sorted(found, key=lambda it: it.order_id):  # orders are locked in id order
        _lock(complaint)
        if complaint.due_at is None or complaint.due_at >= at:
            continue
        if complaint.state is ComplaintState.OPEN and complaint.desk in clocks.NEXT_DESK:
            _pass_on(complaint, at=at)
        elif complaint.state is ComplaintState.ANSWERED:
            _agreed(complaint, tills, at=at)
    return len(found)


def _pass_on(complaint: Complaint, *, at: datetime) -> None:
    was, complaint.desk = complaint.desk, clocks.NEXT_DESK[complaint.desk]
    complaint.due_at = at + clocks.ANSWER_WITHIN[complaint.desk]
    telling.step(complaint, Stepped.PASSED_ON, by=None, at=at)
    if was is Desk.HOUSEHOLD:
        telling.tell_buyer(complaint, "taken_over", at=at)
        telling.tell_team(complaint, "passed_on", at=at)
    else:
        telling.tell_commune(complaint, "passed_on", at=at)


def _end(complaint: Complaint, given: Money, tills: Tills, *, by: Person, at: datetime) -> None:
    order = complaint.order
    if given > queries.most(order):
        raise MoreThanCame(order.code)
    complaint.state, complaint.given, complaint.ended_at = ComplaintState.ENDED, given, at
    complaint.due_at = at + clocks.GIVE_WITHIN if given else None
    if given:
        complaint.refund = promise(complaint, given, tills, by=by, at=at)
    note_down(order, Happened.COMPLAINT_ENDED, by=by, amount=given or None, at=at)


def _take_up(complaint: Complaint, state: ComplaintState) -> None:
    _lock(complaint)
    if complaint.state is not state:
        raise NotTheirTurn(complaint.order.code)


def _lock(complaint: Complaint) -> None:
    orders.lock(complaint.order)
    queries.locked(complaint)
