import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from storefront import banks, clock, codes, text
from storefront.accounts import actions as accounts
from storefront.accounts import queries as people
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Person, Purpose, Trace
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.errors import NotAllowed
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.money import Money
from storefront.places.models import Place
from storefront.shops import letters, queries
from storefront.shops.errors import (
    BadAccount,
    CannotTakeBack,
    NoConsent,
    NotInTheBook,
    PhoneTaken,
    ShopAlreadyOpen,
)
from storefront.shops.models import (
    Category,
    Household,
    PaymentAccount,
    Photo,
    Product,
    Residence,
    Shop,
)
from storefront.shops.wording import names_around, reword
from storefront.teams import queries as teams

ACCOUNT_NUMBER = re.compile(r"[0-9A-Z]{6,19}")
LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who a household is known by."""

    name: str
    honorific: str
    birth_year: int | None = None
    phone: str | None = None


def register_household(
    keeper: Keeper, *, village: Place, agreement: Agreement, by: Person, at: datetime
) -> Household:
    """Write a household into the book, with what it agreed to."""
    day = clock.village_date(at)
    if not by.may(Permission.SHOP_OPEN, at=village, on=day):
        raise NotAllowed(village.name)
    if Purpose.SHOP not in agreement.purposes:
        raise NoConsent(Purpose.SHOP)
    household = Household(
        code=codes.short_code(8),
        keeper=_person(keeper, language=agreement.language, at=at),
        folded=text.fold(keeper.name),
        honorific=keeper.honorific,
        birth_year=keeper.birth_year,
        village=village,
        team=teams.team_for(by, village, on=day),
        registered_at=at,
        registered_by=by,
    )
    session.add(household)
    session.flush()
    _live_in(household, at=at)
    accounts.record_consents(household.keeper, agreement, by=by, at=at)
    _count(Indicator.HOUSEHOLD_REGISTERED, household, f"household:{household.code}", at=at)
    _trace("household.register", household, by=by, at=at)
    return household


def change_keeper(household: Household, keeper: Keeper, *, by: Person, at: datetime) -> None:
    """A better spelling, a new number. Raises PhoneTaken, NotAllowed.

    Whoever has a number can sign in by it: people with postings change theirs themselves.
    """
    person = household.keeper
    known = people.by_phone(keeper.phone) if keeper.phone else None
    if known not in (None, person):
        raise PhoneTaken(keeper.phone)
    if keeper.phone != person.phone and person.postings and by is not person:
        raise NotAllowed(household.code)
    letters.phone_changed(household, to=keeper.phone, by=by, at=at)
    person.name, person.phone = keeper.name, keeper.phone
    household.folded = text.fold(keeper.name)
    household.honorific, household.birth_year = keeper.honorific, keeper.birth_year
    _trace("household.change", household, by=by, at=at)


def open_shop(
    household: Household, *, name: str, story: str = "", by: Person, at: datetime
) -> Shop:
    if household.shop:
        raise ShopAlreadyOpen(household.shop.code)
    _need(household, Purpose.SHOP)
    shop = Shop(
        code=_new_address(name),
        household=household,
        name=name,
        folded=text.fold(name),
        story=story,
        commune_id=_commune_id(household.village),
        opened_at=at,
        opened_by=by,
        changed_at=at,
    )
    session.add(shop)
    session.flush()
    _count(Indicator.SHOP_OPENED, household, f"shop:{shop.code}", at=at)
    _trace("shop.open", household, by=by, at=at)
    return shop


def change_shop(shop: Shop, *, name: str, story: str, by: Person, at: datetime) -> None:
    """A new name leaves the address, printed on posters, as it is."""
    shop.name, shop.folded, shop.story = name, text.fold(name), story
    _touch(shop, at=at)
    _trace("shop.change", shop.household, by=by, at=at)


def declare_account(
    household: Household, *, bank_bin: str, number: str, holder: str, by: Person, at: datetime
) -> PaymentAccount:
    """Say where the household is paid. Orders already placed keep the account they were given."""
    _need(household, Purpose.PAYOUT)
    if bank_bin not in banks.all_banks() or not ACCOUNT_NUMBER.fullmatch(number):
        raise BadAccount(bank_bin)
    before = household.account
    if before and (before.bank_bin, before.number) == (bank_bin, number):
        before.holder = as_banks_write(holder)
        return before
    account = PaymentAccount(
        household=household,
        bank_bin=bank_bin,
        number=number,
        holder=as_banks_write(holder),
        declared_at=at,
        declared_by_id=by.id,
    )
    session.add(account)
    if before:
        before.retired_at = at
    letters.account_declared(account, before=before, by=by, at=at)
    _count(Indicator.ACCOUNT_DECLARED, household, f"household:{household.code}", at=at)
    _trace(
        "account.declare", household, by=by, at=at, bank=banks.name_of(bank_bin), tail=account.tail
    )
    if household.shop:
        _touch(household.shop, at=at)
    return account


def retire_account(household: Household, *, by: Person, at: datetime) -> None:
    """No new order is paid there. Those already placed keep it."""
    if household.account:
        household.account.retired_at = at
        _trace("account.retire", household, by=by, at=at)
    if household.shop:
        _touch(household.shop, at=at)


def as_banks_write(name: str) -> str:
    """Hoàng Thị Nhình as HOANG THI NHINH."""
    return text.fold(name).upper()


@dataclass(frozen=True, slots=True)
class Goods:
    """What a shop says about a product."""

    name: str
    category: Category
    unit: str
    price: Money
    stock: int
    season: int = 0
    description: str = ""
    shelf_days: int | None = None
    shown: bool = True


def add_product(
    shop: Shop, goods: Goods, *, photo: Photo | None = None, by: Person, at: datetime
) -> Product:
    around = names_around(shop)
    product = Product(
        code=codes.short_code(7),
        shop=shop,
        photo=photo,
        listed_at=at,
        changed_at=at,
        **_columns(goods),
    )
    reword(product, places=around)
    session.add(product)
    session.flush()
    _touch(shop, at=at)
    _count(Indicator.PRODUCT_LISTED, shop.household, f"product:{product.code}", at=at)
    _trace("product.add", shop.household, by=by, at=at, product=product.code, name=product.name)
    return product


def change_product(
    product: Product, goods: Goods, *, photo: Photo | None = None, by: Person, at: datetime
) -> None:
    """Say something else about a product; without a new photo it keeps the one it has."""
    before = _plain(goods_of(product))
    for name, value in _columns(goods).items():
        setattr(product, name, value)
    product.photo = photo or product.photo
    reword(product, places=names_around(product.shop))
    _note_change(product, before, by=by, at=at)


def goods_of(product: Product) -> Goods:
    return Goods(**{name: getattr(product, name) for name in Goods.__slots__})


def take_back(deed: Trace, product: Product, *, by: Person, at: datetime) -> None:
    """Put back what a change of a product had replaced."""
    changes = deed.detail["changes"]
    now = _plain(goods_of(product))
    if any(now[name] != after for name, (_before, after) in changes.items()):
        raise CannotTakeBack(product.code)
    wanted = now | {name: before for name, (before, _after) in changes.items()}
    wanted |= {"price": Money(wanted["price"]), "category": Category(wanted["category"])}
    change_product(product, Goods(**wanted), by=by, at=at)


def pause(shop: Shop, *, reason: str, by: Person, at: datetime) -> None:
    """Stop selling for a while. Orders already placed stay as they are."""
    shop.paused_at = shop.paused_at or at
    shop.pause_reason = reason or None
    _touch(shop, at=at)
    _trace("shop.pause", shop.household, by=by, at=at, reason=reason)


def resume(shop: Shop, *, by: Person, at: datetime) -> None:
    _need(shop.household, Purpose.SHOP)
    shop.paused_at = shop.pause_reason = None
    _touch(shop, at=at)
    _trace("shop.resume", shop.household, by=by, at=at)


def _person(keeper: Keeper, *, language: str, at: datetime) -> Person:
    """The keeper: known already by the phone (a leader may keep a shop as well), or new."""
    known = people.by_phone(keeper.phone) if keeper.phone else None
    if known is None:
        person = Person(name=keeper.name, phone=keeper.phone, language=language, known_since=at)
        session.add(person)
        return person
    if text.fold(known.name) != text.fold(keeper.name) or queries.kept_by(known):
        raise PhoneTaken(keeper.phone)
    return known


def _live_in(household: Household, *, at: datetime) -> None:
    session.add(
        Residence(
            household_id=household.id,
            village_id=household.village_id,
            commune_id=_commune_id(household.village),
            from_day=clock.village_date(at),
        )
    )


def _commune_id(village: Place) -> int:
    if village.parent_id is None:
        raise NotInTheBook(village.name)
    return village.parent_id


def _need(household: Household, purpose: Purpose) -> None:
    if not household.keeper.agrees_to(purpose):
        raise NoConsent(purpose)


def _new_address(name: str) -> str:
    words = text.slug(name)[:LONGEST_SLUG].strip("-") or "gian-hang"
    return f"{words}-{codes.short_code()}"


def _columns(goods: Goods) -> dict[str, Any]:
    return {name: getattr(goods, name) for name in Goods.__slots__}


def _plain(goods: Goods) -> dict[str, Any]:
    """As a trace keeps it."""
    return asdict(goods) | {"price": goods.price.dong, "category": goods.category.value}


def _note_change(product: Product, before: dict[str, Any], *, by: Person, at: datetime) -> None:
    after = _plain(goods_of(product))
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    product.changed_at = at
    _touch(product.shop, at=at)
    _trace(
        "product.change",
        product.shop.household,
        by=by,
        at=at,
        product=product.code,
        name=product.name,
        changes=changes,
    )


def _touch(shop: Shop, *, at: datetime) -> None:
    """Pages are cached by it."""
    shop.changed_at = at


def _count(indicator: Indicator, household: Household, cause: str, *, at: datetime) -> None:
    facts.record(
        indicator, cause=cause, household_id=household.id, village=household.village, at=at
    )


def _trace(verb: str, household: Household, *, by: Person, at: datetime, **detail: Any) -> None:
    accounts.trace(
        verb,
        f"household:{household.code}",
        actor=by,
        for_id=household.keeper_id,
        detail=detail,
        at=at,
    )
