from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person, Purpose
from storefront.accounts.permissions import HELPING, KEEPER, Permission
from storefront.db import Base, pk
from storefront.money import Money
from storefront.places.models import Place
from storefront.teams.models import Team
from storefront.units import Measure


class Household(Base):
    """A farm household: the permanent key of everything we count."""

    __tablename__ = "household"
    __table_args__ = (Index("ix_household_folded_birth_year", "folded", "birth_year"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    keeper_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    """The head of the household, who keeps its shop."""
    folded: Mapped[str] = mapped_column(String(80))
    """The keeper's name, folded: finds the same household registered twice."""
    honorific: Mapped[str] = mapped_column(String(10))
    """How the village addresses the keeper: ông, bà, anh, chị."""
    birth_year: Mapped[int | None]
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Where it lives now; Residence keeps where it lived before."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    keeper: Mapped[Person] = relationship(foreign_keys=[keeper_id])
    registered_by: Mapped[Person] = relationship(foreign_keys=[registered_by_id])
    village: Mapped[Place] = relationship()
    team: Mapped[Team | None] = relationship()
    shop: Mapped[Shop | None] = relationship(back_populates="household")
    accounts: Mapped[list[PaymentAccount]] = relationship(
        back_populates="household", order_by="PaymentAccount.id"
    )

    @property
    def called(self) -> str:
        """As the village says it: bà Nhình."""
        return f"{self.honorific} {self.keeper.name.split()[-1]}"

    @property
    def account(self) -> PaymentAccount | None:
        """Where buyers pay from now on."""
        return next((it for it in reversed(self.accounts) if it.retired_at is None), None)

    def allows(self, person: Person, permission: Permission, *, on: date) -> bool:
        """Its keeper, or somebody posted where it lives whose help it has agreed to."""
        if person.id == self.keeper_id and permission in KEEPER:
            return True
        if permission in HELPING and not self.keeper.agrees_to(Purpose.ASSIST):
            return False
        return person.may(permission, at=self.village, on=on)


class Residence(Base):
    """In which village, and so in which commune, a household lived from a day to a day."""

    __tablename__ = "residence"
    __table_args__ = (UniqueConstraint("household_id", "from_day"),)

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date | None]


class Met(enum.StrEnum):
    """How somebody made sure that the keeper is who the book says."""

    AT_HOME = "at_home"
    VILLAGE_HEAD = "village_head"
    """Who knows them."""
    PAPERS = "papers"
    """Looked at, and neither copied nor kept."""


class Shop(Base):
    __tablename__ = "shop"
    __table_args__ = (Index("ix_shop_changed_at", "changed_at"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    """Its public address, and the seed of its woven pattern: nhinh-7k3m2."""
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))
    story: Mapped[str] = mapped_column(Text, default="")
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Copied from the household, so that listings need no walk up the tree."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    paused_at: Mapped[datetime | None]
    """Set while the household is not selling ("nghỉ bán")."""
    pause_reason: Mapped[str | None] = mapped_column(String(120))
    ways: Mapped[dict[str, Any] | None]
    """How it sends its goods; nothing until it has chosen. See delivery/ways.py."""
    hours: Mapped[dict[str, Any] | None]
    """When it hands goods over; nothing means always. See delivery/hours.py."""
    changed_at: Mapped[datetime]
    met_on: Mapped[date | None]
    """Copied from the identity check that stands (visits/), for the page buyers see."""
    met_how: Mapped[Met | None]

    household: Mapped[Household] = relationship(back_populates="shop")
    commune: Mapped[Place] = relationship()
    opened_by: Mapped[Person] = relationship()
    products: Mapped[list[Product]] = relationship(back_populates="shop", order_by="Product.id")
    certificates: Mapped[list[Certificate]] = relationship(order_by="Certificate.id")

    @property
    def is_open(self) -> bool:
        return self.paused_at is None


class AccountKind(enum.StrEnum):
    BANK = "bank"
    WALLET = "wallet"
    MOBILE_MONEY = "mobile_money"


class AccountStep(enum.StrEnum):
    """Four steps of trust; only the last one says that money really arrives."""

    DECLARED = "declared"
    NAME_MATCHED = "name_matched"
    TRIED = "tried"
    RECEIVED = "received"


class PaymentAccount(Base):
    """Where a household is paid. The market never holds its money."""

    __tablename__ = "payment_account"
    __table_args__ = (Index("ix_payment_account_number_bank_bin", "number", "bank_bin"),)

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    kind: Mapped[AccountKind] = mapped_column(default=AccountKind.BANK)
    bank_bin: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(19))
    holder: Mapped[str] = mapped_column(String(80))
    """As the bank writes it: HOANG THI NHINH."""
    step: Mapped[AccountStep] = mapped_column(default=AccountStep.DECLARED)
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    retired_at: Mapped[datetime | None]

    household: Mapped[Household] = relationship(back_populates="accounts")

    @property
    def tail(self) -> str:
        """The last digits, shown beside every QR."""
        return self.number[-4:]


