"""The year of a household: what it earned, and how near that is to where the law asks for tax."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.db import deed
from storefront.earnings import actions, queries
from storefront.earnings.statement import Year
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.twins import queries as twins
from storefront.web import earning_words, tables
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import month as written_month
from storefront.web.forms.draft import Draft
from storefront.web.forms.earnings import OutsideForm
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet

bp = Blueprint("earnings", __name__, url_prefix="/keeper/years")


@bp.get("")
@door(SIGNED_IN)
def now() -> ResponseReturnValue:
    return redirect(url_for("earnings.show", year=clock.village_date(clock.now()).year))


@bp.get("/<int:year>")
@door(SIGNED_IN)
def show(year: int) -> str:
    return _page(_mine(), year, Draft(OutsideForm), at=clock.now())


@bp.post("/<int:year>/outside")
@door(SIGNED_IN)
def outside(year: int) -> ResponseReturnValue:
    """What was sold elsewhere in a month that has begun."""
    household, at = _mine(), clock.now()
    its = _year(household, year, at=at)
    draft = Draft.read(OutsideForm)
    if draft.ok and draft.data.month not in range(1, len(its.months) + 1):
        draft.refuse("month", _("A month of this year that has begun."))
    if not draft.ok:
        return _page(household, year, draft, at=at), 422
    month, said = its.months[draft.data.month - 1].month, draft.data
    with deed():
        actions.say_sold_outside(household, month, said.amount, note=said.note, by=me(), at=at)
    flash(_("Written down, in a column of its own."))
    return redirect(url_for("earnings.show", year=year))


@bp.get(f"/<int:year>.<{KINDS}:kind>")
@door(SIGNED_IN)
def file(year: int, kind: str) -> ResponseReturnValue:
    household, at = _mine(), clock.now()
    its = _year(household, year, at=at)
    columns = earning_words.columns()
    row = earning_words.row
    sheet = Sheet(
        _("Income of %(year)s", year=str(year)),
        household.village.full_name,
        min(clock.village_date(at), date(year, 12, 31)),
        [_("Month"), *columns.values()],
        [row(it, columns, written_month(it.month)) for it in its.months],
        row(its.whole, columns, _("The whole year")),
        facts=earning_words.facts(household, its, at=at),
        name=_("Income of %(year)s", year=str(year)),
        back=url_for("earnings.show", year=year),
    )
    return tables.sent(sheet, kind)


def _page(household: Household, year: int, draft: Draft[OutsideForm], *, at: datetime) -> str:
    its, today = _year(household, year, at=at), clock.village_date(at)
    is_now = year == today.year
    expected = queries.expected(its, household_id=household.id, at=at) if is_now else None
    return render_template(
        "keeper/year.html",
        household=household,
        joined=twins.joined_into(household),
        its=its,
        is_now=is_now,
        years=queries.years(household_id=household.id, at=at),
        columns=_columns(its),
        gauge=earning_words.gauge(its, on=today),
        tax=earning_words.tax(household, its, on=today),
        expected=expected,
        months=[(it.month.month, written_month(it.month)) for it in its.months],
        draft=draft,
    )


def _columns(its: Year) -> dict[str, str]:
    """Those that say something this year: a page is not as wide as a file."""
    every = earning_words.columns().items()
    told = {name for name, _words in every if any(getattr(it, name) for it in its.months)}
    return {name: words for name, words in every if name in told or name == "income"}


def _mine() -> Household:
    return shops.kept_by(me()) or abort(404)


def _year(household: Household, year: int, *, at: datetime) -> Year:
    if year not in queries.years(household_id=household.id, at=at):
        abort(404)
    return queries.year(year, household_id=household.id, at=at)
