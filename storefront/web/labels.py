"""Labels of parcels on A6: who, where, how, what to collect, and a QR with the order's code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from storefront import addresses, qr
from storefront.delivery.ways import FETCHED, Way
from storefront.orders import packing
from storefront.orders.models import Handover, Order, PayBy
from storefront.posters import press
from storefront.web.delivery_words import name_of
from storefront.web.filters import code as spaced
from storefront.web.filters import day, number
from storefront.web.filters import phone as written
from storefront.web.languages import language

TEMPLATE = press.TEMPLATE.with_name("labels.typ")
MOST = 60
"""Labels in one file."""


def pdf(orders: Sequence[Order], slips: Mapping[int, Handover]) -> bytes:
    """One label on each page."""
    said = {
        "lang": language(),
        "title": _("Labels"),
        "labels": [_label(order, slips.get(order.id)) for order in orders],
    }
    codes = {f"qr{nth}": qr.svg(address(order)).decode() for nth, order in enumerate(orders)}
    marks = {f"mark{nth}": press.mark(order.shop.code) for nth, order in enumerate(orders)}
    return press.typeset(TEMPLATE, said, codes | marks)


def address(order: Order) -> str:
    """Where whoever handles the order finds it; it ends with the code."""
    return f"{addresses.market()}/orders/{order.code}"


def _label(order: Order, slip: Handover | None) -> dict[str, Any]:
    buyer, shop = order.checkout, order.shop
    return {
        "code": spaced(order.code),
        "qr_words": _("Order %(code)s", code=order.code),
        "mark_words": _("The pattern of this shop"),
        "sender": shop.name,
        "from": f"{shop.household.village.full_name}, {shop.commune.full_name}",
        "name": buyer.buyer_name,
        "phone": phone(order),
        "to": "" if order.is_fetched else _where(order),
        "way": name_of(order.way),
        "by": _by(order, slip),
        "leaves": day(order.leaves_on) if order.leaves_on else "",
        "goods": [f"{number(it.quantity)} {it.unit} {it.name}" for it in order.lines],
        "money": money(order),
        "collects": order.pay_by is PayBy.CASH and bool(order.due) and not order.must_be_weighed,
        "cool": _("Keep cool") if packing.keeps_cool(order) else "",
        "note": buyer.note,
    }


def phone(order: Order) -> str:
    """Whole for whoever must call the buyer on the way; of what is fetched, the last digits."""
    whole = written(order.checkout.buyer_phone)
    return f"••• ••• {whole[-3:]}" if order.way in FETCHED else whole


def money(order: Order) -> str:
    if order.must_be_weighed:
        return str(_("Not weighed yet"))
    if not order.due:
        return str(_("Paid"))
    if order.pay_by is PayBy.CASH:
        return str(_("Collect %(sum)s in cash", sum=order.due))
    return str(_("Not paid yet: %(sum)s", sum=order.due))


def _where(order: Order) -> str:
    commune = order.checkout.commune
    parts = [order.checkout.address]
    if commune:
        parts += [commune.full_name, commune.parent.full_name if commune.parent else ""]
    return ", ".join(part for part in parts if part)


def _by(order: Order, slip: Handover | None) -> str:
    """Plate, driver and station once it is handed over; before, what the household says of it."""
    if slip:
        said = (slip.plate, written(slip.phone) if slip.phone else "", slip.station, slip.hour)
        return " · ".join(word for word in (*said, slip.tracking) if word)
    note = str((order.terms or {}).get("note") or "")
    return note or (_("Plate: ……………  Station: ……………") if order.way is Way.COACH else "")
