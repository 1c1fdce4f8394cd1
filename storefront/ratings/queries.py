from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.asking import fetch, fetch_one
from storefront.db import is_writing, session
from storefront.orders.models import Checkout, Order
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.ratings.models import Rating
from storefront.screening.models import Mark
from storefront.shops import entries
from storefront.shops.models import Household, Product, Shop

_SHOP = joinedload(Rating.shop).joinedload(Shop.household)


def of_order(order: Order) -> dict[int, Rating]:
    """By line."""
    lines = [line.id for line in order.lines]
    found = session.scalars(select(Rating).where(Rating.order_line_id.in_(lines)))
    return {it.order_line_id: it for it in found}


def of_shop(code: str, *, below: int | None, limit: int) -> Sequence[Row[Any]]:
    """Newest first, for everybody to read."""
    return fetch(_OF_SHOP, code=code, below=below or 2**62, limit=limit)


_OF_SHOP = (
    select(
        Rating.id,
        Rating.stars,
        Rating.words,
        Rating.by_name,
        Rating.written_at,
        Rating.answer,
        Rating.answered_at,
        Product.name.label("product"),
        Product.grade,
    )
    .join(Shop, Shop.id == Rating.shop_id)
    .join(Product, Product.id == Rating.product_id)
    .where(
        Shop.code == bindparam("code"),
        Rating.removed_at.is_(None),
        Rating.id < bindparam("below"),
    )
    .order_by(Rating.id.desc())
    .limit(bindparam("limit"))
)


def ids_of(shop: Shop) -> Sequence[int]:
    """Also what was taken down: it stays to be looked at."""
    return session.scalars(select(Rating.id).where(Rating.shop_id == shop.id)).all()


def rated(code: str) -> Row[Any] | None:
    """A shop, with how often and how well it was rated."""
    return fetch_one(_RATED, code=code)


_RATED = select(Shop.name, Shop.code, Shop.rated_sum, Shop.rated_many).where(
    Shop.code == bindparam("code"), Shop.down_at.is_(None)
)


def one(number: int) -> Rating | None:
    """Locked inside a deed."""
    wanted = select(Rating).where(Rating.id == number)
    wanted = wanted.options(_SHOP, joinedload(Rating.line), joinedload(Rating.product))
    if is_writing():
        wanted = wanted.with_for_update(of=Rating)
    return session.scalar(wanted, execution_options={"populate_existing": True})


def to_answer(person: Person, *, limit: int = 60) -> Sequence[Rating]:
    """Of this keeper's own stall, newest first."""
    wanted = (
        select(Rating)
        .join(Shop, Shop.id == Rating.shop_id)
        .join(Household, Household.id == Shop.household_id)
        .where(entries.kept_by(person), Rating.removed_at.is_(None))
        .options(joinedload(Rating.product), _SHOP)
    )
    return session.scalars(wanted.order_by(Rating.id.desc()).limit(limit)).all()


def reported(person: Person, *, on: date) -> Sequence[Rating]:
    """What somebody finds wrong, where this person decides, oldest first."""
    places = person.places_where(Permission.GOODS_REVIEW, on=on)
    inside = lying_in(places)
    wanted = (
        select(Rating)
        .join(Shop, Shop.id == Rating.shop_id)
        .join(Household, Household.id == Shop.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(Rating.reported_at.is_not(None), Rating.removed_at.is_(None), inside)
        .options(joinedload(Rating.product), _SHOP)
    )
    return session.scalars(wanted.order_by(Rating.reported_at, Rating.id).limit(100)).all()


def may_decide(rating: Rating, person: Person, *, on: date) -> bool:
    """Nobody decides about what is said of a house of their own."""
    household = rating.shop.household
    if entries.is_kept_by(household, person):
        return False
    return person.may(Permission.GOODS_REVIEW, at=household.village, on=on)


def same_browser(checkout: Checkout, people: Sequence[int]) -> bool:
    """Whether it was ordered where one of these people signs in; see screening/marks."""
    theirs = select(Mark.id).where(Mark.person_id.in_(people), Mark.mark == checkout.mark)
    return session.scalar(theirs.limit(1)) is not None
