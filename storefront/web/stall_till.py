"""A household's till on a market day: big digits, one press for each way, undone as soon."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock
from storefront.closings import figures
from storefront.closings import queries as closed
from storefront.fairs.models import Stall
from storefront.money import Money
from storefront.web import fair_words, stall_sales
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import in_digits, in_words
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import SaleForm
from storefront.web.people import me
from storefront.web.posters import drawing
from storefront.web.private import private
from storefront.web.stalls import my_stall

bp = Blueprint("stall_till", __name__, url_prefix="/shops/<code>/market-days/<fair>")

NEWEST = 12


@bp.get("")
@door(SIGNED_IN)
def show(code: str, fair: str) -> ResponseReturnValue:
    return _page(my_stall(code, fair), stall_sales.empty(), 200)


@bp.post("/sales")
@door(SIGNED_IN)
def sell(code: str, fair: str) -> ResponseReturnValue:
    draft = Draft.read(SaleForm)
    if draft.ok:
        stall_sales.write(lambda: my_stall(code, fair), draft)
    if not draft.ok:
        return _page(my_stall(code, fair), draft, 422)
    flash(f"{in_digits(draft.data.amount)}: {in_words(draft.data.amount)}")
    return redirect(url_for("stall_till.show", code=code, fair=fair))


@bp.post("/sales/<int(max=9999999):slip>/withdrawal")
@door(SIGNED_IN)
def take_back(code: str, fair: str, slip: int) -> ResponseReturnValue:
    words, kind = stall_sales.take_back(lambda: my_stall(code, fair), slip)
    flash(words, kind)
    return redirect(url_for("stall_till.show", code=code, fair=fair))


def _page(stall: Stall, draft: Draft[SaleForm], status: int) -> ResponseReturnValue:
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
        lines=stall_sales.lines(stall, limit=NEWEST),
        ways=stall_sales.ways(shop),
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
