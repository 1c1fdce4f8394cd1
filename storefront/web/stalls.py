"""A household's stall on a market day: asked for, kept with one hand, signed for."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock, codes
from storefront.accounts.permissions import Permission
from storefront.bills.refusals import TooMuchBilled
from storefront.closings import actions as closings
from storefront.closings import figures
from storefront.closings import queries as closed
from storefront.closings.refusals import NotYours
from storefront.db import deed
from storefront.fairs import actions, queries
from storefront.fairs.models import Fair, Stall
from storefront.fairs.refusals import Closed, NotHeld, SlipUsed
from storefront.money import Money
from storefront.payments import at_stalls
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.web import fair_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import in_words
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import AskForm, SaleForm
from storefront.web.people import me
from storefront.web.posters import drawing
from storefront.web.private import private

bp = Blueprint("stalls", __name__, url_prefix="/shops/<code>/market-days")

NEWEST = 12


@bp.get("")
@door(SIGNED_IN)
def index(code: str) -> ResponseReturnValue:
    return _list(_shop(code), Draft(AskForm), 200)


@bp.post("/<fair>/asking")
@door(SIGNED_IN)
def ask(code: str, fair: str) -> ResponseReturnValue:
    draft = Draft.read(AskForm)
    if not draft.ok:
        return _list(_shop(code), draft, 422, wrong=fair)
    try:
        with deed():
            shop = _shop(code)
            actions.ask(_fair(shop, fair), shop, sells=draft.data.sells, by=me(), at=clock.now())
    except NotHeld:
        flash(_("The market day is over or called off."), "wait")
    else:
        flash(_("Asked. The commune answers by message."))
    return redirect(url_for("stalls.index", code=code))


@bp.get("/<fair>")
@door(SIGNED_IN)
def show(code: str, fair: str) -> ResponseReturnValue:
    return _till(_stall(code, fair), _empty(), 200)


@bp.post("/<fair>/sales")
@door(SIGNED_IN)
def sell(code: str, fair: str) -> ResponseReturnValue:
    draft = Draft.read(SaleForm)
    if draft.ok:
        _sell(code, fair, draft)
    if not draft.ok:
        return _till(_stall(code, fair), draft, 422)
    flash(f"{draft.data.amount}: {in_words(draft.data.amount)}")
    return redirect(url_for("stalls.show", code=code, fair=fair))


@bp.post("/<fair>/signature")
@door(SIGNED_IN)
def sign(code: str, fair: str) -> ResponseReturnValue:
    try:
        with deed():
            found = closed.of_stall(_stall(code, fair)) or abort(404)
            closings.agree(found, by=me(), on_paper=False, at=clock.now())
    except NotYours:
        abort(404)
    flash(_("Signed. The sums stay as they are."))
    return redirect(url_for("stalls.show", code=code, fair=fair))


def _sell(code: str, fair: str, draft: Draft[SaleForm]) -> None:
    form = draft.data
    try:
        with deed():
            at_stalls.sold_for_cash(
                _stall(code, fair), form.amount, slip=form.slip, once=form.once,
                by=me(), at=clock.now(),
            )  # fmt: skip
    except SlipUsed:
        draft.refuse("slip", _("This slip is written down with another sum. Look at it again."))
    except TooMuchBilled:
        draft.refuse("amount", _("Less than 500 million at once."))
    except (NotHeld, Closed):
        draft.refuse("form", _("The market day is not today, or this stall is closed."))


def _shop(code: str) -> Shop:
    on, handle = clock.village_date(clock.now()), Permission.ORDER_HANDLE
    return shops.to_edit(code, me(), on=on, permission=handle) or abort(404)


def _fair(shop: Shop, code: str) -> Fair:
    return queries.for_shop(code, shop, at=clock.now()) or abort(404)


def _stall(code: str, fair: str) -> Stall:
    shop = _shop(code)
    return queries.of_shop(_fair(shop, fair), shop) or abort(404)


def _empty() -> Draft[SaleForm]:
    return Draft(SaleForm, {"once": codes.secret()})


def _list(
    shop: Shop, draft: Draft[AskForm], status: int, *, wrong: str = ""
) -> ResponseReturnValue:
    at = clock.now()
    fairs = queries.open_to(shop, at=at)
    page = render_template(
        "fairs/for_shop.html",
        shop=shop,
        fairs=fairs,
        mine={it.id: queries.of_shop(it, shop) for it in fairs},
        asked={it.id: queries.ask_of(it, shop) for it in fairs},
        draft=draft,
        wrong=wrong,
        now=at,
        words=fair_words,
        for_somebody=shop.household.keeper_id != me().id,
    )
    return private(make_response(page, status))


def _till(stall: Stall, draft: Draft[SaleForm], status: int) -> ResponseReturnValue:
    at, took, card = clock.now(), figures.of_stall(stall), stall.poster
    shop = stall.shop or abort(404)
    account = card.account if card and card.is_good else None
    page = render_template(
        "fairs/till.html",
        stall=stall,
        fair=stall.fair,
        shop=shop,
        took=took,
        closed=closed.of_stall(stall),
        sales=queries.sales_of(stall, limit=NEWEST),
        draft=draft,
        aloud=_aloud(took.sum, took.cashless),
        account=account,
        bank=banks.name_of(account.bank_bin) if account else "",
        drawing=drawing(card.content, _("QR of the stall")) if card and account else None,
        is_open=stall.fair.is_on(at) and stall.closed_at is None,
        words=fair_words,
        for_somebody=shop.household.keeper_id != me().id,
    )
    return private(make_response(page, status))


def _aloud(whole: Money, cashless: Money) -> str:
    words = {"sum": in_words(whole), "cashless": in_words(cashless)}
    return str(_("Today %(sum)s. Into the account: %(cashless)s.", **words))
