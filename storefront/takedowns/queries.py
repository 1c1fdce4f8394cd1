from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops import entries
from storefront.shops.models import Household, Product, Shop
from storefront.takedowns.models import DOWN, LIVE, ListingReport, ReportState

_AROUND = (
    joinedload(ListingReport.product),
    joinedload(ListingReport.decided_by),
    joinedload(ListingReport.reviewed_by),
    joinedload(ListingReport.back_by),
    joinedload(ListingReport.shop)
    .joinedload(Shop.household)
    .options(joinedload(Household.keeper), joinedload(Household.village)),
)
_UNDECIDED = (ReportState.OPEN, ReportState.ASKED)
_OF_THE_KEEPER = (ReportState.ASKED, ReportState.BACK, *DOWN)
"""What the house is told of. Whoever reported is not."""


def shop_to_report(code: str) -> Shop | None:
    """That buyers see now."""
    wanted = select(Shop).join(Shop.household).where(Shop.code == code)
    return session.scalar(wanted.where(Shop.down_at.is_(None), Household.gone_at.is_(None)))


def product_to_report(code: str) -> Product | None:
    wanted = select(Product).where(Product.code == code, Product.shown)
    return session.scalar(wanted.options(joinedload(Product.shop)))


def waiting(person: Person, *, on: date, limit: int = 200) -> Sequence[ListingReport]:
    """What this person must see to, and what was decided about their own, most urgent first."""
    wanted = _theirs(select(ListingReport), person, on=on).options(*_AROUND)
    in_order = wanted.order_by(
        ListingReport.due_at.is_(None), ListingReport.due_at, ListingReport.id.desc()
    )
    return session.scalars(in_order.limit(limit)).all()


def down(person: Person, *, on: date, limit: int = 100) -> Sequence[ListingReport]:
    """Taken down where this person decides, the latest first."""
    wanted = _around(select(ListingReport)).where(
        ListingReport.state.in_(DOWN), _ruled(person, on=on)
    )
    latest = wanted.options(*_AROUND).order_by(ListingReport.down_at.desc(), ListingReport.id)
    return session.scalars(latest.limit(limit)).all()


def _theirs(wanted: Select[Any], person: Person, *, on: date) -> Select[Any]:
    own = and_(entries.kept_by(person), ListingReport.state.in_(_OF_THE_KEEPER))
    ruled = and_(_ruled(person, on=on), ListingReport.state.in_(LIVE))
    return _around(wanted).where(or_(own, ruled))


def _around(wanted: Select[Any]) -> Select[Any]:
    return (
        wanted.join(Shop, Shop.id == ListingReport.shop_id)
        .join(Household, Household.id == Shop.household_id)
        .join(Place, Place.id == Household.village_id)
    )


def _ruled(person: Person, *, on: date) -> ColumnElement[bool]:
    places = person.places_where(Permission.GOODS_REVIEW, on=on)
    return lying_in(places)


def to_see(number: int, person: Person, *, on: date) -> ListingReport | None:
    """For whoever decides there, and for its household once it is told."""
    wanted = select(ListingReport).where(ListingReport.id == number).options(*_AROUND)
    it = session.scalar(wanted)
    if it is None:
        return None
    return it if may_decide(it, person, on=on) or is_told(it, person) else None


def is_told(it: ListingReport, person: Person) -> bool:
    return it.state in _OF_THE_KEEPER and entries.is_kept_by(it.shop.household, person)


def may_decide(it: ListingReport, person: Person, *, on: date) -> bool:
    """Nobody decides about what is their own."""
    household = it.shop.household
    if entries.is_kept_by(household, person):
        return False
    return person.may(Permission.GOODS_REVIEW, at=household.village, on=on)


