"""Deeds that a household says it did not ask for: the commune decides, its teams see it too."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import actions, queries
from storefront.helping.actions import AlreadyDecided
from storefront.helping.models import Objection
from storefront.web import deeds, looking
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.helping import RulingForm
from storefront.web.people import me

bp = Blueprint("objections", __name__, url_prefix="/objections")

READ, DECIDE = Permission.HOUSEHOLD_READ, Permission.COMPLAINTS_DECIDE


@bp.get("")
@door(READ)
def index() -> str:
    now = clock.now()
    today = clock.village_date(now)
    waiting = queries.waiting(me(), on=today)
    looking.listed(Seen.OBJECTIONS, [it.household for it in waiting])
    return render_template(
        "objections/index.html",
        waiting=waiting,
        decided=queries.decided(me(), on=today),
        in_words=deeds.in_words,
        rulings=deeds.rulings(),
        now=now,
        decides=bool(me().places_where(DECIDE, on=today)),
        leads=bool(me().places_where(Permission.SHOP_OPEN, on=today)),
    )


@bp.get("/<int:number>")
@door(DECIDE)
def show(number: int) -> str:
    return _page(_objection(number), Draft(RulingForm))


@bp.post("/<int:number>/ruling")
@door(DECIDE)
def decide(number: int) -> ResponseReturnValue:
    draft = Draft.read(RulingForm)
    if not draft.ok:
        return _page(_objection(number), draft), 422
    ruling, words = draft.data.ruling, draft.data.words
    try:
        with deed():
            actions.decide(_objection(number), ruling, words=words, by=me(), at=clock.now())
    except AlreadyDecided:
        flash(_("Somebody of the commune has decided already."), "wait")
    else:
        flash(_("Decided. The household and whoever pressed are told."))
    return redirect(url_for("objections.index"))


def _objection(number: int) -> Objection:
    today = clock.village_date(clock.now())
    return queries.to_decide(number, me(), on=today) or abort(404)


def _page(objection: Objection, draft: Draft[RulingForm]) -> str:
    household = objection.household
    looking.noted(
        Seen.OBJECTIONS,
        f"household:{household.code}",
        household.village,
        keepers=[household.keeper_id],
    )
    return render_template(
        "objections/show.html",
        it=objection,
        draft=draft,
        words=deeds.in_words(objection.trace),
        more=deeds.more(objection.trace),
        rulings=deeds.rulings(),
        can_be_put_back=bool(objection.trace.detail.get("changes")),
        now=clock.now(),
    )
