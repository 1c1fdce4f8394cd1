"""Money has one door: here alone a bank or a gateway is believed that it came, or went back.

What a person says came is believed in `by_word`, and what we give back is said in `giving_back`.
However it came or went, `receipts` writes it down, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from storefront.bills.models import Bill
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import (
    arriving,
    at_stalls,
    attempts,
    billing,
    cases,
    counting,
    giving_back,
    memo,
    messages,
    moving,
    owed,
    pairing,
    queries,
    receipts,
    reversing,
)
from storefront.payments.merchants import MARKET, Merchant
from storefront.payments.models import Means, Outcome, PaymentAttempt, Receipt, Verdict
from storefront.payments.owed import Owed
from storefront.payments.provider import Callback, Heard, News, Notice, Reversal, Setback
from storefront.payments.receipts import Said
from storefront.shops.models import PaymentAccount


def hear(news: News, callback: Callback, *, provider: str, through: Merchant) -> Heard:
    """Store a genuine message first, and act on it: in one deed both are true, or neither.

    It is written down as believed, which most are, and that is mended when it was something else.
    """
    believed = Heard.BELIEVED
    number = messages.keep(
        callback, Verdict.GENUINE, provider=provider, merchant=through.code, heard=believed
    )
    said, at = Said(Means.BANK_NOTICE, raw_message_id=number), callback.heard_at
    heard = _settle(news, through, said, at=at).heard
    if heard is not believed:
        messages.made_of(number, heard, at=at)
    return heard


class Settled(NamedTuple):
    heard: Heard
    receipt: Receipt | None


def settle(
    news: News,
    *,
    through: Merchant = MARKET,
    means: Means = Means.BANK_NOTICE,
    raw_message_id: int | None = None,
    at: datetime,
) -> Settled:
    """Believe a bank or a gateway, once, and act on it.

    Told by its callback, by its answer when we ask, or by a statement's line: all come here. The
    order is locked before the receipt is written, so that of two who tell of the same transaction
    one waits and then finds it told. `through` is whose credentials vouch for the news: nobody's
    reach beyond their own households.
    """
    settled = _settle(news, through, Said(means, raw_message_id=raw_message_id), at=at)
    if raw_message_id is not None:
        messages.made_of(raw_message_id, settled.heard, at=at)
    return settled


def _settle(news: News, through: Merchant, said: Said, *, at: datetime) -> Settled:
    if news is None:
        return Settled(Heard.BELIEVED, None)
    if isinstance(news, Setback):
        return Settled(attempts.fail(news, through, at=at), None)
    if isinstance(news, Reversal):
        return Settled(_reversed(news, through, at=at), None)
    attempt = attempts.named(news.provider, news.reference, through) if news.reference else None
    if attempt is None:
        return _transferred(news, through, said, at=at)
    return _collected(news, attempt, said, at=at)


def _transferred(notice: Notice, through: Merchant, said: Said, *, at: datetime) -> Settled:
    """Money came to an account, and its note says what for."""
    codes = memo.codes_in(notice.memo)
    found = queries.orders_meant(codes, to_account=notice.to_account, through=through)
    bills = _bills(notice, through, said, any_order=bool(found), at=at)
    if len(bills) == 1 and not found:
        return _billed(notice, bills[0], said, at=at)
    order = found[0] if len(found) == 1 and not bills else None
    receipt = receipts.once(notice, order, said, at=at)
    if receipt is None:
        return _told_again(notice, at=at)
    account = order.account if order else queries.only_account(notice.to_account, through=through)
    heard = _arrived(notice, receipt, order, account, [*found, *bills], at=at)
    if account:
        counting.account_received(account, at=at)
    return Settled(heard, receipt)


def _arrived(
    notice: Notice,
    receipt: Receipt,
    order: Order | None,
    account: PaymentAccount | None,
    meant: Sequence[Owed],
    *,
    at: datetime,
) -> Heard:
    if line := pairing.read_of_before(receipt):
        arriving.named_at_last(line, receipt, order, at=at)
        return Heard.BELIEVED
    if order is not None:
        arriving.bank_told(receipt, order, at=at)
        return Heard.BELIEVED
    if account:
        counting.book_unmatched(account.household_id, receipt, at=at)
    if not (account and _divided(receipt, meant, at=at)):
        cases.unmatched(receipt, account, meant, at=at)
    return Heard.UNKNOWN if notice.reference else Heard.BELIEVED


def _bills(
    notice: Notice, through: Merchant, said: Said, *, any_order: bool, at: datetime
) -> list[Bill]:
    """Those its note names; or the sale it is, where a stall's QR card was paid."""
    named = billing.meant(notice, through)
    if named or any_order or said.means is not Means.BANK_NOTICE:
        return named
    sold = at_stalls.paid_by_card(notice, through, at=at)
    return [sold] if sold else []


