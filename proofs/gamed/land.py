"""A commune to tell histories in: households, shops, orders, written as deeds leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeVar

from PIL import Image, ImageEnhance

from storefront import files, text
from storefront.accounts.models import Person, Posting
from storefront.accounts.permissions import Role
from storefront.db import session
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.money import Money
from storefront.orders.models import (
    Checkout,
    Delivery,
    Happened,
    Order,
    OrderEvent,
    OrderLine,
    OrderState,
    PayBy,
)
from storefront.payments.models import Means, Outcome, Receipt
from storefront.places.models import Level, Place
from storefront.reconciliation.models import BankStatement, StatementLine
from storefront.reconciliation.planning import Fate
from storefront.shops.models import Category, Household, PaymentAccount, Photo, Product, Shop
from storefront.teams.models import Duty, Membership, Team

NOW = datetime(2026, 10, 3, 3, 0, tzinfo=UTC)
GOODS = {"Na dai": 60_000, "Mật ong hoa rừng": 180_000, "Gạo nếp": 35_000, "Chè xanh": 120_000}
FAMILIES = ("Hoàng", "Nông", "Lương", "Vi", "Hứa", "Đàm", "Triệu", "Lành", "Lộc", "Chu")
MIDDLES = ("Thị", "Văn", "Thị Thu", "Văn Minh", "Thị Bích", "Đức", "Ngọc", "Thị Kim")
GIVEN = ("Nhình", "Sinh", "Páo", "Hoa", "Lý", "Tâm", "Dương", "Quế", "Mai", "Khoa", "Bưởi", "Sơn")

Thing = TypeVar("Thing")
_numbers = count(1)


@dataclass
class Story:
    """One history: whose, and what it is. No scheme means that it is honest."""

    scheme: str | None
    disguise: str
    because: str
    """Why it may be missed, or why it looks odd though it is honest."""
    households: list[int] = field(default_factory=list)


class Land:
    def __init__(self, commune: Place, seed: int, media: Path) -> None:
        self.chance = Random(f"histories {seed}")
        self.commune, self.media = commune, media
        self.imports: dict[int, tuple[str, datetime, int, int]] = {}

    # --- people ----------------------------------------------------------------------------

    def phone(self) -> str:
        return f"+849{next(_numbers):08d}"

    def name(self) -> str:
        pick = self.chance.choice
        return f"{pick(FAMILIES)} {pick(MIDDLES)} {pick(GIVEN)}"

    def person(self, name: str = "") -> Person:
        who = Person(name=name or self.name(), phone=self.phone(), known_since=NOW)
        return _kept(who)

    def village(self) -> Place:
        number = next(_numbers)
        name = f"Bản Số {number}"
        place = Place(
            code=f"G{number:06d}",
            level=Level.VILLAGE,
            kind="thôn",
            name=name,
            folded=text.fold(name),
            valid_from=datetime(2021, 7, 1, tzinfo=UTC).date(),
            parent_id=self.commune.id,
        )
        _kept(place).path = f"{self.commune.path}{place.id}/"
        return place

    def team(self, village: Place) -> tuple[Team, list[Person]]:
        day = datetime(2021, 8, 1, tzinfo=UTC).date()
        team = _kept(Team(name=f"Tổ {village.name}", place_id=village.id, decided_on=day))
        people = [self.person() for _ in range(3)]
        for who in people:
            session.add(
                Membership(team_id=team.id, person_id=who.id, duty=Duty.MEMBER, from_day=day)
            )
        session.flush()
        return team, people

    def official(self) -> Person:
        who = self.person()
        day = datetime(2024, 1, 1, tzinfo=UTC).date()
        session.add(
            Posting(
                person_id=who.id, place_id=self.commune.id, role=Role.COMMUNE_OFFICER, from_day=day
            )
        )
        session.flush()
        return who

    # --- shops -----------------------------------------------------------------------------

    def household(
        self,
        village: Place | None = None,
        *,
        name: str = "",
        year: int | None = 0,
        team: Team | None = None,
        by: Person | None = None,
        opened: int = 300,
        has_shop: bool = True,
    ) -> Household:
        """`opened` so many days ago. Year 0 is any; None was left out."""
        village = village or self.village()
        keeper, at = self.person(name), NOW - timedelta(days=opened)
        home = Household(
            code=f"GH{next(_numbers):06d}",
            keeper_id=keeper.id,
            folded=text.fold(keeper.name),
            honorific="bà",
            birth_year=self.chance.randint(1950, 1995) if year == 0 else year,
            village_id=village.id,
            team_id=team.id if team else None,
            registered_at=at,
            registered_by_id=(by or keeper).id,
        )
        _kept(home)
        self._count(home, Indicator.HOUSEHOLD_REGISTERED, f"household:{home.code}", at)
        if has_shop:
            self._open(home, by or keeper, at)
        return home

    def _open(self, home: Household, by: Person, at: datetime) -> None:
        name = f"Nhà {home.keeper.name.split()[-1]}"
        shop = Shop(
            code=f"gamed-{next(_numbers)}",
            household_id=home.id,
            name=name,
            folded=text.fold(name),
            commune_id=self.commune.id,
            opened_at=at,
            opened_by_id=by.id,
            changed_at=at,
        )
        _kept(shop)
        session.refresh(home, ["shop"])
        self._count(home, Indicator.SHOP_OPENED, f"shop:{shop.code}", at)

    def account(self, home: Household, number: str = "", holder: str = "") -> PaymentAccount:
        account = PaymentAccount(
            household_id=home.id,
            bank_bin="970415",
            number=number or f"10{next(_numbers):010d}",
            holder=text.fold(holder or home.keeper.name).upper(),
            declared_at=home.registered_at,
            declared_by_id=home.keeper_id,
        )
        _kept(account)
        self._count(home, Indicator.ACCOUNT_DECLARED, f"household:{home.code}", home.registered_at)
        return account

    def ware(
        self,
        home: Household,
        name: str = "",
        *,
        price: int = 0,
        stock: int = 200,
        photo: Photo | None = None,
    ) -> Product:
        name = name or self.chance.choice(list(GOODS))
        assert home.shop is not None
        ware = Product(
            code=f"g{next(_numbers):07d}",
            shop_id=home.shop.id,
            name=name,
            category=Category.FRUIT,
            unit="kg",
            price=Money(price or self.around(GOODS.get(name, 50_000))),
            stock=stock,
            photo_id=photo.id if photo else None,
            listed_at=home.registered_at,
            changed_at=home.registered_at,
        )
        _kept(ware)
        self._count(home, Indicator.PRODUCT_LISTED, f"product:{ware.code}", home.registered_at)
        return ware

    def seller(self, village: Place | None = None, **more: object) -> tuple[Household, Product]:
        """A household with an account and something on the stall."""
        home = self.household(village, **more)  # type: ignore[arg-type]
        self.account(home)
        return home, self.ware(home)

    def around(self, price: int, *, by: float = 0.2) -> int:
        step = 1_000
        return round(price * self.chance.uniform(1 - by, 1 + by) / step) * step

    # --- orders ----------------------------------------------------------------------------

    def order(
        self,
        ware: Product,
        *,
        ago: float,
        phone: str = "",
        quantity: int = 0,
        paid: str = "bank",
        by: Person | None = None,
        browser: str = "",
        address: str = "",
        price: int = 0,
        payer: str = "",
    ) -> Order:
        """`paid`: by bank, by somebody's word, or nothing and it ran out of time. `payer`: as the
        house's statement names him."""
        at = NOW - timedelta(days=ago)
        home, each = ware.shop.household, Money(price) if price else ware.price
        goods = each * (quantity or self.chance.randint(1, 6))
        checkout = self._checkout(phone, address, browser, at)
        order = _kept(_ordered(checkout, ware.shop_id, goods, paid, at))
        session.add(_line(order, ware, each))
        self._count(home, Indicator.ORDER_PLACED, order.code, at)
        if paid:
            receipt = self._pay(order, home, paid, by or home.keeper, at)
            if payer:
                self._told_by_statement(receipt, home, payer)
        return order

    def _told_by_statement(self, receipt: Receipt, home: Household, payer: str) -> None:
        account, day = home.accounts[-1], receipt.at.date()
        statement = BankStatement(
            code=f"s{next(_numbers)}",
            account_id=account.id,
            name="sao-ke.csv",
            from_day=day,
            to_day=day,
            brought_at=receipt.at,
            brought_by_id=home.keeper_id,
            taken_in_at=receipt.at,
            counts={},
        )
        line = StatementLine(
            statement_id=_kept(statement).id,
            account_id=account.id,
            identity=statement.code,
            row=1,
            day=day,
            amount=receipt.amount,
            memo="",
            reference="",
            payer=payer,
            fate=Fate.TOLD,
            receipt_id=receipt.id,
        )
        _kept(line)

    def _checkout(self, phone: str, address: str, browser: str, at: datetime) -> Checkout:
        door = address or f"Số {next(_numbers)} ngõ {self.chance.randint(1, 90)}"
        checkout = Checkout(
            secret=f"secret-{next(_numbers)}",
            once=f"once-{next(_numbers)}",
            buyer_name=self.name(),
            buyer_phone=phone or self.phone(),
            delivery=Delivery.SEND,
            address=door,
            mark=browser or None,
            placed_at=at,
        )
        return _kept(checkout)

    def _pay(self, order: Order, home: Household, how: str, by: Person, at: datetime) -> Receipt:
        is_told = how == "bank"
        receipt = Receipt(
            provider="sepay" if is_told else "keeper",
            transaction_id=f"t{next(_numbers)}",
            order_id=order.id,
            means=Means.BANK_NOTICE if is_told else Means.KEEPER_SAYS_CASH,
            amount=order.goods,
            outcome=Outcome.PAID,
            said_by_id=None if is_told else by.id,
            at=at,
        )
        _kept(receipt)
        kind = Happened.BANK_SAID if is_told else Happened.KEEPER_SAID_CASH
        actor = None if is_told else by.id
        session.add(OrderEvent(order_id=order.id, at=at, kind=kind, actor_id=actor))
        self._count(home, Indicator.ORDER_COMPLETED, order.code, at)
        cause, amount = f"receipt:{receipt.id}", order.goods.dong
        self._count(home, Indicator.REVENUE, cause, at, amount)
        if is_told:
            self._count(home, Indicator.REVENUE_CASHLESS, cause, at, amount)
        return receipt

    def some(self, least: int, most: int) -> int:
        return self.chance.randint(least, most)

    def when(self, least: float, most: float) -> float:
        return self.chance.uniform(least, most)

    # --- pictures --------------------------------------------------------------------------

    def picture(self) -> Image.Image:
        """Something with light and shade, unlike any other."""
        tiny = Image.new("L", (12, 12))
        tiny.putdata([self.chance.randint(20, 235) for _ in range(144)])
        return tiny.resize((480, 480), Image.Resampling.BICUBIC).convert("RGB")

    def photo(self, picture: Image.Image, *, quality: int = 72) -> Photo:
        out = BytesIO()
        picture.save(out, "WEBP", quality=quality)
        name = files.put(files.Folder(self.media), out.getvalue(), suffix=".webp")
        return _kept(Photo(small=name, large=name, width=480, height=480, taken_at=NOW))

    def _count(
        self, home: Household, indicator: Indicator, cause: str, at: datetime, amount: int = 1
    ) -> None:
        facts.record(
            indicator,
            cause=cause,
            household_id=home.id,
            village=home.village,
            amount=amount,
            at=at,
        )


