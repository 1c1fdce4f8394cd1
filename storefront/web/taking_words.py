"""A day's money in a keeper's words: by which way, from whom, what for, and all of it aloud."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock, spoken
from storefront.money import Money
from storefront.payments.models import Means, Receipt
from storefront.payments.takings import Taking, Takings
from storefront.web.filters import day as written_day
from storefront.web.languages import language

READ_OUT = 5
"""Sums told one by one when the day is read aloud; the list shows all."""


class Row(NamedTuple):
    who: str
    what: str
    amount: Money
    means: str
    state: str
    at: datetime
    code: str
    href: str | None


def ways(its: Takings) -> list[tuple[str, str, Money]]:
    """Picture, words and sum of each way money came by."""
    sums = (
        ("landmark", _("To the account"), its.by_means(*_TO_ACCOUNT)),
        ("hand-coins", _("In cash"), its.by_means(Means.KEEPER_SAYS_CASH)),
        ("wallet", _("Wallets and cards"), its.by_means(Means.GATEWAY)),
    )
    return [way for way in sums if way[2]]


_TO_ACCOUNT = (Means.BANK_NOTICE, Means.STATEMENT, Means.KEEPER_SAYS_BANK)


def row(it: Taking) -> Row:
    means, state = _means(it)
    receipt = it.receipt
    return Row(_who(receipt), _what(receipt), it.amount, means, state, it.at, *_where(receipt))


def ago(passed: timedelta) -> str:
    minutes = max(int(passed.total_seconds()) // 60, 0)
    if minutes < 60:
        return str(ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes))
    return str(ngettext("%(num)s hour ago", "%(num)s hours ago", minutes // 60))


def aloud(its: Takings, *, day: date, at: datetime) -> str:
    """Every sum in full words: a voice that reads digits reads dots as it likes."""
    if day == clock.village_date(at):
        said = [_("Money in today: %(sum)s.", sum=_words(its.sum))]
    else:
        said = [_("Money in on %(day)s: %(sum)s.", day=written_day(day), sum=_words(its.sum))]
    if not its.came:
        said = [_("Nothing came in.")]
    said += [_one(it) for it in its.came[:READ_OUT]]
    if left := its.came[READ_OUT:]:
        rest = Money.sum(it.amount for it in left)
        said.append(_("Before that, in %(times)s: %(sum)s.", times=len(left), sum=_words(rest)))
    if its.went_back:
        said.append(_("Given back: %(sum)s.", sum=_words(its.given_back)))
    return " ".join(said)


def _one(it: Taking) -> str:
    return str(_("%(sum)s from %(who)s.", sum=_words(it.amount), who=_who(it.receipt)))


def _words(amount: Money) -> str:
    return spoken.dong(amount, language())


def _who(receipt: Receipt) -> str:
    if receipt.order:
        return receipt.order.checkout.buyer_name
    return receipt.bill.payer_name if receipt.bill else _("somebody we do not know")


def _what(receipt: Receipt) -> str:
    if receipt.order:
        return ", ".join(f"{it.name} × {it.quantity}" for it in receipt.order.lines)
    return _("Bill") if receipt.bill else receipt.memo


def _where(receipt: Receipt) -> tuple[str, str | None]:
    if receipt.order:
        return receipt.order.code, url_for("order_desk.show", code=receipt.order.code)
    if receipt.bill:
        return receipt.bill.code, url_for("bills.show", code=receipt.bill.code)
    return "", None


def _means(it: Taking) -> tuple[str, str]:
    """Who says so; and how it is drawn."""
    if it.amount < Money(0):
        return _("given back"), ""
    if it.receipt.means is Means.GATEWAY:
        return _("paid by wallet or card"), "paid"
    if it.is_by_others:
        return _("the bank said so"), "paid"
    if it.receipt.means is Means.KEEPER_SAYS_CASH:
        return _("cash, you said so"), "claimed"
    return _("you said so"), "claimed"
