"""What was reported: for the officers who decide, and the house that may object once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.takedowns import actions, queries
from storefront.takedowns.models import ListingReport, ReportState, Wrong
from storefront.takedowns.refusals import NotTheirTurn, SecondPerson, ShopIsDown
from storefront.web import takedown_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.takedowns import Ruling, RulingForm, WordsForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("takedowns", __name__, url_prefix="/listings")


@bp.get("")
@door(SIGNED_IN)
def index() -> ResponseReturnValue:
    now = clock.now()
    today = clock.village_date(now)
    waiting = queries.waiting(me(), on=today)
    page = render_template(
        "takedowns/index.html",
        waiting=waiting,
        joined=queries.joined_to(waiting),
        down=[it for it in queries.down(me(), on=today) if it not in waiting],
        words=takedown_words,
        now=now,
    )
    return private(make_response(page))


@bp.get("/<int:number>")
@door(SIGNED_IN)
def show(number: int) -> ResponseReturnValue:
    return _page(_report(number), Draft(RulingForm), 200)


@bp.post("/<int:number>/ruling")
@door(Permission.GOODS_REVIEW)
def rule(number: int) -> ResponseReturnValue:
    """It stays, it is to be changed, or it is taken down."""
    draft = Draft.read(RulingForm)
    if draft.ok and draft.data.ruling is not Ruling.KEEP and draft.data.why is None:
        draft.refuse("why", _("Say what is wrong with it."))
    if not draft.ok:
        return _page(_to_decide(number), draft, 422)
    form = draft.data

    def do(it: ListingReport, *, at: datetime) -> None:
        if form.ruling is Ruling.KEEP or form.why is None:
            actions.keep(it, form.words, by=me(), at=at)
        elif form.ruling is Ruling.ASK:
            actions.ask(it, form.why, form.words, by=me(), at=at)
        else:
            actions.take_down(it, form.why, form.words, by=me(), at=at)

    said = {
        Ruling.KEEP: _("It stays."),
        Ruling.ASK: _("The keeper has been told what to change."),
        Ruling.DOWN: _("Taken down. The keeper has been told why."),
    }
    return _done(number, do, said[form.ruling])


@bp.post("/<int:number>/return")
@door(Permission.GOODS_REVIEW)
def put_back(number: int) -> ResponseReturnValue:
    def do(it: ListingReport, *, at: datetime) -> None:
        actions.put_back(it, by=me(), at=at)

    return _done(number, do, _("Put back as it was. The keeper has been told."))


@bp.post("/<int:number>/upholding")
@door(Permission.GOODS_REVIEW)
def uphold(number: int) -> ResponseReturnValue:
    draft = Draft.read(WordsForm)
    if not draft.ok:
        return _page(_to_decide(number), draft, 422)

    def do(it: ListingReport, *, at: datetime) -> None:
        actions.uphold(it, draft.data.words, by=me(), at=at)

    return _done(number, do, _("It stays down. The keeper has been told why."))


@bp.post("/<int:number>/objection")
@door(SIGNED_IN)
def object_to(number: int) -> ResponseReturnValue:
    """By the house itself."""
    draft = Draft.read(WordsForm)
    it = _report(number)
    if not queries.is_told(it, me()):
        abort(404)
    if not draft.ok:
        return _page(it, draft, 422)
    try:
        with deed():
            actions.object_to(_report(number), draft.data.words, by=me(), at=clock.now())
    except NotTheirTurn:
        flash(_("It has moved on meanwhile. Look again."), "wait")
    else:
        flash(_("A second officer looks at it."))
    return redirect(url_for(".show", number=number))


def _done(number: int, do: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with deed():
            do(_to_decide(number), at=clock.now())
    except NotTheirTurn:
        flash(_("It has moved on meanwhile. Look again."), "wait")
    except SecondPerson:
        flash(_("You took it down: another officer decides about the objection."), "bad")
    except ShopIsDown:
        flash(_("The whole shop is down. Put that back first."), "bad")
    else:
        flash(said)
    return redirect(url_for(".show", number=number))


def _report(number: int) -> ListingReport:
    today = clock.village_date(clock.now())
    return queries.to_see(number, me(), on=today) or abort(404)


def _to_decide(number: int) -> ListingReport:
    it = _report(number)
    return it if queries.may_decide(it, me(), on=clock.village_date(clock.now())) else abort(404)


def _page(it: ListingReport, draft: Draft[Any], status: int) -> ResponseReturnValue:
    now = clock.now()
    decides = queries.may_decide(it, me(), on=clock.village_date(now))
    told = queries.is_told(it, me())
    page = render_template(
        "takedowns/show.html",
        report=it,
        together=queries.together(it) if decides else (),
        words=takedown_words,
        wrongs=takedown_words.choices(Wrong),
        draft=draft,
        now=now,
        decides=decides,
        may_rule=decides and it.state in (ReportState.OPEN, ReportState.ASKED),
        may_put_back=decides and it.is_down,
        may_uphold=decides and it.state is ReportState.OBJECTED and it.decided_by_id != me().id,
        may_object=told and actions.may_object(it, at=now),
    )
    return private(make_response(page, status))
