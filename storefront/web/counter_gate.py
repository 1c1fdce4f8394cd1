"""Which pages open at a counter: those of whose turn it is, and those for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from storefront.accounts.permissions import Permission
from storefront.bills.models import Bill
from storefront.complaints.models import Complaint
from storefront.counters.models import Sitting
from storefront.db import session
from storefront.orders.models import Order
from storefront.shops import entries
from storefront.shops.models import Household, Shop
from storefront.web.doors import PRACTICE, PUBLIC, SECRET_LINK, SIGNED_IN

FREE = (PUBLIC, SECRET_LINK, PRACTICE)
PRESSING = (
    SIGNED_IN,
    Permission.HOUSEHOLD_READ,
    Permission.SHOP_OPEN,
    Permission.SHOP_EDIT,
    Permission.VISIT_WRITE,
    Permission.ORDER_HANDLE,
    Permission.ACCOUNT_CONFIRM,
    Permission.COMPLAINTS_DECIDE,
)
HOMES = frozenset({"leader.home", "growth.show", "keeper.home", "sign_in.show"})
"""Where "my work" leads: no mistake, only another way to the counter."""
LOGS = frozenset({"counters", "counter_log", "counter_figures"})
"""Of the access point itself: between two turns."""


def stopped(sitting: Sitting | None) -> ResponseReturnValue | None:
    """Only pages of this household open, and those for everybody."""
    room = request.blueprint
    if request.endpoint is None or room in ("counter", "proving"):
        return None
    if room in LOGS and sitting is None:
        return None
    if room != "sign_in" and _is_free(sitting):
        return None
    if request.endpoint not in HOMES:
        words = _("At the counter only pages of whose turn it is open. End the turn first.")
        flash(words, "wait")
    return redirect(url_for("counter.now"))


def _is_free(sitting: Sitting | None) -> bool:
    door = getattr(current_app.view_functions[request.endpoint or ""], "door", None)
    if door in FREE:
        return True
    if sitting is None or door not in PRESSING:
        return False
    if sitting.household is None:
        return request.blueprint == "registering"
    return _is_of(sitting.household, request.view_args or {})


def _is_of(household: Household, parts: Mapping[str, Any]) -> bool:
    """Whether an address names this household, its shop, or an order, bill or complaint of it."""
    shop = household.shop
    named = str(parts.get("shop") or parts.get("code") or "")
    if named and named in (household.code, shop.code if shop else ""):
        return True
    stalls = select(Shop.id).where(Shop.household_id.in_(entries.of(household.id)))
    if request.blueprint == "complaints" and "number" in parts:
        wanted = select(Order.shop_id).join(Complaint, Complaint.order_id == Order.id)
        its = wanted.where(Complaint.id == parts["number"], Order.shop_id.in_(stalls))
        return session.scalar(its) is not None
    papers = (select(it.id).where(it.code == named, it.shop_id.in_(stalls)) for it in (Order, Bill))
    return bool(named) and any(session.scalar(it) is not None for it in papers)
