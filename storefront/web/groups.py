"""Ordering together: opened by one, joined by many, closed into one order and one delivery."""

from __future__ import annotations

import re

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

from storefront import clock
from storefront.accounts import knocks
from storefront.accounts.models import KnockKind
from storefront.catalogue import saved
from storefront.db import deed
from storefront.errors import MarketError
from storefront.groups import actions, queries
from storefront.groups.actions import MOST_SHOPS, Closing, Plan
from storefront.groups.models import GroupOrder, Member
from storefront.groups.refusals import Ended, Full, RanShort
from storefront.orders.models import Delivery, PayBy
from storefront.orders.refusals import EmptyBasket, PriceChanged
from storefront.places.models import Place
from storefront.reports import paper
from storefront.shops.models import Shop
from storefront.web import devices, going, group_page, hearts, ordering
from storefront.web.basket import MOST
from storefront.web.doors import PUBLIC, SECRET_LINK, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.groups import USUAL_HOUR, ClosingForm, GroupForm, JoinForm
from storefront.web.languages import language
from storefront.web.people import me_or_none
from storefront.web.private import private

bp = Blueprint("groups", __name__, url_prefix="/groups")

_CODE = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
_QUANTITY = re.compile(r"quantity-(\d{1,18})", re.ASCII)


@bp.get("/new")
@door(PUBLIC)
def new() -> Response:
    me = me_or_none()
    typed = {"name": me.name, "phone": me.phone or ""} if me else {}
    typed |= {"delivery": Delivery.SEND, "closes_hour": str(USUAL_HOUR)}
    chosen = request.args.get("shop", "")
    return _new_page(Draft(GroupForm, typed | {"shops": [chosen]}), 200)


@bp.post("/new")
@door(PUBLIC)
def begin() -> ResponseReturnValue:
    draft = Draft.read(GroupForm)
    commune = ordering.where_to(draft)
    ordering.for_whom(draft)
    shops = queries.shops(_codes(draft)[:MOST_SHOPS])
    if not shops:
        draft.refuse("shops", _("Choose at least one house."))
    if not draft.ok:
        return _new_page(draft, 422)
    at, caller = clock.now(), devices.caller(draft.data.phone)
    with deed():
        too_many = knocks.too_many(KnockKind.GROUP, caller, at=at)
        if not too_many:
            knocks.remember(KnockKind.GROUP, caller, at=at)
            group = _begun(draft.data, commune, shops)
    if too_many:
        draft.refuse("form", _("Tried often enough for now. Wait a quarter of an hour."))
        return _new_page(draft, 429)
    return redirect(url_for("groups.show", secret=group.secret))


def _begun(form: GroupForm, commune: Place | None, shops: list[Shop]) -> GroupOrder:
    plan = Plan(
        title=form.title,
        organiser=form.name,
        phone=form.phone,
        language=language(),
        delivery=Delivery.SEND if commune else Delivery.PICK_UP,
        address=form.address if commune else "",
        commune_id=commune.id if commune else None,
        wanted_on=form.wanted_on,
        closes_at=form.closes_at,
    )
    return actions.begin(plan, shops, on_behalf=form.on_behalf(), at=clock.now())


@bp.get("/<secret>")
@door(SECRET_LINK)
def show(secret: str) -> Response:
    return private(make_response(group_page.organisers(_group(secret))))


@bp.get("/<secret>/closing")
@door(SECRET_LINK)
def closing(secret: str) -> ResponseReturnValue:
    typed = {"pay_by": PayBy.VIETQR}
    return _closing_page(_group(secret), Draft(ClosingForm, typed), 200)


@bp.post("/<secret>/closing")
@door(SECRET_LINK)
def close(secret: str) -> ResponseReturnValue:
    """What everybody wants becomes one order. What ran short is told first."""
    draft, group = Draft.read(ClosingForm), _group(secret)
    if not draft.ok:
        return _closing_page(group, draft, 422)
    try:
        with deed():
            _close(secret, draft.data)
    except PriceChanged:
        flash(_("The sum is another one now. Look at it again, then press."), "wait")
        return _closing_page(_group(secret), draft, 409)
    except RanShort:
        flash(_("Not everything is there any more. Look at what changes, then press."), "wait")
        return _closing_page(_group(secret), draft, 409)
    except Ended:
        flash(_("It was ended already."), "wait")
    except EmptyBasket:
        draft.refuse("form", _("Nobody has chosen anything yet."))
        return _closing_page(_group(secret), draft, 422)
    except MarketError as refusal:
        ordering.blame(draft, refusal)
        return _closing_page(_group(secret), draft, 422)
    answer = make_response(redirect(url_for("groups.show", secret=secret)))
    devices.keep_mark(answer)
    return answer


