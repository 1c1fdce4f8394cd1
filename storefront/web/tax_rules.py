"""By which rules of the law the year of a household is reckoned: the tables as they stand, with
days and sources. Nobody changes them on a page: see `flask tax-rules`."""

from __future__ import annotations

from flask import Blueprint, render_template

from storefront import clock
from storefront.earnings.thresholds import FOLLOWS, THRESHOLDS, threshold
from storefront.earnings.withholding import RATES, SETTINGS
from storefront.web import earning_words
from storefront.web.doors import PUBLIC, door

bp = Blueprint("tax_rules", __name__)


@bp.get("/tax-rules")
@door(PUBLIC)
def show() -> str:
    today = clock.village_date(clock.now())
    return render_template(
        "keeper/tax_rules.html",
        thresholds=sorted(THRESHOLDS, key=lambda it: (it.for_year, it.decided_on), reverse=True),
        now=threshold(today.year, on=today),
        today=today,
        rates=sorted(RATES, key=lambda it: it.from_day, reverse=True),
        follows=FOLLOWS,
        settings=SETTINGS,
        words=earning_words,
    )
