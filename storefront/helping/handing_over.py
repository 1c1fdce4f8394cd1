"""The open work of a team goes from one leader to the next, as a list that is received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront import addresses
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.helping.models import WorkHandover, WorkKind
from storefront.helping.open_work import Item, open_work
from storefront.notifications import actions as notifications
from storefront.teams import actions as teams
from storefront.teams.models import Membership, Team


class NotAMember(MarketError):
    """Only somebody else who is on the roster takes the work."""


def hand_over(leaving: Membership, taker: Membership, *, by: Person, at: datetime) -> WorkHandover:
    """The taker becomes a head, and is told; the list waits to be received. The other one stays a
    member until the roster says otherwise. Raises NotAMember, NotAllowed."""
    if taker.person_id == leaving.person_id or taker.to_day is not None:
        raise NotAMember(taker.person.name)
    teams.promote(taker, by=by, at=at)
    team, found = leaving.team, open_work(leaving.team, leaving.person)
    given = WorkHandover(
        team=team,
        giver=leaving.person,
        taker=taker.person,
        by=by,
        made_at=at,
        items={"open": [asdict(it) for it in found]},
    )
    session.add(given)
    session.flush()
    _trace("team.hand_over", given, by=by, at=at)
    _tell(given, at=at)
    return given


def receive(given: WorkHandover, *, at: datetime) -> None:
    """The taker has the list. Doing it twice changes nothing."""
    if given.received_at is None:
        given.received_at = at
        _trace("team.receive", given, by=given.taker, at=at)
        _tell_received(given, at=at)


def waiting_for(person: Person) -> Sequence[WorkHandover]:
    wanted = select(WorkHandover).where(
        WorkHandover.to_id == person.id, WorkHandover.received_at.is_(None)
    )
    return session.scalars(wanted.options(joinedload(WorkHandover.giver))).all()


def of_team(team: Team) -> Sequence[WorkHandover]:
    wanted = select(WorkHandover).where(WorkHandover.team_id == team.id)
    wanted = wanted.options(joinedload(WorkHandover.giver), joinedload(WorkHandover.taker))
    return session.scalars(wanted.order_by(WorkHandover.id.desc()).limit(20)).all()


def to_receive(number: int, person: Person) -> WorkHandover | None:
    found = session.get(WorkHandover, number)
    return found if found and found.to_id == person.id else None


def items_of(given: WorkHandover) -> list[Item]:
    return [Item(**{**it, "kind": WorkKind(it["kind"])}) for it in given.items["open"]]


def _trace(verb: str, given: WorkHandover, *, by: Person, at: datetime) -> None:
    accounts.trace(
        verb,
        f"team:{given.team_id}",
        actor=by,
        for_id=given.from_id,
        detail={"team": given.team.name, "to": given.taker.name, "open": len(given.items["open"])},
        at=at,
    )


_GIVEN = {
    "vi": "Chợ Bản: {giver} giao việc {team} cho anh chị: {many} việc còn dở. Xem và nhận ở "
    "{address}.",
    "en": "Chợ Bản: {giver} hands the work of {team} to you: {many} things are open. See and "
    "receive them at {address}.",
}
_RECEIVED = {
    "vi": "Chợ Bản: {taker} đã nhận việc {team}, {many} việc còn dở.",
    "en": "Chợ Bản: {taker} has received the work of {team}, {many} open things.",
}


def _tell(given: WorkHandover, *, at: datetime) -> None:
    _write(given.taker, _GIVEN, given, at=at)


def _tell_received(given: WorkHandover, *, at: datetime) -> None:
    for person in {given.giver, given.by}:
        _write(person, _RECEIVED, given, at=at)


def _write(person: Person, words: dict[str, str], given: WorkHandover, *, at: datetime) -> None:
    if person.phone is None:
        return
    body = (words.get(person.language) or words["vi"]).format(
        giver=given.giver.name,
        taker=given.taker.name,
        team=given.team.name,
        many=len(given.items["open"]),
        address=addresses.handover(given.id),
    )
    notifications.write(body, to=person.phone, person=person, at=at)
