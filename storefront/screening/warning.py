"""What goes wrong quietly: looked for every hour, kept as a list, gone when it is true no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, cast, false, func, or_, select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission
from storefront.answers import silence
from storefront.campaign.rollup import Rows
from storefront.db import deed, session
from storefront.orders.models import Order, OrderLine
from storefront.places.models import Place
from storefront.screening import dying, overdue
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops import names
from storefront.shops.folders import queries as folders
from storefront.shops.models import AccountStep, Folder, Household, PaymentAccount, Product, Shop
from storefront.teams.models import Membership, Team

UNSOLD = timedelta(days=7)
PERISHABLE = 7
"""Days it keeps."""
CHEAPER = 0.6
LATELY, EARLIER = timedelta(days=14), timedelta(days=74)
NEVER = timedelta(days=60)
STOPPED = timedelta(days=45)
PUT_OFF = timedelta(days=7)
SEEN_TO = timedelta(days=30)
"""So long it is not told of again, unless it ends and begins anew."""


@dataclass(frozen=True, slots=True)
class Found:
    kind: WarningKind
    subject: str
    village_id: int
    since: date
    household_id: int | None = None
    team_id: int | None = None
    detail: tuple[tuple[str, Any], ...] = ()

    @property
    def cause(self) -> str:
        return f"{self.kind}:{self.subject}"


def watch(*, at: datetime) -> int:
    """The worker's duty. Reads first; says how many are new."""
    found = {it.cause: it for it in _everything(at)}
    with deed():
        known = {it.cause: it for it in session.scalars(select(EarlyWarning))}
        for cause, warning in known.items():
            _follow(warning, found.get(cause), at=at)
        new = [it for cause, it in found.items() if cause not in known]
        session.add_all(
            EarlyWarning(
                cause=it.cause,
                kind=it.kind,
                village_id=it.village_id,
                household_id=it.household_id,
                team_id=it.team_id,
                since=it.since,
                detail=dict(it.detail),
                opened_at=at,
            )
            for it in new
        )
    return len(new)


def _follow(warning: EarlyWarning, found: Found | None, *, at: datetime) -> None:
    if found is None:
        warning.ended_at = warning.ended_at or at
        warning.quiet_until = None
        return
    if warning.ended_at:
        warning.opened_at, warning.ended_at, warning.seen_to_by_id = at, None, None
    if (warning.since, warning.detail) != (found.since, dict(found.detail)):
        warning.since, warning.detail = found.since, dict(found.detail)


def _everything(at: datetime) -> Iterator[Found]:
    yield from _unanswered(at)
    yield from _dying(at)
    yield from _cheaper(at)
    yield from _unsold(at)
    yield from _never_received(at)
    yield from _stopped(at)
    yield from _to_be_visited(at)
    yield from _late_folders(at)
    yield from _like_another()


def _unanswered(at: datetime) -> Iterator[Found]:
    for it in silence.silent(at=at):
        day, home = clock.village_date(it.since), it.household_id
        detail = (("order", it.code),)
        yield Found(WarningKind.UNANSWERED, it.code, it.village_id, day, home, detail=detail)


def _dying(at: datetime) -> Iterator[Found]:
    for it in dying.dying(at):
        detail = (("orders", it.orders), ("has_sold", it.has_sold))
        key, home = str(it.household_id), it.household_id
        yield Found(WarningKind.DYING, key, it.village_id, it.since, home, detail=detail)


def _cheaper(at: datetime) -> Iterator[Found]:
    """By what was really paid for it, not by what stood on the page."""
    now, before = _paid(at - LATELY, at), _paid(at - EARLIER, at - LATELY)
    wanted = (
        _shops(Product.code, Product.name, now.c.price, before.c.price)
        .join(Product, Product.shop_id == Shop.id)
        .join(now, now.c.product_id == Product.id)
        .join(before, before.c.product_id == Product.id)
        .where(now.c.price <= CHEAPER * before.c.price)
    )
    day = clock.village_date(at - LATELY)
    for home, village, code, name, new, old in session.execute(wanted):
        detail = (("name", name), ("now", int(new)), ("before", int(old)))
        yield Found(WarningKind.PRICE_DROP, code, village, day, home, detail=detail)


