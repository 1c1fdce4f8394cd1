from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.db import session
from storefront.groups.models import GroupOrder, Member
from storefront.orders.models import Checkout, Order
from storefront.shops.models import Product, Shop

_WHOLE = (
    joinedload(GroupOrder.commune),
    joinedload(GroupOrder.checkout).selectinload(Checkout.orders).joinedload(Order.shop),
    selectinload(GroupOrder.shops),
    selectinload(GroupOrder.members).selectinload(Member.wishes),
)
_ANEW = {"populate_existing": True}


def by_secret(secret: str) -> GroupOrder | None:
    """For the organiser."""
    return _one(select(GroupOrder).where(GroupOrder.secret == secret))


def by_invite(invite: str) -> GroupOrder | None:
    return _one(select(GroupOrder).where(GroupOrder.invite == invite))


def by_id(group_id: int) -> GroupOrder | None:
    return _one(select(GroupOrder).where(GroupOrder.id == group_id))


def of_member(secret: str) -> tuple[GroupOrder, Member] | None:
    """A member's group, and the member in it."""
    group = _one(select(GroupOrder).join(Member).where(Member.secret == secret))
    if group is None:
        return None
    return group, next(it for it in group.members if it.secret == secret)


def lock(*which: Any) -> int | None:
    """Whoever changes this group at the same moment waits. Asked before anything of it is read."""
    wanted = select(GroupOrder.id).where(*which).with_for_update()
    return session.scalar(wanted)


def over(*, since: datetime, at: datetime, limit: int) -> list[int]:
    """Ids of those whose hour has passed, nothing ordered, and whose organisers know nothing."""
    wanted = select(GroupOrder.id).where(
        GroupOrder.closes_at > since,
        GroupOrder.closes_at <= at,
        GroupOrder.ended_at.is_(None),
        GroupOrder.told_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(GroupOrder.id).limit(limit)))


def id_of_member(secret: str) -> int | None:
    return session.scalar(select(Member.group_id).where(Member.secret == secret))


def many(group_id: int) -> int:
    counted = select(func.count()).select_from(Member).where(Member.group_id == group_id)
    return session.scalar(counted) or 0


def goods(group: GroupOrder, product_ids: Collection[int]) -> dict[int, Product]:
    """Those of these that stand on the stalls it is ordered from."""
    shops = [shop.id for shop in group.shops]
    wanted = select(Product).where(Product.id.in_(product_ids), Product.shop_id.in_(shops))
    return {it.id: it for it in session.scalars(wanted.where(Product.shown))}


def shops(codes: Collection[str]) -> list[Shop]:
    return list(session.scalars(select(Shop).where(Shop.code.in_(codes)).order_by(Shop.id)))


def _one(wanted: Select[GroupOrder]) -> GroupOrder | None:
    return session.scalars(wanted.options(*_WHOLE), execution_options=_ANEW).unique().one_or_none()
