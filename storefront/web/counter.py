"""The counter itself, at a shared computer: whose turn it is, begun, ended and wiped."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError

from storefront import clock, text
from storefront.accounts.models import Purpose, Seen
from storefront.accounts.permissions import Permission
from storefront.counters import actions, queries
from storefront.counters.actions import Closed, Said, SomebodySits
from storefront.counters.models import IDLE
from storefront.db import deed
from storefront.errors import NotAllowed
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.web import counter_mode, counter_words, looking
from storefront.web.counter_mode import At, at_counter
from storefront.web.doors import door
from storefront.web.forms.counters import SaidForm
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Phone
from storefront.web.people import me

bp = Blueprint("counter", __name__, url_prefix="/counter")

KEEP = Permission.COUNTER_KEEP
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)


@bp.get("")
@door(KEEP)
def now() -> ResponseReturnValue:
    """Whose turn it is, or whose it will be."""
    here = at_counter()
    if here is None:
        return redirect(url_for("counters.index"))
    return _turn(here) if here.sitting else _next(here)


@bp.post("/shifts/<code>")
@door(KEEP)
def open_here(code: str) -> ResponseReturnValue:
    """This browser becomes the counter of an access point."""
    at = clock.now()
    try:
        with deed():
            point = queries.point_for(code, me(), KEEP, on=clock.village_date(at)) or abort(404)
            shift = actions.begin_shift(point, by=me(), at=at)
    except Closed:
        flash(_("This access point is closed for good."), "bad")
        return redirect(url_for("counters.index"))
    counter_mode.begin(shift)
    return redirect(url_for("counter.now"))


@bp.post("/turns")
@door(KEEP)
def begin() -> ResponseReturnValue:
    """One household's turn, or that of one who is not in the book yet."""
    here = at_counter()
    if here is None:
        return redirect(url_for("counters.index"))
    code = request.form.get("household", "")[:20]
    try:
        with deed():
            household = _household(code) if code else None
            sitting = actions.begin(here.shift, household, at=clock.now())
    except SomebodySits:
        flash(_("Somebody's turn has not ended. End it first."), "bad")
        return redirect(url_for("counter.now"))
    except (Closed, NotAllowed):
        abort(404)
    counter_mode.show(sitting)
    return redirect(url_for("counter.now"))


@bp.route("/end", methods=["GET", "POST"])
@door(KEEP)
def end() -> ResponseReturnValue:
    """What it was for and what came of it; then the browser is wiped."""
    here = at_counter()
    if here is None or here.sitting is None:
        return redirect(url_for("counter.now"))
    draft = Draft.read(SaidForm) if request.method == "POST" else Draft(SaidForm)
    if request.method != "POST" or not draft.ok:
        return _end_page(here, draft), 200 if draft.ok else 422
    said = Said(draft.data.task, draft.data.outcome, draft.data.note)
    with deed():
        actions.end(here.sitting, said, at=clock.now())
    counter_mode.wipe()
    flash(_("Ended and wiped. Nothing of it is on this computer."))
    return redirect(url_for("counter.now"))


@bp.post("/presence")
@door(KEEP)
def presence() -> ResponseReturnValue:
    """Somebody types, and no page is asked for: heard on the way in."""
    return Response(status=204)


@bp.post("/closing")
@door(KEEP)
def close() -> ResponseReturnValue:
    """No counter here any more; whoever kept it is signed out."""
    here = at_counter()
    if here and here.sitting:
        flash(_("Somebody's turn has not ended. End it first."), "bad")
        return redirect(url_for("counter.now"))
    if here:
        with deed():
            actions.end_shift(here.shift, at=clock.now())
        counter_mode.close()
        flash(_("The counter is closed, and you are signed out."))
    return redirect(url_for("home.show"))


def _household(code: str) -> Household:
    if not code.isalnum():  # no code of ours, and perhaps what PostgreSQL takes for no text
        abort(404)
    on = clock.village_date(clock.now())
    return shops.household_for(code, me(), KEEP, on=on) or abort(404)


def _next(here: At) -> str:
    asked = text.tidy(request.args.get("q", "")[:80])
    on = clock.village_date(clock.now())
    found = queries.find(me(), asked, phone=_phone(asked), on=on) if asked else []
    looking.listed(Seen.COUNTER, found)
    return render_template(
        "counter/next.html",
        point=here.shift.point,
        asked=asked,
        found=found,
        may_register=bool(me().places_where(Permission.SHOP_OPEN, on=on)),
    )


def _phone(asked: str) -> str | None:
    try:
        return _PHONE.validate_python(asked)
    except ValidationError:
        return None


def _turn(here: At) -> str:
    assert here.sitting is not None  # noqa: S101  asked just before
    household = here.sitting.household
    on = clock.village_date(clock.now())
    if household and household.keeper_id != me().id:
        keepers = [household.keeper_id]
        looking.noted(
            Seen.COUNTER, f"household:{household.code}", household.village, keepers=keepers
        )
    return render_template(
        "counter/turn.html",
        sitting=here.sitting,
        household=household,
        agrees=bool(household and household.keeper.agrees_to(Purpose.ASSIST)),
        may_press=bool(household and household.allows(me(), Permission.SHOP_EDIT, on=on)),
        may_open=bool(household and household.allows(me(), Permission.SHOP_OPEN, on=on)),
        idle=int(IDLE.total_seconds() // 60),
    )


def _end_page(here: At, draft: Draft[SaidForm]) -> str:
    return render_template(
        "counter/end.html", sitting=here.sitting, draft=draft, words=counter_words
    )
