"""A person looks at goods that the law may keep from the market, and says yes or no."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.queries import lying_in
from storefront.shops import letters, noting, restricted
from storefront.shops.models import Household, Product, Shop


def touched(*texts: str, at: datetime) -> str | None:
    """The name of the rule that these words touch."""
    rule = restricted.found(*texts, on=clock.village_date(at))
    return rule.name if rule else None


def waiting_for(person: Person, *, on: date) -> Sequence[Product]:
    """What this person may decide about, those that wait longest first."""
    places = person.places_where(Permission.GOODS_REVIEW, on=on)
    inside = lying_in(places)
    wanted = (
        select(Product)
        .join(Product.shop)
        .join(Shop.household)
        .join(Household.village)
        .where(Product.waits_for.is_not(None), inside)
        .options(
            joinedload(Product.shop).options(
                joinedload(Shop.household), selectinload(Shop.certificates)
            ),
            joinedload(Product.photo),
        )
    )
    return session.scalars(wanted.order_by(Product.changed_at, Product.id).limit(100)).all()


def to_decide(code: str, person: Person, *, on: date) -> Product | None:
    """Locked: the house may be changing it right now."""
    if code not in {it.code for it in waiting_for(person, on=on)}:
        return None
    wanted = select(Product).where(Product.code == code, Product.waits_for.is_not(None))
    return session.scalar(wanted.with_for_update())


def let_pass(product: Product, *, by: Person, at: datetime) -> None:
    """These words mean something else. Other words are looked at again."""
    said = product.name, product.grade, product.description
    product.cleared, product.shown = restricted.digest(*said), not product.is_down
    _decided("product.clear", product, by=by, at=at)


def refuse(product: Product, *, by: Person, at: datetime) -> None:
    """It stays hidden until it says something else."""
    product.shown = False
    _decided("product.refuse", product, by=by, at=at)


def _decided(verb: str, product: Product, *, by: Person, at: datetime) -> None:
    product.waits_for, product.changed_at = None, at
    household = product.shop.household
    noting.touch(product.shop, at=at)
    noting.trace(verb, household, by=by, at=at, product=product.code, name=product.full_name)
    letters.goods_looked_at(product, passed=product.shown, by=by, at=at)
