import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from storefront import banks, clock, codes, text
from storefront.accounts import actions as accounts
from storefront.accounts import queries as people
from storefront.accounts import stays
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Ended, Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.errors import NotAllowed
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.shops import goods, letters, noting, queries, verifying
from storefront.shops.errors import (
    AccountKnown,
    BadAccount,
    NoConsent,
    NotInTheBook,
    PhoneTaken,
    ShopAlreadyOpen,
    TakenDown,
)
from storefront.shops.folders import actions as folders
from storefront.shops.kinds import COUNTED_AS, kind_of
from storefront.shops.models import Household, PaymentAccount, Residence, Shop
from storefront.teams import queries as teams

A_MOMENT = timedelta(minutes=2)
"""Two presses of one button are not further apart."""
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
    keeper: Keeper,
    *,
    village: Place,
    agreement: Agreement,
    surely_new: bool = False,
    by: Person,
    at: datetime,
) -> Household:
    """Write a household into the book, with what it agreed to.

    The same written down a moment ago is taken for a second press, unless it is `surely_new`.
    """
    day = clock.village_date(at)
    if not by.may(Permission.SHOP_OPEN, at=village, on=day):
        raise NotAllowed(village.name)
    if Purpose.SHOP not in agreement.purposes:
        raise NoConsent(Purpose.SHOP)
    twin = None if surely_new else _pressed_twice(keeper, village, by=by, at=at)
    if twin:
        return twin
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
    noting.count(Indicator.HOUSEHOLD_REGISTERED, household, f"household:{household.code}", at=at)
    noting.trace("household.register", household, by=by, at=at)
    folders.begin(household, by=by, at=at)
    return household


def change_keeper(
    household: Household, keeper: Keeper, *, by: Person, but: int | None = None, at: datetime
) -> None:
    """A better spelling, a new number: then the keeper is signed in nowhere, but in the stay from
    which they changed it themselves. Raises PhoneTaken, NotAllowed.

    Whoever has a number can sign in by it: people with postings change theirs themselves.
    """
    person = household.keeper
    known = people.by_phone(keeper.phone) if keeper.phone else None
    if known not in (None, person):
        raise PhoneTaken(keeper.phone)
    if keeper.phone != person.phone and person.postings and by is not person:
        raise NotAllowed(household.code)
    letters.phone_changed(household, to=keeper.phone, by=by, at=at)
    if keeper.phone != person.phone:
        noting.trace("household.phone", household, by=by, at=at)
        stays.end_all(person, Ended.PHONE, by=by, but=but, at=at)
    person.name, person.phone = keeper.name, keeper.phone
    household.folded = text.fold(keeper.name)
    household.honorific, household.birth_year = keeper.honorific, keeper.birth_year
    if household.shop:
        goods.reword_all(household.shop, at=at)
        noting.touch(household.shop, at=at)
    noting.trace("household.change", household, by=by, at=at)


def open_shop(
    household: Household, *, name: str, story: str = "", by: Person, at: datetime
) -> Shop:
    hold(household)
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
    noting.count(Indicator.SHOP_OPENED, household, f"shop:{shop.code}", at=at)
    noting.trace("shop.open", household, by=by, at=at)
    return shop


def change_shop(shop: Shop, *, name: str, story: str, by: Person, at: datetime) -> None:
    """A new name leaves the address, printed on posters, as it is."""
    shop.name, shop.folded, shop.story = name, text.fold(name), story
    goods.reword_all(shop, at=at)
    noting.touch(shop, at=at)
    noting.trace("shop.change", shop.household, by=by, at=at)


def declare_account(
    household: Household, *, bank_bin: str, number: str, holder: str, by: Person, at: datetime
) -> PaymentAccount:
    """Say where the household is paid, the first time. Orders keep the account they were given.

    Raises BadAccount, NoConsent, and AccountKnown when it was another before: that is a change,
    which takes time and a second person (payouts/).
    """
    check_account(household, bank_bin=bank_bin, number=number)
    hold(household)
    holder = as_banks_write(holder)
    newest = household.accounts[-1] if household.accounts else None
    if newest and not _same(newest, bank_bin, number, holder):
        raise AccountKnown(household.code)
    if newest and newest.retired_at is None:
        return newest
    return _paid_at(household, bank_bin, number, holder, by=by, at=at)


