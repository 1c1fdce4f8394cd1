"""The people and things our tests talk about. Say only what the test is about.

Builders are called inside `with deed():` and flush, so that everything has its id.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from storefront import clock, text, units
from storefront.accounts.models import Consent, ConsentMode, Person, Posting, Purpose
from storefront.accounts.permissions import Role
from storefront.bills import actions as bills
from storefront.bills.actions import Item, Payer
from storefront.bills.models import Bill, BillFor
from storefront.campaign import moves
from storefront.db import session
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.fairs import actions as fairs
from storefront.fairs import queries as fairs_queries
from storefront.fairs.actions import Plan
from storefront.fairs.models import Fair, Stall
from storefront.money import Money
from storefront.orders import placing
from storefront.orders.models import Order, PayBy
from storefront.orders.placing import Buyer
from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer
from storefront.places import actions as places
from storefront.places.models import Level, Place
from storefront.posters import actions as posters
from storefront.posters.models import Leads, Poster
from storefront.shops.models import Category, Household, PaymentAccount, Product, Residence, Shop
from storefront.shops.wording import names_around, reword
from storefront.teams.models import Duty, Membership, Team

MARKET_DAY = datetime(2026, 8, 22, 1, 0, tzinfo=UTC)  # eight in the morning in the village
LONG_AGO = date(2021, 7, 1)
VIETINBANK = "970415"

_numbers = count(1)
_KINDS = {Level.COUNTRY: "nước", Level.PROVINCE: "tỉnh", Level.COMMUNE: "xã"}


def a_place(
    name: str = "Bản Nà Lìa",
    *,
    inside: Place | None = None,
    level: Level = Level.VILLAGE,
    code: str | None = None,
    since: date = LONG_AGO,
) -> Place:
    place = Place(
        code=code or f"T{next(_numbers):06d}",
        level=level,
        kind=_KINDS.get(level, "thôn"),
        name=name,
        folded=text.fold(name),
        words=places.words_for(name, inside.words if inside else ""),
        valid_from=since,
        parent_id=inside.id if inside else None,
    )
    session.add(place)
    session.flush()
    place.path = f"{inside.path if inside else '/'}{place.id}/"
    session.flush()
    return place


def a_province(name: str = "Lạng Sơn", *, code: str | None = None) -> Place:
    return a_place(name, level=Level.PROVINCE, code=code)


def a_commune(name: str = "Chi Lăng", *, inside: Place | None = None) -> Place:
    return a_place(name, inside=inside or a_province(), level=Level.COMMUNE)


def a_village(name: str = "Bản Nà Lìa", *, inside: Place | None = None) -> Place:
    return a_place(name, inside=inside or a_commune())


def a_person(name: str = "Hoàng Thị Nhình", *, phone: str | None = None) -> Person:
    person = Person(name=name, phone=phone or f"+8491{next(_numbers):07d}", known_since=MARKET_DAY)
    session.add(person)
    session.flush()
    return person


def posted(name: str, role: Role, place: Place, *, since: date = LONG_AGO) -> Person:
    person = a_person(name)
    session.add(Posting(person=person, role=role, place=place, from_day=since))
    session.flush()
    return person


def a_team(place: Place, *, head: Person | None = None) -> Team:
    team = Team(name=f"Tổ {place.name}", place_id=place.id, decided_on=LONG_AGO)
    session.add(team)
    session.flush()
    if head:
        session.add(
            Membership(team_id=team.id, person_id=head.id, duty=Duty.HEAD, from_day=LONG_AGO)
        )
    return team


def a_household(
    name: str = "Hoàng Thị Nhình",
    *,
    village: Place | None = None,
    team: Team | None = None,
    at: datetime = MARKET_DAY,
    agreeing: frozenset[Purpose] = frozenset(Purpose),
) -> Household:
    keeper = a_person(name)
    agrees(keeper, agreeing, at=at)
    village = village or a_village()
    household = Household(
        code=f"H{next(_numbers):06d}",
        keeper=keeper,
        folded=text.fold(name),
        honorific="bà",
        birth_year=1968,
        village=village,
        team=team,
        registered_at=at,
        registered_by=keeper,
    )
    session.add(household)
    session.flush()
    if village.parent_id is not None:
        session.add(
            Residence(
                household_id=household.id,
                village_id=village.id,
                commune_id=village.parent_id,
                from_day=at.date(),
            )
        )
    return household


def agrees(keeper: Person, purposes: frozenset[Purpose], *, at: datetime = MARKET_DAY) -> None:
    keeper.consents = [
        Consent(
            purpose=purpose,
            text_version="2026-07-01",
            language="vi",
            mode=ConsentMode.SELF,
            collector=keeper,
            given_at=at,
        )
        for purpose in sorted(purposes)
    ]


def an_account(household: Household, *, number: str = "101872344821") -> PaymentAccount:
    account = PaymentAccount(
        household=household,
        bank_bin=VIETINBANK,
        number=number,
        holder=text.fold(household.keeper.name).upper(),
        declared_at=MARKET_DAY,
        declared_by_id=household.keeper_id,
    )
    session.add(account)
    session.flush()
    return account


def a_shop(
    household: Household | None = None, *, code: str | None = None, at: datetime = MARKET_DAY
) -> Shop:
    """An open shop whose household can be paid."""
    household = household or a_household()
    if not household.accounts:
        an_account(household)
    name = f"Nhà {household.honorific} {household.keeper.name.split()[-1]}"
    assert household.village.parent_id is not None
    shop = Shop(
        code=code or f"{text.slug(name)}-{next(_numbers)}",
        household=household,
        name=name,
        folded=text.fold(name),
        commune=session.get_one(Place, household.village.parent_id),
        opened_at=at,
        opened_by=household.keeper,
        changed_at=at,
    )
    session.add(shop)
    session.flush()
    return shop


def na(
    *,
    shop: Shop | None = None,
    name: str = "Na dai Chi Lăng loại 1",
    price: int = 68_000,
    stock: int = 40,
    category: Category = Category.FRUIT,
    season: int = 0,
) -> Product:
    """Custard apples, the pride of Chi Lăng."""
    shop = shop or a_shop()
    around = names_around(shop)
    product = Product(
        code=f"p{next(_numbers):05d}",
        shop=shop,
        name=name,
        category=category,
        unit="kg",
        price=Money(price),
        stock=stock,
        season=season,
        listed_at=MARKET_DAY,
        changed_at=MARKET_DAY,
    )
    reword(product, places=around)
    session.add(product)
    session.flush()
    return product


def counted(
    indicator: Indicator, household: Household, *, amount: int = 1, at: datetime = MARKET_DAY
) -> None:
    """A deed of this household that reports count."""
    facts.record(
        indicator,
        cause=f"tale:{next(_numbers)}",
        household_id=household.id,
        village=household.village,
        amount=amount,
        at=at,
    )


def a_buyer(name: str = "Chị Hạnh", *, phone: str = "+84912345678") -> Buyer:
    return Buyer(name=name, phone=phone, address="Số 12 ngõ 34 Ngọc Lâm, Hà Nội")


def an_order(
    product: Product | None = None,
    *,
    quantity: int = 3,
    pay_by: PayBy = PayBy.VIETQR,
    at: datetime = MARKET_DAY,
) -> Order:
    """One household's order, placed the way buyers place it."""
    basket = {(product or na()).id: quantity}
    once = f"once-{next(_numbers)}"
    return placing.place(basket, buyer=a_buyer(), pay_by=pay_by, once=once, at=at).orders[0]


