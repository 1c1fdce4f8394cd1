from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, bindparam, false, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from storefront import text
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.asking import fetch_one
from storefront.db import session
from storefront.money import Money
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.likeness import years_agree_in
from storefront.shops.models import (
    Household,
    PaymentAccount,
    Product,
    Shop,
    Twin,
    TwinAnswer,
)


def household_for(
    code: str, person: Person, permission: Permission, *, on: date
) -> Household | None:
    """The household, if it is this person's own or lies where the person may do this."""
    found = session.scalar(_whole_households().where(Household.code == code))
    return found if found and found.allows(person, permission, on=on) else None


def to_edit(
    code: str, person: Person, *, on: date, permission: Permission = Permission.SHOP_EDIT
) -> Shop | None:
    """The shop, for its keeper or somebody who may press for the household."""
    found = session.scalar(
        select(Shop)
        .where(Shop.code == code)
        .options(
            joinedload(Shop.commune),
            joinedload(Shop.household).options(
                joinedload(Household.keeper).selectinload(Person.consents),
                joinedload(Household.village),
            ),
            selectinload(Shop.products).joinedload(Product.photo),
        )
    )
    if found is None or found.household.gone_at:
        return None
    return found if found.household.allows(person, permission, on=on) else None


def moved_to(code: str) -> str | None:
    """Where a shop is found now whose household turned out to be in the book twice."""
    home = select(Shop.household_id).where(Shop.code == code).scalar_subquery()
    joined = (Twin.ended_at.is_(None), Twin.answer == TwinAnswer.JOINED, Twin.keep_id != home)
    wanted = (
        select(Shop.code)
        .join(Twin, Twin.keep_id == Shop.household_id)
        .where(*joined, or_(Twin.one_id == home, Twin.other_id == home))
    )
    return session.scalar(wanted.limit(1))


def product_to_edit(shop_code: str, code: str, person: Person, *, on: date) -> Product | None:
    """Locked where the database can: a basket may be taking from its stock right now."""
    shop = to_edit(shop_code, person, on=on)
    return product_of(shop, code) if shop else None


def product_of(shop: Shop, code: str) -> Product | None:
    """Locked, for whoever has the shop already."""
    wanted = select(Product).where(Product.code == code, Product.shop_id == shop.id)
    return session.scalar(wanted.with_for_update())


def alone_with(household_id: int) -> None:
    """Whoever presses for the household at the same moment waits, and then sees what was done.

    Orders go on being written: what only refers to the household is not held up.
    """
    wanted = select(Household.id).where(Household.id == household_id)
    session.scalar(wanted.with_for_update(key_share=True))


def kept_by(person: Person) -> Household | None:
    """The person's own household."""
    wanted = _whole_households().where(Household.keeper_id == person.id)
    with_photos = joinedload(Household.shop).selectinload(Shop.products).joinedload(Product.photo)
    return session.scalar(wanted.options(with_photos))


def code_kept_by(person: Person) -> str | None:
    """Of the person's own household."""
    kept = select(Household.code).where(Household.keeper_id == person.id)
    return session.scalar(kept.where(Household.gone_at.is_(None)))


def homes_of(person: Person) -> Sequence[Place]:
    """The villages in which this person keeps a household."""
    return session.scalars(
        select(Place)
        .join(Household, Household.village_id == Place.id)
        .where(Household.keeper_id == person.id, Household.gone_at.is_(None))
    ).all()


def households_of(person: Person, *, on: date, named: str = "") -> Sequence[Household]:
    """Everybody the person may open shops for, those with the least done first."""
    places = person.places_where(Permission.SHOP_OPEN, on=on)
    wanted = _whole_households().where(lying_in(places))
    for word in text.fold(named).split():
        wanted = wanted.where(Household.folded.contains(word))
    return session.scalars(wanted.order_by(Household.registered_at.desc())).all()


def lookalikes(
    name: str, *, birth_year: int | None, phone: str | None, village: Place
) -> Sequence[Household]:
    """Households that may be the same one: by phone, or by name where it lives."""
    same = [Household.folded == text.fold(name), Place.path.startswith(_commune_path(village))]
    if birth_year is not None:
        same.append(years_agree_in(Household.birth_year, literal(birth_year)))
    here = select(Household.id).join(Place, Place.id == Household.village_id).where(*same)
    by_phone = Household.keeper.has(Person.phone == phone) if phone else false()
    wanted = _whole_households().where(or_(Household.id.in_(here), by_phone))
    return session.scalars(wanted.order_by(Household.id).limit(5)).all()


def just_registered(
    folded: str, birth_year: int | None, *, village: Place, by: Person, since: datetime
) -> Household | None:
    """The same household, by the same hand, since the moment."""
    same = (Household.folded == folded, Household.village_id == village.id)
    lately = (Household.registered_at >= since, Household.gone_at.is_(None))
    wanted = select(Household).where(*same, Household.registered_by_id == by.id, *lately)
    return next((it for it in session.scalars(wanted) if it.birth_year == birth_year), None)


def others_paid_at(bank_bin: str, number: str, *, but: Household) -> Sequence[Household]:
    """Other households that declared the same account."""
    paid_there = select(PaymentAccount.household_id).where(
        PaymentAccount.bank_bin == bank_bin,
        PaymentAccount.number == number,
        PaymentAccount.retired_at.is_(None),
        PaymentAccount.household_id != but.id,
    )
    return session.scalars(_whole_households().where(Household.id.in_(paid_there)).limit(5)).all()


def price_of(product_id: int) -> Money | None:
    """What a product costs now. Nothing when there never was such a product."""
    found = fetch_one(_PRICE, id=product_id)
    return found.price if found else None


_PRICE = select(Product.price).where(Product.id == bindparam("id"))


def _whole_households() -> Select[Household]:
    return (
        select(Household)
        .join(Household.keeper)
        .join(Household.village)
        .where(Household.gone_at.is_(None))
        .options(
            contains_eager(Household.keeper).selectinload(Person.consents),
            contains_eager(Household.village).joinedload(Place.parent),
            joinedload(Household.shop).selectinload(Shop.products),
            selectinload(Household.accounts),
        )
    )


def _commune_path(village: Place) -> str:
    """Of the commune that the village is in."""
    return village.path.removesuffix(f"{village.id}/")


def in_places(code: str, places: Sequence[Place]) -> Shop | None:
    """The shop with this code, if its household lives inside one of these places."""
    whose = joinedload(Shop.household).options(
        joinedload(Household.keeper).selectinload(Person.consents), joinedload(Household.village)
    )
    found = session.scalar(
        select(Shop).where(Shop.code == code).options(joinedload(Shop.commune), whose)
    )
    if found and found.household.gone_at:
        return None
    is_here = found and any(it.contains(found.household.village) for it in places)
    return found if is_here else None
