"""Market days, for the commune or village that holds them: planned, given out stall by stall,
handed over, called off."""

from __future__ import annotations

from flask import (
    Blueprint,
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
from flask_babel import ngettext

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.closings import actions as closings
from storefront.closings import figures
from storefront.closings import queries as closed
from storefront.db import deed
from storefront.fairs import actions, handing, queries, repeating
from storefront.fairs.actions import Plan
from storefront.fairs.models import Fair, Repeats
from storefront.fairs.refusals import NotHeld
from storefront.places.models import Place
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.web import fair_words, looking
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import FairForm, HolderForm, WhyForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("fairs", __name__, url_prefix="/fairs")

HOLD = Permission.FAIR_HOLD


@bp.get("")
@door(HOLD)
def index() -> str:
    at = clock.now()
    return render_template(
        "fairs/index.html",
        fairs=queries.held_in(my_places(), at=at),
        now=at,
        words=fair_words,
    )


@bp.route("/new", methods=["GET", "POST"])
@door(HOLD)
def new() -> ResponseReturnValue:
    draft: Draft[FairForm] = Draft(FairForm, _usual())
    status = 200
    held: list[Fair] = []
    if request.method == "POST":
        draft, status = Draft.read(FairForm), 422
        if draft.ok:
            held = _hold(draft)
    if held:
        flash(_("Written down. Now give the stalls."))
        return redirect(url_for("fairs.show", code=held[0].code))
    page = render_template(
        "fairs/new.html",
        draft=draft,
        places=[(it.code, it.full_name) for it in handing.grounds(me(), at=clock.now())],
        repeats=fair_words.repeats().items(),
    )
    return private(make_response(page, status))


@bp.get("/<code>")
@door(HOLD)
def show(code: str) -> ResponseReturnValue:
    return page_of(to_hold(code), Draft(WhyForm), 200)


@bp.post("/<code>/cancellation")
@door(HOLD)
def cancel(code: str) -> ResponseReturnValue:
    draft = Draft.read(WhyForm)
    if not draft.ok:
        return page_of(to_hold(code), draft, 422)
    with deed():
        closings.call_off(to_hold(code), why=draft.data.why, by=me(), at=clock.now())
    flash(_("Called off. Everybody with a stall has been told."), "wait")
    return redirect(url_for("fairs.show", code=code))


@bp.post("/<code>/keepers")
@door(HOLD)
def give_as_before(code: str) -> ResponseReturnValue:
    """The same stalls to whoever had them last time."""
    try:
        with deed():
            many = repeating.give_as_before(to_hold(code), by=me(), at=clock.now())
    except NotHeld:
        flash(_("The market day is over or called off."), "wait")
    else:
        words = ngettext(
            "%(num)s stall is given as last time.", "%(num)s stalls are given as last time.", many
        )
        flash(words)
    return redirect(url_for("fairs.show", code=code))


@bp.post("/<code>/holder")
@door(HOLD)
def hand(code: str) -> ResponseReturnValue:
    """The commune takes it over, or hands it to a village's leaders."""
    at = clock.now()
    with deed():
        fair = to_hold(code)
        among = handing.holders(fair, me(), at=at) or abort(404)
        wanted = request.form.get("place")
        chosen = next((it for it in among if it.code == wanted), None) or abort(400)
        handing.hand(fair, chosen, by=me(), at=at)
        name = chosen.full_name
    flash(_("Held by %(place)s from now on.", place=name))
    return redirect(url_for("fairs.show", code=code))


def to_hold(code: str) -> Fair:
    return queries.to_hold(code, me(), at=clock.now()) or abort(404)


def page_of(fair: Fair, draft: Draft[WhyForm], status: int) -> ResponseReturnValue:
    stalls, took, at = queries.stalls_of(fair), figures.of_fair(fair), clock.now()
    looking.listed(Seen.MONEY, [it.shop.household if it.shop else None for it in stalls])
    page = render_template(
        "fairs/show.html",
        fair=fair,
        stalls=stalls,
        took=took,
        whole=figures.together(took.values()),
        closed=closed.of_fair(fair),
        reports=closed.reports_of(fair),
        asks=queries.asks_of(fair),
        draft=draft,
        words=fair_words,
        is_over=at > fair.closes_at,
        before=repeating.day_before(fair),
        holders=[(it.code, it.full_name) for it in handing.holders(fair, me(), at=at)],
        held_by=Draft(HolderForm, {"place": fair.place.code}),
    )
    return private(make_response(page, status))


def _hold(draft: Draft[FairForm]) -> list[Fair]:
    wanted, at = draft.data, clock.now()
    with deed():
        place = next((it for it in handing.grounds(me(), at=at) if it.code == wanted.place), None)
        host = _host(wanted.host) if wanted.host else None
        _check(draft, place, host)
        if not draft.ok or place is None:
            return []
        plan = Plan(
            name=wanted.name,
            spot=wanted.spot,
            day=wanted.day,
            opens=wanted.opens,
            closes=wanted.closes,
            rows=wanted.rows,
            fee=wanted.fee,
            host=host,
            repeats=wanted.repeats,
            many=wanted.many,
        )
        return actions.hold(place, plan, by=me(), at=at)


def _check(draft: Draft[FairForm], place: Place | None, host: Shop | None) -> None:
    wanted = draft.data
    if place is None:
        draft.refuse("place", _("Choose one from the list."))
    if wanted.closes <= wanted.opens:
        draft.refuse("closes", _("It closes after it opens."))
    if wanted.host and host is None:
        draft.refuse("host", _("No shop here has this code."))
    elif wanted.fee and host is None:
        draft.refuse("host", _("Say to which shop the fee is paid."))


def _host(code: str) -> Shop | None:
    """A shop of one's own places."""
    return shops.in_places(code, my_places())


def _usual() -> dict[str, str]:
    at = clock.now()
    return {
        "day": clock.village_date(at).isoformat(),
        "opens": "06:00",
        "closes": "11:30",
        "rows": "10, 8",
        "fee": "0",
        "repeats": Repeats.ONCE.value,
        "many": "1",
    }


def my_places() -> list[Place]:
    return me().places_where(HOLD, on=clock.village_date(clock.now()))
