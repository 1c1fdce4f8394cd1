from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront import units
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models.orders import Order
from storefront.shops.models import Lot, Product


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
