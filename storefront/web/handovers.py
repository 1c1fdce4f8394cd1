"""Open work that somebody was given: looked at, and received."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import handing_over
from storefront.helping.models import WorkHandover, WorkKind
from storefront.helping.open_work import Item
from storefront.web.doors import door
from storefront.web.people import me

bp = Blueprint("handovers", __name__, url_prefix="/team/handovers")

OPEN = Permission.SHOP_OPEN


@bp.get("/<int:number>")
@door(OPEN)
def show(number: int) -> str:
    given = _given(number)
    items = handing_over.items_of(given)
    groups = {kind: [it for it in items if it.kind is kind] for kind in WorkKind}
    return render_template(
        "teams/handover.html",
        given=given,
        groups={kind: found for kind, found in groups.items() if found},
        many=len(items),
        called=called(),
        where=where,
        day_of=lambda it: date.fromisoformat(it.day),
    )


@bp.post("/<int:number>/receipt")
@door(OPEN)
def receive(number: int) -> ResponseReturnValue:
    with deed():
        handing_over.receive(_given(number), at=clock.now())
    flash(_("Received. Whoever gave it to you is told."))
    return redirect(url_for("handovers.show", number=number))


def called() -> dict[WorkKind, str]:
    return {
        WorkKind.ORDER: _("Orders to see to"),
        WorkKind.COMPLAINT: _("Complaints"),
        WorkKind.OBJECTION: _("Pressed without being asked"),
        WorkKind.MONEY: _("Sums of money to look at"),
        WorkKind.ACCOUNT: _("Changes of account under way"),
        WorkKind.CASH: _("Cash that was not handed over"),
        WorkKind.QUESTION: _("Questions nobody has answered"),
        WorkKind.VISIT: _("Visits that were agreed"),
        WorkKind.PLANNED: _("Visits that are planned"),
        WorkKind.FOLDER: _("Folders, by when the shop is to be live"),
        WorkKind.UNFINISHED: _("Shops not finished"),
    }


def where(it: Item) -> str:
    """Where it is seen to. A question is read by whoever asked, and answered by the commune."""
    if it.kind is WorkKind.QUESTION:
        return ""
    if it.kind is WorkKind.ORDER:
        return url_for("order_desk.show", code=it.reference)
    if it.kind is WorkKind.COMPLAINT:
        return url_for("complaints.show", number=int(it.reference))
    if it.kind is WorkKind.MONEY:
        return url_for("cases.index")
    room = "folders.show" if it.kind is WorkKind.FOLDER else "households.show"
    return url_for(room, code=it.household)


def _given(number: int) -> WorkHandover:
    return handing_over.to_receive(number, me()) or abort(404)