def locked(it: ListingReport) -> ListingReport:
    """As it is now, and nobody else changes it before this deed ends."""
    wanted = select(ListingReport).where(ListingReport.id == it.id).with_for_update()
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def locked_listing(it: ListingReport) -> Shop:
    """Goods before shops, like everybody who orders."""
    anew = {"populate_existing": True}
    goods = select(Product).where(Product.shop_id == it.shop_id).order_by(Product.id)
    session.scalars(goods.with_for_update(), execution_options=anew).all()
    shop = select(Shop).where(Shop.id == it.shop_id).with_for_update()
    return session.scalars(shop, execution_options=anew).one()


def first_of_the_same(it: ListingReport) -> ListingReport | None:
    """That nobody has decided about: locked, so that nobody does while this one joins it."""
    return session.scalars(_same(it).limit(1).with_for_update()).first()


def many_lately(shop: Shop, *, since: datetime) -> int:
    """Matters that were reported in this shop's commune, those that joined others left out."""
    counted = select(func.count()).select_from(ListingReport).join(Shop)
    here = counted.where(Shop.commune_id == shop.commune_id, ListingReport.reported_at > since)
    return session.scalar(here.where(ListingReport.together_id.is_(None))) or 0


def joined_to(found: Iterable[ListingReport]) -> dict[int, int]:
    """How many more said something of each."""
    ids = [it.id for it in found]
    counted = select(ListingReport.together_id, func.count()).where(
        ListingReport.together_id.in_(ids)
    )
    told = session.execute(counted.group_by(ListingReport.together_id))
    return {first: many for first, many in told if first}


def of_the_same(it: ListingReport) -> Sequence[ListingReport]:
    """Others nobody has decided about, of the very same listing."""
    return session.scalars(_same(it).with_for_update()).all()


def _same(it: ListingReport) -> Select[Any]:
    wanted = select(ListingReport).where(
        ListingReport.shop_id == it.shop_id,
        ListingReport.product_id.is_not_distinct_from(it.product_id),
        ListingReport.state.in_(_UNDECIDED),
        ListingReport.id != it.id,
    )
    return wanted.order_by(ListingReport.id)


def together(it: ListingReport) -> Sequence[ListingReport]:
    """What others said of it, decided with it or waiting beside it."""
    decided = select(ListingReport).where(ListingReport.together_id == it.id)
    beside = session.scalars(_same(it)).all() if it.state in _UNDECIDED else ()
    return [*session.scalars(decided.order_by(ListingReport.id)), *beside]


def product_down(code: str) -> Any:
    """Why and since when, by itself or with its shop; nothing where it was not."""
    of_it = or_(ListingReport.product_id == Product.id, ListingReport.product_id.is_(None))
    wanted = (
        select(ListingReport.why, ListingReport.down_at, ListingReport.product_id)
        .join(Product, and_(Product.shop_id == ListingReport.shop_id, of_it))
        .where(Product.code == code, ListingReport.state.in_(DOWN))
    )
    return session.execute(wanted.order_by(ListingReport.id).limit(1)).one_or_none()


def shop_down(code: str) -> Any:
    wanted = (
        select(ListingReport.why, ListingReport.down_at, ListingReport.product_id)
        .join(Shop, Shop.id == ListingReport.shop_id)
        .where(Shop.code == code, ListingReport.product_id.is_(None), ListingReport.state.in_(DOWN))
    )
    return session.execute(wanted.limit(1)).one_or_none()


def log(*, below: int | None, limit: int) -> Sequence[ListingReport]:
    """All that was ever taken down, the latest first, for everybody to read."""
    wanted = select(ListingReport).where(
        ListingReport.down_at.is_not(None), ListingReport.id < (below or 2**62)
    )
    around = wanted.options(joinedload(ListingReport.shop).joinedload(Shop.commune))
    return session.scalars(around.order_by(ListingReport.id.desc()).limit(limit)).all()


def shops_in(communes: Sequence[int]) -> dict[int, int]:
    counted = select(Shop.commune_id, func.count()).where(Shop.commune_id.in_(communes))
    return dict(session.execute(counted.group_by(Shop.commune_id)).all())
