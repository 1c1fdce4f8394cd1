from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, BigKey, pk


class Indicator(enum.StrEnum):
    """What is counted. campaign/indicators.py says what each one means."""

    HOUSEHOLD_REGISTERED = "household_registered"
    SHOP_OPENED = "shop_opened"
    SHOP_READY = "shop_ready"
    """The day a household first had an open shop, goods and an account. Follows by itself."""
    PRODUCT_LISTED = "product_listed"
    ACCOUNT_DECLARED = "account_declared"
    """A household's first payment account; a household counts once."""
    ACCOUNT_RECEIVED = "account_received"
    """The first time money really reached it."""
    ORDER_PLACED = "order_placed"
    FIRST_ORDER = "first_order"
    """The household's first order ever. Follows by itself."""
    ORDER_COMPLETED = "order_completed"
    REVENUE = "revenue"
    """Goods value paid by any way, in đồng; refunds are negative facts on their own day."""
    REVENUE_CASHLESS = "revenue_cashless"

    # What is held out of each while somebody looks at it: see facts/setting_aside.py.
    HELD_HOUSEHOLD_REGISTERED = "held_household_registered"
    HELD_SHOP_OPENED = "held_shop_opened"
    HELD_SHOP_READY = "held_shop_ready"
    HELD_PRODUCT_LISTED = "held_product_listed"
    HELD_ACCOUNT_DECLARED = "held_account_declared"
    HELD_ACCOUNT_RECEIVED = "held_account_received"
    HELD_ORDER_PLACED = "held_order_placed"
    HELD_FIRST_ORDER = "held_first_order"
    HELD_ORDER_COMPLETED = "held_order_completed"
    HELD_REVENUE = "held_revenue"
    HELD_REVENUE_CASHLESS = "held_revenue_cashless"


HELD = {it: Indicator(f"held_{it}") for it in Indicator if not it.startswith("held_")}
"""Where an amount goes that is held out of an indicator."""

COUNTED = tuple(HELD)
"""What reports are about."""


class Fact(Base):
    """One countable deed. Rows are added, never changed; unique by what caused them."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("indicator", "cause"),
        Index("ix_fact_household_id_indicator", "household_id", "indicator"),
        Index("ix_fact_commune_id_indicator_day", "commune_id", "indicator", "day"),
    )

    id: Mapped[pk]
    indicator: Mapped[Indicator]
    cause: Mapped[str] = mapped_column(String(60))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """The commune the household belonged to on that day: geography as then."""
    day: Mapped[date]
    """Asia/Ho_Chi_Minh."""
    amount: Mapped[int] = mapped_column(BigInteger)
    """A count, or đồng for revenue."""
    written_at: Mapped[datetime]


class Unfolded(Base):
    """A fact that no fold contains yet. Written with the fact, deleted by the fold that takes it.

    A watermark would lose facts on PostgreSQL, where a lower id may be committed later.
    """

    __tablename__ = "unfolded"

    fact_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fact.id"), primary_key=True)
