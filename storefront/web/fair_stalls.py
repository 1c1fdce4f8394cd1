"""One stall of a market day, for its officers: given, taken back, closed out, signed for."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.closings import actions as closings
from storefront.closings import figures
from storefront.closings import queries as closed
from storefront.closings.refusals import MovedMeanwhile, NotYours
from storefront.db import deed
from storefront.fairs import actions, queries
from storefront.fairs.actions import Keeper
from storefront.fairs.models import Stall, StallAsk
from storefront.fairs.refusals import Closed, NotHeld, Taken, Used
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.web import fair_words, looking
from storefront.web.doors import door
from storefront.web.fairs import to_hold
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import CloseForm, GiveForm, WhyForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("fair_stalls", __name__, url_prefix="/fairs/<code>/stalls/<name>")

HOLD = Permission.FAIR_HOLD


@bp.get("")
@door(HOLD)
def show(code: str, name: str) -> ResponseReturnValue:
    return _page(_stall(code, name), Draft(GiveForm), Draft(CloseForm), 200)


@bp.post("/keeper")
@door(HOLD)
def give(code: str, name: str) -> ResponseReturnValue:
    draft = Draft.read(GiveForm)
    if draft.ok:
        _give(code, name, draft)
    if not draft.ok:
        return _page(_stall(code, name), draft, Draft(CloseForm), 422)
    flash(_("Stall %(stall)s is given, and its keeper told.", stall=name.upper()))
    return redirect(url_for("fairs.show", code=code))


@bp.post("/release")
@door(HOLD)
def free(code: str, name: str) -> ResponseReturnValue:
    try:
        with deed():
            why = _("The stall was taken back.")
            closings.free(_stall(code, name), why=why, by=me(), at=clock.now())
    except (Used, Closed):
        return _told(code, name, _("Something was sold here: the stall stays as it is."), "wait")
    return _told(code, name, _("The stall is free again."))


@bp.post("/refusal")
@door(HOLD)
def refuse(code: str, name: str) -> ResponseReturnValue:
    """`name` is the shop that asked."""
    draft = Draft.read(WhyForm)
    with deed():
        actions.refuse(
            _ask(code, name), why=draft.data.why if draft.ok else "", by=me(), at=clock.now()
        )
    return redirect(url_for("fairs.show", code=code))


@bp.post("/close-out")
@door(HOLD)
def close(code: str, name: str) -> ResponseReturnValue:
    draft = Draft.read(CloseForm)
    if not draft.ok:
        return _page(_stall(code, name), Draft(GiveForm), draft, 422)
    form = draft.data
    try:
        with deed():
            stall = _stall(code, name)
            if not stall.is_given:
                abort(404)
            closings.close(
                stall, counted=form.counted, seen=form.seen, note=form.note,
                by=me(), at=clock.now(),
            )  # fmt: skip
    except MovedMeanwhile:
        return _told(code, name, _("Something came in meanwhile. Look at the sums again."), "wait")
    except NotYours:
        return _told(code, name, _("Somebody else closes your own stall."), "wait")
    return _told(code, name, _("Closed. Now the keeper signs."))


@bp.post("/signature")
@door(HOLD)
def sign(code: str, name: str) -> ResponseReturnValue:
    """The keeper has signed on paper, before the steward."""
    try:
        with deed():
            found = closed.of_stall(_stall(code, name)) or abort(404)
            closings.agree(found, by=me(), on_paper=True, at=clock.now())
    except NotYours:
        return _told(code, name, _("Sign for your own stall on your own page."), "wait")
    return _told(code, name, _("Signed on paper: keep the paper."))


def _give(code: str, name: str, draft: Draft[GiveForm]) -> None:
    form = draft.data
    try:
        with deed():
            stall = _stall(code, name)
            who: Shop | Keeper | None = Keeper(form.name, form.phone) if form.name else None
            if form.shop:
                who = shops.in_places(form.shop, [stall.fair.place]) or _asked(stall, form.shop)
            if who is None:
                field = "shop" if form.shop else "name"
                draft.refuse(field, _("A shop of this commune, or a name."))
                return
            actions.give(stall, who, by=me(), at=clock.now())
    except Taken:
        draft.refuse("shop", _("This stall is given, or the shop has another one."))
    except NotHeld:
        draft.refuse("form", _("The market day is over or called off."))


def _asked(stall: Stall, code: str) -> Shop | None:
    """From elsewhere, and asked for a stall here."""
    return next((it.shop for it in queries.asks_of(stall.fair) if it.shop.code == code), None)


def _ask(code: str, shop: str) -> StallAsk:
    asks = queries.asks_of(to_hold(code))
    return next((it for it in asks if it.shop.code == shop), None) or abort(404)


def _stall(code: str, name: str) -> Stall:
    return queries.stall(to_hold(code), name) or abort(404)


def _told(code: str, name: str, words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("fair_stalls.show", code=code, name=name))


def _page(
    stall: Stall, giving: Draft[GiveForm], closing: Draft[CloseForm], status: int
) -> ResponseReturnValue:
    if stall.shop:
        looking.listed(Seen.MONEY, [stall.shop.household])
    page = render_template(
        "fairs/stall.html",
        stall=stall,
        fair=stall.fair,
        took=figures.of_stall(stall),
        closed=closed.of_stall(stall),
        sales=queries.sales_of(stall, limit=20),
        giving=giving,
        closing=closing,
        asks=[it for it in queries.asks_of(stall.fair) if it.decided_at is None],
        words=fair_words,
    )
    return private(make_response(page, status))
