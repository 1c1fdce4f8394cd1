"""One stall of a market day, for its officers: given, taken back, its sales written down."""

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
from storefront.db import deed
from storefront.fairs import actions, queries
from storefront.fairs.actions import Keeper
from storefront.fairs.models import Stall, StallAsk
from storefront.fairs.refusals import Closed, NotHeld, Taken, Used
from storefront.places.models import Place
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.web import fair_words, looking, stall_sales
from storefront.web.doors import door
from storefront.web.fairs import my_places, to_hold
from storefront.web.filters import in_digits, in_words
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import CloseForm, GiveForm, SaleForm, WhyForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("fair_stalls", __name__, url_prefix="/fairs/<code>/stalls/<name>")

HOLD = Permission.FAIR_HOLD


@bp.get("")
@door(HOLD)
def show(code: str, name: str) -> ResponseReturnValue:
    return page_of(to_keep(code, name), 200)


@bp.post("/keeper")
@door(HOLD)
def give(code: str, name: str) -> ResponseReturnValue:
    draft = Draft.read(GiveForm)
    if draft.ok:
        _give(code, name, draft)
    if not draft.ok:
        return page_of(to_keep(code, name), 422, giving=draft)
    flash(_("Stall %(stall)s is given, and its keeper told.", stall=name.upper()))
    return redirect(url_for("fairs.show", code=code))


@bp.post("/release")
@door(HOLD)
def free(code: str, name: str) -> ResponseReturnValue:
    try:
        with deed():
            why = _("The stall was taken back.")
            closings.free(to_keep(code, name), why=why, by=me(), at=clock.now())
    except (Used, Closed):
        return told(code, name, _("Something was sold here: the stall stays as it is."), "wait")
    return told(code, name, _("The stall is free again."))


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


@bp.post("/sales")
@door(HOLD)
def sell(code: str, name: str) -> ResponseReturnValue:
    """For a keeper who agreed to be helped, and has no phone at hand, or does not read."""
    draft = Draft.read(SaleForm)
    if draft.ok:
        stall_sales.write(lambda: _helped(code, name), draft)
    if not draft.ok:
        return page_of(_helped(code, name), 422, selling=draft)
    return told(code, name, f"{in_digits(draft.data.amount)}: {in_words(draft.data.amount)}")


@bp.post("/sales/<int(max=9999999):slip>/withdrawal")
@door(HOLD)
def take_back(code: str, name: str, slip: int) -> ResponseReturnValue:
    return told(code, name, *stall_sales.take_back(lambda: _helped(code, name), slip))


def to_keep(code: str, name: str) -> Stall:
    return queries.stall(to_hold(code), name) or abort(404)


def told(code: str, name: str, words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("fair_stalls.show", code=code, name=name))


def page_of(
    stall: Stall,
    status: int,
    *,
    giving: Draft[GiveForm] | None = None,
    closing: Draft[CloseForm] | None = None,
    selling: Draft[SaleForm] | None = None,
) -> ResponseReturnValue:
    if stall.shop:
        looking.listed(Seen.MONEY, [stall.shop.household])
    page = render_template(
        "fairs/stall.html",
        stall=stall,
        fair=stall.fair,
        took=figures.of_stall(stall),
        closed=closed.of_stall(stall),
        lines=stall_sales.lines(stall, limit=20),
        ways=stall_sales.ways(stall.shop),
        giving=giving or Draft(GiveForm),
        closing=closing or Draft(CloseForm),
        draft=selling or stall_sales.empty(),
        takes_help=_may_help(stall),
        is_open=stall.fair.is_on(clock.now()) and stall.closed_at is None,
        asks=[it for it in queries.asks_of(stall.fair) if it.decided_at is None],
        words=fair_words,
    )
    return private(make_response(page, status))


def _give(code: str, name: str, draft: Draft[GiveForm]) -> None:
    form = draft.data
    try:
        with deed():
            stall = to_keep(code, name)
            who: Shop | Keeper | None = Keeper(form.name, form.phone) if form.name else None
            if form.shop:
                who = shops.in_places(form.shop, here(stall)) or _asked(stall, form.shop)
            if who is None:
                field = "shop" if form.shop else "name"
                draft.refuse(field, _("A shop of your own places or one that asked, or a name."))
                return
            actions.give(stall, who, by=me(), at=clock.now())
    except Taken:
        draft.refuse("shop", _("This stall is given, or the shop has another one."))
    except NotHeld:
        draft.refuse("form", _("The market day is over or called off."))


def here(stall: Stall) -> list[Place]:
    """The market's own place, and all that whoever holds it works for."""
    return [stall.fair.place, *my_places()]


def _asked(stall: Stall, code: str) -> Shop | None:
    """From elsewhere, and asked for a stall here."""
    return next((it.shop for it in queries.asks_of(stall.fair) if it.shop.code == code), None)


def _ask(code: str, shop: str) -> StallAsk:
    asks = queries.asks_of(to_hold(code))
    return next((it for it in asks if it.shop.code == shop), None) or abort(404)


def _helped(code: str, name: str) -> Stall:
    """One that others may press for, and nobody for the own till by this door."""
    stall = to_keep(code, name)
    return stall if _may_help(stall) else abort(404)


def _may_help(stall: Stall) -> bool:
    """A house of one's own places that agreed to be helped."""
    home = stall.shop.household if stall.shop else None
    return bool(home and home.takes_help and any(it.contains(home.village) for it in my_places()))
