"""The open work of a team goes from one leader to the next, as a list that is received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from storefront import addresses, clock
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.complaints.models import Complaint, ComplaintState
from storefront.db import session
from storefront.errors import MarketError
from storefront.helping.models import Objection, WorkHandover, WorkKind
from storefront.notifications import actions as notifications
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.payments import cash
from storefront.payouts.models import AccountChange
from storefront.places.models import Place
from storefront.shops.models import Household, Shop
from storefront.shops.progress import Step, progress
from storefront.teams import actions as teams
from storefront.teams.models import Membership, Team
from storefront.visits.models import Visit
from storefront.visits.queries import newest_of


class NotAMember(MarketError):
    """Only somebody else who is on the roster takes the work."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing somebody still has to see to."""

    kind: WorkKind
    household: str
    name: str
    reference: str = ""
    """Of an order or a complaint."""
    day: str = ""
    """By when, or agreed for."""


def open_work(team: Team, leaving: Person) -> list[Item]:
    """Everything open at the households where the team works, orders first."""
    homes = {home.id: home for home in _homes(team)}
    return [
        *_orders(homes),
        *_complaints(homes),
        *_of(Objection, Objection.decided_at.is_(None), homes, WorkKind.OBJECTION),
        *_of(AccountChange, AccountChange.ended_at.is_(None), homes, WorkKind.ACCOUNT),
        *_cash(leaving, homes),
        *_visits(homes),
        *_unfinished(homes.values()),
    ]


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


def _homes(team: Team) -> Sequence[Household]:
    wanted = (
        select(Household)
        .join(Household.village)
        .where(Place.path.startswith(team.place.path))
        .options(
            joinedload(Household.keeper).selectinload(Person.consents),
            joinedload(Household.shop).selectinload(Shop.products),
        )
    )
    return session.scalars(wanted.order_by(Household.id)).unique().all()


def _item(kind: WorkKind, home: Household, reference: str = "", day: date | None = None) -> Item:
    return Item(kind, home.code, home.keeper.name, reference, day.isoformat() if day else "")


def _orders(homes: dict[int, Household]) -> Iterator[Item]:
    for order in orders.open_for(homes):
        yield _item(WorkKind.ORDER, homes[order.shop.household_id], order.code, order.leaves_on)


def _complaints(homes: dict[int, Household]) -> Iterator[Item]:
    wanted = (
        select(Complaint, Shop.household_id)
        .join(Order, Order.id == Complaint.order_id)
        .join(Shop, Shop.id == Order.shop_id)
        .where(Shop.household_id.in_(homes), Complaint.state == ComplaintState.OPEN)
    )
    for complaint, home in session.execute(wanted.order_by(Complaint.id)):
        day = clock.village_date(complaint.due_at) if complaint.due_at else None
        yield _item(WorkKind.COMPLAINT, homes[home], str(complaint.id), day)


def _of(
    what: type[Objection] | type[AccountChange],
    is_open: ColumnElement[bool],
    homes: dict[int, Household],
    kind: WorkKind,
) -> Iterator[Item]:
    wanted = select(what.household_id).where(what.household_id.in_(homes), is_open)
    for home in session.scalars(wanted.order_by(what.id)):
        yield _item(kind, homes[home])


def _cash(leaving: Person, homes: dict[int, Household]) -> Iterator[Item]:
    for held in cash.held_by(leaving):
        if held.household_id in homes:
            yield _item(WorkKind.CASH, homes[held.household_id])


def _visits(homes: dict[int, Household]) -> Iterator[Item]:
    wanted = select(Visit).where(
        Visit.household_id.in_(homes),
        Visit.next_on.is_not(None),
        Visit.id == newest_of(Visit.household_id),
    )
    for visit in session.scalars(wanted.order_by(Visit.next_on)):
        yield _item(WorkKind.VISIT, homes[visit.household_id], day=visit.next_on)


def _unfinished(homes: Iterable[Household]) -> Iterator[Item]:
    for home in homes:
        if progress(home).next not in (None, Step.RECEIVED):
            yield _item(WorkKind.UNFINISHED, home)


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
