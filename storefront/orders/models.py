from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront import units
from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.delivery.ways import FETCHED, Way
from storefront.money import Money
from storefront.places.models import Place
from storefront.shops.models import Lot, PaymentAccount, Photo, Product, Shop

NUMBER_STAYS = timedelta(days=90)
"""So long a telephone number is taken to be the same person's."""


class Delivery(enum.StrEnum):
    """What a buyer asked for; how each parcel really goes, its order tells."""

    SEND = "send"
    PICK_UP = "pick_up"


class PayBy(enum.StrEnum):
    VIETQR = "vietqr"
    GATEWAY = "gateway"
    """By a wallet or card; the QR stays possible."""
    CASH = "cash"
    """On delivery or at pick-up."""


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


class OrderState(enum.StrEnum):
    """How far the goods are. Whether money has come is told by `paid`, apart."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    SENT = "sent"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Nobody paid in time and the goods went back on the shelf."""


class Scale(enum.StrEnum):
    """How far goods are whose price is settled by their weight."""

    WAITS = "waits"
    ASKED = "asked"
    """It weighs more or less than was said; the buyer has not answered."""
    SETTLED = "settled"


class Order(Base):
    """What one buyer ordered from one household."""

    __tablename__ = "order"
    __table_args__ = (
        Index("ix_order_shop_id_placed_at", "shop_id", "placed_at"),
        Index("ix_order_state_hold_until", "state", "hold_until"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    """Written in the transfer note: CB7K2M9Q4."""
    checkout_id: Mapped[int] = mapped_column(ForeignKey("checkout.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    state: Mapped[OrderState] = mapped_column(default=OrderState.PLACED)
    pay_by: Mapped[PayBy]
    goods: Mapped[Money]
    fee: Mapped[Money] = mapped_column(default=Money(0))
    """Delivery, frozen when the order was placed."""
    paid: Mapped[Money] = mapped_column(default=Money(0))
    """What has come, net of refunds: derived from receipts by payments/counting alone."""
    refunded: Mapped[Money] = mapped_column(default=Money(0))
    """What was given back of what had come."""
    let_go: Mapped[Money] = mapped_column(default=Money(0))
    """What of the sum is not asked for: given back though it was owed, or a small rest."""
    earned: Mapped[Money] = mapped_column(default=Money(0))
    """What of it is counted as revenue: goods before fee, and nothing that came too late."""
    scale: Mapped[Scale | None]
    """Nothing when all of it has its price."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("payment_account.id"))
    """Where the buyer was told to pay; a later change of account leaves this order alone."""
    way: Mapped[Way] = mapped_column(default=Way.SEND)
    """How the parcel goes."""
    leaves_on: Mapped[date | None]
    """The day it was promised to leave, or to be ready."""
    terms: Mapped[dict[str, Any] | None]
    """What was said about the way when the order was placed; see delivery/terms.py. Nothing in
    orders from before there were any."""
    placed_at: Mapped[datetime]
    pay_until: Mapped[datetime | None]
    """The deadline the buyer is shown."""
    hold_until: Mapped[datetime | None]
    """When the goods go back on the shelf: the deadline and a grace for slow banks."""
    confirmed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(200))
    answer_key: Mapped[str | None] = mapped_column(String(12))
    """Of the link by which the household answers without signing in. It opens this order alone and
    shows nothing once there is an answer."""

    checkout: Mapped[Checkout] = relationship(back_populates="orders")
    shop: Mapped[Shop] = relationship()
    account: Mapped[PaymentAccount | None] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(back_populates="order", order_by="OrderLine.id")
    events: Mapped[list[OrderEvent]] = relationship(order_by="OrderEvent.id", viewonly=True)

    @property
    def total(self) -> Money:
        return self.goods + self.fee

    @property
    def due(self) -> Money:
        """What is still to be paid. Money given back is not asked for again."""
        return Money(0) if self.has_ended_unsold else self.lacking

    @property
    def lacking(self) -> Money:
        """What has not come, whether it is still asked for or not."""
        return max(self.total - self.paid - self.let_go, Money(0))

    @property
    def is_paid(self) -> bool:
        return self.paid + self.let_go >= self.total

    @property
    def over(self) -> Money:
        """What came beyond the sum, or for goods that will not be sent: owed back."""
        kept = Money(0) if self.has_ended_unsold else self.total
        return max(self.paid - kept, Money(0))

    def over_with(self, amount: Money) -> Money:
        """How much of this sum would be owed back if it came now."""
        kept = Money(0) if self.has_ended_unsold else self.total
        return max(self.paid + amount - kept, Money(0)) - self.over

    @property
    def short_code(self) -> str:
        """What a household types in an SMS: 7K2M of CB7K2M9Q4."""
        return self.code[2:6]

    @property
    def is_fetched(self) -> bool:
        """The buyer comes for it."""
        return self.way in FETCHED

    @property
    def must_be_weighed(self) -> bool:
        """Before it goes on."""
        return self.scale not in (None, Scale.SETTLED)

    @property
    def has_ended_unsold(self) -> bool:
        return self.state in (OrderState.CANCELLED, OrderState.EXPIRED)


class OrderLine(Base):
    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    """Of which harvest it was promised."""
    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(30))
    quantity: Mapped[int]
    unit_price: Mapped[Money]
    """Name, unit and price on the day. Later changes leave old orders alone."""
    grams: Mapped[int | None]
    """Of all of it, by the scale, as it is paid; only of what is sold so, and once it was said."""

    order: Mapped[Order] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()
    lot: Mapped[Lot | None] = relationship()

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity if self.grams is None else self.at(self.grams)

    @property
    def is_weighed(self) -> bool:
        held = units.read(self.unit)
        return held is not None and held.is_weighed

    @property
    def span(self) -> tuple[int, int]:
        """How light and how heavy all of it may be, in grams."""
        held = units.read(self.unit)
        least, most = (held.least, held.most) if held else (None, None)
        return (least or 0) * self.quantity, (most or 0) * self.quantity

    def at(self, grams: int) -> Money:
        """What it costs when it weighs so much."""
        held = units.read(self.unit)
        assert held is not None  # noqa: S101  only what is sold so is weighed
        return Money(held.by_weight(self.unit_price.dong, grams))


class Answer(enum.StrEnum):
    """What came of a weight."""

    AS_SAID = "as_said"
    """As heavy as was said: nobody need be asked."""
    TAKEN = "taken"
    """The buyer takes it as it is."""
    AT_MOST = "at_most"
    """The buyer takes it, and pays for no more than was said."""
    CALLED_OFF = "called_off"
    WEIGHED_AGAIN = "weighed_again"


class Weighing(Base):
    """What a scale said of an order's goods. Rows are added; the newest that was agreed to is what
    the order costs."""

    __tablename__ = "weighing"

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    grams: Mapped[dict[str, Any]]
    """By the number of the line."""
    goods: Mapped[Money]
    """What they come to."""
    at_most: Mapped[Money]
    """What they come to when nothing counts for more than was said."""
    answer: Mapped[Answer | None]
    """Nothing while the buyer has not said."""
    answered_at: Mapped[datetime | None]

    @property
    def is_too_heavy(self) -> bool:
        return self.at_most < self.goods


class Handover(Base):
    """How a parcel was handed over to whoever carries it: the buyer's and the household's proof."""

    __tablename__ = "handover"

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    plate: Mapped[str] = mapped_column(String(20), default="")
    """Of the coach."""
    phone: Mapped[str] = mapped_column(String(16), default="")
    """The driver's or the runner's."""
    station: Mapped[str] = mapped_column(String(120), default="")
    hour: Mapped[str] = mapped_column(String(40), default="")
    """When it is there, as the driver says."""
    tracking: Mapped[str] = mapped_column(String(40), default="")
    """The courier's number."""
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))

    photo: Mapped[Photo | None] = relationship()


class Happened(enum.StrEnum):
    PLACED = "placed"
    CONFIRMED = "confirmed"
    SENT = "sent"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BANK_SAID = "bank_said"
    """The bank told us that money came ("đã vào")."""
    KEEPER_SAID_BANK = "keeper_said_bank"
    """The keeper saw it in the account; the bank has told us nothing ("bà tự xác nhận")."""
    KEEPER_SAID_CASH = "keeper_said_cash"
    BANK_AGREED = "bank_agreed"
    """The bank told us of the very money the keeper had spoken of."""
    GATEWAY_SAID = "gateway_said"
    """A wallet or card company collected it."""
    MONEY_FOUND = "money_found"
    """Money that had come without a word turned out to be for this order."""
    MONEY_TAKEN_OFF = "money_taken_off"
    """It was not for this order after all."""
    WORD_WITHDRAWN = "word_withdrawn"
    """Whoever said that money had come took it back."""
    REVIVED = "revived"
    """It had run out of time or was cancelled, money came, and the goods were still there."""
    REFUNDED = "refunded"
    WEIGHED = "weighed"
    """The scale has settled what it costs."""
    WEIGHT_ASKED = "weight_asked"
    """It weighs more or less than was said, and the buyer was asked."""
    LET_GO = "let_go"
    """A small rest that the household does not ask for."""
    HARVEST_MOVED = "harvest_moved"
    """It is picked on another day, and the buyer was asked."""
    CHANGED = "changed"
    """By the buyer, before the household had promised; the note says what."""
    COMPLAINED = "complained"
    COMPLAINT_ENDED = "complaint_ended"
    HARVEST_KEPT = "harvest_kept"
    """The buyer said that the other day is well too."""


class OrderEvent(Base):
    """What happened to an order, in the words of its timeline. Rows are added, never changed."""

    __tablename__ = "order_event"

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[Happened]
    amount: Mapped[Money | None]
    """When money moved."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None] = mapped_column(Text)

    actor: Mapped[Person | None] = relationship()
