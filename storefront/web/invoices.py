"""Data for e-invoices, month by month, for the household or whoever writes them for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.earnings import invoicing, queries
from storefront.money import Money
from storefront.orders.models import PayBy
from storefront.reports.row_by_row import Row
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.web import earning_words, tables
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import month as written_month
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet

bp = Blueprint("invoices", __name__, url_prefix="/keeper/invoices")

MONTHS = 12


@bp.get("")
@door(SIGNED_IN)
def show() -> str:
    household, at = _mine(), clock.now()
    today = clock.village_date(at)
    its = queries.year(today.year, household_id=household.id, at=at)
    return render_template(
        "keeper/invoices.html",
        household=household,
        gauge=earning_words.gauge(its, on=today),
        income=its.whole.income,
        months=_months(today),
    )


@bp.get(f"/<int:year>/<int:number>.<{KINDS}:kind>")
@door(SIGNED_IN)
def file(year: int, number: int, kind: str) -> ResponseReturnValue:
    household, today = _mine(), clock.village_date(clock.now())
    if date(2020, 1, 1).year > year or year > today.year or number not in range(1, 13):
        abort(404)
    month = date(year, number, 1)
    orders = invoicing.handed_over(household.id, month)
    rows = list(_rows(invoicing.lines(orders, delivery=_("Delivery"), let_off=_("Let off"))))
    total = Money.sum(invoicing.sold(orders).values())
    heads = _heads()
    sheet = Sheet(
        _("For e-invoices, %(month)s", month=written_month(month)),
        household.village.full_name,
        min(today, (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)),
        heads,
        rows,
        [_("Together"), *[""] * (len(heads) - 3), total.dong, ""],
        words=5,
        facts=[(_("Seller"), household.keeper.name)],
        name=_("For e-invoices, %(month)s", month=f"{year}-{number:02d}"),
        back=url_for("invoices.show"),
    )
    return tables.sent(sheet, kind)


def _heads() -> list[str]:
    return [
        _("Order"),
        _("Handed over"),
        _("Buyer"),
        _("Address"),
        _("Name of the goods"),
        _("Unit"),
        _("How many"),
        _("Each"),
        _("Sum"),
        _("How it was paid"),
    ]


def _rows(lines: Iterator[invoicing.Line]) -> Iterator[Row]:
    for it in lines:
        buyer = it.order.checkout
        each = it.each
        yield [
            it.order.code,
            it.day,
            buyer.buyer_name,
            buyer.address,
            it.name,
            it.unit,
            it.quantity if it.quantity is not None else "",
            each.dong if each is not None else "",
            it.amount.dong,
            _("Cash") if it.order.pay_by is PayBy.CASH else _("Transfer"),
        ]


def _months(today: date) -> list[tuple[str, str]]:
    """The newest first: words, and the address of its file but for the kind."""
    first, found = today.replace(day=1), []
    for _nth in range(MONTHS):
        found.append((written_month(first), f"/keeper/invoices/{first.year}/{first.month}"))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _mine() -> Household:
    return shops.kept_by(me()) or abort(404)
