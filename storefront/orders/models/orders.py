from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.delivery.ways import FETCHED, Way
from storefront.money import Money
from storefront.orders.models.checkouts import Checkout
from storefront.shops.models import PaymentAccount, Shop

if TYPE_CHECKING:
    from storefront.orders.models.events import OrderEvent
    from storefront.orders.models.lines import OrderLine


class PayBy(enum.StrEnum):
    VIETQR = "vietqr"
    GATEWAY = "gateway"
    """By a wallet or card; the QR stays possible."""
    CASH = "cash"
    """On delivery or at pick-up."""


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


_WAITS_FOR_REST = text("deposit > 0 AND rest_asked_at IS NULL")


class Order(Base):
    """What one buyer ordered from one household."""

    __tablename__ = "order"
    __table_args__ = (
        Index("ix_order_shop_id_placed_at", "shop_id", "placed_at"),
        Index("ix_order_state_hold_until", "state", "hold_until"),
        Index(
            # Few orders wait for a harvest, and fewer have not been asked for the rest.
            "ix_order_rest",
            "leaves_on",
            sqlite_where=_WAITS_FOR_REST,
            postgresql_where=_WAITS_FOR_REST,
        ),
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
    deposit: Mapped[Money] = mapped_column(default=Money(0))
    """What is asked for at once, of a harvest to come; the rest from `rest_asked_at` on."""
    rest_asked_at: Mapped[datetime | None]
    kept: Mapped[Money] = mapped_column(default=Money(0))
    """What the household keeps of an order that was called off, as was agreed."""
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
    def asked(self) -> Money:
        """What of it is asked for now."""
        return self.deposit_due if self.waits_for_rest else self.due

    @property
    def waits_for_rest(self) -> bool:
        """Only a deposit is asked for."""
        return bool(self.deposit) and self.rest_asked_at is None

    @property
    def deposit_due(self) -> Money:
        return min(self.due, max(self.deposit - self.paid - self.let_go, Money(0)))

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
        return max(self.paid - self._to_be_kept, Money(0))

    def over_with(self, amount: Money) -> Money:
        """How much of this sum would be owed back if it came now."""
        return max(self.paid + amount - self._to_be_kept, Money(0)) - self.over

    @property
    def _to_be_kept(self) -> Money:
        return self.kept if self.has_ended_unsold else self.total

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
