"""A household's folder: what is done and by whom, what is left, and until when; and those late."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import queries as campaign
from storefront.db import deed
from storefront.shops import queries as shops
from storefront.shops.folders import actions, queries
from storefront.shops.folders.actions import LONGEST, BadPause, Because
from storefront.shops.folders.steps import steps
from storefront.shops.models import Folder, FolderStep
from storefront.web import folder_words, looking, screening_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.folders import PauseForm, TickForm
from storefront.web.people import me

bp = Blueprint("folders", __name__)

OPEN = Permission.SHOP_OPEN
SHOWN = 200


@bp.get("/folders")
@door(SIGNED_IN)
def index() -> str:
    """Shops that should be live by now, and who answers for each."""
    today = clock.village_date(clock.now())
    if not queries.may_see(me(), on=today):
        abort(404)
    late = queries.late_for(me(), today=today, limit=SHOWN)
    communes = {it.household.village.parent_id or 0 for it in late}
    looking.listed(Seen.FOLDERS, [it.household for it in late])
    return render_template(
        "folders/index.html",
        late=late,
        many=queries.how_many_late(me(), today=today),
        officers=campaign.officers_of(communes, on=today),
        known=screening_words.known,
        today=today,
        reads=bool(me().places_where(Permission.HOUSEHOLD_READ, on=today)),
        leads=bool(me().places_where(OPEN, on=today)),
    )


@bp.get("/team/households/<code>/folder")
@door(SIGNED_IN)
def show(code: str) -> str:
    folder = _folder(code, Permission.HOUSEHOLD_READ)
    household = folder.household
    if household.keeper_id != me().id:
        keepers = [household.keeper_id]
        looking.noted(Seen.PAGE, f"household:{code}", household.village, keepers=keepers)
    return _page(folder, Draft(PauseForm), Draft(TickForm))


@bp.post("/team/households/<code>/folder/steps/<step>")
@door(OPEN)
def tick(code: str, step: str) -> ResponseReturnValue:
    draft = Draft.read(TickForm)
    if not draft.ok:
        return _page(_folder(code, OPEN), Draft(PauseForm), draft), 422
    with deed():
        folder = _folder(code, OPEN)
        actions.tick(folder, _ticked(step), note=draft.data.note, by=me(), at=clock.now())
    flash(_("Written down. The household sees it too."))
    return redirect(url_for(".show", code=code))


@bp.post("/team/households/<code>/folder/steps/<step>/withdrawal")
@door(OPEN)
def untick(code: str, step: str) -> ResponseReturnValue:
    with deed():
        actions.untick(_folder(code, OPEN), _ticked(step), by=me(), at=clock.now())
    flash(_("Taken back. It stays in the history."))
    return redirect(url_for(".show", code=code))


@bp.post("/team/households/<code>/folder/pause")
@door(OPEN)
def pause(code: str) -> ResponseReturnValue:
    draft = Draft.read(PauseForm)
    if draft.ok:
        _pause(code, draft)
    if not draft.ok:
        return _page(_folder(code, OPEN), draft, Draft(TickForm)), 422
    flash(_("The clock stands until then. The household sees why."))
    return redirect(url_for(".show", code=code))


@bp.post("/team/households/<code>/folder/pause/end")
@door(OPEN)
def resume(code: str) -> ResponseReturnValue:
    with deed():
        actions.resume(_folder(code, OPEN), by=me(), at=clock.now())
    flash(_("The clock runs again."))
    return redirect(url_for(".show", code=code))


def _pause(code: str, draft: Draft[PauseForm]) -> None:
    form = draft.data
    try:
        with deed():
            because = Because(form.reason, form.until, form.note)
            actions.pause(_folder(code, OPEN), because, by=me(), at=clock.now())
    except BadPause:
        words = _("A day to come, within %(days)s days, for a shop that is not live yet.")
        draft.refuse("until", words % {"days": LONGEST.days})


def _ticked(step: str) -> FolderStep:
    if step not in set(actions.TICKED):
        abort(404)
    return FolderStep(step)


def _folder(code: str, permission: Permission) -> Folder:
    household = shops.household_for(code, me(), permission, on=clock.village_date(clock.now()))
    return (household and queries.of_household(household)) or abort(404)


def _page(folder: Folder, pausing: Draft[PauseForm], ticking: Draft[TickForm]) -> str:
    today = clock.village_date(clock.now())
    household = folder.household
    done = steps(folder)
    return render_template(
        "folders/show.html",
        folder=folder,
        household=household,
        done=done,
        many=sum(it is not None for it in done.values()),
        words=folder_words,
        ticked=actions.TICKED,
        pauses=queries.pauses(folder),
        pausing=pausing,
        ticking=ticking,
        today=today,
        latest=today + LONGEST,
        may_open=household.allows(me(), OPEN, on=today),
        is_keeper=household.keeper_id == me().id,
    )
