from collections.abc import Callable
from datetime import datetime, timedelta

from storefront import codes, text
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.posters import letters, queries
from storefront.posters.models import Leads, Poster, Scan, Sight, Why
from storefront.rows import add, add_once
from storefront.shops.errors import NoAccount
from storefront.shops.models import PaymentAccount, Shop

A_MOMENT = timedelta(minutes=2)
"""Two presses of one button are not further apart."""
A_WEEK = timedelta(days=7)


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


def place(poster: Poster, *, where: str, by: Person, at: datetime) -> None:
    """It hangs there from now on. Put up again elsewhere, the newest word counts."""
    poster.spot, poster.placed_at, poster.placed_by_id = where, at, by.id
    _trace("poster.place", poster, by=by, at=at)


def scan(serial: str, *, content: str = "", where: str = "", by: Person, at: datetime) -> Scan:
    """Somebody stands before a sticker, reads its serial, and its QR if the phone can.

    What is not as it should be is an alarm, which the household hears of. The same look again
    within a moment is one scan. `where` may be left out; then nobody is told that it moved.
    """
    poster = queries.by_serial(serial)
    seen = _sight(poster, content, where)
    is_known = queries.has_alarm(serial, seen)
    before = queries.newest_scan(serial, by)
    if before and before.sight is seen and at - before.at < A_MOMENT:
        return before
    found = add(
        Scan,
        poster_id=poster.id if poster else None,
        serial=serial,
        sight=seen,
        content=content,
        spot=where,
        at=at,
        by_id=by.id,
    )
    if poster is not None:
        _trace("poster.scan", poster, by=by, at=at, sight=seen)
        if found.is_alarm and not is_known:
            letters.alarm(poster, found, at=at)
    return found


def end(alarm: Scan, *, by: Person, at: datetime) -> None:
    """Somebody has been there and put it right. Doing it twice changes nothing."""
    if alarm.ended_at is None and alarm.is_alarm:
        alarm.ended_at, alarm.ended_by_id = at, by.id
        if alarm.poster is not None:
            _trace("poster.alarm_ended", alarm.poster, by=by, at=at)


def remind_of_checks(*, at: datetime, limit: int = 200) -> int:
    """Once a week, whoever has stickers up that nobody has looked at. Run again, nobody twice."""
    waiting = queries.unchecked(since=at - A_WEEK, limit=limit)
    for poster in waiting:
        poster.check_asked_at = at
    by_house = {it.shop.household_id: it for it in waiting}
    for poster in by_house.values():
        letters.look_at_it(poster, at=at)
    return len(by_house)


def _sight(poster: Poster | None, content: str, where: str) -> Sight:
    if poster is None:
        return Sight.UNKNOWN
    if content and content != poster.content:
        return Sight.OTHER_ACCOUNT
    if not poster.is_good:
        return Sight.WITHDRAWN
    if where and poster.spot and text.fold(where) != text.fold(poster.spot):
        return Sight.ELSEWHERE
    return Sight.FINE


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


def _trace(
    verb: str, poster: Poster, *, by: Person | None, sight: Sight | None = None, at: datetime
) -> None:
    accounts.trace(
        verb,
        f"poster:{poster.serial}",
        actor=by,
        for_id=poster.shop.household.keeper_id,
        detail={"leads": poster.leads, "why": poster.withdrawn_why, "sight": sight},
        at=at,
    )
