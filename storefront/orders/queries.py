from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.asking import fetch, fetch_one
from storefront.db import session
from storefront.money import Money
from storefront.orders.deposits import Coming
from storefront.orders.models import Checkout, Handover, Order, OrderEvent, OrderLine, OrderState
from storefront.orders.states import ON_THE_SHELF, OPEN
from storefront.places.models import Place
from storefront.rows import columns, things
from storefront.saying import ask
from storefront.shops import entries
from storefront.shops.models import Household, Lot, PaymentAccount, Shop

_PEOPLE = (joinedload(Household.keeper), joinedload(Household.village))
_HOUSEHOLD = joinedload(Shop.household).options(*_PEOPLE, selectinload(Household.accounts))
_WHOLE = (
    selectinload(Order.lines).joinedload(OrderLine.lot),
    joinedload(Order.account),
    joinedload(Order.shop).options(_HOUSEHOLD),
)
_EVENTS = selectinload(Order.events).joinedload(OrderEvent.actor)
_ORDERS = select(Order).options(*_WHOLE, joinedload(Order.checkout))
_LOCKED = (
    select(Order)
    .options(
        joinedload(Order.checkout),
        joinedload(Order.shop).joinedload(Shop.household).options(*_PEOPLE),
    )
    .with_for_update(of=Order)
)
"""Money is what an order is locked for, and that asks for no goods."""
_LOCKED_BY_ID = _LOCKED.where(Order.id == bindparam("id")).options(joinedload(Order.account))
_ANEW = {"populate_existing": True}


def parcels_promised(shop_ids: Collection[int], *, on: date) -> dict[int, dict[date, int]]:
    """How many parcels these shops have promised for each day to come, for pages to say. Whoever
    orders is told by `sellers`."""
    if not shop_ids:
        return {}
    counted = (
        select(Order.shop_id, Order.leaves_on, func.count())
        .where(Order.shop_id.in_(shop_ids), Order.leaves_on >= on, Order.state.in_(OPEN))
        .group_by(Order.shop_id, Order.leaves_on)
    )
    days: dict[int, dict[date, int]] = {}
    for shop_id, day, many in session.execute(counted):
        if day is not None:
            days.setdefault(shop_id, {})[day] = many
    return days


def coming(lot_ids: Collection[int | None]) -> dict[int, Coming]:
    """Harvests that are ordered before they are picked, by lot."""
    lots = {lot_id for lot_id in lot_ids if lot_id is not None}
    if not lots:
        return {}
    found = session.execute(select(Lot.id, *_COMING).where(Lot.id.in_(lots)))
    return {row.id: Coming._make(row[1:]) for row in found}


_COMING = (
    Lot.harvest_on,
    Lot.closes_at,
    Lot.deposit_percent,
    Lot.deposit_each,
    Lot.deposit_kept,
)


def rests_due(*, on: date, limit: int) -> list[Order]:
    """Orders of which only a deposit was asked for, and whose day has come; locked."""
    waits: ColumnElement[bool] = literal_column("deposit > 0 AND rest_asked_at IS NULL")
    wanted = _ORDERS.where(waits, Order.leaves_on <= on, Order.state.in_(OPEN))
    wanted = wanted.order_by(Order.id).limit(limit).with_for_update(of=Order, skip_locked=True)
    return list(session.scalars(wanted, execution_options=_ANEW))


def paid_at(household: Household) -> PaymentAccount | None:
    """The account the household is paid at now: the one declared last."""
    open_ones = [account for account in household.accounts if account.retired_at is None]
    return open_ones[-1] if open_ones else None


def by_link(secret: str, code: str) -> Order | None:
    """One order of a checkout, for whoever holds the link."""
    found = by_secret(secret)
    return next((it for it in found.orders if it.code == code), None) if found else None


def by_secret(secret: str) -> Checkout | None:
    """A checkout with its orders, for whoever holds the link."""
    wanted = (
        select(Checkout)
        .join(Checkout.orders)
        .where(Checkout.secret == secret)
        .options(contains_eager(Checkout.orders).options(*_WHOLE, _EVENTS))
        .order_by(Order.id)
    )
    found = session.scalars(wanted, execution_options={"populate_existing": True})
    return found.unique().one_or_none()


def cash_only(shop_codes: Collection[str]) -> list[str]:
    """Names of those shops whose household has no account to be paid at."""
    if not shop_codes:
        return []
    codes = {f"code{nth}": code for nth, code in enumerate(shop_codes)}
    return [row.name for row in fetch(_cash_only(len(codes)), **codes)]


