from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.money import Money
from storefront.shops.models.photos import Photo
from storefront.shops.models.shops import Shop
from storefront.units import Measure


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
    down_at: Mapped[datetime | None]
    """Taken down after a report (takedowns/): the house cannot show it by itself."""
    waits_for: Mapped[str | None] = mapped_column(String(32))
    """The rule under which a person must look first; see restricted."""
    cleared: Mapped[str | None] = mapped_column(String(64))
    """Of the words that a person let pass."""
    rated_sum: Mapped[int | None]
    """Stars given, and how often; see Shop."""
    rated_many: Mapped[int | None]
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
    def is_down(self) -> bool:
        """By itself, or with its shop."""
        return self.down_at is not None or self.shop.down_at is not None

    @property
    def months(self) -> list[int]:
        return [month for month in range(1, 13) if self.season >> (month - 1) & 1]

    def in_season(self, month: int) -> bool:
        return self.season == 0 or bool(self.season >> (month - 1) & 1)


def full_name(name: str, grade: str) -> str:
    return f"{name} {grade}".strip()


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


class KnownWord(Base):
    """A folded word that some product is or was found by. The database learns them by itself,
    and none twice but by chance."""

    __tablename__ = "known_word"

    id: Mapped[pk]
    folded: Mapped[str] = mapped_column(
        String(30).with_variant(String(30, collation="C"), "postgresql"), index=True
    )
