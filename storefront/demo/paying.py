"""What money writes when it comes and goes, as payments do it: the same verbs and rows."""

from __future__ import annotations

from storefront.demo.dealing import Deal, Dealing
from storefront.demo.rows import stamp
from storefront.facts.models import Indicator
from storefront.payments.receipts import KEEPER

BANK = "sepay"
"""Whose notices the practice bank speaks like."""
FIRST_NOTICE = 20_210_720


class Paying:
    def __init__(self, dealing: Dealing) -> None:
        self._dealing = dealing
        self._book = dealing.book
        self._notices = FIRST_NOTICE

    def bank_said(self, deal: Deal, amount: int, at: int) -> None:
        account = deal.farm.account
        assert account is not None  # noqa: S101
        notice = str(self._notices)
        self._notices += 1
        receipt = self._receipt(
            deal, BANK, notice, "bank_notice", amount, None, at, to=account.number
        )
        if not account.received:
            account.received = at
            household = f"household:{deal.farm.id}"
            self._dealing.count(deal, Indicator.ACCOUNT_RECEIVED, household, 1, at)
        self._came(deal, receipt, "bank", amount, at)
        self._dealing.tell(deal, "bank_said", None, at, amount=amount, note=notice)

    def keeper_said(self, deal: Deal, by: int, at: int, *, cash: bool) -> None:
        amount = deal.due
        means = "keeper_says_cash" if cash else "keeper_says_bank"
        receipt = self._receipt(deal, KEEPER, f"{deal.code}:{means}", means, amount, by, at)
        self._came(deal, receipt, "cash" if cash else "bank", amount, at)
        happened = "keeper_said_cash" if cash else "keeper_said_bank"
        self._dealing.tell(deal, happened, by, at, amount=amount)

    def refund(self, deal: Deal, amount: int, by: int, at: int) -> None:
        """Given back the way it came."""
        once = f"{deal.code}:back:{deal.id}"
        receipt = self._receipt(deal, KEEPER, once, "refund", -amount, by, at)
        deal.refunded += amount
        from_credit = min(amount, deal.credit)
        deal.credit -= from_credit
        movements = (
            ("bank" if deal.by_qr else "cash", -amount),
            ("customer_credit", from_credit),
            ("sales", amount - from_credit),
        )
        self._dealing.post(deal, f"receipt:{receipt}", movements, at)
        self._recount(deal, receipt, -amount, 0, at)
        self._dealing.tell(deal, "refunded", by, at, amount=amount)

    def _came(self, deal: Deal, receipt: int, into: str, amount: int, at: int) -> None:
        owed = min(amount, deal.due)
        deal.credit += amount - owed
        movements = (
            (into, amount),
            ("receivable", -owed),
            ("customer_credit", owed - amount),
        )
        self._dealing.post(deal, f"receipt:{receipt}", movements, at)
        self._recount(deal, receipt, amount, amount if into == "bank" else 0, at)

    def _recount(self, deal: Deal, receipt: int, amount: int, cashless: int, at: int) -> None:
        """What of the money is revenue, and how much of that came without cash."""
        earned, before = deal.earned, deal.cashless
        deal.paid += amount
        deal.cashless += cashless
        deal.earned = min(deal.paid, earned if deal.has_ended_unsold else deal.goods)
        cause = f"receipt:{receipt}"
        if deal.earned != earned:
            self._dealing.count(deal, Indicator.REVENUE, cause, deal.earned - earned, at)
        change = min(deal.cashless, deal.earned) - min(before, earned)
        if change:
            self._dealing.count(deal, Indicator.REVENUE_CASHLESS, cause, change, at)

    def _receipt(
        self,
        deal: Deal,
        provider: str,
        transaction: str,
        means: str,
        amount: int,
        by: int | None,
        at: int,
        *,
        to: str = "",
    ) -> int:
        receipt = self._book.receipts.next_id()
        self._book.receipts.add(
            (
                receipt,
                provider,
                transaction,
                deal.id,
                means,
                amount,
                deal.code,
                to,
                _outcome(deal, amount),
                by,
                stamp(at),
            )
        )
        return receipt


def _outcome(deal: Deal, amount: int) -> str:
    if amount < 0:
        return "refunded"
    if deal.has_ended_unsold:
        return "late"
    if amount == deal.due:
        return "paid"
    return "short" if amount < deal.due else "over"