def a_poster(
    shop: Shop | None = None, leads: Leads = Leads.TO_SHOP, *, at: datetime = MARKET_DAY
) -> Poster:
    """Printed by the keeper, with what it should say in its QR."""
    shop = shop or a_shop()
    account = shop.household.account

    def carries(serial: str) -> str:
        if leads is Leads.TO_SHOP or account is None:
            return f"https://cho.example/shops/{shop.code}"
        return vietqr.payload(Transfer(account.bank_bin, account.number, memo=serial))

    return posters.enter(shop, leads, carries=carries, by=shop.household.keeper, at=at)


def a_bill(
    shop: Shop | None = None,
    *items: Item,
    what_for: BillFor = BillFor.PHONE_ORDER,
    phone: str | None = "+84912345678",
    at: datetime = MARKET_DAY,
) -> Bill:
    """Ten kilos of na ordered by telephone, to be paid within a week."""
    shop = shop or a_shop()
    return bills.issue(
        shop,
        items or [Item("Na dai", 10, Money(68_000)), Item("Thùng xốp", 1, Money(15_000))],
        payer=Payer("Chị Hạnh", phone),
        what_for=what_for,
        due_on=at.date() + timedelta(days=7),
        once=f"once-{next(_numbers)}",
        by=shop.household.keeper,
        at=at,
    )


def a_village_goes_over(village: Place, *, into: Place, on: date) -> None:
    moves.set_apart(village)
    moves.go_over([village], into, on=on)
    moves.gather(village)


def a_commune_goes_over(old: Place, *, into: Place, on: date) -> None:
    moves.go_whole([(old, into)], on=on)
    moves.gather(old)


def a_hen(shop: Shop | None = None) -> Product:
    """About 1.8 kg at 120,000 a kilogram: the scale settles it."""
    hen = na(shop=shop, name="Gà mái", price=216_000, category=Category.ANIMAL)
    hen.unit = units.weighed("con", 1_600, 2_000)
    return hen


def a_market_day(
    place: Place | None = None,
    *,
    rows: tuple[int, ...] = (4, 2),
    fee: int = 0,
    host: Shop | None = None,
    at: datetime = MARKET_DAY,
) -> Fair:
    """Today, all day: a test may run at any hour."""
    place = place or a_commune()
    plan = Plan(
        name="Chợ phiên Đồng Bành",
        spot="Sân nhà văn hóa",
        day=clock.village_date(at),
        opens=time(0),
        closes=time(23, 59),
        rows=rows,
        fee=Money(fee),
        host=host,
    )
    fair = fairs.hold(place, plan, by=a_person("Vi Văn Thắng"), at=at)[0]
    fair.closes_at += timedelta(minutes=1, microseconds=-1)  # organisers type no seconds
    return fair


def a_stall(
    shop: Shop | None = None, fair: Fair | None = None, *, at: datetime = MARKET_DAY
) -> Stall:
    """Given to a shop, with its QR card on the table."""
    shop = shop or a_shop()
    fair = fair or a_market_day(shop.commune, at=at)
    stall = next(it for it in fairs_queries.stalls_of(fair) if not it.is_given)
    fairs.give(stall, shop, by=a_person("Vi Văn Thắng"), at=at)
    fairs.lay(stall, a_poster(shop, Leads.TO_ACCOUNT, at=at))
    return stall
