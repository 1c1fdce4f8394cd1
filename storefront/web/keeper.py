"""The keeper's own page: money today, orders to answer, who pressed what."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.complaints import queries as complaints
from storefront.lessons import queries as lessons
from storefront.orders import queries as orders
from storefront.orders.models import OrderState
from storefront.payments import cash, deciding, takings
from storefront.payments import queries as receipts
from storefront.payouts import queries as payouts
from storefront.shops import entries
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.talks import queries as talks
from storefront.terms import queries as terms
from storefront.twins import queries as twins
from storefront.web import deeds, taking_words, twin_sides
from storefront.web.cash import piles
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me

bp = Blueprint("keeper", __name__, url_prefix="/keeper")

PRESSED = 3
"""How many deeds of helpers the first page names; the rest is in the history."""


@bp.get("")
@door(SIGNED_IN)
def home() -> ResponseReturnValue:
    household = shops.kept_by(me())
    if household is None or household.shop is None:
        now_in = None if household else twins.kept_for(me())
        return render_template(
            "keeper/no_shop.html",
            household=household,
            now_in=now_in,
            ends_in=twin_sides.ends_in(now_in.keeper.phone) if now_in else "",
        )
    homes = entries.of(household.id)
    waiting = orders.open_for(homes)
    now = clock.now()
    today = takings.on(clock.village_date(now), household_id=household.id)
    return render_template(
        "keeper/home.html",
        household=household,
        shop=household.shop,
        today=today,
        aloud=taking_words.aloud(today, day=clock.village_date(now), at=now),
        new=[order for order in waiting if order.state is OrderState.PLACED],
        under_way=[order for order in waiting if order.state is not OrderState.PLACED],
        pressed=deeds.pressed_lately(me(), limit=PRESSED, at=now),
        pictures=_pictures(household),
        on_stall=[it for it in household.shop.products if it.shown],
        change=payouts.under_way(household),
        terms_asked=terms.is_asked(me()),
        odd=deciding.how_many_wait(homes),
        complaints=complaints.how_many_wait(me(), on=clock.village_date(now)),
        unread=talks.unread_by_household([order.id for order in waiting]),
        held=piles(cash.held_for(household)),
        lesson=lessons.suggested(me(), at=now),
        by_bank=receipts.told_by_bank([order.id for order in waiting]),
    )


@bp.get("/orders")
@door(SIGNED_IN)
def all_orders() -> str:
    household = shops.kept_by(me())
    found = orders.latest_for(entries.of(household.id)) if household else []
    return render_template("keeper/orders.html", household=household, orders=found)


def _pictures(household: Household) -> dict[int, str]:
    """Photos by product."""
    products = household.shop.products if household.shop else []
    return {it.id: it.photo.small for it in products if it.photo}
