"""What a receipt changes: what the order has, what is counted as revenue, what the books say."""

from datetime import datetime

from storefront.bills.models import Bill, BillFor
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.ledger import actions as ledger
from storefront.ledger import queries as ledger_queries
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import books
from storefront.orders import queries as order_queries
from storefront.orders.models import Order
from storefront.payments import queries
from storefront.payments.models import Means, Receipt
from storefront.rows import change
from storefront.shops import verifying
from storefront.shops.models import AccountStep, Household, PaymentAccount


def recount(order: Order, receipt: Receipt, *, at: datetime) -> None:
    """Derive the order's money from its receipts anew, and count the difference as revenue."""
    came = queries.sums(order.id)
    earned = order.earned
    earns = min(came.net, earned if order.has_ended_unsold else order.goods)
    change(order, paid=came.net, earned=earns)
    if order.kept:  # what goes back after all is not kept any more
        order.kept = max(min(order.kept, order.paid), Money(0))
    before, after = _ways(came.without(receipt), earned), _ways(came, earns)
    _count_change(order.shop.household, f"receipt:{receipt.id}", before, after, at=at)


def recount_revived(order: Order, *, at: datetime) -> None:
    """Money that came too late earns after all."""
    came = queries.sums(order.id)
    earned, order.earned = order.earned, min(came.net, order.goods)
    cause = f"revived:{order.code}:{order_queries.turn(order)}"
    before, after = _ways(came, earned), _ways(came, order.earned)
    _count_change(order.shop.household, cause, before, after, at=at)


def recount_changed(order: Order, *, turn: int, at: datetime) -> None:
    """Its goods cost more or less than when the money came."""
    came = queries.sums(order.id)
    earned, order.earned = order.earned, min(came.net, order.goods)
    before, after = _ways(came, earned), _ways(came, order.earned)
    _count_change(order.shop.household, f"changed:{order.code}:{turn}", before, after, at=at)


def recount_bill(bill: Bill, receipt: Receipt, *, at: datetime) -> None:
    """The same of a bill. A phone order is revenue, what is sold at a stall is counted apart."""
    came = queries.sums_of_bill(bill.id)
    earned, bill.paid = bill.earned, came.net
    if bill.what_for is BillFor.TRIAL:
        _count_trial(bill, came, at=at)
    ways = _COUNTED_AS.get(bill.what_for)
    if ways is None:
        return
    bill.earned = min(came.net, earned if bill.is_void else bill.total)
    before, after = ways(came.without(receipt), earned), ways(came, bill.earned)
    _count_change(bill.shop.household, f"receipt:{receipt.id}", before, after, at=at)


def _count_trial(bill: Bill, came: queries.Sums, *, at: datetime) -> None:
    """Its account is tried once money has come there, also when it was given back since."""
    if bill.account is None:
        return
    if came.cashless:
        verifying.reach(bill.account, AccountStep.TRIED, at=at)
    else:
        verifying.is_not_tried(bill.account)
    verifying.recount(bill.account.household, at=at)


def _ways(came: queries.Sums, earned: Money) -> dict[Indicator, Money]:
    """What was earned, and how much of it came in which way."""
    return {
        Indicator.REVENUE: earned,
        Indicator.REVENUE_CASHLESS: min(came.cashless, earned),
        Indicator.REVENUE_GATEWAY: min(came.gateway, earned),
    }


def _ways_at_stalls(came: queries.Sums, earned: Money) -> dict[Indicator, Money]:
    return {
        Indicator.MARKET_TAKINGS: earned,
        Indicator.MARKET_CASHLESS: min(came.cashless, earned),
    }


_COUNTED_AS = {BillFor.PHONE_ORDER: _ways, BillFor.STALL_SALE: _ways_at_stalls}


def _count_change(
    household: Household,
    cause: str,
    before: dict[Indicator, Money],
    after: dict[Indicator, Money],
    *,
    at: datetime,
) -> None:
    changes = {indicator: (after[indicator] - before[indicator]).dong for indicator in after}
    facts.record_all(
        {indicator: dong for indicator, dong in changes.items() if dong},
        cause=cause,
        household_id=household.id,
        village=household.village,
        at=at,
    )


def recount_ended(order: Order, *, earned: Money, at: datetime) -> None:
    """It was opened again by mistake: it earned what it had earned before."""
    came = queries.sums(order.id)
    before, order.earned = _ways(came, order.earned), earned
    cause = f"ended:{order.code}:{order_queries.turn(order)}"
    _count_change(order.shop.household, cause, before, _ways(came, earned), at=at)


def account_received(account: PaymentAccount, *, at: datetime) -> None:
    """A bank told of money on this account: the first time is the proof that it works.

    The last thing of its deed: all whose money comes to the same new account wait for this row.
    """
    if account.step is AccountStep.RECEIVED:
        return
    change(account, step=AccountStep.RECEIVED, received_at=at)
    household = account.household
    _record(Indicator.ACCOUNT_RECEIVED, household, f"household:{household.id}", 1, at=at)


def book_receipt(order: Order, receipt: Receipt, *, at: datetime) -> None:
    """Into the bank, the till or a gateway's hands; off what is owed, the rest owed back.

    What was given back before and now comes again is neither: the goods are paid after all.
    Before `recount`.
    """
    owed, too_much = min(receipt.amount, order.due), order.over_with(receipt.amount)
    movements = {
        _INTO.get(receipt.means, Account.BANK): receipt.amount,
        Account.RECEIVABLE: -owed,
        Account.CUSTOMER_CREDIT: -too_much,
        Account.SALES: owed + too_much - receipt.amount,
    }
    _post(receipt, movements, order.shop.household_id, order_id=order.id, at=at)


_INTO = {
    Means.KEEPER_SAYS_CASH: Account.CASH,
    Means.GATEWAY: Account.CLEARING,
    Means.MOVED: Account.UNMATCHED,
}


def undo_receipt(order: Order, receipt: Receipt, back: Receipt, *, at: datetime) -> None:
    """Its opposite, in the count and in the books. What is owed and what is owed back go by what
    the order costs now: it may have been changed or weighed since the money came."""
    before = books.standing(order)
    recount(order, back, at=at)
    due, over = order.due - before.due, before.over - order.over
    movements = {
        _INTO.get(receipt.means, Account.BANK): -receipt.amount,
        Account.RECEIVABLE: due,
        Account.CUSTOMER_CREDIT: over,
        Account.SALES: receipt.amount - due - over,
    }
    _post(back, movements, order.shop.household_id, order_id=order.id, at=at)


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
