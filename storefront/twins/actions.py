"""Saying of two entries what they are: apart, or one. Two people make them one, and it can be
undone for a week as long as nothing has happened since."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from storefront.accounts.models import Person, Trace
from storefront.db import session
from storefront.errors import MarketError
from storefront.facts.models import Fact
from storefront.shops import noting
from storefront.shops.models import Household, Twin, TwinAnswer
from storefront.twins import hindrances, letters, moving, queries, undoing
from storefront.twins.hindrances import FOR_EVER, Hindered
from storefront.twins.plan import plan

CAN_BE_UNDONE = timedelta(days=7)
NO_HINDRANCE = ("contest", "objection.decide")
"""A household that says no to the joining must not thereby make it last."""


class SaidAlready(MarketError):
    """Somebody has said something of these two meanwhile."""


class SecondPerson(MarketError):
    """Whoever proposed it does not decide it as well."""


class TooLate(MarketError):
    """The week is over, or something has happened since."""


def keep_apart(one: Household, other: Household, *, by: Person, at: datetime) -> Twin:
    """Two households: not asked about again. Ends a proposal. Saying it twice changes nothing.

    Raises SaidAlready where they are one.
    """
    _lock(one, other)
    known = queries.said_of(one, other)
    if known and known.answer is TwinAnswer.APART:
        return known
    if known and known.answer is TwinAnswer.JOINED:
        raise SaidAlready(str(known.id))
    if known:
        _end(known, by=by, at=at)
    said = _say(one, other, TwinAnswer.APART, by=by, at=at)
    _trace("household.apart", said, by=by, at=at)
    return said


def propose(kept: Household, gone: Household, *, note: str = "", by: Person, at: datetime) -> Twin:
    """One household: a second person is to look. Raises SaidAlready, Hindered."""
    _lock(kept, gone)
    never = [it for it in hindrances.hindrances(kept, gone) if it in FOR_EVER]
    if never:
        raise Hindered(never)
    known = queries.said_of(kept, gone)
    if known and known.answer is TwinAnswer.PROPOSED and known.keep_id == kept.id:
        return known
    if known:
        raise SaidAlready(str(known.id))
    said = _say(kept, gone, TwinAnswer.PROPOSED, by=by, at=at)
    said.keep_id, said.note = kept.id, note
    _trace("household.twin", said, by=by, at=at)
    return said


def take_back(twin: Twin, *, by: Person, at: datetime) -> None:
    """They are asked about again. Raises SaidAlready where they are one, or it was taken back."""
    _lock(twin.one, twin.other)
    session.refresh(twin)
    if not twin.stands or twin.answer is TwinAnswer.JOINED:
        raise SaidAlready(str(twin.id))
    _end(twin, by=by, at=at)
    _trace("household.twin_taken_back", twin, by=by, at=at)


def join(twin: Twin, *, by: Person, at: datetime) -> None:
    """Make one of two. Raises SaidAlready, SecondPerson, Hindered."""
    _lock(twin.one, twin.other)
    session.refresh(twin)
    if not twin.stands or twin.answer is not TwinAnswer.PROPOSED:
        raise SaidAlready(str(twin.id))
    if by.id == twin.said_by_id:
        raise SecondPerson(str(twin.id))
    kept, gone = twin.kept, twin.gone
    if found := hindrances.hindrances(kept, gone):
        raise Hindered(found)
    to = letters.phones(kept, gone)
    twin.answer, twin.decided_by_id, twin.decided_at = TwinAnswer.JOINED, by.id, at
    twin.moved = moving.move(plan(kept, gone), cause=f"twin:{twin.id}", by=by, at=at)
    gone.gone_at = at
    _trace("household.join", twin, by=by, at=at)
    letters.joined(twin, to, by=by, at=at)


def undo(twin: Twin, *, by: Person, at: datetime) -> None:
    """Two again, and both are told. Raises SaidAlready, TooLate."""
    _lock(twin.one, twin.other)
    session.refresh(twin)
    if not twin.stands or twin.answer is not TwinAnswer.JOINED:
        raise SaidAlready(str(twin.id))
    if not can_be_undone(twin, at=at):
        raise TooLate(str(twin.id))
    kept, gone = twin.kept, twin.gone
    undoing.back(twin.moved, kept, gone, cause=f"untwin:{twin.id}", by=by, at=at)
    gone.gone_at = None
    _end(twin, by=by, at=at)
    _trace("household.undo_join", twin, by=by, at=at)
    letters.undone(twin, letters.phones(kept, gone), by=by, at=at)


def can_be_undone(twin: Twin, *, at: datetime) -> bool:
    if twin.decided_at is None or at >= twin.decided_at + CAN_BE_UNDONE:
        return False
    return not _has_gone_on(twin, twin.decided_at)


def _has_gone_on(twin: Twin, since: datetime) -> bool:
    """Anybody pressed anything for either, or something of either was counted."""
    keepers = (twin.one.keeper_id, twin.other.keeper_id)
    homes = (twin.one_id, twin.other_id)
    deed = select(Trace.id).where(
        or_(Trace.for_id.in_(keepers), Trace.actor_id.in_(keepers)),
        Trace.at > since,
        Trace.verb.not_in(NO_HINDRANCE),
    )
    count = select(Fact.id).where(Fact.household_id.in_(homes), Fact.written_at > since)
    return any(session.scalar(it.limit(1)) is not None for it in (deed, count))


def _lock(one: Household, other: Household) -> None:
    """In the order of their ids, as everybody locks: what counts for either waits as well."""
    wanted = select(Household).where(Household.id.in_((one.id, other.id))).order_by(Household.id)
    again = {"populate_existing": True}
    session.scalars(wanted.with_for_update(of=Household), execution_options=again).all()


def _say(one: Household, other: Household, answer: TwinAnswer, *, by: Person, at: datetime) -> Twin:
    first, second = sorted((one, other), key=lambda it: it.id)
    twin = Twin(one=first, other=second, answer=answer, said_by=by, said_at=at)
    session.add(twin)
    session.flush()
    return twin


def _end(twin: Twin, *, by: Person, at: datetime) -> None:
    twin.ended_at, twin.ended_by_id = at, by.id
    session.flush()


def _trace(verb: str, twin: Twin, *, by: Person, at: datetime) -> None:
    """In the history of both, each naming the other."""
    for it, there in ((twin.one, twin.other), (twin.other, twin.one)):
        noting.trace(
            verb,
            it,
            by=by,
            at=at,
            twin=twin.id,
            other=there.code,
            name=there.keeper.name,
            kept=twin.keep_id == it.id,
        )
