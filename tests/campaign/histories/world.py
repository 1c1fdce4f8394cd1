"""A small country where much happens at few moments, and its record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import update

from storefront.accounts.actions import Agreement
from storefront.accounts.models import ConsentMode, Person, Purpose
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.money import Money
from storefront.orders.models import Order, OrderState
from storefront.payments.models import PaymentAttempt
from storefront.places.models import Level, Place
from storefront.shops import actions as shops
from storefront.shops import goods
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Household, Met, Product, Shop
from storefront.teams import actions as rosters
from storefront.teams.actions import Joining
from storefront.teams.models import Duty, Membership, Team
from storefront.visits import actions as visits
from storefront.visits import checking
from storefront.visits.actions import Told
from storefront.visits.checking import Seen
from storefront.visits.models import Outcome, Visit, VisitFor
from tests.campaign.histories.record import SEVEN_HOURS, Call, Record, Served, Sure, day_of
from tests.payments.life.world import Named
from tests.village import a_place, a_team, a_village, posted

PROVINCES = ("P", "Q")
COMMUNES = ("P1", "P2", "Q1", "Q2")
VILLAGES = tuple(f"{commune}{which}" for commune in COMMUNES for which in "ab")
WITH_TEAM = ("P1a", "P2a", "Q1a")
PRICE = 10_000
KINDS = {
    "970415": Indicator.ACCOUNT_BANK,
    "971025": Indicator.ACCOUNT_WALLET,
    "971005": Indicator.ACCOUNT_MOBILE_MONEY,
}
"""By the number of the bank."""
_numbers = count(10_000_001)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - SEVEN_HOURS


MOMENTS = [
    _local(it)
    for it in (
        "2023-12-31 23:59:59.999",
        "2024-01-01 00:00:00",
        "2024-01-31 23:59:59.999",
        "2024-02-01 00:00:00",
        "2024-02-28 23:59:59.999",
        "2024-02-29 00:00:00",
        "2024-02-29 12:00:00",
        "2024-02-29 23:59:59.999",
        "2024-03-01 00:00:00",
        "2024-03-30 06:59:59.999",
        "2024-06-30 23:59:59.999",
        "2024-07-01 00:00:00",
        "2024-12-01 00:00:00",
        "2024-12-31 23:59:59.999",
        "2025-01-01 00:00:00",
        "2025-07-01 00:00:00",
        "2025-12-31 23:59:59.999",
        "2026-01-01 00:00:00",
        "2026-04-30 00:00:00",
        "2028-02-28 23:59:59.999",
        "2028-02-29 00:00:00",
        "2028-02-29 23:59:59.999",
        "2028-03-01 00:00:00",
    )
]
"""In the village: the edges of days, months, years, and both leap days."""


@dataclass(repr=False)
class Home(Named):
    name: str
    household: int
    keeper: int
    shop: int | None = None
    products: list[int] = field(default_factory=list)
    account: str | None = None
    """Its number."""


@dataclass(repr=False)
class Deal(Named):
    """An order or a bill."""

    name: str
    home: str
    code: str
    id: int
    basket: str
    buyer: str
    goods: int
    placed: datetime
    sent_to: str | None = None
    """A commune, if it was sent to another house."""
    by_bank: bool = False
    is_bill: bool = False
    is_word: bool = False
    """A keeper said that it came to the account."""
    state: str = "placed"
    attempts: list[tuple[str, int]] = field(default_factory=list)
    """References at the gateway, with what each is to collect."""
    transfers: int = 0
    revived: int | None = None
    """What it had earned before it was opened again."""
    opened: datetime | None = None
    """When that was."""

    @property
    def waits_since(self) -> datetime:
        """Its time runs anew when it is opened again; the day within which to answer does not."""
        return self.opened or self.placed

    @property
    def has_ended(self) -> bool:
        return self.state in ("cancelled", "expired")


class World:
    """Lives as long as one history. Its rows stay: the books are append-only."""

    def __init__(self) -> None:
        session.remove()
        self.at = MOMENTS[0]
        self.places: dict[str, int] = {}
        self.codes: dict[str, str] = {}
        self.homes: dict[str, Home] = {}
        self.deals: dict[str, Deal] = {}
        self.mistakes: set[str] = set()
        """Journals of ends by which an opening by mistake was taken back."""
        self.calls: list[tuple[int, datetime, Call]] = []
        """Visits, when they were written down, and the record's own words."""
        self.communes, self.provinces = list(COMMUNES), list(PROVINCES)
        """All that ever stood."""
        self.councils: list[Any] = []
        """Reforms: see councils.py."""
        self.gone: set[str] = set()
        """Communes and provinces that went into others."""
        with deed():
            self._settle()
        self.record = Record(
            {it: it[0] for it in COMMUNES}, {village: village[:2] for village in VILLAGES}
        )
        self.names = {number: name for name, number in self.places.items()}

    def _settle(self) -> None:
        country = self._place("VN", Level.COUNTRY, None)
        for province in PROVINCES:
            self._place(province, Level.PROVINCE, country)
        for commune in COMMUNES:
            self._place(commune, Level.COMMUNE, session.get_one(Place, self.places[commune[0]]))
        self.helpers: dict[str, int] = {}
        self.teams: dict[str, int] = {}
        walker = posted("Hứa Thị Đi", Role.MEMBER, country)
        self.walker = walker.id
        for village in VILLAGES:
            place = a_village(village, inside=session.get_one(Place, self.places[village[:2]]))
            self.places[village], self.helpers[village] = place.id, walker.id
            if village in WITH_TEAM:
                head = posted(f"Tổ trưởng {village}", Role.LEADER, place)
                self.teams[village] = a_team(place, head=head).id
                self.helpers[village] = head.id
        self.council = posted("Vi Văn Thao", Role.PROVINCE_OFFICER, country).id
        # Works in every commune, and so is told small numbers too.
        self.officer = posted("Lương Thu Hà", Role.COMMUNE_OFFICER, country).id

    def _place(self, name: str, level: Level, inside: Place | None) -> Place:
        place = a_place(name, level=level, inside=inside, code=f"{name}{next(_numbers)}")
        self.places[name], self.codes[name] = place.id, place.code
        return place

    def adopt(self, number: int) -> str:
        """A commune or a province that a reform began."""
        unit = session.get_one(Place, number)
        name = f"{unit.level.value} {unit.code}@{number}"
        self.places[name], self.codes[name], self.names[number] = number, unit.code, name
        if unit.level is Level.PROVINCE:
            self.provinces.append(name)
        else:
            self.communes.append(name)
            self.record.province_of[name] = self.names[unit.parent_id or 0]
        return name

    def forget(self, names: list[str]) -> None:
        """Of what a reform began that never was, nobody can ask, unless something speaks of it."""
        gone = {it for it in names if session.get(Place, self.places[it]) is None}
        self.communes = [it for it in self.communes if it not in gone]
        self.provinces = [it for it in self.provinces if it not in gone]

    # --- things by name ---------------------------------------------------------------------

    def place(self, name: str) -> Place:
        return session.get_one(Place, self.places[name])

    def household(self, home: str) -> Household:
        return session.get_one(Household, self.homes[home].household)

    def keeper(self, home: str) -> Person:
        return session.get_one(Person, self.homes[home].keeper)

    def order(self, deal: Deal) -> Order:
        return session.get_one(Order, deal.id)

    @property
    def standing(self) -> list[str]:
        return [it for it in self.communes if it not in self.gone]

    # --- households -------------------------------------------------------------------------

    def register(self, village: str) -> Home:
        name = f"nhà {len(self.homes) + 1}"
        keeper = shops.Keeper(f"Nông Thị {next(_numbers)}", "bà")
        said_yes = Agreement(frozenset(Purpose), ConsentMode.SELF)
        with deed():
            helper = session.get_one(Person, self.helpers[village])
            it = shops.register_household(
                keeper, village=self.place(village), agreement=said_yes, by=helper, at=self.at
            )
            home = Home(name, it.id, it.keeper_id)
        self.homes[name] = home
        team = village if village in WITH_TEAM else None
        self.record.registered(name, village, team, self.at)
        return home

    def open_shop(self, home: Home) -> None:
        with deed():
            shop = shops.open_shop(
                self.household(home.name), name=home.name, by=self.keeper(home.name), at=self.at
            )
            home.shop = shop.id
        self.record.opened(home.name, self.at)

    def list_goods(self, home: Home) -> None:
        offer = Goods(f"Na {next(_numbers)}", Category.FRUIT, "kg", Money(PRICE), 100_000)
        with deed():
            shop = session.get_one(Shop, home.shop)
            product = goods.add_product(shop, offer, by=self.keeper(home.name), at=self.at)
            home.products.append(product.id)
        self.record.listed(home.name, self.at)

    def declare_account(self, home: Home, bank: str) -> None:
        number = f"1{next(_numbers)}"
        with deed():
            household = self.household(home.name)
            shops.declare_account(
                household, bank_bin=bank, number=number, holder="NONG THI",
                by=household.keeper, at=self.at,
            )  # fmt: skip
        home.account = number
        self.record.declared(home.name, KINDS[bank], self.at)

    def visit(self, home: Home, back: int, *, met: bool) -> None:
        """So many days ago, as the helper tells today."""
        today = day_of(self.at)
        day = today - timedelta(days=back)
        commune = self.record.lived(home.name, day, today)
        outcome = Outcome.DONE if met else Outcome.NOBODY_HOME
        with deed():
            household = self.household(home.name)
            helper = session.get_one(Person, self.walker)
            if commune is None or day < visits.first_day(household, today):
                return
            told = Told(day, VisitFor.CHECK, outcome, note=f"{len(self.calls)}")
            written = visits.write_down(household, told, by=helper, at=self.at)
        if written.id not in {number for number, *_rest in self.calls}:  # pressed twice
            call = self.record.visited(home.name, day, commune, met=met)
            self.calls.append((written.id, self.at, call))

    def make_sure(self, home: Home, back: int) -> None:
        today = day_of(self.at)
        day = today - timedelta(days=back)
        commune = self.record.lived(home.name, day, today)
        mine = [it for it in self.record.sure if it.home == home.name]
        ends = [it.until for it in mine if it.until]
        if commune is None or day < max(self.record.opened_on(home.name), *ends, date.min):
            return
        with deed():
            walker = session.get_one(Person, self.walker)
            seen = Seen(day, Met.AT_HOME)
            checking.confirm(self.household(home.name), seen, by=walker, at=self.at)
        if len(ends) == len(mine):
            self.record.sure.append(Sure(home.name, day, commune))

    def doubt_it(self, sure: Sure) -> None:
        with deed():
            walker, home = session.get_one(Person, self.walker), self.household(sure.home)
            checking.take_back(home, why="nhầm người", by=walker, at=self.at)
        sure.until = day_of(self.at)

    def join(self, team: str, back: int) -> None:
        day = day_of(self.at) - timedelta(days=back)
        number = f"+8438{next(_numbers) % 10_000_000:07}"
        with deed():
            officer = session.get_one(Person, self.officer)
            who = Joining("Lý Thị Tổ", number, Duty.MEMBER, day)
            it = rosters.enlist(
                session.get_one(Team, self.teams[team]), who, by=officer, at=self.at
            )
            served = Served(it.id, team, day)
        self.record.served.append(served)

    def part(self, served: Served) -> None:
        with deed():
            it = session.get_one(Membership, served.membership)
            officer = session.get_one(Person, self.officer)
            rosters.leave(it, on=day_of(self.at), by=officer, at=self.at)
        served.until = day_of(self.at)

    def take_back(self, number: int, call: Call) -> None:
        with deed():
            visit = session.get_one(Visit, number)
            visits.withdraw(visit, by=visit.by, at=self.at)
        call.is_withdrawn = True

    def product(self, home: str) -> Product:
        return session.get_one(Product, self.homes[home].products[0])


def leave(world: World) -> None:
    """No duty looks at this history's orders any more."""
    ids = [it.id for it in world.deals.values() if not it.is_bill]
    with deed():
        session.execute(update(Order).where(Order.id.in_(ids)).values(state=OrderState.DONE))
        session.execute(
            update(PaymentAttempt).where(PaymentAttempt.order_id.in_(ids)).values(next_ask_at=None)
        )
