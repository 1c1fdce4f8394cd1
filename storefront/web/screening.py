"""What seems made for the figure: a list with a clock, what was seen, and a decision."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import queries as campaign
from storefront.db import deed
from storefront.screening import actions, queries
from storefront.screening.actions import DecidedAlready
from storefront.screening.models import Scheme, Suspect, SuspectState
from storefront.screening.rules.book import BY_SCHEME
from storefront.web import growth_views, looking, screening_words
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.today import asked_on

bp = Blueprint("screening", __name__, url_prefix="/screening")

SHOWN = 30
LATELY = 10
DECISIONS = {"innocent": SuspectState.INNOCENT, "not-counted": SuspectState.NOT_COUNTED}


@bp.get("")
@door(Permission.CAMPAIGN_READ)
def index() -> str:
    today, scheme = asked_on(), _scheme()
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    some = queries.waiting(me(), scheme=scheme, skip=SHOWN * (page - 1), limit=SHOWN + 1, on=today)
    decided = queries.decided(me(), limit=LATELY, on=today) if page == 1 else ()
    waiting = queries.how_many_wait(me(), on=today)
    looking.listed(Seen.SUSPECT, [it.household for it in (*some[:SHOWN], *decided)])
    return render_template(
        "screening/index.html",
        rules=BY_SCHEME,
        scheme=scheme,
        counts=waiting,
        many=sum(waiting.values()),
        waiting=[screening_words.row(it) for it in some[:SHOWN]],
        decided=[screening_words.row(it) for it in decided],
        held=queries.held_by(some[:SHOWN]),
        officers=campaign.officers_of({_commune(it) for it in some}, on=today),
        page=page,
        has_more=len(some) > SHOWN,
        now=clock.now(),
        looked_at=queries.last_round(),
    )


@bp.get("/<int:number>")
@door(Permission.CAMPAIGN_READ)
def show(number: int) -> str:
    suspect = _suspect(number)
    told, others = screening_words.row(suspect), suspect.evidence.get("households", [])
    commune = _commune(suspect)
    page = render_template(
        "screening/show.html",
        it=told,
        rule=BY_SCHEME[suspect.scheme],
        held=queries.held_by([suspect]).get(suspect.id, {}),
        definitions=growth_views.DEFINITIONS,
        orders=queries.orders_of(suspect, limit=100),
        others=[screening_words.known(it) for it in queries.households(others)],
        photos=queries.photos([it for it in suspect.evidence.get("photos", []) if it]),
        trail=queries.trail(suspect),
        verbs=screening_words.verbs(),
        officers=campaign.officers_of({commune}, on=asked_on()).get(commune, []),
        is_involved=queries.is_involved(suspect, me()),
        now=clock.now(),
    )
    _traced(suspect)
    return page


@bp.post("/<int:number>/decision")
@door(Permission.CAMPAIGN_READ)
def decide(number: int) -> ResponseReturnValue:
    state = DECISIONS.get(request.form.get("how", "")) or abort(400)
    note = text.tidy(request.form.get("note", "")[:300])
    try:
        with deed():
            suspect = _mine_to_decide(number)
            actions.decide(suspect, state, note=note, by=me(), at=clock.now())
    except DecidedAlready:
        flash(_("Somebody has decided meanwhile."), "wait")
    else:
        flash(
            _("Counted again.")
            if state is SuspectState.INNOCENT
            else _("Not counted. It can be taken back at any time.")
        )
    return redirect(url_for(".show", number=number))


@bp.post("/<int:number>/reopening")
@door(Permission.CAMPAIGN_READ)
def reopen(number: int) -> ResponseReturnValue:
    try:
        with deed():
            actions.reopen(_mine_to_decide(number), by=me(), at=clock.now())
    except DecidedAlready:
        flash(_("It waits already."), "wait")
    else:
        flash(_("Taken back. It waits here again."))
    return redirect(url_for(".show", number=number))


def _mine_to_decide(number: int) -> Suspect:
    suspect = _suspect(number)
    if queries.is_involved(suspect, me()):
        abort(403)
    return suspect


def _suspect(number: int) -> Suspect:
    return queries.to_see(number, me(), on=asked_on()) or abort(404)


def _traced(suspect: Suspect) -> None:
    home = suspect.household
    looking.noted(Seen.SUSPECT, f"suspect:{suspect.id}", home.village, keepers=[home.keeper_id])


def _scheme() -> Scheme | None:
    wanted = request.args.get("scheme")
    if wanted is None:
        return None
    return next((it for it in Scheme if it == wanted), None) or abort(404)


def _commune(suspect: Suspect) -> int:
    return suspect.household.village.parent_id or 0
