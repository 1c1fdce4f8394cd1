"""What is open at the households of a team, whoever does it from now on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from storefront import clock
from storefront.accounts.models import Person
from storefront.complaints.models import Complaint, ComplaintState
from storefront.db import session
from storefront.helping.models import Objection, WorkKind
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.payments import cash
from storefront.payments.models import CaseState, PaymentCase
from storefront.payouts.models import AccountChange
from storefront.places.models import Place
from storefront.questions.models import Question
from storefront.shops.models import Folder, Household, Shop
from storefront.shops.progress import Step, progress
from storefront.teams.models import Team
from storefront.visits import plans
from storefront.visits.models import Visit
from storefront.visits.queries import newest_of

Homes = dict[int, Household]
SHORT = 120
"""So much of a question stands in the list."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing somebody still has to see to."""

    kind: WorkKind
    household: str
    """Its code; none where somebody of the team asked a question."""
    name: str
    reference: str = ""
    """Of an order or a complaint, a folder's number, who means to go, or what was asked."""
    day: str = ""
    """By when, or agreed for."""


def open_work(team: Team, leaving: Person) -> list[Item]:
    """Everything open at the households where the team works, orders first."""
    homes = {home.id: home for home in _homes(team)}
    folders = _folders(homes)
    return [
        *_orders(homes),
        *_complaints(homes),
        *_of(Objection, Objection.decided_at.is_(None), homes, WorkKind.OBJECTION),
        *_money(homes),
        *_of(AccountChange, AccountChange.ended_at.is_(None), homes, WorkKind.ACCOUNT),
        *_cash(leaving, homes),
        *_questions(team),
        *_visits(homes),
        *_planned(homes),
        *(_item(WorkKind.FOLDER, it.household, it.number, it.due_on) for it in folders),
        *_unfinished(homes.values(), but={it.household_id for it in folders}),
    ]


def _homes(team: Team) -> Sequence[Household]:
    wanted = (
        select(Household)
        .join(Household.village)
        .where(Place.path.startswith(team.place.path), Household.gone_at.is_(None))
        .options(
            joinedload(Household.keeper).selectinload(Person.consents),
            joinedload(Household.shop).selectinload(Shop.products),
            selectinload(Household.accounts),
        )
    )
    return session.scalars(wanted.order_by(Household.id)).unique().all()


def _item(kind: WorkKind, home: Household, reference: str = "", day: date | None = None) -> Item:
    return Item(kind, home.code, home.keeper.name, reference, day.isoformat() if day else "")


def _orders(homes: Homes) -> Iterator[Item]:
    for order in orders.open_for(homes):
        yield _item(WorkKind.ORDER, homes[order.shop.household_id], order.code, order.leaves_on)


def _complaints(homes: Homes) -> Iterator[Item]:
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
    homes: Homes,
    kind: WorkKind,
) -> Iterator[Item]:
    wanted = select(what.household_id).where(what.household_id.in_(homes), is_open)
    for home in session.scalars(wanted.order_by(what.id)):
        yield _item(kind, homes[home])


def _money(homes: Homes) -> Iterator[Item]:
    wanted = select(PaymentCase).where(
        PaymentCase.household_id.in_(homes), PaymentCase.state == CaseState.OPEN
    )
    for case in session.scalars(wanted.order_by(PaymentCase.due_at, PaymentCase.id)):
        if case.household_id:
            day = clock.village_date(case.due_at)
            yield _item(WorkKind.MONEY, homes[case.household_id], str(case.id), day)


def _cash(leaving: Person, homes: Homes) -> Iterator[Item]:
    for held in cash.held_by(leaving):
        if held.household_id in homes:
            yield _item(WorkKind.CASH, homes[held.household_id])


def _questions(team: Team) -> Iterator[Item]:
    """Asked by the team or by a household of it, and nobody has said anything."""
    wanted = (
        select(Question)
        .join(Question.place)
        .where(
            Place.path.startswith(team.place.path),
            Question.answered_at.is_(None),
            Question.settled_at.is_(None),
        )
        .options(joinedload(Question.asked_by))
    )
    for it in session.scalars(wanted.order_by(Question.asked_at)):
        day = clock.village_date(it.asked_at).isoformat()
        yield Item(WorkKind.QUESTION, "", it.asked_by.name, it.words[:SHORT], day)


def _visits(homes: Homes) -> Iterator[Item]:
    wanted = select(Visit).where(
        Visit.household_id.in_(homes),
        Visit.next_on.is_not(None),
        Visit.id == newest_of(Visit.household_id),
    )
    for visit in session.scalars(wanted.order_by(Visit.next_on)):
        yield _item(WorkKind.VISIT, homes[visit.household_id], day=visit.next_on)


def _planned(homes: Homes) -> Iterator[Item]:
    """By day, also those for a day that is over."""
    for it in sorted(plans.open_at(homes.values()).values(), key=lambda it: (it.day, it.id)):
        yield _item(WorkKind.PLANNED, homes[it.household_id], it.by.name, it.day)


def _folders(homes: Homes) -> Sequence[Folder]:
    """Not live yet, those first that should be."""
    wanted = select(Folder).where(Folder.household_id.in_(homes), Folder.live_on.is_(None))
    return session.scalars(wanted.order_by(Folder.due_on, Folder.id)).all()


def _unfinished(homes: Iterable[Household], *, but: set[int]) -> Iterator[Item]:
    """Those with an open folder are told of by it."""
    for home in homes:
        if home.id not in but and progress(home).next not in (None, Step.RECEIVED):
            yield _item(WorkKind.UNFINISHED, home)