def _paid(since: datetime, until: datetime) -> Any:
    price = cast(func.avg(cast(OrderLine.unit_price, BigInteger)), BigInteger)
    return (
        select(OrderLine.product_id, price.label("price"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.placed_at >= since, Order.placed_at < until)
        .group_by(OrderLine.product_id)
        .having(func.count() >= 2)
        .subquery()
    )


def _unsold(at: datetime) -> Iterator[Found]:
    sold = (
        select(OrderLine.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id == Product.id, Order.placed_at > at - UNSOLD)
        .exists()
    )
    month = 1 << clock.village_date(at).month - 1
    rows = _shops(Product.code, Product.name, Product.stock, Product.changed_at).join(
        Product, Product.shop_id == Shop.id
    )
    for home, village, code, name, stock, changed in session.execute(
        rows.where(
            Product.shown,
            Product.stock > 0,
            Product.shelf_days <= PERISHABLE,
            Product.changed_at < at - UNSOLD,
            or_(Product.season == 0, Product.season.op("&")(month) != 0),
            Shop.paused_at.is_(None),
            ~sold,
        )
    ):
        day, detail = clock.village_date(changed), (("name", name), ("stock", stock))
        yield Found(WarningKind.UNSOLD, code, village, day, home, detail=detail)


def _never_received(at: datetime) -> Iterator[Found]:
    """One that buyers were told of and on which nothing came."""
    told = select(Order.id).where(Order.account_id == PaymentAccount.id).exists()
    rows = _shops(PaymentAccount.id, PaymentAccount.declared_at).join(
        PaymentAccount, PaymentAccount.household_id == Household.id
    )
    for home, village, key, declared in session.execute(
        rows.where(
            PaymentAccount.retired_at.is_(None),
            PaymentAccount.step != AccountStep.RECEIVED,
            PaymentAccount.declared_at < at - NEVER,
            told,
        )
    ):
        day = clock.village_date(declared)
        yield Found(WarningKind.NEVER_RECEIVED, str(key), village, day, home)


def _stopped(at: datetime) -> Iterator[Found]:
    """Nobody of the team has pressed anything, and it has households."""
    newest = (
        select(Membership.team_id, func.max(Trace.at).label("newest"))
        .join(Trace, Trace.actor_id == Membership.person_id)
        .where(Trace.at > at - STOPPED)
        .group_by(Membership.team_id)
        .subquery()
    )
    here = (Household.team_id == Team.id, Household.gone_at.is_(None))
    cares = select(Household.id).where(*here).exists()
    rows = (
        select(Team.id, Team.place_id, Team.decided_on)
        .outerjoin(newest, newest.c.team_id == Team.id)
        .where(
            newest.c.newest.is_(None),
            Team.ended_on.is_(None),
            Team.decided_on < clock.village_date(at - STOPPED),
            cares,
        )
    )
    day = clock.village_date(at - STOPPED)
    for team, village, decided in session.execute(rows):
        yield Found(WarningKind.STOPPED_TEAM, str(team), village, max(day, decided), team_id=team)


def _to_be_visited(at: datetime) -> Iterator[Found]:
    for it in overdue.overdue(at):
        detail = (("agreed", it.agreed.isoformat()),) if it.agreed else ()
        key = str(it.household_id)
        yield Found(
            WarningKind.VISIT_DUE, key, it.village_id, it.since, it.household_id, detail=detail
        )


def _late_folders(at: datetime) -> Iterator[Found]:
    columns = (Household.id, Household.village_id, Folder.number, Folder.due_on)
    wanted = folders.late(*columns, today=clock.village_date(at))
    for home, village, number, due in session.execute(wanted):
        detail = (("number", number),)
        yield Found(WarningKind.FOLDER_LATE, number, village, due, home, detail=detail)


def _like_another() -> Iterator[Found]:
    for it, other in names.all_alike():
        day, detail = clock.village_date(it.opened_at), (("name", it.name), ("other", other.name))
        yield Found(
            WarningKind.LIKE_ANOTHER, it.code, it.village_id, day, it.household_id, detail=detail
        )


def _shops(*columns: Any) -> Select[Any]:
    return (
        select(Household.id, Household.village_id, *columns)
        .select_from(Shop)
        .join(Household, Household.id == Shop.household_id)
        .where(Household.gone_at.is_(None))
    )


# --- the list ---------------------------------------------------------------------------------


def waiting(person: Person, *, limit: int, at: datetime) -> Sequence[EarlyWarning]:
    """Of the places this person works for or answers for, the oldest first."""
    wanted = (
        _mine(person, select(EarlyWarning), at)
        .options(
            joinedload(EarlyWarning.village).joinedload(Place.parent),
            joinedload(EarlyWarning.team),
            joinedload(EarlyWarning.household).options(
                joinedload(Household.keeper).selectinload(Person.consents),
                joinedload(Household.village).joinedload(Place.parent),
                joinedload(Household.team),
            ),
        )
        .order_by(EarlyWarning.since, EarlyWarning.id)
        .limit(limit)
    )
    return session.scalars(wanted).unique().all()


def how_many(person: Person, *, at: datetime) -> dict[WarningKind, int]:
    wanted = _mine(person, select(EarlyWarning.kind, func.count()), at)
    return {row[0]: row[1] for row in session.execute(wanted.group_by(EarlyWarning.kind))}


def to_see_to(number: int, person: Person, *, at: datetime) -> EarlyWarning | None:
    wanted = _mine(person, select(EarlyWarning), at).where(EarlyWarning.id == number)
    return session.scalars(wanted).one_or_none()


def _mine(person: Person, columns: Rows, at: datetime) -> Rows:
    on = clock.village_date(at)
    places = [
        *person.places_where(Permission.ORDER_HANDLE, on=on),
        *person.places_where(Permission.CAMPAIGN_READ, on=on),
    ]
    return columns.join(Place, Place.id == EarlyWarning.village_id).where(
        EarlyWarning.ended_at.is_(None),
        or_(EarlyWarning.quiet_until.is_(None), EarlyWarning.quiet_until < at),
        or_(false(), *(Place.path.startswith(place.path) for place in places)),
    )


def put_off(warning: EarlyWarning, *, by: Person, at: datetime) -> None:
    _quiet(warning, "warning.put_off", at + PUT_OFF, by=by, at=at)


def see_to(warning: EarlyWarning, *, by: Person, at: datetime) -> None:
    _quiet(warning, "warning.seen_to", at + SEEN_TO, by=by, at=at)


def _quiet(warning: EarlyWarning, verb: str, until: datetime, *, by: Person, at: datetime) -> None:
    warning.quiet_until, warning.seen_to_by_id = until, by.id
    keeper = warning.household.keeper_id if warning.household else None
    detail = {"cause": warning.cause}
    accounts.trace(verb, f"warning:{warning.id}", actor=by, for_id=keeper, detail=detail, at=at)
