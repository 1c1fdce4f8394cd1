"""A small sum that shows whether an account works. It is a bill that sells nothing: it has the
QR, the code, the doors for money and the books of a bill, and counts as no revenue and no order."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.bills import actions as bills
from storefront.bills.actions import Item, Payer
from storefront.bills.models import Bill, BillFor
from storefront.db import session
from storefront.errors import MarketError
from storefront.money import Money
from storefront.shops import verifying
from storefront.shops.actions import hold
from storefront.shops.models import Household, PaymentAccount

AMOUNT = Money(1_000)
WITHIN = timedelta(days=7)
WORDS = {"vi": "Tiền thử tài khoản", "en": "To try the account"}


class NotMatched(MarketError):
    """First somebody knows the keeper, and the bank the name."""


def begin(household: Household, *, by: Person, at: datetime) -> Bill:
    """Something to scan and pay. While one waits for its money, that one. Raises NotMatched."""
    hold(household)
    account, shop = household.account, household.shop
    if shop is None or account is None or not account.matched_at:
        raise NotMatched(household.code)
    if not verifying.is_known(household):
        raise NotMatched(household.code)
    before = of_account(account)
    if before and before[0].due:
        return before[0]
    return bills.issue(
        shop,
        [Item(WORDS.get(by.language, WORDS["vi"]), 1, AMOUNT)],
        payer=Payer(by.name, language=by.language),
        what_for=BillFor.TRIAL,
        due_on=clock.village_date(at) + WITHIN,
        once=f"trial:{account.id}:{len(before)}",
        by=by,
        at=at,
    )


def of_account(account: PaymentAccount) -> list[Bill]:
    """The newest first."""
    wanted = select(Bill).where(Bill.account_id == account.id, Bill.what_for == BillFor.TRIAL)
    return list(session.scalars(wanted.order_by(Bill.id.desc())))
