"""Goods leave the shelf when they are ordered, and come back once when they are not sold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Table,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import ARRAY

from storefront import clock, units
from storefront.asking import Statement
from storefront.db import line, session
from storefront.money import Money
from storefront.orders.deposits import Coming
from storefront.orders.models import OrderLine
from storefront.orders.refusals import NotShown, OffSeason, OutOfStock, Paused, TooLate
from storefront.orders.sellers import bears_so_many
from storefront.saying import ask
from storefront.shops.models import Lot, Product, Shop, full_name

MOST = 1_000_000
"""Units of one product in one basket; larger numbers are typing slips."""


@dataclass(frozen=True, slots=True)
class Taken:
    product_id: int
    shop_id: int
    name: str
    unit: str
    price: Money
    quantity: int
    keeps: int | None
    """Days it stays fresh."""
    lot_id: int | None = None
    coming: Coming | None = None
    """The harvest it is of."""

    @property
    def amount(self) -> Money:
        return self.price * self.quantity

    @property
    def is_weighed(self) -> bool:
        """What it really costs, a scale will say."""
        held = units.read(self.unit)
        return held is not None and held.is_weighed


def take(basket: Mapping[int, int], *, at: datetime) -> list[Taken]:
    """Take the goods off the shelf, at the price of this moment.

    One conditional update: of two buyers for the last jar, one finds none left. And of two who want
    the last place of a day, one is counted by the other: `sellers`, asked next, sees it.
    """
    wanted = sorted(basket.items())
    values: dict[str, Any] = {"at": at, "month": month(at)}
    for nth, (product_id, quantity) in enumerate(wanted):
        values |= {f"product_{nth}": product_id, f"wanted_{nth}": min(quantity, MOST)}
    statement = _taking(len(wanted), line().dialect.name)
    shelf = {row.id: row for row in ask(statement, values)}
    for product_id, quantity in wanted:
        if product_id not in shelf or quantity > MOST:
            _refuse(product_id, at=at)
    return [_taken(shelf[product_id], quantity) for product_id, quantity in wanted]


def could_take(lines: Collection[OrderLine], *, at: datetime) -> bool:
    """Whether all these goods could be taken now. Only taking them makes sure."""
    wanted = {line.product_id: line.quantity for line in lines}
    there = select(Product.id, Product.stock).where(Product.id.in_(wanted), Product.shown, _grows())
    left = {row.id: row.stock for row in session.execute(there, {"month": month(at)})}
    return all(left.get(product, 0) >= quantity for product, quantity in wanted.items())


def left(product_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """How much of each could be taken now; none of what is not sold. Only taking makes sure."""
    there = (
        select(Product.id, Product.stock)
        .join(Product.shop)
        .where(
            Product.id.in_(product_ids),
            Product.shown,
            or_(Product.closes_at.is_(None), Product.closes_at > at),
            Shop.paused_at.is_(None),
            _grows(),
        )
    )
    return {row.id: row.stock for row in session.execute(there, {"month": month(at)})}


def _taken(row: Any, quantity: int) -> Taken:
    return Taken(
        row.id,
        row.shop_id,
        full_name(row.name, row.grade),
        row.unit,
        row.price,
        quantity,
        row.shelf_days,
        row.lot_id,
        _coming(row) if row.lot_id else None,
    )


def _coming(row: Any) -> Coming:
    asked = row.deposit_percent, row.deposit_each, row.deposit_kept
    return Coming(row.harvest_on, row.closes_at, *asked)


def month(at: datetime) -> int:
    """As a bit, January lowest."""
    return 1 << (clock.village_date(at).month - 1)


def _grows() -> ColumnElement[bool]:
    """Takes `month`. A harvest that is promised for a day may be in another month."""
    ripe = Product.season.bitwise_and(bindparam("month")) != 0
    return or_(Product.season == 0, ripe, Product.lot_id.is_not(None))


@lru_cache(maxsize=64)
def _taking(many: int, dialect: str) -> Statement:
    """Takes `product_0`, `wanted_0` and so on."""
    ids: list[Any] = [bindparam(f"product_{nth}", type_=_SHELF.c.id.type) for nth in range(many)]
    quantities: list[Any] = [bindparam(f"wanted_{nth}", type_=Integer()) for nth in range(many)]
    each = zip(ids, quantities, strict=True)
    wanted = case(*((Product.id == one, many) for one, many in each)) if many > 1 else quantities[0]
    # SQLite has one writer at a time.
    which = (Product.id.in_(ids),) if dialect == "sqlite" else _locked(ids)
    return (
        update(_SHELF)
        .where(*which, Product.shown, Product.stock >= wanted, _is_in_time(), _grows())
        .values(stock=_SHELF.c.stock - wanted, changed_at=bindparam("at"))
        .returning(*_TOLD)
    )


def _locked(ids: list[Any]) -> tuple[ColumnElement[bool], ...]:
    """All goods in id order and then, in id order, their shops whose days bear only so many, before
    anything is changed: two baskets then wait for each other instead of deadlocking."""
    goods = select(Product.id, Product.shop_id).where(Product.id.in_(ids)).order_by(Product.id)
    locked = goods.with_for_update(key_share=True).cte("locked")
    # An array is whole only when the last of them is locked.
    theirs = cast_to(select(func.array_agg(locked.c.shop_id)).scalar_subquery(), ARRAY(BigInteger))
    full = select(Shop.id).where(Shop.id == any_(theirs), bears_so_many()).order_by(Shop.id)
    counted = full.with_for_update(key_share=True).cte("counted")
    all_of_them = select(func.count()).select_from(counted).scalar_subquery()
    return all_of_them >= 0, Product.id.in_(select(locked.c.id))


def _is_in_time() -> ColumnElement[bool]:
    return or_(Product.closes_at.is_(None), Product.closes_at > bindparam("at"))


_SHELF = cast(Table, Product.__table__)
_TOLD = (
    Product.id,
    Product.shop_id,
    Product.name,
    Product.grade,
    Product.unit,
    Product.price,
    Product.shelf_days,
    Product.lot_id,
    Product.closes_at,
    *(
        select(said).where(Lot.id == Product.lot_id).scalar_subquery().label(said.key)
        for said in (Lot.harvest_on, Lot.deposit_percent, Lot.deposit_each, Lot.deposit_kept)
    ),
)


def _refuse(product_id: int, *, at: datetime) -> NoReturn:
    wanted = (
        select(
            Product.name, Product.stock, Product.shown, Product.closes_at, Shop.paused_at, _grows()
        )
        .join(Product.shop)
        .where(Product.id == product_id)
    )
    row = session.execute(wanted, {"month": month(at)}).one_or_none()
    if row is None or not row.shown:
        raise NotShown(row.name if row else "")
    if row.paused_at:
        raise Paused(row.name)
    if not row[-1]:
        raise OffSeason(row.name)
    if row.closes_at and row.closes_at <= at:
        raise TooLate(row.name)
    raise OutOfStock(row.name, row.stock)


def give_back(order_ids: Collection[int], *, at: datetime) -> None:
    """Put the goods of orders back on the shelf. Whoever ended the orders calls this, once.

    Goods of a harvest that is no longer on sale stay away: it is picked, or another one is sold.

    In id order, like taking: see there.
    """
    lines = (
        select(OrderLine.product_id, OrderLine.lot_id, func.sum(OrderLine.quantity))
        .where(OrderLine.order_id.in_(order_ids))
        .group_by(OrderLine.product_id, OrderLine.lot_id)
        .order_by(OrderLine.product_id)
    )
    for product_id, lot_id, quantity in session.execute(lines).all():
        give_some_back(product_id, lot_id, quantity, at=at)


def give_some_back(product_id: int, lot_id: int | None, quantity: int, *, at: datetime) -> None:
    session.execute(
        update(Product)
        .where(Product.id == product_id, Product.lot_id.is_not_distinct_from(lot_id))
        .values(stock=Product.stock + quantity, changed_at=at)
        .execution_options(synchronize_session=False)
    )
