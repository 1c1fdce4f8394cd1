"""What a receipt changes: what the order has, what is counted as revenue, what the books say."""

from datetime import datetime

from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.ledger import actions as ledger
from storefront.ledger import queries as ledger_queries
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import queries
from storefront.payments.models import Means, Receipt
from storefront.shops.models import AccountStep, Household, PaymentAccount


def recount(order: Order, receipt: Receipt, *, at: datetime) -> None:
    """Derive the order's money from its receipts anew, and count the difference as revenue."""
    net, cashless = queries.sums(order.id)
    before = cashless - receipt.amount if receipt.means in queries.CASHLESS else cashless
    earned, order.paid = order.earned, net
    order.earned = min(net, earned if order.has_ended_unsold else order.goods)
    household = order.shop.household
    count(Indicator.REVENUE, household, receipt, order.earned - earned, at=at)
    change = min(cashless, order.earned) - min(before, earned)
    count(Indicator.REVENUE_CASHLESS, household, receipt, change, at=at)


def recount_revived(order: Order, *, at: datetime) -> None:
    """Money that came too late earns after all."""
    net, cashless = queries.sums(order.id)
    earned, order.earned = order.earned, min(net, order.goods)
    household, cause = order.shop.household, f"revived:{order.code}:{int(at.timestamp())}"
    _count(Indicator.REVENUE, household, cause, order.earned - earned, at=at)
    change = min(cashless, order.earned) - min(cashless, earned)
    _count(Indicator.REVENUE_CASHLESS, household, cause, change, at=at)


def recount_ended(order: Order, *, earned: Money, at: datetime) -> None:
    """It was opened again by mistake: it earned what it had earned before."""
    _net, cashless = queries.sums(order.id)
    before, order.earned = order.earned, earned
    household, cause = order.shop.household, f"ended:{order.code}:{int(at.timestamp())}"
    _count(Indicator.REVENUE, household, cause, earned - before, at=at)
    change = min(cashless, earned) - min(cashless, before)
    _count(Indicator.REVENUE_CASHLESS, household, cause, change, at=at)


def account_received(account: PaymentAccount, *, at: datetime) -> None:
    """A bank told of money on this account: the first time is the proof that it works."""
    if account.step is AccountStep.RECEIVED:
        return
    account.step = AccountStep.RECEIVED
    household = account.household
    _record(Indicator.ACCOUNT_RECEIVED, household, f"household:{household.id}", 1, at=at)


def book_receipt(order: Order, receipt: Receipt, *, at: datetime) -> None:
    """Into the bank, the till or a gateway's hands; off what is owed, the rest owed back.

    Before `recount`.
    """
    owed = min(receipt.amount, order.due)
    movements = {
        _INTO.get(receipt.means, Account.BANK): receipt.amount,
        Account.RECEIVABLE: -owed,
        Account.CUSTOMER_CREDIT: owed - receipt.amount,
    }
    _post(receipt, movements, order.shop.household_id, order_id=order.id, at=at)


_INTO = {
    Means.KEEPER_SAYS_CASH: Account.CASH,
    Means.GATEWAY: Account.CLEARING,
    Means.MOVED: Account.UNMATCHED,
}


def book_refund(order: Order, receipt: Receipt, out_of: Account, *, at: datetime) -> None:
    """What was owed back goes first; beyond it the price is lowered."""
    amount = -receipt.amount
    owed_back = -ledger_queries.balances(order.id)[Account.CUSTOMER_CREDIT]
    from_credit = min(amount, owed_back)
    movements = {
        out_of: receipt.amount,
        Account.CUSTOMER_CREDIT: from_credit,
        Account.SALES: amount - from_credit,
    }
    _post(receipt, movements, order.shop.household_id, order_id=order.id, at=at)


def book_moved_out(order: Order, receipt: Receipt, *, at: datetime) -> None:
    """What an order has too much is for something else; the receipt is below zero."""
    movements = {Account.CUSTOMER_CREDIT: -receipt.amount, Account.UNMATCHED: receipt.amount}
    _post(receipt, movements, order.shop.household_id, order_id=order.id, at=at)


def book_unmatched(household_id: int, receipt: Receipt, *, at: datetime) -> None:
    movements = {Account.BANK: receipt.amount, Account.UNMATCHED: -receipt.amount}
    _post(receipt, movements, household_id, order_id=None, at=at)


def _post(
    receipt: Receipt,
    movements: dict[Account, Money],
    household_id: int,
    *,
    order_id: int | None,
    at: datetime,
) -> None:
    source = f"receipt:{receipt.id}"
    ledger.post(source, movements, household_id=household_id, order_id=order_id, at=at)


def count(
    indicator: Indicator, household: Household, receipt: Receipt, change: Money, *, at: datetime
) -> None:
    _count(indicator, household, f"receipt:{receipt.id}", change, at=at)


def _count(
    indicator: Indicator, household: Household, cause: str, change: Money, *, at: datetime
) -> None:
    if change:
        _record(indicator, household, cause, change.dong, at=at)


def _record(
    indicator: Indicator, household: Household, cause: str, amount: int, *, at: datetime
) -> None:
    facts.record(
        indicator,
        cause=cause,
        household_id=household.id,
        village=household.village,
        amount=amount,
        at=at,
    )
