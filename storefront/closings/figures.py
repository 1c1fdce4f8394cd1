"""What stalls took, asked of bills and receipts in one statement.

The keeper's screen, the board, the close-out and the report all read it here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from storefront.bills.models import Bill
from storefront.db import Dong, session
from storefront.fairs.models import Fair, Stall, StallSale
from storefront.money import Money
from storefront.payments.models import Means, Receipt
from storefront.payments.queries import CASHLESS
from storefront.shops.models import AccountKind

NOTHING = Money(0)
NOT_BANKS = (AccountKind.WALLET, AccountKind.MOBILE_MONEY)


@dataclass(frozen=True, slots=True)
class Took:
    sales: int
    """Those of which any money stayed."""
    cash: Money
    told: Money
    """Transfers that only the keeper speaks of."""
    received: Money
    """What banks and wallets told of."""
    wallet: Money = NOTHING
    """What of both went to an e-wallet or was mobile money; the rest went to a bank."""

    @property
    def cashless(self) -> Money:
        return self.told + self.received

    @property
    def bank(self) -> Money:
        return self.cashless - self.wallet

    @property
    def sum(self) -> Money:
        return self.cash + self.cashless

    @property
    def share(self) -> int | None:
        """Of a hundred đồng, how many came without cash; cut off, never rounded up."""
        return self.cashless.dong * 100 // self.sum.dong if self.sum else None

    def __add__(self, other: Took) -> Took:
        return Took(
            self.sales + other.sales,
            self.cash + other.cash,
            self.told + other.told,
            self.received + other.received,
            self.wallet + other.wallet,
        )


NONE = Took(0, NOTHING, NOTHING, NOTHING)


def together(several: Iterable[Took]) -> Took:
    return sum(several, NONE)


def of_fair(fair: Fair) -> dict[int, Took]:
    """By stall; those that took nothing are left out."""
    return _took(Stall.fair_id == fair.id)


def of_stall(stall: Stall) -> Took:
    return _took(Stall.id == stall.id).get(stall.id, NONE)


def _took(which: ColumnElement[bool]) -> dict[int, Took]:
    rows = session.execute(_sums(which))
    return {
        row.stall_id: Took(
            row.sales, row.earned - row.cashless, row.told, row.cashless - row.told, row.wallet
        )
        for row in rows
    }


def _sums(which: ColumnElement[bool]) -> Select[int, int, Money, Money, Money, Money]:
    """Of each sale what is earned, as it is counted, and how much of that came without cash."""
    none = literal(NOTHING, Dong())
    came = (
        select(
            StallSale.stall_id,
            StallSale.paid_into,
            Bill.earned,
            _by(Receipt.means, CASHLESS).label("cashless"),
            _by(Receipt.means, (Means.KEEPER_SAYS_BANK,)).label("told"),
        )
        .select_from(Stall)
        .join(StallSale, StallSale.stall_id == Stall.id)
        .join(Bill, Bill.id == StallSale.bill_id)
        .join(Receipt, (Receipt.bill_id == Bill.id) & Receipt.confirmed_by_id.is_(None))
        .where(which)
        .group_by(StallSale.stall_id, StallSale.paid_into, Bill.id, Bill.earned)
        .subquery()
    )
    return select(
        came.c.stall_id,
        func.coalesce(func.sum(case((came.c.earned > NOTHING, 1), else_=0)), 0).label("sales"),
        func.sum(came.c.earned, type_=Dong()).label("earned"),
        func.sum(_less(came.c.cashless, came.c.earned), type_=Dong()).label("cashless"),
        func.sum(_less(came.c.told, came.c.earned), type_=Dong()).label("told"),
        func.sum(
            case(
                (came.c.paid_into.in_(NOT_BANKS), _less(came.c.cashless, came.c.earned)), else_=none
            ),
            type_=Dong(),
        ).label("wallet"),
    ).group_by(came.c.stall_id)


def _by(column: InstrumentedAttribute[Means], means: Iterable[Means]) -> ColumnElement[Money]:
    none = literal(NOTHING, Dong())
    return func.sum(case((column.in_(list(means)), Receipt.amount), else_=none), type_=Dong())


def _less(one: ColumnElement[Money], other: ColumnElement[Money]) -> ColumnElement[Money]:
    return case((one < other, one), else_=other)
