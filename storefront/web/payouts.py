"""Changing where a household is paid: what is missing, who said yes, and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, StringConstraints

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.payouts import actions, queries
from storefront.payouts.models import AccountChange, Ended
from storefront.payouts.refusals import NotUnderWay, SecondPersonNeeded
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import moment
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Tidy
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("payouts", __name__, url_prefix="/team/households/<code>/account/change")

Step = tuple[str, str, str | None]


class CallBackForm(BaseModel):
    digits: Annotated[Tidy, StringConstraints(min_length=1, max_length=20)]


@bp.get("")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    household = _household(code)
    change = queries.newest(household) or abort(404)
    return _page(household, change, Draft(CallBackForm), 200)


@bp.post("/code")
@door(SIGNED_IN)
def call_back(code: str) -> ResponseReturnValue:
    draft = Draft.read(CallBackForm)
    household = _household(code)
    change = queries.newest(household) or abort(404)
    if draft.ok:
        try:
            with deed():
                digits = "".join(it for it in draft.data.digits if it.isdigit())
                right = actions.call_back(_change(code), digits, by=me(), at=clock.now())
        except NotUnderWay:
            return _too_late(code)
        if right:
            return _told(code, _("The code is right. The keeper has agreed."))
        draft.refuse("digits", _("Not the right code. Look at the message again."))
    return _page(household, change, draft, 422)


@bp.post("/approval")
@door(SIGNED_IN, proved=True)
def approve(code: str) -> ResponseReturnValue:
    try:
        return _done(code, actions.approve, _("Written down: you agree too."))
    except SecondPersonNeeded:
        words = _("Somebody else must agree: not the keeper, and not whoever asked.")
        return _told(code, words, "wait")


@bp.post("/stop")
@door(SIGNED_IN)
def stop(code: str) -> ResponseReturnValue:
    return _done(code, actions.stop, _("Stopped. Money still goes to the old account."))


def _done(code: str, act: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with deed():
            act(_change(code), by=me(), at=clock.now())
    except NotUnderWay:
        return _too_late(code)
    return _told(code, said)


def _too_late(code: str) -> ResponseReturnValue:
    return _told(code, _("This is over already. Look at what became of it."), "wait")


def _told(code: str, words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("payouts.show", code=code))


def _household(code: str) -> Household:
    """For the keeper, and for those who may ask for a change or agree to it."""
    today = clock.village_date(clock.now())
    found = shops.household_for(code, me(), Permission.HOUSEHOLD_READ, on=today) or abort(404)
    theirs = found.keeper_id == me().id
    return found if theirs or _may_agree(found) else abort(404)


def _may_agree(household: Household) -> bool:
    today = clock.village_date(clock.now())
    return household.allows(me(), Permission.ACCOUNT_CONFIRM, on=today)


def _change(code: str) -> AccountChange:
    return queries.newest(_household(code)) or abort(404)


def _page(
    household: Household, change: AccountChange, draft: Draft[CallBackForm], status: int
) -> ResponseReturnValue:
    is_keeper = household.keeper_id == me().id
    page = render_template(
        "payouts/show.html",
        household=household,
        change=change,
        steps=_steps(change),
        title=_title(change),
        draft=draft,
        is_keeper=is_keeper,
        may_agree=not is_keeper and change.asked_by_id != me().id and _may_agree(household),
    )
    return private(make_response(page, status))


def _title(change: AccountChange) -> str:
    return str(
        {
            Ended.DONE: _("The account was changed"),
            Ended.STOPPED: _("The change was stopped"),
            Ended.GUESSED: _("Stopped: the code was wrong too often"),
            Ended.LAPSED: _("Nobody confirmed it in time"),
            None: _("Paid at another account?"),
        }[change.ended]
    )


def _steps(change: AccountChange) -> list[Step]:
    """What has been done, what is missing, and the clock."""
    second = change.approved_by.name if change.approved_by else ""
    return [
        (_("%(name)s asked for it", name=change.asked_by.name), moment(change.asked_at), "done"),
        _step(
            change,
            _("The keeper told the code") if change.called_back_at else _("The keeper's code"),
            moment(change.called_back_at)
            if change.called_back_at
            else _("sent to the keeper's phone; call and ask"),
            done=change.called_back_at is not None,
        ),
        _step(
            change,
            _("%(name)s agreed", name=second) if second else _("A second person agrees"),
            moment(change.approved_at)
            if change.approved_at
            else _("another of the team, or an officer of the commune"),
            done=change.approved_at is not None,
        ),
        _last(change),
    ]


def _step(change: AccountChange, words: str, more: str, *, done: bool) -> Step:
    return words, more, "done" if done else "here" if change.is_under_way else None


def _last(change: AccountChange) -> Step:
    if change.ended and change.ended_at:
        by = change.ended_by.name if change.ended_by else ""
        return _title(change), " · ".join(it for it in (moment(change.ended_at), by) if it), "done"
    when = moment(change.effective_at)
    return _("New orders are paid there"), _("not before %(when)s", when=when), None