def change_account(
    household: Household, *, bank_bin: str, number: str, holder: str, by: Person, at: datetime
) -> PaymentAccount:
    """From now on it is paid there. Only for what two people and the keeper have agreed to."""
    check_account(household, bank_bin=bank_bin, number=number)
    hold(household)
    if household.account:
        household.account.retired_at = at
    account = _paid_at(household, bank_bin, number, as_banks_write(holder), by=by, at=at)
    verifying.recount(household, at=at)
    return account


def check_account(household: Household, *, bank_bin: str, number: str) -> None:
    """Raises BadAccount, NoConsent."""
    _need(household, Purpose.PAYOUT)
    if bank_bin not in banks.all_banks() or not ACCOUNT_NUMBER.fullmatch(number):
        raise BadAccount(bank_bin)


def _paid_at(
    household: Household, bank_bin: str, number: str, holder: str, *, by: Person, at: datetime
) -> PaymentAccount:
    kind = kind_of(bank_bin)
    account = PaymentAccount(
        household=household,
        kind=kind,
        bank_bin=bank_bin,
        number=number,
        holder=holder,
        declared_at=at,
        declared_by_id=by.id,
    )
    session.add(account)
    letters.account_declared(account, by=by, at=at)
    for indicator in (Indicator.ACCOUNT_DECLARED, COUNTED_AS[kind]):
        noting.count(indicator, household, f"household:{household.code}", at=at)
    bank = banks.name_of(bank_bin)
    noting.trace("account.declare", household, by=by, at=at, bank=bank, tail=account.tail)
    if household.shop:
        noting.touch(household.shop, at=at)
    return account


def retire_account(household: Household, *, by: Person, at: datetime) -> None:
    """No new order is paid there. Those already placed keep it."""
    if household.account:
        household.account.retired_at = at
        verifying.recount(household, at=at)
        noting.trace("account.retire", household, by=by, at=at)
    if household.shop:
        noting.touch(household.shop, at=at)


def as_banks_write(name: str) -> str:
    """Hoàng Thị Nhình as HOANG THI NHINH."""
    return text.fold(name).upper()


def pause(shop: Shop, *, reason: str, until: date | None = None, by: Person, at: datetime) -> None:
    """Stop selling for a while; on the day named, it goes on by itself. Orders already placed stay
    as they are."""
    shop.paused_at = shop.paused_at or at
    shop.pause_reason, shop.paused_until = reason or None, until
    noting.touch(shop, at=at)
    day = until.isoformat() if until else None
    noting.trace("shop.pause", shop.household, by=by, at=at, reason=reason, until=day)


def resume(shop: Shop, *, by: Person | None, at: datetime) -> None:
    """Nobody in `by`: its days off are over. Raises NoConsent or TakenDown."""
    _need(shop.household, Purpose.SHOP)
    if shop.down_at is not None:
        raise TakenDown(shop.code)
    shop.paused_at = shop.pause_reason = shop.paused_until = None
    noting.touch(shop, at=at)
    noting.trace("shop.resume", shop.household, by=by, at=at)


def end_rests(*, at: datetime) -> int:
    """Those whose day has come sell again, unless the household no longer wants a shop."""
    over = (
        select(Shop)
        .where(Shop.paused_until <= clock.village_date(at), Shop.down_at.is_(None))
        .with_for_update()
    )
    rested = [it for it in session.scalars(over) if it.household.keeper.agrees_to(Purpose.SHOP)]
    for shop in rested:
        resume(shop, by=None, at=at)
    return len(rested)


def _pressed_twice(keeper: Keeper, village: Place, *, by: Person, at: datetime) -> Household | None:
    """The same household written down by the same hand a moment ago."""
    session.scalar(select(Person.id).where(Person.id == by.id).with_for_update())
    return queries.just_registered(
        text.fold(keeper.name), keeper.birth_year, village=village, by=by, since=at - A_MOMENT
    )


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


def hold(household: Household) -> None:
    """Whoever presses at the same moment waits, and then sees what was done."""
    queries.alone_with(household.id)
    session.refresh(household, ["shop", "accounts"])


def _same(account: PaymentAccount, bank_bin: str, number: str, holder: str) -> bool:
    return (account.bank_bin, account.number, account.holder) == (bank_bin, number, holder)


def _need(household: Household, purpose: Purpose) -> None:
    if not household.keeper.agrees_to(purpose):
        raise NoConsent(purpose)


def _new_address(name: str) -> str:
    words = text.slug(name)[:LONGEST_SLUG].strip("-") or "gian-hang"
    return f"{words}-{codes.short_code()}"
