"""A team's roster: who joins and who leaves, as the commune decided."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.accounts.postings import OtherName
from storefront.db import deed
from storefront.helping import handing_over
from storefront.helping.handing_over import NotAMember
from storefront.teams import actions, queries
from storefront.teams.actions import BACK, BadDay, Joining, OnTheRoster
from storefront.teams.models import Duty, Team
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.rosters import JoiningForm, LeavingForm, TakerForm
from storefront.web.people import me
from storefront.web.today import asked_on

bp = Blueprint("rosters", __name__, url_prefix="/teams/<int:number>/roster")

EDIT = Permission.TEAM_EDIT


@bp.get("")
@door(EDIT, proved=True)
def show(number: int) -> str:
    return _page(_team(number), Draft(JoiningForm, {"duty": Duty.MEMBER.value, "day": asked_on()}))


@bp.post("")
@door(EDIT, proved=True)
def enlist(number: int) -> ResponseReturnValue:
    draft = Draft.read(JoiningForm)
    if draft.ok:
        _enlist(number, draft)
    if not draft.ok:
        return _page(_team(number), draft), 422
    flash(_("%(name)s is on the roster.", name=draft.data.name))
    return redirect(url_for("rosters.show", number=number))


@bp.post("/<int:member>/leaving")
@door(EDIT, proved=True)
def leave(number: int, member: int) -> ResponseReturnValue:
    draft = Draft.read(LeavingForm)
    if draft.ok:
        _leave(number, member, draft)
    if not draft.ok:
        flash(draft.errors["day"], "bad")
    else:
        flash(_("Written down. They may do nothing here any more."))
    return redirect(url_for("rosters.show", number=number))


@bp.post("/<int:member>/handover")
@door(EDIT, proved=True)
def hand_over(number: int, member: int) -> ResponseReturnValue:
    """Open work goes to somebody else on the roster, who becomes a head."""
    draft = Draft.read(TakerForm)
    if not draft.ok:
        flash(_("Choose who takes the work over."), "bad")
        return redirect(url_for("rosters.show", number=number))
    try:
        with deed():
            members = {it.id: it for it in _team(number).members}
            giver = members.get(member) or abort(404)
            taker = members.get(draft.data.taker) or abort(404)
            given = handing_over.hand_over(giver, taker, by=me(), at=clock.now())
            many = len(given.items["open"])
    except NotAMember:
        flash(_("Choose who takes the work over."), "bad")
    else:
        flash(ngettext("%(num)s open thing handed over.", "%(num)s open things handed over.", many))
    return redirect(url_for("rosters.show", number=number))


def _team(number: int) -> Team:
    return queries.to_edit(number, me(), on=asked_on()) or abort(404)


def _enlist(number: int, draft: Draft[JoiningForm]) -> None:
    try:
        with deed():
            joining = Joining(**dict(draft.data))
            actions.enlist(_team(number), joining, by=me(), at=clock.now())
    except BadDay:
        draft.refuse("day", _bad_day())
    except OtherName:
        draft.refuse("phone", _("Somebody of another name has this number."))
    except OnTheRoster:
        draft.refuse("name", _("They are on the roster on that day already."))


def _leave(number: int, member: int, draft: Draft[LeavingForm]) -> None:
    try:
        with deed():
            members = {it.id: it for it in _team(number).members}
            it = members.get(member) or abort(404)
            actions.leave(it, on=draft.data.day, by=me(), at=clock.now())
    except BadDay:
        draft.refuse("day", _bad_day())


def _bad_day() -> str:
    return str(_("A day of the last %(days)s, after it began.", days=BACK.days))


def _page(team: Team, draft: Draft[JoiningForm]) -> str:
    today = asked_on()
    members = sorted(team.members, key=lambda it: (it.to_day is not None, it.duty, it.id))
    duties = [(Duty.HEAD, _("Head, answers for it")), (Duty.MEMBER, _("Member"))]
    return render_template(
        "teams/roster.html",
        team=team,
        now=[it for it in members if it.to_day is None],
        before=[it for it in members if it.to_day is not None],
        handovers=handing_over.of_team(team),
        draft=draft,
        duties=duties,
        called=dict(duties),
        today=today,
        first=today - BACK,
    )
