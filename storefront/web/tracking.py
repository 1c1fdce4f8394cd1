"""What a buyer sees by the secret link: what to pay, to whom, and how far the goods are."""

from __future__ import annotations

from datetime import datetime

from flask import (
    Blueprint,
    Response,
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

from storefront import addresses, clock, qr
from storefront.accounts import knocks
from storefront.accounts.knocks import Caller
from storefront.accounts.models import KnockKind
from storefront.db import deed
from storefront.notifications import actions as notifications
from storefront.orders import actions as orders
from storefront.orders import harvest, letters, queries
from storefront.orders.models import Checkout, Order
from storefront.orders.refusals import NotNow
from storefront.web import again, devices, sheets, timelines
from storefront.web.described import Version, described
from storefront.web.doors import PUBLIC, SECRET_LINK, door
from storefront.web.filters import in_digits
from storefront.web.forms import codes
from storefront.web.forms.checkout import FindForm
from storefront.web.forms.draft import Draft
from storefront.web.order_page import (
    may_be_paid,
    may_call_off,
    page,
    payload,
    version,
    waiting,
)
from storefront.web.private import private

bp = Blueprint("tracking", __name__)


@bp.get("/follow/<secret>")
@door(SECRET_LINK)
def checkout(secret: str) -> ResponseReturnValue:
    """All that was ordered together, one household after another."""
    found = queries.by_secret(secret) or abort(404)
    if len(found.orders) == 1:
        return redirect(url_for("tracking.show", secret=secret, code=found.orders[0].code))
    page = render_template(
        "tracking/checkout.html",
        checkout=found,
        parcels=[(order, timelines.of(order, order.events)) for order in found.orders],
        next=waiting(found),
    )
    return private(make_response(page))


@bp.get("/follow/<secret>/<code>")
@door(SECRET_LINK)
def show(secret: str, code: str) -> ResponseReturnValue:
    return private(make_response(page(*_order(secret, code))))


@bp.get("/follow/<secret>/<code>/qr.png")
@door(SECRET_LINK)
def picture(secret: str, code: str) -> Response:
    """The QR to keep: a phone cannot scan its own screen, but opens pictures."""
    _found, order = _order(secret, code)
    if not may_be_paid(order, at=clock.now()):
        abort(404)
    answer = Response(qr.png(payload(order)), mimetype="image/png")
    answer.headers["Content-Disposition"] = f"attachment; filename={order.code}.png"
    return private(answer)


@bp.get("/follow/<secret>/<code>/qr.pdf")
@door(SECRET_LINK)
def sheet(secret: str, code: str) -> Response:
    """The QR on paper, for somebody else to pay, or to pay by another phone."""
    _found, order = _order(secret, code)
    if order.account is None or not may_be_paid(order, at=clock.now()):
        abort(404)
    paper = sheets.to_account(
        order.shop,
        order.account,
        payload(order),
        serial=code,
        size="a5",
        sum_=in_digits(order.asked),
    )
    return private(sheets.sent(paper, named=code))


@bp.get("/follow/<secret>/<code>/state.json")
@door(SECRET_LINK)
@described("Whether its page has anything new to say.", {200: Version})
def state(secret: str, code: str) -> Response:
    """For the small script that turns the page over when something has happened."""
    _found, order = _order(secret, code)
    told: Version = {"version": version(order)}
    return private(make_response(told))


@bp.post("/follow/<secret>/<code>/harvest")
@door(SECRET_LINK)
def answer_about_harvest(secret: str, code: str) -> ResponseReturnValue:
    """The day was moved: the buyer waits, or does not."""
    answers = {"keep": harvest.keep, "give-up": harvest.give_up}
    answer = answers.get(request.form.get("answer", "")) or abort(400)
    try:
        with deed():
            _found, order = _order(secret, code)
            answer(order, at=clock.now())
    except NotNow:
        flash(_("This was answered already, or the goods are on their way."), "wait")
    else:
        flash(_("The household has been told."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


@bp.post("/follow/<secret>/<code>/cancellation")
@door(SECRET_LINK)
def cancel(secret: str, code: str) -> ResponseReturnValue:
    try:
        with deed():
            _found, order = _order(secret, code)
            may, free = may_call_off(order), harvest.is_asked(order, order.events)
            orders.cancel(order, by=None, buyer_may=may, forfeits=not free, at=clock.now())
    except NotNow:
        flash(_("The household is already at work on it. Call them."), "wait")
    else:
        flash(_("The order is cancelled. The goods are back on the shelf."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


@bp.post("/follow/<secret>/<code>/again")
@door(SECRET_LINK)
def order_again(secret: str, code: str) -> ResponseReturnValue:
    _found, order = _order(secret, code)
    return again.into_the_basket(order)


@bp.get("/orders")
@door(PUBLIC)
def find() -> Response:
    """For buyers who lost their link: it is sent again, to the phone that ordered."""
    return _find_page(Draft(FindForm), 200)


@bp.post("/orders")
@door(PUBLIC)
def send_link() -> Response:
    """Right or wrong, the answer is the same: nobody learns here who ordered what."""
    draft = Draft.read(FindForm)
    if not draft.ok:
        return _find_page(draft, 422)
    now, caller = clock.now(), devices.caller(draft.data.phone)
    with deed():
        too_many = knocks.too_many(KnockKind.FIND, caller, at=now)
        if not too_many:
            _send_link(draft.data, caller, at=now)
    if too_many:
        draft.refuse("form", _("Tried often enough for now. Wait a quarter of an hour."))
        return _find_page(draft, 429)
    return private(make_response(render_template("tracking/sent.html", phone=draft.data.phone)))


def _send_link(form: FindForm, caller: Caller, *, at: datetime) -> None:
    knocks.remember(KnockKind.FIND, caller, at=at)
    code = codes.typed_code(form.code)
    order = queries.by_code_and_phone(code, form.phone) if code else None
    if order is not None:
        link = addresses.follow(order.checkout.secret)
        notifications.write(letters.link_again(order, link=link), to=form.phone, at=at)


def _find_page(draft: Draft[FindForm], status: int) -> Response:
    return private(make_response(render_template("tracking/find.html", draft=draft), status))


def _order(secret: str, code: str) -> tuple[Checkout, Order]:
    found = queries.by_secret(secret) or abort(404)
    order = next((it for it in found.orders if it.code == code), None) or abort(404)
    return found, order
