"""Stickers that hang: where they were put, who looked, what is wrong with them."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.payments import vietqr
from storefront.payments.vietqr import Unreadable
from storefront.places.models import Place
from storefront.posters import actions, queries
from storefront.posters.models import Poster, Scan, Sight
from storefront.shops import queries as shops
from storefront.web import checking, fair_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import ScanForm, SpotForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("stickers", __name__)


@bp.get("/stickers")
@door(Permission.HOUSEHOLD_READ)
def index() -> str:
    """What to go and look at: alarms first, then those nobody has looked at for a week."""
    at, places = clock.now(), _places()
    return render_template(
        "stickers/index.html",
        alarms=queries.alarms(places),
        waiting=queries.to_check(places, since=at - actions.A_WEEK),
        words=fair_words,
    )


@bp.route("/stickers/scan", methods=["GET", "POST"])
@door(SIGNED_IN)
def scan() -> ResponseReturnValue:
    """Before the sticker: its QR read or its serial typed, and where one stands."""
    if request.method != "POST":
        return _scan_page(Draft(ScanForm, {"serial": request.args.get("serial", "")[:20]}), 200)
    draft = Draft.read(ScanForm)
    if not draft.ok:
        return _scan_page(draft, 422)
    form = draft.data
    serial = checking.serial_in(form.serial) or serial_of(form.qr)
    if serial is None:
        draft.refuse("serial", _("Type the serial under the QR as well, such as QR7K 2M9Q4."))
        return _scan_page(draft, 422)
    content = "" if checking.serial_in(form.qr) else form.qr
    with deed():
        seen = actions.scan(serial, content=content, where=form.spot, by=me(), at=clock.now())
    return _scan_page(Draft(ScanForm), 200, seen=seen)


@bp.post("/stickers/alarms/<int:number>/end")
@door(Permission.HOUSEHOLD_READ)
def end(number: int) -> ResponseReturnValue:
    with deed():
        alarm = queries.alarm(number, _places()) or abort(404)
        actions.end(alarm, by=me(), at=clock.now())
    flash(_("Written down: it is put right."))
    return redirect(url_for("stickers.index"))


@bp.post("/shops/<code>/posters/<serial>/place")
@door(SIGNED_IN)
def place(code: str, serial: str) -> ResponseReturnValue:
    draft = Draft.read(SpotForm)
    with deed():
        poster = _poster(code, serial)
        if draft.ok and poster.is_good:
            actions.place(poster, where=draft.data.spot, by=me(), at=clock.now())
    if draft.ok:
        flash(_("Written down where it hangs."))
    else:
        flash(_("Say where it hangs, in a few words."), "wait")
    return redirect(url_for("posters.show", code=code, serial=serial))


def _poster(code: str, serial: str) -> Poster:
    shop = shops.to_edit(code, me(), on=clock.village_date(clock.now())) or abort(404)
    poster = queries.by_serial(serial)
    return poster if poster and poster.shop_id == shop.id else abort(404)


def _places() -> list[Place]:
    return me().places_where(Permission.HOUSEHOLD_READ, on=clock.village_date(clock.now()))


def serial_of(text: str) -> str | None:
    """What was typed is a serial, or the QR names one in its note."""
    if serial := checking.serial_in(text):
        return serial
    try:
        return checking.serial_in(vietqr.read(text).memo)
    except Unreadable:
        return None


def _scan_page(
    draft: Draft[ScanForm], status: int, *, seen: Scan | None = None
) -> ResponseReturnValue:
    page = render_template(
        "stickers/scan.html", draft=draft, seen=seen, fine=Sight.FINE, words=fair_words
    )
    return private(make_response(page, status))