class Category(enum.StrEnum):
    FRUIT = "fruit"
    SPICE = "spice"
    HONEY = "honey"
    VEGETABLE = "vegetable"
    TEA = "tea"
    DRY = "dry"
    ANIMAL = "animal"
    PREPARED = "prepared"
    CRAFT = "craft"


class Photo(Base):
    """A picture, re-encoded and stripped of where and with what it was taken."""

    __tablename__ = "photo"

    id: Mapped[pk]
    small: Mapped[str] = mapped_column(String(60))
    """File name of the 480-pixel square."""
    large: Mapped[str] = mapped_column(String(60))
    """File name of the picture, at most 1280 pixels wide or high."""
    width: Mapped[int]
    height: Mapped[int]
    """Of the large one, in pixels."""
    taken_at: Mapped[datetime]


class Product(Base):
    """What a shop offers (mặt hàng)."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("price > 0", name="price"),
        Index("ix_product_shop_id_shown", "shop_id", "shown"),
        Index("ix_product_category_shown", "category", "shown", "id"),
        Index("ix_product_changed_at", "changed_at"),
        Index(
            # Most goods have no grades. An index of all would look useless to SQLite, once counted.
            "ix_product_variant_of_id",
            "variant_of_id",
            sqlite_where=text("variant_of_id IS NOT NULL"),
            postgresql_where=text("variant_of_id IS NOT NULL"),
        ),
        Index(
            "ix_product_closes_at",
            "closes_at",
            sqlite_where=text("closes_at IS NOT NULL"),
            postgresql_where=text("closes_at IS NOT NULL"),
        ),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    name: Mapped[str] = mapped_column(String(120))
    category: Mapped[Category]
    unit: Mapped[str] = mapped_column(String(30))
    """As sold: kg, con, chai, gói 500 g, chục (12 quả)."""
    measure: Mapped[Measure | None]
    holds: Mapped[int | None]
    """How much one holds, in grams, millilitres or pieces. Both are read from `unit`, for lists to
    compare by; nothing where only the house could say."""
    price: Mapped[Money]
    grade: Mapped[str] = mapped_column(String(40), default="")
    """What sets it apart from its siblings: 2–3 quả/kg."""
    variant_of_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """The sibling that stands for all grades in lists. Nothing here: this one stands for itself."""
    from_price: Mapped[Money | None]
    """Of the one that stands for others: the lowest price among them, by the same unit."""
    stock: Mapped[int]
    """How many units can still be ordered; of the lot, while there is one."""
    lot_id: Mapped[int | None] = mapped_column(BigInteger)
    """The harvest on sale now. No reference: lots refer to products."""
    closes_at: Mapped[datetime | None]
    """The lot's cut-off, beside the stock, so that one statement takes and tells."""
    gtin: Mapped[str | None] = mapped_column(String(14))
    """The number under its barcode, where somebody has bought one."""
    season: Mapped[int] = mapped_column(default=0)
    """Months as bits, January lowest; 0 is all year."""
    description: Mapped[str] = mapped_column(Text, default="")
    shelf_days: Mapped[int | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    shown: Mapped[bool] = mapped_column(default=True)
    waits_for: Mapped[str | None] = mapped_column(String(32))
    """The rule under which a person must look first; see restricted."""
    cleared: Mapped[str | None] = mapped_column(String(64))
    """Of the words that a person let pass."""
    listed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """Moves with every change a buyer could see, stock included; pages are cached by it."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What buyers find it by, with diacritics; wording.py makes it."""
    folded: Mapped[str] = mapped_column(Text, default="")
    """The same, folded."""

    shop: Mapped[Shop] = relationship(back_populates="products")
    photo: Mapped[Photo | None] = relationship()
    variants: Mapped[list[Product]] = relationship(
        order_by="Product.id", foreign_keys="Product.variant_of_id", viewonly=True
    )

    @property
    def full_name(self) -> str:
        """Na dai Chi Lăng 2–3 quả/kg."""
        return full_name(self.name, self.grade)

    @property
    def months(self) -> list[int]:
        return [month for month in range(1, 13) if self.season >> (month - 1) & 1]

    def in_season(self, month: int) -> bool:
        return self.season == 0 or bool(self.season >> (month - 1) & 1)


class Lot(Base):
    """One harvest of one product: what is ordered before it is picked."""

    __tablename__ = "lot"

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    """On its labels; /lots/<code> tells where it comes from."""
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    plot: Mapped[str] = mapped_column(String(80), default="")
    """Where it grows, as the household calls it: đồi Khau Slung."""
    harvest_on: Mapped[date]
    expected: Mapped[int]
    """How many units the household counts on."""
    per_day: Mapped[int | None]
    """How many it can pick and pack in a day, if that is less."""
    closes_at: Mapped[datetime]
    planned_for: Mapped[date]
    """The first day that was promised."""
    moved_because: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    product: Mapped[Product] = relationship()

    @property
    def for_sale(self) -> int:
        """No more is promised than can be picked."""
        return min(self.expected, self.per_day or self.expected)

    @property
    def was_moved(self) -> bool:
        return self.harvest_on != self.planned_for


class Price(Base):
    """What a product cost from a moment on. Rows are added, never changed: there is no standard
    price, and whoever asks sees what this house has taken."""

    __tablename__ = "price"
    __table_args__ = (Index("ix_price_product_id", "product_id", "id"),)

    id: Mapped[pk]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    price: Mapped[Money]
    unit: Mapped[str] = mapped_column(String(30))
    since: Mapped[date]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Nobody for what was known before we kept this."""


def full_name(name: str, grade: str) -> str:
    return f"{name} {grade}".strip()


class KnownWord(Base):
    """A folded word that some product is or was found by. The database learns them by itself,
    and none twice but by chance."""

    __tablename__ = "known_word"

    id: Mapped[pk]
    folded: Mapped[str] = mapped_column(
        String(30).with_variant(String(30, collation="C"), "postgresql"), index=True
    )


class CertificateKind(enum.StrEnum):
    OCOP = "ocop"
    VIETGAP = "vietgap"
    SAFE_FOOD = "safe_food"
    """A small producer's commitment to the commune (Circular 17/2018)."""


class Certificate(Base):
    """A quality label with its end. The badge vanishes on that day."""

    __tablename__ = "certificate"

    id: Mapped[pk]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    """Nothing here means that it covers the whole shop."""
    kind: Mapped[CertificateKind]
    stars: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date]
    expires_on: Mapped[date]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    """Of the paper."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]
    """When its keeper was told that it ends soon."""

    photo: Mapped[Photo | None] = relationship()
    product: Mapped[Product | None] = relationship()

    def is_valid(self, on: date) -> bool:
        return self.issued_on <= on < self.expires_on
