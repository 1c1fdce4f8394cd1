"""Money that came to a household today: told in large digits, and read aloud."""

from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from storefront import clock
from storefront.payments import queries as receipts
from storefront.payments import takings
from storefront.shops import queries as shops
from storefront.web import taking_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me

bp = Blueprint("takings", __name__, url_prefix="/keeper/money")

FIRST = date(2020, 1, 1)
"""No household sold here before."""


@bp.get("")
@door(SIGNED_IN)
def today() -> str:
    now = clock.now()
    return _page(clock.village_date(now), now=now)


@bp.get("/days/<day>")
@door(SIGNED_IN)
def on(day: str) -> ResponseReturnValue:
    wanted, now = _day(day), clock.now()
    if not FIRST <= wanted <= clock.village_date(now):
        raise NotFound
    return _page(wanted, now=now)


@bp.get("/all")
@door(SIGNED_IN)
def book() -> str:
    """Newest first, whatever the day."""
    household = shops.kept_by(me())
    came = receipts.newest_of(household.id, limit=60) if household else []
    return render_template("keeper/money.html", household=household, receipts=came)


def _page(day: date, *, now: datetime) -> str:
    household = shops.kept_by(me())
    if household is None:
        return render_template("keeper/no_shop.html", household=None)
    before = day - timedelta(days=1)
    its, last = (takings.on(it, household_id=household.id) for it in (day, before))
    return render_template(
        "keeper/takings.html",
        household=household,
        day=day,
        is_today=day == clock.village_date(now),
        its=its,
        before=before,
        last=last,
        ways=taking_words.ways(its),
        rows=[taking_words.row(it) for it in [*its.came, *its.went_back]],
        aloud=taking_words.aloud(its, day=day, at=now),
        ago=taking_words.ago(now - its.came[0].at) if its.came else "",
        after=_address(day + timedelta(days=1), now=clock.village_date(now)),
    )


def _address(day: date, *, now: date) -> str | None:
    """Nothing for days to come."""
    if day >= now:
        return url_for("takings.today") if day == now else None
    return url_for("takings.on", day=day.isoformat())


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise NotFound from None