@lru_cache(maxsize=64)
def _cash_only(many: int) -> Any:
    codes: list[Any] = [bindparam(f"code{nth}") for nth in range(many)]
    paid_there = PaymentAccount.household_id == Shop.household_id
    has_account = exists().where(paid_there, PaymentAccount.retired_at.is_(None))
    return select(Shop.name).where(Shop.code.in_(codes), ~has_account)


def buyers_of(shop_id: int, *, ending: str = "", limit: int = 6) -> list[Checkout]:
    """Who has ordered from this shop, each phone once and as it was said last, newest first."""
    last = (
        select(func.max(Checkout.id))
        .join(Order, Order.checkout_id == Checkout.id)
        .where(Order.shop_id == shop_id, Checkout.buyer_phone.endswith(ending, autoescape=True))
        .group_by(Checkout.buyer_phone)
    )
    wanted = select(Checkout).where(Checkout.id.in_(last)).order_by(Checkout.id.desc())
    return list(session.scalars(wanted.options(joinedload(Checkout.commune)).limit(limit)))


def buyer_of(shop_id: int, checkout_id: int) -> Checkout | None:
    """What a buyer said of themselves when they ordered from this shop."""
    theirs = select(Order.checkout_id).where(Order.shop_id == shop_id)
    wanted = select(Checkout).where(Checkout.id == checkout_id, Checkout.id.in_(theirs))
    return session.scalar(wanted.options(joinedload(Checkout.commune)))


def by_code_and_phone(code: str, phone: str) -> Order | None:
    wanted = _ORDERS.join(Order.checkout).where(Order.code == code, Checkout.buyer_phone == phone)
    return session.scalar(wanted)


def by_once(once: str) -> Checkout:
    secret = select(Checkout.secret).where(Checkout.once == once)
    checkout = by_secret(session.scalars(secret).one())
    assert checkout is not None  # noqa: S101  a checkout has an order
    return checkout


def by_code(code: str) -> Order | None:
    return session.scalar(_ORDERS.where(Order.code == code))


def locked(order_id: int) -> Order:
    """An order as it is now, which nobody else can change before this deed ends."""
    return session.scalars(_LOCKED_BY_ID, {"id": order_id}, execution_options=_ANEW).one()


def lock_all_of(checkout: Checkout) -> None:
    """Every order of a basket as it is now, in id order, and what the basket says of its buyer."""
    wanted = _LOCKED.where(Order.checkout_id == checkout.id).order_by(Order.id)
    session.scalars(wanted, execution_options=_ANEW).all()
    session.refresh(checkout, with_for_update=True)


def locked_for(codes: Collection[str], *, to_account: str) -> list[Order]:
    """The orders of these codes that were to be paid to this account, locked in id order."""
    asked = {f"code{nth}": code for nth, code in enumerate(codes)}
    rows = ask(_locked_for(len(asked)), asked | {"number": to_account})
    return [_with_whose(*things(row, *_TO_BE_PAID)) for row in rows]


_TO_BE_PAID = (Order, Checkout, PaymentAccount, Shop, Household, Person, Place)


@lru_cache(maxsize=64)
def _locked_for(many: int) -> Any:
    """Asked at every notice of a bank, and therefore plainly."""
    codes: list[Any] = [bindparam(f"code{nth}") for nth in range(many)]
    return (
        select(*columns(*_TO_BE_PAID))
        .select_from(Order)
        .join(Order.checkout)
        .join(Order.account)
        .join(Order.shop)
        .join(Shop.household)
        .join(Household.keeper)
        .join(Household.village)
        .where(Order.code.in_(codes), PaymentAccount.number == bindparam("number"))
        .order_by(Order.id)
        .with_for_update(of=Order)
    )


def _with_whose(
    order: Order,
    checkout: Checkout,
    account: PaymentAccount,
    shop: Shop,
    household: Household,
    keeper: Person,
    village: Place,
) -> Order:
    for thing, name, its in (
        (order, "checkout", checkout),
        (order, "account", account),
        (order, "shop", shop),
        (shop, "household", household),
        (household, "keeper", keeper),
        (household, "village", village),
    ):
        set_committed_value(thing, name, its)
    return order


def bought_by(person: Person, *, below: int | None, limit: int) -> list[Order]:
    """What this person ordered, newest first. `below` is the last id seen."""
    wanted = _BOUGHT.where(Checkout.buyer_id == person.id, Order.id < (below or LAST))
    return list(session.scalars(wanted.order_by(Order.id.desc()).limit(limit)))


