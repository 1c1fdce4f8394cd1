"""A shop's QR codes: one to show and share, and posters, each with its serial in the register."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from storefront import banks, clock, qr
from storefront.db import deed
from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer
from storefront.posters import actions
from storefront.posters import queries as posters
from storefront.posters.models import Leads, Poster, Why
from storefront.posters.press import Sheet, Size
from storefront.shops import queries
from storefront.shops.errors import NoAccount
from storefront.shops.models import PaymentAccount, Shop
from storefront.web import fair_words, sheets
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import SpotForm
from storefront.web.people import me

bp = Blueprint("posters", __name__, url_prefix="/shops/<code>")

A_WEEK = actions.A_WEEK
REASONS = (Why.PASTED_OVER, Why.LOST)
"""Those that a person gives; the others follow from what happens to the account."""


@bp.get("/share")
@door(SIGNED_IN)
def share(code: str) -> str:
    shop = _shop(code)
    account = shop.household.account
    return render_template(
        "poster/share.html",
        shop=shop,
        account=account,
        bank=banks.name_of(account.bank_bin) if account else "",
        address=_address(shop),
        drawing=drawing(_address(shop), _("QR to the shop")),
        posters=posters.of_shop(shop),
        unchecked={it.id for it in posters.unseen(shop, since=clock.now() - A_WEEK)},
        reasons=reasons(),
    )


@bp.post("/posters")
@door(SIGNED_IN)
def enter(code: str) -> ResponseReturnValue:
    leads = request.form.get("leads", "")
    if leads not in set(Leads):
        abort(400)
    try:
        with deed():
            shop = _shop(code)
            poster = actions.enter(
                shop, Leads(leads), carries=carries(shop, Leads(leads)), by=me(), at=clock.now()
            )
    except NoAccount:
        flash(_("The household has not said yet where it is paid."), "wait")
        return redirect(url_for("posters.share", code=code))
    return redirect(url_for("posters.show", code=code, serial=poster.serial))


@bp.get("/posters/<serial>")
@door(SIGNED_IN)
def show(code: str, serial: str) -> str:
    """One poster: to print, to keep as a picture, and to withdraw."""
    poster = _poster(code, serial)
    account = poster.account
    return render_template(
        "poster/show.html",
        poster=poster,
        shop=poster.shop,
        account=account,
        bank=banks.name_of(account.bank_bin) if account else "",
        drawing=drawing(poster.content, sheet(poster, "a5").qr_words),
        reasons=reasons(),
        may_give=REASONS,
        scans=posters.scans_of(poster),
        sights=fair_words.sights(),
        spot=Draft(SpotForm, {"spot": poster.spot}),
    )


@bp.get("/posters/<serial>/<size>.pdf")
@door(SIGNED_IN)
def pdf(code: str, serial: str, size: str) -> Response:
    poster = _good(code, serial)
    wanted = sheets.SIZES.get(size) or abort(404)
    return sheets.sent(sheet(poster, wanted), named=poster.serial)


@bp.get("/posters/<serial>/qr.png")
@door(SIGNED_IN)
def picture(code: str, serial: str) -> Response:
    poster = _good(code, serial)
    answer = Response(qr.png(poster.content), mimetype="image/png")
    answer.headers["Content-Disposition"] = f"attachment; filename={poster.serial}.png"
    return answer


@bp.post("/posters/<serial>/withdrawal")
@door(SIGNED_IN)
def withdraw(code: str, serial: str) -> ResponseReturnValue:
    why = request.form.get("why", "")
    if why not in REASONS:
        abort(400)
    with deed():
        poster = _poster(code, serial)
        actions.withdraw(poster, why=Why(why), by=me(), at=clock.now())
    flash(_("Withdrawn. Whoever checks this QR is told not to trust it."))
    return redirect(url_for("posters.show", code=code, serial=serial))


def drawing(content: str, words: str) -> Markup:
    drawn = qr.draw(content)
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>'
    ).format(drawn.size, words, drawn.path)


def reasons() -> dict[Why, str]:
    return {
        Why.ACCOUNT_CHANGED: _("The household is paid at another account now."),
        Why.ACCOUNT_RETIRED: _("The household no longer takes transfers."),
        Why.PASTED_OVER: _("Somebody pasted another QR over it."),
        Why.LOST: _("It was lost or torn off."),
    }


def carries(shop: Shop, leads: Leads) -> Callable[[str], str]:
    """What the QR says, once its serial is known."""
    account = shop.household.account
    if leads is Leads.TO_SHOP or account is None:
        return lambda _serial: _address(shop)
    return lambda serial: _transfer(account, serial)


def _transfer(account: PaymentAccount, serial: str) -> str:
    return vietqr.payload(Transfer(account.bank_bin, account.number, memo=serial))


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    return queries.to_edit(code, me(), on=today) or abort(404)


def _poster(code: str, serial: str) -> Poster:
    shop = _shop(code)
    poster = posters.by_serial(serial)
    return poster if poster and poster.shop_id == shop.id else abort(404)


def _good(code: str, serial: str) -> Poster:
    """What was withdrawn is not printed again."""
    poster = _poster(code, serial)
    return poster if poster.is_good else abort(404)


def _address(shop: Shop) -> str:
    return f"{current_app.config['SETTINGS'].public_url}/shops/{shop.code}"


def sheet(poster: Poster, size: Size) -> Sheet:
    shop, content, serial = poster.shop, poster.content, poster.serial
    if poster.account is None:
        return sheets.to_shop(shop, content, serial=serial, size=size)
    return sheets.to_account(shop, poster.account, content, serial=serial, size=size)
