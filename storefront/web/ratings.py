"""What is said of a stall: read by everybody, answered by its house, reported and taken down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import knocks
from storefront.accounts.models import KnockKind
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.ratings import actions, queries
from storefront.ratings.models import Rating
from storefront.ratings.refusals import AlreadySaid
from storefront.shops import entries
from storefront.web import devices
from storefront.web.doors import PUBLIC, SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.ratings import AnswerForm, WhyForm
from storefront.web.people import me

bp = Blueprint("ratings", __name__)

PAGE = 20


@bp.get("/shops/<code>/ratings", defaults={"below": None})
@bp.get("/shops/<code>/ratings/<int:below>")
@door(PUBLIC)
def of_shop(code: str, below: int | None) -> str:
    shop = queries.rated(code) or abort(404)
    found = queries.of_shop(code, below=below, limit=PAGE + 1)
    return render_template(
        "ratings/index.html",
        shop=shop,
        ratings=found[:PAGE],
        next=found[PAGE - 1].id if len(found) > PAGE else None,
    )


@bp.get("/ratings/<int:number>/report")
@door(PUBLIC)
def reporting(number: int) -> str:
    rating = _rating(number)
    return render_template("ratings/report.html", rating=rating, draft=Draft(WhyForm))


@bp.post("/ratings/<int:number>/report")
@door(PUBLIC)
def report(number: int) -> ResponseReturnValue:
    """By anyone; a person looks at it."""
    draft = Draft.read(WhyForm)
    if not draft.ok:
        return render_template("ratings/report.html", rating=_rating(number), draft=draft), 422
    at, caller = clock.now(), devices.caller(f"rating {number}"[:16])
    with deed():
        rating = _rating(number)
        too_many = knocks.too_many(KnockKind.REPORT, caller, at=at)
        if not too_many:
            knocks.remember(KnockKind.REPORT, caller, at=at)
            actions.report(rating, draft.data.why, at=at)
        code = rating.shop.code
    if too_many:
        draft.refuse("form", _("Tried often enough for now. Wait a quarter of an hour."))
        return render_template("ratings/report.html", rating=_rating(number), draft=draft), 429
    flash(_("Somebody of the commune looks at it."))
    return redirect(url_for(".of_shop", code=code))


@bp.get("/ratings/mine")
@door(SIGNED_IN)
def mine() -> str:
    """Of the keeper's own stall, to answer."""
    return _mine_page(Draft(AnswerForm), None)


@bp.post("/ratings/<int:number>/answer")
@door(SIGNED_IN)
def answer(number: int) -> ResponseReturnValue:
    draft = Draft.read(AnswerForm)
    if entries.standing(_rating(number).shop.household).keeper_id != me().id:
        abort(404)
    if not draft.ok:
        return _mine_page(draft, number), 422
    try:
        with deed():
            actions.answer(_rating(number), draft.data.words, by=me(), at=clock.now())
    except AlreadySaid:
        flash(_("It was answered already."), "wait")
    else:
        flash(_("Answered. Everybody reads it below what was said."))
    return redirect(url_for(".mine"))


def _mine_page(draft: Draft[AnswerForm], wrong: int | None) -> str:
    ratings = queries.to_answer(me())
    drafts = {it.id: draft if it.id == wrong else Draft(AnswerForm) for it in ratings}
    return render_template("ratings/answers.html", ratings=ratings, drafts=drafts)


@bp.get("/ratings/reported")
@door(Permission.GOODS_REVIEW)
def reported() -> str:
    return _reported_page(Draft(WhyForm), None)


@bp.post("/ratings/<int:number>/removal")
@door(Permission.GOODS_REVIEW)
def remove(number: int) -> ResponseReturnValue:
    draft = Draft.read(WhyForm)
    if not draft.ok:
        _to_decide(number)
        return _reported_page(draft, number), 422

    def do(rating: Rating, *, at: datetime) -> None:
        actions.remove(rating, draft.data.why, by=me(), at=at)

    return _decided(number, do, _("Taken down. Whoever wrote it has been told why."))


@bp.post("/ratings/<int:number>/pardon")
@door(Permission.GOODS_REVIEW)
def let_stand(number: int) -> ResponseReturnValue:
    def do(rating: Rating, *, at: datetime) -> None:
        actions.let_stand(rating, by=me(), at=at)

    return _decided(number, do, _("It stays."))


def _decided(number: int, do: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with deed():
            do(_to_decide(number), at=clock.now())
    except AlreadySaid:
        flash(_("Somebody has seen to it meanwhile."), "wait")
    else:
        flash(said)
    return redirect(url_for(".reported"))


def _reported_page(draft: Draft[WhyForm], wrong: int | None) -> str:
    ratings = queries.reported(me(), on=clock.village_date(clock.now()))
    drafts = {it.id: draft if it.id == wrong else Draft(WhyForm) for it in ratings}
    return render_template("ratings/reported.html", ratings=ratings, drafts=drafts)


def _to_decide(number: int) -> Rating:
    rating = _rating(number)
    today = clock.village_date(clock.now())
    return rating if queries.may_decide(rating, me(), on=today) else abort(404)


def _rating(number: int) -> Rating:
    found = queries.one(number)
    if found is None or found.removed_at is not None:
        abort(404)
    return found
