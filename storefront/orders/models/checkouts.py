from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.places.models import Place

if TYPE_CHECKING:
    from storefront.orders.models.orders import Order

NUMBER_STAYS = timedelta(days=90)
"""So long a telephone number is taken to be the same person's."""


class Delivery(enum.StrEnum):
    """What a buyer asked for; how each parcel really goes, its order tells."""

    SEND = "send"
    PICK_UP = "pick_up"


class Origin(enum.StrEnum):
    """Where an order comes from."""

    BASKET = "basket"
    LINK = "link"
    """The page behind a shared link or its QR."""
    PHONE = "phone"
    """The buyer called, and the household or its helper entered it."""
    STANDING = "standing"
    """A turn of what is asked for every week or two."""
    GROUP = "group"
    """Several buyers, one delivery."""


class Institution(enum.StrEnum):
    """What a buyer may buy for."""

    SCHOOL = "school"
    CANTEEN = "canteen"
    SHOP = "shop"
    """To sell again."""
    OFFICE = "office"
    """Or a company, for its people."""


class Checkout(Base):
    """One buyer's moment of ordering: an order per household, one secret link for all."""

    __tablename__ = "checkout"
    __table_args__ = (
        Index(
            "ix_checkout_marked",
            "placed_at",
            sqlite_where=text("mark IS NOT NULL"),
            postgresql_where=text("mark IS NOT NULL"),
        ),
    )

    id: Mapped[pk]
    secret: Mapped[str] = mapped_column(String(32), unique=True)
    """Whoever holds the link may follow: no account is asked for."""
    once: Mapped[str] = mapped_column(String(32), unique=True)
    """Chosen when the form was shown; pressing twice places the order once."""
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    buyer_name: Mapped[str] = mapped_column(String(80))
    buyer_phone: Mapped[str] = mapped_column(String(16), index=True)
    delivery: Mapped[Delivery]
    address: Mapped[str] = mapped_column(String(200), default="")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(5), default="vi")
    """What the buyer reads; messages about the order are written in it."""
    mark: Mapped[str | None] = mapped_column(String(24))
    """In which browser it was made; forgotten when the screen no longer looks back to it. See
    screening/marks.py."""
    placed_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    """When whoever holds the phone now showed that it is theirs; see claiming.py."""
    origin: Mapped[Origin] = mapped_column(default=Origin.BASKET)
    institution: Mapped[Institution | None]
    """As the buyer said; nothing for a household."""
    institution_name: Mapped[str | None] = mapped_column(String(120))
    tax_code: Mapped[str | None] = mapped_column(String(14))
    """For an invoice, if one is wanted."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who of the household or of its helpers entered it for the buyer."""

    buyer: Mapped[Person | None] = relationship(foreign_keys=buyer_id)
    commune: Mapped[Place | None] = relationship()
    orders: Mapped[list[Order]] = relationship(back_populates="checkout", order_by="Order.id")

    @property
    def may_be_anothers(self) -> bool:
        """So old when it was claimed that the number may have been somebody else's then."""
        return self.claimed_at is not None and self.claimed_at - self.placed_at > NUMBER_STAYS