def _close(secret: str, form: ClosingForm) -> None:
    me, before = me_or_none(), _group(secret)
    how = Closing(
        form.pay_by,
        ways=going.wanted(),
        deal_out=bool(form.deal_out),
        person_id=me.id if me else None,
        mark=devices.mark(),
    )
    checkout = actions.close(secret, how, at=clock.now())
    if before.checkout is None:
        ordering.agree(checkout, pay_by=form.pay_by, seen=form.seen, deposit=form.seen_deposit)


@bp.post("/<secret>/cancellation")
@door(SECRET_LINK)
def call_off(secret: str) -> ResponseReturnValue:
    try:
        with deed():
            actions.call_off(secret, at=clock.now())
    except Ended:
        flash(_("It was ordered already. Cancel the orders themselves."), "wait")
    return redirect(url_for("groups.show", secret=secret))


@bp.get("/<secret>/list.pdf")
@door(SECRET_LINK)
def sheet(secret: str) -> Response:
    """To hand out by: who gets what, and what each owes the organiser."""
    found = group_page.listing(_group(secret))
    answer = Response(paper.listing(found), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="list.pdf"'
    return private(answer)


@bp.get("/join/<invite>")
@door(SECRET_LINK)
def invited(invite: str) -> Response:
    return _join_page(_invited(invite), Draft(JoinForm), 200)


@bp.post("/join/<invite>")
@door(SECRET_LINK)
def join(invite: str) -> ResponseReturnValue:
    group, draft = _invited(invite), Draft.read(JoinForm)
    if not draft.ok:
        return _join_page(group, draft, 422)
    try:
        with deed():
            member = actions.join(group.id, draft.data.name, at=clock.now())
    except Ended:
        return _join_page(_invited(invite), draft, 409)
    except Full:
        draft.refuse("name", _("This group is full. Open another one."))
        return _join_page(group, draft, 422)
    return redirect(url_for("groups.mine", secret=member.secret))


@bp.get("/mine/<secret>")
@door(SECRET_LINK)
def mine(secret: str) -> Response:
    return private(make_response(group_page.members(*_member(secret))))


@bp.post("/mine/<secret>")
@door(SECRET_LINK)
def choose(secret: str) -> ResponseReturnValue:
    _member(secret)
    try:
        with deed():
            actions.choose(secret, _wanted(), at=clock.now())
    except Ended:
        flash(_("The time to choose is over. Your last choice stands."), "wait")
    except Full:
        flash(_("At most %(most)s kinds of goods.", most=actions.MOST_KINDS), "wait")
    else:
        flash(_("Written down. You can change it until it closes."))
    return redirect(url_for("groups.mine", secret=secret))


def _wanted() -> dict[int, int]:
    said = ((_QUANTITY.fullmatch(name), value.strip()) for name, value in request.form.items())
    numbers = ((found[1], value) for found, value in said if found)
    return {
        int(product): min(int(value), MOST)
        for product, value in numbers
        if re.fullmatch(r"\d{1,6}", value, re.ASCII)
    }


def _new_page(draft: Draft[GroupForm], status: int) -> Response:
    kept = saved.shops(hearts.ids(request.cookies))
    offered = {shop.code: shop.name for shop in queries.shops(_codes(draft))}
    offered |= {shop.shop_code: shop.shop_name for shop in kept}
    page = render_template("groups/new.html", draft=draft, offered=offered.items())
    return private(make_response(page, status))


def _codes(draft: Draft[GroupForm]) -> list[str]:
    """Of the shops that were ticked; what is no code is nothing."""
    return [code for code in draft.typed["shops"] if _CODE.fullmatch(code)]


def _join_page(group: GroupOrder, draft: Draft[JoinForm], status: int) -> Response:
    takes = group.takes_wishes(at=clock.now())
    page = render_template("groups/join.html", group=group, draft=draft, takes=takes)
    return private(make_response(page, status))


def _closing_page(group: GroupOrder, draft: Draft[ClosingForm], status: int) -> ResponseReturnValue:
    if group.ended_at is not None:
        return redirect(url_for("groups.show", secret=group.secret))
    return private(make_response(group_page.closing(group, draft), status))


def _group(secret: str) -> GroupOrder:
    return queries.by_secret(secret) or abort(404)


def _invited(invite: str) -> GroupOrder:
    return queries.by_invite(invite) or abort(404)


def _member(secret: str) -> tuple[GroupOrder, Member]:
    return queries.of_member(secret) or abort(404)
