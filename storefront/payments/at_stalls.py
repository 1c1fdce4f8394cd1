"""Money for what is sold over the table on a market day."""

from __future__ import annotations

from datetime import datetime

from storefront import codes
from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.fairs import queries as fairs
from storefront.fairs import selling
from storefront.fairs.models import Stall, StallSale
from storefront.money import Money
from storefront.payments import billing, memo, pairing, queries
from storefront.payments.merchants import Merchant
from storefront.payments.provider import Notice
from storefront.posters import queries as posters


def sold_for_cash(
    stall: Stall, amount: Money, *, slip: int | None, once: str, by: Person, at: datetime
) -> StallSale:
    """The keeper, or somebody for the keeper, has been handed the money. Pressed twice, once."""
    sale = selling.sell(stall, amount, slip=slip, once=once, by=by, at=at)
    if not (sale.bill.paid or sale.bill.refunded or sale.bill.is_void):
        billing.keeper_received(sale.bill, by=by, cash=True, at=at)
    return sale


def paid_by_card(notice: Notice, through: Merchant, *, at: datetime) -> Bill | None:
    """A transfer by the QR card that lies on a stall's table today is a sale of that stall.

    The stall is locked before we look whether this transaction was told: of two who tell of it one
    waits, and then finds it told. What a statement told of before is somebody's case already.
    """
    named = memo.codes_in(notice.memo, codes.POSTER)
    card = posters.by_serial(named[0]) if len(named) == 1 else None
    if card is None or card.account is None or card.account.number != notice.to_account:
        return None
    if not card.is_good or not through.covers(card.shop.household):
        return None
    stall = fairs.with_card(card.id, at=at)
    if stall is None or stall.shop_id != card.shop_id:
        return None
    if queries.was_told(notice.provider, notice.transaction_id) or pairing.was_read(notice, at=at):
        return None
    keeper = card.shop.household.keeper
    once = codes.secret()
    return selling.sell(stall, notice.amount, once=once, by=keeper, at=at, is_told=True).bill