def _ordered(checkout: Checkout, shop_id: int, goods: Money, paid: str, at: datetime) -> Order:
    came = goods if paid else Money(0)
    return Order(
        code=f"CB{next(_numbers):07d}",
        checkout_id=checkout.id,
        shop_id=shop_id,
        state=OrderState.DONE if paid else OrderState.EXPIRED,
        pay_by=PayBy.CASH if paid == "word" else PayBy.VIETQR,
        goods=goods,
        paid=came,
        earned=came,
        placed_at=at,
        done_at=at + timedelta(hours=6) if paid else None,
    )


def _line(order: Order, ware: Product, each: Money) -> OrderLine:
    return OrderLine(
        order_id=order.id,
        product_id=ware.id,
        name=ware.name,
        unit=ware.unit,
        quantity=order.goods.dong // each.dong,
        unit_price=each,
    )


def brightened(picture: Image.Image, chance: Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(chance.uniform(0.8, 1.25))


def cropped(picture: Image.Image, chance: Random) -> Image.Image:
    edge = round(480 * chance.uniform(0.01, 0.03))
    return picture.crop((edge, edge, 480 - edge, 480 - edge)).resize((480, 480))


def _kept(thing: Thing) -> Thing:
    session.add(thing)
    session.flush()
    return thing


def ids(homes: Sequence[Household]) -> list[int]:
    return [home.id for home in homes]
