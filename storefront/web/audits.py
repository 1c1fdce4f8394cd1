"""Shops drawn by lot and telephoned: the draw, the script, the answers, the rate."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import drill
from storefront.campaign import queries as campaign
from storefront.db import deed
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.screening import audits
from storefront.screening.models import Answer, AuditCall, AuditSample
from storefront.web import growth_views, looking, screening_words
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.today import asked_on

COMPARED = (Indicator.ORDER_PLACED, Indicator.PRODUCT_LISTED)
"""What is asked about on the telephone, and stands beside the answer."""

bp = Blueprint("audits", __name__, url_prefix="/audits")


@bp.get("")
@bp.get("/in/<code>")
@door(Permission.CAMPAIGN_READ)
def index(code: str | None = None) -> str:
    place = _place(code)
    samples = audits.samples_of(place)
    return render_template(
        "audits/index.html",
        place=place,
        samples=[(it, audits.rate(it), audits.is_finished(it)) for it in samples],
    )


@bp.post("/in/<code>")
@door(Permission.CAMPAIGN_READ)
def draw(code: str) -> ResponseReturnValue:
    with deed():
        sample = audits.draw(_place(code), by=me(), at=clock.now())
    flash(_("Drawn. Ring them one after the other."))
    return redirect(url_for(".show", number=sample.id))


@bp.get("/<int:number>")
@door(Permission.CAMPAIGN_READ)
def show(number: int) -> str:
    sample = _sample(number)
    homes = [call.household for call in sample.calls]
    page = render_template(
        "audits/show.html",
        sample=sample,
        calls=[
            (call, screening_words.known(call.household), phone_of(call)) for call in sample.calls
        ],
        counted=drill.household_sums(homes, until=asked_on()),
        rate=audits.rate(sample),
        is_finished=audits.is_finished(sample),
        answers=answers(),
    )
    keepers = [home.keeper_id for home in homes]
    looking.noted(Seen.AUDIT, f"audit:{number}", sample.place, keepers=keepers)
    return page


@bp.post("/<int:number>/<int:turn>")
@door(Permission.CAMPAIGN_READ)
def answer(number: int, turn: int) -> ResponseReturnValue:
    said = next((it for it in Answer if it == request.form.get("answer")), None) or abort(400)
    note = text.tidy(request.form.get("note", "")[:300])
    with deed():
        call = _call(_sample(number), turn)
        audits.record(call, said, note=note, by=me(), at=clock.now())
    return redirect(url_for(".show", number=number, _anchor=f"call-{turn}"))


def _call(sample: AuditSample, turn: int) -> AuditCall:
    return next((it for it in sample.calls if it.turn == turn), None) or abort(404)


def _sample(number: int) -> AuditSample:
    return audits.to_work_on(number, me(), on=asked_on()) or abort(404)


def _place(code: str | None) -> Place:
    if code is None:
        return campaign.first_place_to_read(me(), on=asked_on()) or abort(404)
    return campaign.place_to_read(code, me(), on=asked_on()) or abort(404)


def phone_of(call: AuditCall) -> str:
    """Only to those who may know the household; others ask the commune to ring."""
    home = call.household
    return (home.keeper.phone or "") if growth_views.is_named(home.village.path) else ""


def answers() -> dict[Answer, str]:
    return {
        Answer.AGREES: _("It is so"),
        Answer.DIFFERS: _("It is not so"),
        Answer.UNREACHED: _("Nobody answered"),
    }
