"""Shops that people come back to, kept with whoever signed in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.rows import put
from storefront.shops.models import SavedShop, Shop

MOST = 40


def of(person: Person) -> Sequence[int]:
    """Ids of the shops, the one saved last first."""
    wanted = select(SavedShop.shop_id).where(SavedShop.person_id == person.id)
    newest = wanted.order_by(SavedShop.at.desc(), SavedShop.shop_id.desc()).limit(MOST)
    return session.scalars(newest).all()


def exists(shop_id: int) -> bool:
    return session.scalar(select(Shop.id).where(Shop.id == shop_id)) is not None


def save(person: Person, shop_ids: Iterable[int], *, at: datetime) -> Sequence[int]:
    """Add those that are there, and give all. Beyond MOST, what was saved first gives way."""
    there = session.scalars(select(Shop.id).where(Shop.id.in_(list(shop_ids))))
    rows = [{"person_id": person.id, "shop_id": shop_id, "at": at} for shop_id in sorted(there)]
    put(SavedShop, *rows, unless=("person_id", "shop_id"))
    kept = of(person)
    mine = SavedShop.person_id == person.id
    session.execute(delete(SavedShop).where(mine, SavedShop.shop_id.not_in(kept)))
    return kept


def forget(person: Person, shop_id: int) -> Sequence[int]:
    """Take one out, and give the others."""
    gone = SavedShop.person_id == person.id, SavedShop.shop_id == shop_id
    session.execute(delete(SavedShop).where(*gone))
    return of(person)
