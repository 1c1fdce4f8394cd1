"""The last step down: one order, and who did what to it when."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import drill
from storefront.orders.models import Checkout, OrderState
from storefront.screening.tasks import Task
from storefront.web import deeds, growth_views, looking
from storefront.web.doors import door
from storefront.web.filters import phone
from storefront.web.people import me

bp = Blueprint("growth_trails", __name__, url_prefix="/growth")


@bp.get("/orders/<code>")
@door(Permission.CAMPAIGN_READ)
def order(code: str) -> ResponseReturnValue:
    today = clock.village_date(clock.now())
    it = drill.order_to_read(code, me(), on=today) or abort(404)
    home = it.shop.household
    if stop := looking.asks_why(home.village):
        return stop
    page = render_template(
        "growth/order.html",
        order=it,
        household=home,
        buyer=buyer_of(it.checkout, is_named=growth_views.knows(home.village)),
        state=states()[it.state],
        trail=deeds.of_subject(home.keeper, f"order:{it.code}"),
    )
    subject = f"order:{it.code}"
    looking.noted(Seen.HOUSEHOLD, subject, home.village, keepers=[home.keeper_id])
    return page


def buyer_of(checkout: Checkout, *, is_named: bool) -> str:
    """Name and number to those who work there, else initials and the last three digits."""
    if is_named:
        return f"{checkout.buyer_name}, {phone(checkout.buyer_phone)}"
    return f"{growth_views.initials(checkout.buyer_name)}, … {checkout.buyer_phone[-3:]}"


def states() -> dict[OrderState, str]:
    return {
        OrderState.PLACED: _("waits for an answer"),
        OrderState.CONFIRMED: _("accepted"),
        OrderState.SENT: _("on its way"),
        OrderState.DONE: _("handed over"),
        OrderState.CANCELLED: _("cancelled"),
        OrderState.EXPIRED: _("ran out of time"),
    }


def task_words() -> dict[Task, str]:
    return {
        Task.WARNING: _("early warning"),
        Task.CASE: _("money to look at"),
        Task.SUSPECT: _("to be looked at twice"),
        Task.ORDER: _("order without an answer"),
    }
