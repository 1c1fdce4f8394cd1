"""Harvests that are sold before they are picked: opened, moved when it rains, and ended."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from storefront import codes
from storefront.accounts.models import Person
from storefront.db import session
from storefront.money import Money
from storefront.shops import noting
from storefront.shops.errors import LotOpen
from storefront.shops.models import Lot, Product


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a household says of a coming harvest."""

    on: date
    expected: int
    closes_at: datetime
    plot: str = ""
    per_day: int | None = None
    deposit_percent: int | None = None
    deposit_each: Money | None = None
    deposit_kept: bool = False


def current(product: Product) -> Lot | None:
    return session.get(Lot, product.lot_id) if product.lot_id else None


def past(product: Product) -> list[Lot]:
    """Those that ended, newest first."""
    wanted = select(Lot).where(Lot.product_id == product.id, Lot.ended_at.is_not(None))
    return list(session.scalars(wanted.order_by(Lot.id.desc()).limit(20)))


def open_lot(product: Product, harvest: Harvest, *, by: Person, at: datetime) -> Lot:
    """From now on this harvest is what can be ordered. Raises LotOpen."""
    if product.lot_id:
        raise LotOpen(product.code)
    lot = Lot(
        code=codes.short_code(7),
        product=product,
        plot=harvest.plot,
        harvest_on=harvest.on,
        planned_for=harvest.on,
        expected=harvest.expected,
        per_day=harvest.per_day,
        deposit_percent=harvest.deposit_percent,
        deposit_each=harvest.deposit_each,
        deposit_kept=harvest.deposit_kept,
        closes_at=harvest.closes_at,
        opened_at=at,
        opened_by_id=by.id,
    )
    session.add(lot)
    session.flush()
    product.lot_id, product.closes_at, product.stock = lot.id, lot.closes_at, lot.for_sale
    _note("lot.open", lot, by=by, at=at)
    return lot


def move(
    lot: Lot, *, to: date, closes_at: datetime, because: str, by: Person, at: datetime
) -> None:
    """Rain, or fruit that ripens late. Whoever calls this asks the buyers: see orders.harvest."""
    lot.harvest_on, lot.closes_at, lot.moved_because = to, closes_at, because
    lot.product.closes_at = closes_at
    _note("lot.move", lot, by=by, at=at)


def end(lot: Lot, *, by: Person, at: datetime) -> None:
    """Nothing more is ordered of it. Goods of orders that are called off later stay off the shelf:
    they are picked, or another harvest is on sale."""
    if lot.ended_at is None:
        lot.ended_at = at
        lot.product.lot_id, lot.product.closes_at, lot.product.stock = None, None, 0
        _note("lot.end", lot, by=by, at=at)


def end_due(*, at: datetime) -> int:
    """Those whose cut-off has passed."""
    due = select(Product).where(Product.closes_at <= at).order_by(Product.id).with_for_update()
    over = list(session.scalars(due))
    ids = [product.lot_id for product in over]
    if ids:
        session.execute(update(Lot).where(Lot.id.in_(ids)).values(ended_at=at))
    for product in over:
        product.lot_id, product.closes_at, product.stock, product.changed_at = None, None, 0, at
    return len(over)


def _note(verb: str, lot: Lot, *, by: Person, at: datetime) -> None:
    lot.product.changed_at = at
    noting.touch(lot.product.shop, at=at)
    noting.trace(
        verb,
        lot.product.shop.household,
        by=by,
        at=at,
        lot=lot.code,
        product=lot.product.code,
        name=lot.product.full_name,
        day=lot.harvest_on.isoformat(),
    )