def _billed(notice: Notice, bill: Bill, said: Said, *, at: datetime) -> Settled:
    receipt = billing.transferred(
        bill, notice, means=said.means, raw_message_id=said.raw_message_id, at=at
    )
    return Settled(Heard.BELIEVED, receipt) if receipt else _told_again(notice, at=at)


def _divided(receipt: Receipt, meant: Sequence[Owed], *, at: datetime) -> bool:
    """One transfer for several orders and bills: only when it is what they still cost together."""
    unpaid = [it for it in meant if owed.asked(it)]
    if not unpaid or receipt.amount != Money.sum(map(owed.asked, unpaid)):
        return False
    receipt.outcome = Outcome.DIVIDED
    for it in unpaid:
        moving.apply(receipt, it, owed.asked(it), by=None, at=at)
    return True


def _collected(notice: Notice, attempt: PaymentAttempt, said: Said, *, at: datetime) -> Settled:
    """A gateway collected what it was asked to collect."""
    order = attempts.lock(attempt)
    is_part = notice.may_be_part and notice.amount < attempt.amount
    if notice.amount != attempt.amount and not is_part:
        cases.other_amount(notice, attempt, order, at=at)
        return Settled(Heard.OTHER_AMOUNT, None)
    ours = order.account is not None and notice.to_account == order.account.number
    means = said.means if ours else Means.GATEWAY
    receipt = receipts.once(
        notice, order, Said(means, None, said.raw_message_id, attempt.id), at=at
    )
    if receipt is None:
        return _told_again(notice, at=at)
    arrived = attempts.came if is_part else attempts.succeed
    arrived(attempt, notice.transaction_id, at=at)
    if ours and order.account:
        if line := pairing.read_of_before(receipt):
            arriving.named_at_last(line, receipt, order, at=at)
        else:
            arriving.bank_told(receipt, order, at=at)
        counting.account_received(order.account, at=at)
    else:
        arriving.came(order, receipt, by=None, at=at)
    return Settled(Heard.BELIEVED, receipt)


def _reversed(news: Reversal, through: Merchant, *, at: datetime) -> Heard:
    """Money goes back without our asking: booked as a refund by that way, or somebody's case."""
    attempt = attempts.that_brought(news.provider, news.transaction_id, through)
    if attempt is None:
        return Heard.UNKNOWN
    attempts.lock(attempt)
    refund = reversing.heard(news, attempt, at=at)
    if refund is None:
        return Heard.BELIEVED
    giving_back.went_back(refund, by=None, at=at)
    reversing.mark(attempt)
    return Heard.BELIEVED


def _told_again(notice: Notice, *, at: datetime) -> Settled:
    receipt = queries.told_before(notice.provider, notice.transaction_id)
    if receipt.amount != notice.amount:
        cases.told_otherwise(notice, receipt, at=at)
        return Settled(Heard.OTHER_AMOUNT, receipt)
    nobodys = notice.reference and receipt.order_id is None and receipt.bill_id is None
    return Settled(Heard.UNKNOWN if nobodys else Heard.KNOWN, receipt)
