"""What the bank says beside what our books say, day by day, for whoever watches over money."""

from __future__ import annotations

from collections.abc import Iterable
from csv import writer
from datetime import date, timedelta
from io import StringIO
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.money import Money
from storefront.reconciliation import daily
from storefront.reconciliation.differences import Day, counted
from storefront.shops import queries as shops
from storefront.shops.models import Household, PaymentAccount
from storefront.spreadsheets.harmless import harmless
from storefront.web import growth_views, looking, statement_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("reconciliation", __name__, url_prefix="/reconciliation")

MONTH = timedelta(days=30)
SHOWN = 100
"""Accounts on one page; the sums above them are of all."""
EARLIEST = date(2000, 1, 1)


@bp.get("")
@door(SIGNED_IN)
def place() -> ResponseReturnValue:
    """One day, all accounts this person watches over; a keeper goes to her own."""
    which = daily.where_may_look(me(), on=asked_on())
    if which is None:
        return _own()
    day = _day(asked_on() - timedelta(days=1))
    days = _worst_first(daily.of_day(which, day))
    start = (_number_of_page(len(days)) - 1) * SHOWN
    shown = days[start : start + SHOWN]
    return _page(
        "reconciliation/day.html",
        day=day,
        days=shown,
        start=start,
        per_page=SHOWN,
        every=len(days),
        counts=counted(row for it in days for row in it.rows),
        counted=counted,
        watched=me().places_where(Permission.MONEY_WATCH, on=asked_on()),
        **_of_accounts(shown),
        **_sums(days),
        **_around(day),
    )


@bp.get("/day.csv")
@door(SIGNED_IN)
def place_file() -> Response:
    which = daily.where_may_look(me(), on=asked_on())
    if which is None:
        abort(404)
    day = _day(asked_on() - timedelta(days=1))
    return _file(daily.of_day(which, day), f"reconciliation-{day}")


@bp.get("/households/<code>")
@door(SIGNED_IN)
def household(code: str) -> ResponseReturnValue:
    """The last month of one household, down to the rows."""
    it = _household(code)
    last = _day(asked_on())
    days = daily.between(daily.of_household(it), last - MONTH, last)
    ages = daily.ages([account.id for account in it.accounts])
    _trace(it)
    return _page(
        "reconciliation/household.html",
        household=it,
        named=_is_named(it),
        may_press=it.allows(me(), Permission.ORDER_HANDLE, on=asked_on()),
        days=days,
        last=last,
        first=last - MONTH,
        before=last - MONTH - timedelta(days=1),
        accounts={account.id: account for account in it.accounts},
        ages=ages,
        counts=counted(row for day in days for row in day.rows),
        owed=[row for day in days for row in day.rows if row.owed],
        **_sums(days),
    )


@bp.get("/households/<code>/days.csv")
@door(SIGNED_IN)
def household_file(code: str) -> Response:
    it = _household(code)
    last = _day(asked_on())
    _trace(it)
    days = daily.between(daily.of_household(it), last - MONTH, last)
    return _file(days, f"reconciliation-{it.code}-{last}")


def _own() -> ResponseReturnValue:
    own = shops.kept_by(me()) or abort(404)
    return redirect(f"{bp.url_prefix}/households/{own.code}")


def _household(code: str) -> Household:
    return daily.household_to_read(code, me(), on=asked_on()) or abort(404)


def _day(otherwise: date) -> date:
    """The day asked for; one that is none, or has not come yet, is the usual one."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return otherwise
    return asked if EARLIEST <= asked <= asked_on() else otherwise


def _number_of_page(accounts: int) -> int:
    """The page asked for; one that is none is the first."""
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return number if 1 <= number <= -(-accounts // SHOWN) else 1


def _worst_first(days: Iterable[Day]) -> list[Day]:
    return sorted(days, key=lambda it: (-len(it.amiss), it.account_id))


def _sums(days: Iterable[Day]) -> dict[str, Any]:
    days = list(days)
    return {
        "bank": Money.sum(it.bank for it in days),
        "here": Money.sum(it.here for it in days),
        "unchecked": Money.sum(it.unchecked for it in days),
    }


def _of_accounts(days: Iterable[Day]) -> dict[str, Any]:
    ids = [it.account_id for it in days]
    return {"accounts": daily.accounts(ids), "ages": daily.ages(ids)}


def _around(day: date) -> dict[str, Any]:
    after = day + timedelta(days=1)
    return {
        "before": day - timedelta(days=1),
        "after": after if after <= asked_on() else None,
    }


def _file(days: Iterable[Day], named: str) -> Response:
    """One row a line of money."""
    days = list(days)
    known = daily.accounts(sorted({it.account_id for it in days}))
    out = StringIO()
    sheet = writer(out)
    sheet.writerow(_head())
    for day in days:
        for row in day.rows:
            sheet.writerow(map(harmless, _row(known[day.account_id], day, row)))
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={named}.csv"
    return private(answer)


def _head() -> list[str]:
    return [
        _("Day"),
        _("Household"),
        _("Account"),
        _("What it is"),
        _("The bank says"),
        _("Our books say"),
        _("Order code"),
        _("Note"),
        _("Owed back"),
        _("To whom"),
    ]


def _is_named(it: Household) -> bool:
    """Whether the person looking may know who bought there."""
    return it.keeper_id == me().id or growth_views.is_named(it.village.path)


def _row(account: PaymentAccount, day: Day, row: Any) -> list[Any]:
    named = _is_named(account.household)
    return [
        day.day,
        growth_views.known_as(account.household),
        statement_words.account(account),
        statement_words.kind(row.kind),
        row.bank.dong if row.bank is not None else "",
        row.here.dong if row.here is not None else "",
        row.code,
        row.note if named else "",
        row.owed.dong if row.owed else "",
        row.owed_to if named else "",
    ]


def _trace(it: Household) -> None:
    """Whoever looks at a household's money without pressing for it is written down."""
    if it.keeper_id != me().id:
        looking.noted(Seen.MONEY, f"household:{it.code}", it.village, keepers=[it.keeper_id])


def _page(template: str, **values: Any) -> ResponseReturnValue:
    return private(make_response(render_template(template, words=statement_words, **values)))
