"""Paying by a wallet or card: away to the gateway's page, and back."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

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

from storefront import addresses, banks, clock
from storefront.db import deed, session
from storefront.orders import queries
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments import attempts, refunding, watching
from storefront.payments.models import AttemptState, PaymentAttempt, PaymentRefund, RefundWay
from storefront.payments.provider import BadSignature, Callback, Charge, Gateway, NotUnderstood
from storefront.payments.refusals import AlreadyDone
from storefront.payments.registry import KINDS
from storefront.payments.states import UNDER_WAY
from storefront.payments.tills import Till
from storefront.payments.watching import NotOpened
from storefront.tills import at_hand
from storefront.web import gateway_turns
from storefront.web.doors import SECRET_LINK, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.refunds import BackToForm
from storefront.web.gateway_turns import NoPlace
from storefront.web.languages import language
from storefront.web.order_page import is_asked_for
from storefront.web.private import private

bp = Blueprint("paying", __name__, url_prefix="/follow/<secret>/<code>")

PATIENCE = timedelta(seconds=3)
"""How long after that a buyer who comes back again makes us ask again."""


@bp.post("/payments")
@door(SECRET_LINK)
def begin(secret: str, code: str) -> ResponseReturnValue:
    """Another attempt, by the way that was pressed."""
    till = _till(_order(secret, code), request.form.get("way", ""))
    try:
        with gateway_turns.turn(till.provider.name):
            found = _asked_and_opened(secret, code, till)
    except NoPlace:
        found = None
        _silent(till)
    if found is None:
        return redirect(url_for("tracking.show", secret=secret, code=code))
    return redirect(url_for(".leave", secret=secret, code=code, number=found.id))


@bp.get("/payments/<int:number>")
@door(SECRET_LINK)
def leave(secret: str, code: str, number: int) -> ResponseReturnValue:
    """The last page of ours: browsers do not let a form's answer lead to somebody else's."""
    order = _order(secret, code)
    attempt = next((it for it in attempts.of_order(order.id) if it.id == number), None)
    if attempt is None or not attempt.go_to:
        abort(404)
    title = KINDS[attempt.provider].title
    answer = make_response(
        render_template("tracking/leave.html", order=order, attempt=attempt, title=title)
    )
    if attempt.state is AttemptState.PENDING:
        answer.headers["Refresh"] = f"1; url={attempt.go_to}"
    return private(answer)


@bp.get("/payments/return/<provider>")
@door(SECRET_LINK)
def come_back(secret: str, code: str, provider: str) -> ResponseReturnValue:
    """What the browser brings proves nothing; it makes us ask."""
    order = _order(secret, code)
    waiting = attempts.undecided(order.id, provider)
    named = _named(provider)
    with suppress(NoPlace), gateway_turns.turn(provider):  # else the worker asks, in a moment
        _ask([it for it in waiting if it.reference == named] or waiting[-1:])
    order = _order(secret, code)
    if order.asked and is_asked_for(order, at=clock.now()):
        flash(_("No money has been told of yet. This page turns by itself when it is."), "wait")
    return redirect(url_for("tracking.show", secret=secret, code=code))


@bp.get("/refunds/<int:number>")
@door(SECRET_LINK)
def back_to(secret: str, code: str, number: int) -> ResponseReturnValue:
    """To which account the buyer wants money back."""
    return _back_page(secret, code, number, Draft(BackToForm), 200)


@bp.post("/refunds/<int:number>")
@door(SECRET_LINK)
def name_account(secret: str, code: str, number: int) -> ResponseReturnValue:
    draft = Draft.read(BackToForm)
    if not draft.ok:
        return _back_page(secret, code, number, draft, 422)
    form = draft.data
    try:
        with deed():
            refund = _refund(_order(secret, code), number)
            refunding.to_account(refund, bank_bin=form.bank, number=form.number, holder=form.holder)
    except AlreadyDone:
        flash(_("It is decided already."), "wait")
    else:
        flash(_("Thank you. %(shop)s transfers it now.", shop=refund.order.shop.name))
    return redirect(url_for("tracking.show", secret=secret, code=code))


def _back_page(
    secret: str, code: str, number: int, draft: Draft[BackToForm], status: int
) -> ResponseReturnValue:
    order = _order(secret, code)
    page = render_template(
        "tracking/back_to.html",
        order=order,
        refund=_refund(order, number),
        draft=draft,
        banks=[(it.bin, f"{it.short_name} · {it.name}") for it in banks.all_banks().values()],
    )
    return private(make_response(page, status))


def _refund(order: Order, number: int) -> PaymentRefund:
    """One that waits for an account."""
    refund = refunding.one_of(order, number)
    waits = refund and refund.way is RefundWay.BANK and refund.state in UNDER_WAY
    return refund if refund and waits else abort(404)


def _named(provider: str) -> str | None:
    till = at_hand().find(provider, "")
    if till is None or not isinstance(till.provider, Gateway):
        return None
    query = request.query_string.decode("ascii", "replace")
    try:
        return till.provider.returned(Callback({}, b"", clock.now(), query))
    except (BadSignature, NotUnderstood):
        return None


def _asked_and_opened(secret: str, code: str, till: Till) -> PaymentAttempt | None:
    order = _order(secret, code)
    _ask(attempts.undecided(order.id, till.provider.name))
    order = _order(secret, code)
    still_open = _open_page(order, till)
    if still_open is None and is_asked_for(order, at=clock.now()):
        return _opened(order, till)
    return still_open


def _ask(waiting: list[PaymentAttempt]) -> None:
    """Before another attempt is made: the last one may have been paid."""
    now = clock.now()
    patient = [it for it in waiting if it.asked_at is None or now - it.asked_at >= PATIENCE]
    watching.ask_now(patient, at_hand(), at=now)


def _open_page(order: Order, till: Till) -> PaymentAttempt | None:
    """One that waits for the same sum at the same gateway is gone on with."""
    now = clock.now()
    for attempt in reversed(attempts.undecided(order.id, till.provider.name)):
        same = attempt.merchant == till.merchant.code and attempt.amount == order.asked
        if same and attempt.state is AttemptState.PENDING and now < attempt.until:
            return attempt
    return None


def _opened(order: Order, till: Till) -> PaymentAttempt | None:
    now = clock.now()
    try:
        with deed():
            attempt = attempts.begin(order, till, at=now)
        watching.open_(attempt, till, _charge(order, attempt), at=now)
    except NotNow:
        return None
    except NotOpened:
        _silent(till)
        return None
    return session.get_one(PaymentAttempt, attempt.id)


def _silent(till: Till) -> None:
    title = KINDS[till.provider.name].title
    flash(_("%(way)s does not answer. Try once more, or pay another way.", way=title), "wait")


def _charge(order: Order, attempt: PaymentAttempt) -> Charge:
    here, secret = addresses.market(), order.checkout.secret
    back = url_for(".come_back", secret=secret, code=order.code, provider=attempt.provider)
    return Charge(
        reference=attempt.reference,
        amount=attempt.amount,
        words=f"Don hang {order.code}",
        come_back_to=here + back,
        tell_us_at=here + _door(attempt),
        payer_address=(request.remote_addr or "127.0.0.1")[:45],
        language=language(),
        at=attempt.opened_at,
        until=attempt.until,
    )


def _door(attempt: PaymentAttempt) -> str:
    if attempt.merchant:
        return url_for("notices.hear", provider=attempt.provider, merchant=attempt.merchant)
    return url_for("notices.hear", provider=attempt.provider)


def _till(order: Order, way: str) -> Till:
    return at_hand().gateways_for(order.shop.household, order.asked).get(way) or abort(404)


def _order(secret: str, code: str) -> Order:
    return queries.by_link(secret, code) or abort(404)
