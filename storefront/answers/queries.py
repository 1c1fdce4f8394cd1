from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.answers.models import Call
from storefront.db import session
from storefront.notifications.models import Channel, HeardMessage
from storefront.orders.models import Checkout, Order, OrderState
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Household, Shop

_WHOLE = (
    selectinload(Order.lines),
    joinedload(Order.checkout).joinedload(Checkout.commune).joinedload(Place.parent),
    joinedload(Order.shop)
    .joinedload(Shop.household)
    .options(
        joinedload(Household.keeper).selectinload(Person.consents),
        joinedload(Household.village).joinedload(Place.parent),
    ),
)


def by_link(code: str, key: str) -> Order | None:
    """The order a link was made for, for whoever holds the link."""
    wanted = select(Order).where(Order.code == code, Order.answer_key == key)
    return session.scalar(wanted.options(*_WHOLE))


def waiting_of(phone: str) -> Sequence[Order]:
    """What the household of this phone has not answered, the oldest first."""
    wanted = _of(phone).where(Order.state == OrderState.PLACED).order_by(Order.id)
    return session.scalars(wanted, execution_options={"populate_existing": True}).all()


def newest_of(phone: str, *, limit: int = 20) -> Sequence[Order]:
    """Answered or not, the newest first."""
    return session.scalars(_of(phone).order_by(Order.id.desc()).limit(limit)).all()


def _of(phone: str) -> Select[Order]:
    keeps = Household.keeper.has(Person.phone == phone)
    shops = select(Shop.id).join(Shop.household).where(keeps)
    return select(Order).where(Order.shop_id.in_(shops)).options(*_WHOLE)


def keeper_of(phone: str) -> Person | None:
    """Whoever keeps a shop and is rung at this number."""
    wanted = select(Person).join(Household, Household.keeper_id == Person.id)
    return session.scalar(
        wanted.join(Shop, Shop.household_id == Household.id).where(Person.phone == phone).limit(1)
    )


def heard_from(phone: str, *, but: int, since: datetime) -> bool:
    """Whether this phone has sent something lately."""
    wanted = select(HeardMessage.id).where(
        HeardMessage.phone == phone, HeardMessage.id != but, HeardMessage.heard_at >= since
    )
    return session.scalar(wanted.limit(1)) is not None


def heard_lately(*, limit: int) -> Sequence[HeardMessage]:
    wanted = select(HeardMessage).where(HeardMessage.channel == Channel.SMS)
    return session.scalars(wanted.order_by(HeardMessage.id.desc()).limit(limit)).all()


def locked(order_id: int) -> Order | None:
    """An order which nobody answers before this deed ends. One that somebody has just now in hand
    is being answered, or told of."""
    wanted = select(Order).where(Order.id == order_id).options(*_WHOLE)
    held = wanted.with_for_update(of=Order, skip_locked=True)
    return session.scalar(held, execution_options={"populate_existing": True})


def to_ring(person: Person, *, on: date, limit: int) -> Sequence[Call]:
    """Households of this person's places with an order nobody has answered, those first that are
    to be rung now."""
    wanted = _calls(person, on).options(*_LISTED).order_by(Call.again_at.is_not(None), Call.id)
    return session.scalars(wanted.limit(limit)).unique().all()


def how_many_to_ring(person: Person, *, on: date) -> int:
    return session.scalar(select(func.count()).select_from(_calls(person, on).subquery())) or 0


def to_note(number: int, person: Person, *, on: date) -> Call | None:
    wanted = _calls(person, on).where(Call.id == number).options(*_LISTED)
    return session.scalar(wanted.with_for_update(of=Call))


def _calls(person: Person, on: date) -> Select[Call]:
    places = person.places_where(Permission.HOUSEHOLD_READ, on=on)
    inside = lying_in(places)
    return (
        select(Call)
        .join(Order, Order.id == Call.order_id)
        .join(Household, Household.id == Call.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(Order.state == OrderState.PLACED, inside)
    )


_LISTED = (
    joinedload(Call.rung_by),
    joinedload(Call.order).options(selectinload(Order.lines), joinedload(Order.shop)),
    joinedload(Call.household).options(
        joinedload(Household.keeper).selectinload(Person.consents),
        joinedload(Household.village).joinedload(Place.parent),
        joinedload(Household.team),
    ),
)


def call_about(order: Order) -> Call | None:
    return session.scalar(select(Call).where(Call.order_id == order.id))
