"""What is picked and packed on a day: for one household, and for all of a team; with labels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.orders import packing, queries
from storefront.orders.models import Order
from storefront.shops import queries as shops
from storefront.shops.models import Household, Shop
from storefront.web import labels, looking
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("packing", __name__)

AHEAD = 7
"""Days one can go on and back."""


@bp.get("/shops/<shop>/packing")
@door(SIGNED_IN)
def of_shop(shop: str) -> str:
    found, day = _shop(shop), _day()
    return _page(_orders([found.household], day), day, shop=found)


@bp.get("/shops/<shop>/packing/labels.pdf")
@door(SIGNED_IN)
def labels_of_shop(shop: str) -> ResponseReturnValue:
    found, day = _shop(shop), _day()
    back = url_for(".of_shop", shop=shop, day=day.isoformat())
    return _labels(_orders([found.household], day), back)


@bp.get("/team/packing")
@door(Permission.ORDER_HANDLE)
def of_team() -> str:
    day, orders = _day(), _orders(_team(), _day())
    looking.listed(Seen.PACKING, [it.shop.household for it in orders])
    return _page(orders, day, shop=None)


@bp.get("/team/packing/labels.pdf")
@door(Permission.ORDER_HANDLE)
def labels_of_team() -> ResponseReturnValue:
    day, orders = _day(), _orders(_team(), _day())
    looking.listed(Seen.PACKING, [it.shop.household for it in orders], is_taken=True)
    return _labels(orders, url_for(".of_team", day=day.isoformat()))


@bp.get("/orders/<code>/label.pdf")
@door(SIGNED_IN)
def label(code: str) -> ResponseReturnValue:
    """One, again, for as long as it may be needed."""
    today = clock.village_date(clock.now())
    order = queries.to_handle(code, me(), on=today) or abort(404)
    back = url_for("order_desk.show", code=code)
    return _labels([] if order.has_ended_unsold else [packing.parcel(order.id)], back)


def _labels(orders: Sequence[Order], back: str) -> ResponseReturnValue:
    if not orders:
        flash(_("No parcel to label."), "wait")
        return redirect(back)
    some = orders[: labels.MOST]
    body = labels.pdf(some, packing.slips(some))
    answer = private(Response(body, mimetype="application/pdf"))
    name = f"{some[0].code}-{len(some)}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _page(orders: Sequence[Order], day: date, *, shop: Shop | None) -> str:
    return render_template(
        "packing/show.html",
        rounds=packing.rounds(orders),
        many=len(orders),
        day=day,
        today=clock.village_date(clock.now()),
        step=timedelta(1),
        last=AHEAD,
        shop=shop,
        most=labels.MOST,
        phone=labels.phone,
        money=labels.money,
        keeps_cool=packing.keeps_cool,
        is_keeper=shop is not None and shop.household.keeper_id == me().id,
    )


def _orders(homes: Sequence[Household], day: date) -> list[Order]:
    today = clock.village_date(clock.now())
    return packing.to_pack([home.id for home in homes], day, today=today)


def _team() -> list[Household]:
    """Those that let the team press for them."""
    today, handle = clock.village_date(clock.now()), Permission.ORDER_HANDLE
    everybody = shops.households_of(me(), on=today)
    return [home for home in everybody if home.allows(me(), handle, on=today)]


def _day() -> date:
    """Of the address, or today. A week back and on, no more."""
    today = clock.village_date(clock.now())
    try:
        day = date.fromisoformat(request.args.get("day", "")[:10])
    except ValueError:
        return today
    return day if abs((day - today).days) <= AHEAD else today


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    handle = Permission.ORDER_HANDLE
    return shops.to_edit(code, me(), on=today, permission=handle) or abort(404)
