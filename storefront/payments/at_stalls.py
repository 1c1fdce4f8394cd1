"""Money for what is sold over the table on a market day."""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront import codes
from storefront.accounts.models import Person
from storefront.bills import queries as bills
from storefront.bills.models import Bill
from storefront.fairs import queries as fairs
from storefront.fairs import selling
from storefront.fairs.models import Stall, StallSale
from storefront.fairs.refusals import ToldAlready
from storefront.money import Money
from storefront.payments import billing, memo, pairing, queries, stall_words, withdrawing
from storefront.payments.merchants import Merchant
from storefront.payments.provider import Notice
from storefront.payments.refusals import AlreadyDone
from storefront.posters import queries as posters
from storefront.shops.models import AccountKind

A_WHILE = timedelta(minutes=30)
"""Within it, the same sum from a bank and from a keeper is perhaps the same money."""


def sold_for_cash(
    stall: Stall, amount: Money, *, slip: int | None, once: str, by: Person, at: datetime
) -> StallSale:
    """The keeper, or somebody for the keeper, has been handed the money. Pressed twice, once."""
    sale = selling.sell(stall, amount, slip=slip, once=once, by=by, at=at)
    return _believed(sale, cash=True, by=by, at=at)


def sold_into(
    into: AccountKind,
    stall: Stall,
    amount: Money,
    *,
    slip: int | None,
    once: str,
    is_another: bool = False,
    by: Person,
    at: datetime,
) -> StallSale:
    """The keeper has seen it come on the own phone: at a bank, in a wallet, as mobile money.

    Raises ToldAlready, until somebody says that it `is_another` sum than the one a bank told of.
    """
    selling.to_sell(stall, at=at)
    if not is_another and stall_words.told_by_bank(stall.id, amount, since=at - A_WHILE, once=once):
        raise ToldAlready(str(amount))
    sale = selling.sell(stall, amount, into=into, slip=slip, once=once, by=by, at=at)
    return _believed(sale, cash=False, by=by, at=at)


def taken_back(sale: StallSale, *, by: Person, at: datetime) -> None:
    """A finger slipped: nothing was sold. Doing it twice changes nothing.

    Raises Closed, NotHeld, and AlreadyDone when a bank speaks for the money.
    """
    shop = selling.to_sell(sale.stall, at=at)
    if sale.bill.is_void:
        return
    word = withdrawing.word_on(sale.bill)
    if word is None:
        raise AlreadyDone(sale.bill.code)
    withdrawing.withdraw(word, by=by, at=at)
    language = shop.household.keeper.language
    billing.void(sale.bill, reason=_MISTYPED.get(language, _MISTYPED["vi"]), by=by, at=at)
    selling.give_slip_up(sale)


_MISTYPED = {"vi": "Ghi nhầm ở sạp", "en": "Mistyped at the stall"}


def _believed(sale: StallSale, *, cash: bool, by: Person, at: datetime) -> StallSale:
    if not (sale.bill.paid or sale.bill.refunded or sale.bill.is_void):
        billing.keeper_received(sale.bill, by=by, cash=cash, at=at)
    return sale


def paid_by_card(notice: Notice, through: Merchant, *, at: datetime) -> Bill | None:
    """A transfer by the QR card that lies on a stall's table today is a sale of that stall; or the
    sale that the keeper has written down as paid to that account, which the bank now agrees with.

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
    if known := stall_words.of_keeper(stall.id, notice.amount, card.account):
        return bills.locked(known)
    keeper, into = card.shop.household.keeper, card.account.kind
    return selling.sell(
        stall, notice.amount, into=into, once=codes.secret(), by=keeper, at=at, is_told=True
    ).bill
