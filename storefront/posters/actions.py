from collections.abc import Callable
from datetime import datetime, timedelta

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.posters import queries
from storefront.posters.models import Leads, Poster, Why
from storefront.rows import add_once
from storefront.shops.errors import NoAccount
from storefront.shops.models import PaymentAccount, Shop

A_MOMENT = timedelta(minutes=2)
"""Two presses of one button are not further apart."""


def enter(
    shop: Shop, leads: Leads, *, carries: Callable[[str], str], by: Person, at: datetime
) -> Poster:
    """Write a poster into the register, before it is printed. `carries` says what its QR will say,
    given the serial.

    Pressed twice it is one poster. Raises NoAccount.
    """
    account = shop.household.account if leads is Leads.TO_ACCOUNT else None
    if leads is Leads.TO_ACCOUNT and account is None:
        raise NoAccount(shop.code)
    newest = queries.alike(shop, leads, account)
    if newest and newest.printed_by_id == by.id and at - newest.printed_at < A_MOMENT:
        return newest
    poster = _under_a_new_serial(shop, leads, account, carries=carries, by=by, at=at)
    _trace("poster.print", poster, by=by, at=at)
    return poster


def withdraw(poster: Poster, *, why: Why, by: Person | None, at: datetime) -> None:
    """From now on it is not to be trusted. Doing it twice changes nothing."""
    if not poster.is_good:
        return
    poster.withdrawn_at, poster.withdrawn_why = at, why
    poster.withdrawn_by_id = by.id if by else None
    _trace("poster.withdraw", poster, by=by, at=at)


def withdraw_all(account: PaymentAccount, *, why: Why, by: Person | None, at: datetime) -> int:
    """All that ask for money to an account which is no longer the household's."""
    good = queries.good_with(account)
    for poster in good:
        withdraw(poster, why=why, by=by, at=at)
    return len(good)


def _under_a_new_serial(
    shop: Shop,
    leads: Leads,
    account: PaymentAccount | None,
    *,
    carries: Callable[[str], str],
    by: Person,
    at: datetime,
) -> Poster:
    while True:
        serial = codes.new_code(codes.POSTER)
        poster = add_once(
            Poster,
            unless=("serial",),
            serial=serial,
            leads=leads,
            shop_id=shop.id,
            account_id=account.id if account else None,
            content=carries(serial),
            printed_at=at,
            printed_by_id=by.id,
        )
        if poster is not None:
            return poster


def _trace(verb: str, poster: Poster, *, by: Person | None, at: datetime) -> None:
    accounts.trace(
        verb,
        f"poster:{poster.serial}",
        actor=by,
        for_id=poster.shop.household.keeper_id,
        detail={"leads": poster.leads, "why": poster.withdrawn_why},
        at=at,
    )