def bought(code: str, person: Person) -> Order | None:
    wanted = _BOUGHT.where(Checkout.buyer_id == person.id, Order.code == code)
    return session.scalar(wanted)


_BOUGHT = (
    select(Order)
    .join(Order.checkout)
    .options(contains_eager(Order.checkout), joinedload(Order.shop), selectinload(Order.lines))
)
LAST = 2**62


def to_handle(code: str, person: Person, on: date) -> Order | None:
    """An order this person may move: its keeper's, or one from where they are posted."""
    order = by_code(code)
    if order is None:
        return None
    allowed = entries.allows(order.shop.household, person, Permission.ORDER_HANDLE, on=on)
    return order if allowed else None


def open_for(household_ids: Iterable[int]) -> list[Order]:
    """Orders somebody must still do something about, oldest first."""
    return _of(household_ids, _ORDERS.where(Order.state.in_(OPEN)).order_by(Order.id))


def waiting_for(lot_id: int) -> list[Order]:
    """Orders whose goods of this harvest are not on their way yet, locked in id order."""
    of_it = select(OrderLine.order_id).where(OrderLine.lot_id == lot_id)
    wanted = _ORDERS.where(Order.id.in_(of_it), Order.state.in_(ON_THE_SHELF))
    wanted = wanted.order_by(Order.id).with_for_update(of=Order)
    return list(session.scalars(wanted, execution_options=_ANEW))


def promised(lot_id: int) -> int:
    """How much of a harvest is promised to buyers."""
    wanted = select(func.sum(OrderLine.quantity)).join(Order, Order.id == OrderLine.order_id)
    open_ = OrderLine.lot_id == lot_id, Order.state.in_(OPEN)
    return session.scalar(wanted.where(*open_)) or 0


def latest_for(household_ids: Iterable[int], *, limit: int = 50) -> list[Order]:
    """Open orders first, then what was ended, newest first."""
    wanted = _ORDERS.order_by(case((Order.state.in_(OPEN), 0), else_=1), Order.id.desc())
    return _of(household_ids, wanted.limit(limit))


def out_of_time(*, at: datetime, limit: int) -> list[Order]:
    """Locked, so that money arriving at this moment waits and is then told that it came late."""
    wanted = (
        _ORDERS.where(
            Order.state == OrderState.PLACED, Order.hold_until < at, Order.paid == Money(0)
        )
        .order_by(Order.id)
        .limit(limit)
        .with_for_update(of=Order, skip_locked=True)
    )
    return list(session.scalars(wanted, execution_options={"populate_existing": True}))


def handover_of(order: Order) -> Handover | None:
    """How it was handed over; asked only when it was."""
    if order.sent_at is None:
        return None
    wanted = select(Handover).where(Handover.order_id == order.id)
    return session.scalar(wanted.options(joinedload(Handover.photo)))


def timeline(order_id: int) -> list[OrderEvent]:
    wanted = (
        select(OrderEvent)
        .where(OrderEvent.order_id == order_id)
        .options(joinedload(OrderEvent.actor))
        .order_by(OrderEvent.id)
    )
    return list(session.scalars(wanted))


def turn(order: Order) -> int:
    """How often things have happened to it: tells one change or end from the next."""
    of_it = select(func.count()).select_from(OrderEvent).where(OrderEvent.order_id == order.id)
    return session.scalars(of_it).one()


def to_be_paid(*, limit: int) -> list[Order]:
    """Orders that wait for a transfer, newest first."""
    wanted = _ORDERS.where(
        Order.state.in_(OPEN), Order.account_id.is_not(None), Order.paid == Money(0)
    )
    return list(session.scalars(wanted.order_by(Order.id.desc()).limit(limit)))


def _of(household_ids: Iterable[int], wanted: Select[Order]) -> list[Order]:
    wanted = wanted.join(Order.shop).where(Shop.household_id.in_(list(household_ids)))
    return list(session.scalars(wanted))


def gone_forward(lot_id: int) -> tuple[int, int]:
    """How many orders of this harvest have reached their buyers, and with how much in all. Counted,
    never named."""
    row = fetch_one(_GONE, lot=lot_id)
    return (row.orders, row.many or 0) if row else (0, 0)


_GONE = (
    select(
        func.count(OrderLine.order_id.distinct()).label("orders"),
        func.sum(OrderLine.quantity).label("many"),
    )
    .join(Order, Order.id == OrderLine.order_id)
    .where(
        OrderLine.lot_id == bindparam("lot"),
        or_(Order.state == OrderState.SENT, Order.state == OrderState.DONE),
    )
)
