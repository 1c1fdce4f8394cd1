from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, BigKey, pk
from storefront.money import Money
from storefront.orders.models import Checkout, Delivery, Institution
from storefront.places.models import Place
from storefront.shops.models import Shop


class GroupOrder(Base):
    """What colleagues or parents order together: one address, one day, one who pays."""

    __tablename__ = "group_order"
    __table_args__ = (Index("ix_group_order_closes_at", "closes_at"),)

    id: Mapped[pk]
    secret: Mapped[str] = mapped_column(String(32), unique=True)
    """The organiser's link."""
    invite: Mapped[str] = mapped_column(String(32), unique=True)
    """The link that is passed on. Whoever holds it may join, and sees nobody's wishes."""
    title: Mapped[str] = mapped_column(String(80))
    organiser: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(5))
    delivery: Mapped[Delivery]
    address: Mapped[str] = mapped_column(String(200))
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    institution: Mapped[Institution | None]
    institution_name: Mapped[str | None] = mapped_column(String(120))
    tax_code: Mapped[str | None] = mapped_column(String(14))
    wanted_on: Mapped[date]
    """No parcel leaves before this day."""
    closes_at: Mapped[datetime]
    """Until then everybody may change what they want."""
    told_at: Mapped[datetime | None]
    """When the organiser was told that this hour has passed."""
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    checkout_id: Mapped[int | None] = mapped_column(ForeignKey("checkout.id"), unique=True)
    """What it became. Ended without one, it was called off."""

    commune: Mapped[Place | None] = relationship()
    checkout: Mapped[Checkout | None] = relationship()
    shops: Mapped[list[Shop]] = relationship(secondary="group_shop", order_by=Shop.id)
    members: Mapped[list[Member]] = relationship(back_populates="group", order_by="Member.id")

    def takes_wishes(self, *, at: datetime) -> bool:
        return self.ended_at is None and at < self.closes_at


class GroupShop(Base):
    """From whose stall is chosen."""

    __tablename__ = "group_shop"

    group_id: Mapped[int] = mapped_column(BigKey, ForeignKey("group_order.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(BigKey, ForeignKey("shop.id"), primary_key=True)


class Member(Base):
    """One who joined. The name and the secret link are all we know."""

    __tablename__ = "group_member"

    id: Mapped[pk]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_order.id"), index=True)
    secret: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    joined_at: Mapped[datetime]

    group: Mapped[GroupOrder] = relationship(back_populates="members")
    wishes: Mapped[list[Wish]] = relationship(order_by="Wish.id", cascade="all, delete-orphan")

    @property
    def share(self) -> Money:
        """For their goods, without delivery."""
        return Money.sum(wish.amount for wish in self.wishes)


class Wish(Base):
    """How much of one of the goods somebody wants, and after closing, how much they got."""

    __tablename__ = "group_wish"
    __table_args__ = (
        UniqueConstraint("member_id", "product_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[pk]
    member_id: Mapped[int] = mapped_column(ForeignKey("group_member.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(30))
    quantity: Mapped[int]
    unit_price: Mapped[Money]
    """When it was wished; from closing on, what it was ordered at."""
    got: Mapped[int | None]
    """Nothing until it is ordered. Less than wanted when the goods ran out."""

    @property
    def counts(self) -> int:
        return self.quantity if self.got is None else self.got

    @property
    def amount(self) -> Money:
        return self.unit_price * self.counts
