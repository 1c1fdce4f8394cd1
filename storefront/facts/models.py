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
    ACCOUNT_BANK = "account_bank"
    ACCOUNT_WALLET = "account_wallet"
    ACCOUNT_MOBILE_MONEY = "account_mobile_money"
    """The first account of its kind; a household counts once in each."""
    ACCOUNT_MATCHED = "account_matched"
    """One on the day on which a household is known and its bank knows the account's holder, less
    one on the day on which either is so no more; so with the next."""
    ACCOUNT_TRIED = "account_tried"
    ACCOUNT_RECEIVED = "account_received"
    """The first time money really reached it."""
    ORDER_PLACED = "order_placed"
    FIRST_ORDER = "first_order"
    """The household's first order ever. Follows by itself."""
    ANSWER_DUE = "answer_due"
    """The household said yes or no to an order, or let its time run out."""
    ANSWER_SOON = "answer_soon"
    """It did so within a day."""
    ORDER_COMPLETED = "order_completed"
    BUYER_NEW = "buyer_new"
    """A buyer's first completed order anywhere, counted where it was bought."""
    BUYER_REPEAT = "buyer_repeat"
    """The first completed order of a second basket."""
    BUYER_OUTSIDE = "buyer_outside"
    """A new buyer who had it sent to another province."""
    BUYER_INSTITUTION = "buyer_institution"
    """A buyer's first completed order for a school, canteen, shop or office."""
    ACTIVE_2022 = "active_2022"
    """The first sign of life by the loose definition of 2022. Follows by itself."""
    ACTIVE_30 = "active_30"
    """One on the day a household sells, less one thirty days after it last did: the sum until a
    day is how many were active on it. Follows by itself, and so do the next four."""
    ACTIVE_SEASON = "active_season"
    """The same until the end of the same month next year."""
    SURVIVED_3 = "survived_3"
    """An order completed in the third month after the one in which the shop opened."""
    SURVIVED_6 = "survived_6"
    SURVIVED_12 = "survived_12"
    REVENUE = "revenue"
    """Goods value paid by any way, in đồng; refunds are negative facts on their own day."""
    REVENUE_CASHLESS = "revenue_cashless"
    REVENUE_GATEWAY = "revenue_gateway"
    """That part of it which a wallet or card company collected."""
    MARKET_TAKINGS = "market_takings"
    """Paid at a stall on a market day, in đồng; none of it is revenue."""
    MARKET_CASHLESS = "market_cashless"
    """That part of it which was paid to an account."""
    SOLD_AGAIN = "sold_again"
    """The first completed order of a later day than a household's first. Follows by itself."""
    VISITS = "visits"
    """Written down by a team. One withdrawn is taken off on its own day; so with the next two."""
    HOUSEHOLDS_REACHED = "households_reached"
    """The first visit at which somebody was there."""
    SHOP_VERIFIED = "shop_verified"
    """One on the day of an identity check, less one on the day it is taken back."""
    REACHED_90 = "reached_90"
    """One on the day of such a visit, less one ninety days after the last."""

    # What is held out of each while somebody looks at it: see facts/setting_aside.py.
    HELD_HOUSEHOLD_REGISTERED = "held_household_registered"
    HELD_SHOP_OPENED = "held_shop_opened"
    HELD_SHOP_READY = "held_shop_ready"
    HELD_PRODUCT_LISTED = "held_product_listed"
    HELD_ACCOUNT_DECLARED = "held_account_declared"
    HELD_ACCOUNT_BANK = "held_account_bank"
    HELD_ACCOUNT_WALLET = "held_account_wallet"
    HELD_ACCOUNT_MOBILE_MONEY = "held_account_mobile_money"
    HELD_ACCOUNT_MATCHED = "held_account_matched"
    HELD_ACCOUNT_TRIED = "held_account_tried"
    HELD_ACCOUNT_RECEIVED = "held_account_received"
    HELD_ORDER_PLACED = "held_order_placed"
    HELD_FIRST_ORDER = "held_first_order"
    HELD_ANSWER_DUE = "held_answer_due"
    HELD_ANSWER_SOON = "held_answer_soon"
    HELD_ORDER_COMPLETED = "held_order_completed"
    HELD_BUYER_NEW = "held_buyer_new"
    HELD_BUYER_REPEAT = "held_buyer_repeat"
    HELD_BUYER_OUTSIDE = "held_buyer_outside"
    HELD_BUYER_INSTITUTION = "held_buyer_institution"
    HELD_ACTIVE_2022 = "held_active_2022"
    HELD_ACTIVE_30 = "held_active_30"
    HELD_ACTIVE_SEASON = "held_active_season"
    HELD_SURVIVED_3 = "held_survived_3"
    HELD_SURVIVED_6 = "held_survived_6"
    HELD_SURVIVED_12 = "held_survived_12"
    HELD_REVENUE = "held_revenue"
    HELD_REVENUE_CASHLESS = "held_revenue_cashless"
    HELD_REVENUE_GATEWAY = "held_revenue_gateway"
    HELD_MARKET_TAKINGS = "held_market_takings"
    HELD_MARKET_CASHLESS = "held_market_cashless"
    HELD_SOLD_AGAIN = "held_sold_again"
    HELD_VISITS = "held_visits"
    HELD_HOUSEHOLDS_REACHED = "held_households_reached"
    HELD_SHOP_VERIFIED = "held_shop_verified"
    HELD_REACHED_90 = "held_reached_90"


HELD = {it: Indicator(f"held_{it}") for it in Indicator if not it.startswith("held_")}
"""Where an amount goes that is held out of an indicator."""

COUNTED = tuple(HELD)
"""What reports are about."""

ACTIVITY = (Indicator.ACTIVE_30, Indicator.ACTIVE_SEASON)

_AHEAD = (*ACTIVITY, Indicator.REACHED_90)
DATED_AHEAD = (*_AHEAD, *(HELD[it] for it in _AHEAD))
"""Some of their facts are of days to come: sums must end on their day."""


class Fact(Base):
    """One countable deed. Rows are added, never changed; unique by what caused them."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("indicator", "cause"),
        # Holds all that sums of a household are made of, so that no fact is looked up for them.
        Index("ix_fact_of_household", "household_id", "indicator", "day", "commune_id", "amount"),
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
