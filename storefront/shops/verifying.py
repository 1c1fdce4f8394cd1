"""How far an account is trusted, and since when: declared, name matched, tried, received."""

from __future__ import annotations

from datetime import datetime

from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.shops.models import AccountStep, Household, PaymentAccount

_ORDER = tuple(AccountStep)


def is_known(household: Household) -> bool:
    """Somebody has made sure who keeps the shop: without that no name proves anything."""
    return household.shop is not None and household.shop.met_on is not None


def reach(account: PaymentAccount, step: AccountStep, *, at: datetime) -> None:
    """The first time counts. Money may have come before a name was matched: both stay true."""
    if step is AccountStep.NAME_MATCHED:
        account.matched_at = account.matched_at or at
    if step is AccountStep.TRIED:
        account.tried_at = account.tried_at or at
    account.step = max(account.step, step, key=_ORDER.index)


def is_not_tried(account: PaymentAccount) -> None:
    """Whoever said that the trial had come took the word back."""
    account.tried_at = None
    if account.step is AccountStep.TRIED:
        matched = AccountStep.NAME_MATCHED if account.matched_at else AccountStep.DECLARED
        account.step = matched


def dates(account: PaymentAccount) -> dict[AccountStep, datetime | None]:
    return {
        AccountStep.DECLARED: account.declared_at,
        AccountStep.NAME_MATCHED: account.matched_at,
        AccountStep.TRIED: account.tried_at,
        AccountStep.RECEIVED: account.received_at,
    }


def recount(household: Household, *, at: datetime) -> None:
    """A household counts while the account it is paid at has come so far, its keeper is known, and
    whoever asks is alone with it."""
    account, is_known_ = household.account, is_known(household)
    so = {
        Indicator.ACCOUNT_MATCHED: bool(account and account.matched_at and is_known_),
        Indicator.ACCOUNT_TRIED: bool(account and account.tried_at and is_known_),
    }
    for indicator, is_so in so.items():
        facts.stands(indicator, is_so, household_id=household.id, village=household.village, at=at)
