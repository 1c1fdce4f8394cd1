"""Campaigns of a place: begun, mended until a report has used them, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.campaign import beginning, queries
from storefront.campaign.beginning import EndsBeforeItBegins, InUse, StillRuns
from storefront.campaign.models import Campaign
from storefront.campaign.scope import Scope
from storefront.db import deed, session
from storefront.web import growth_views as shown
from storefront.web.doors import door
from storefront.web.forms.campaigns import FIRST, CampaignForm, EndForm, MendForm
from storefront.web.forms.draft import Draft
from storefront.web.goals import may_edit, mine
from storefront.web.growth_asked import scope as asked
from storefront.web.people import me

bp = Blueprint("campaigns", __name__, url_prefix="/growth")

LARGEST_MULTIPLE = 999_999


@bp.get("/<code>/campaigns")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    return _page(asked(code), 200)


@bp.post("/<code>/campaigns")
@door(Permission.CAMPAIGN_EDIT)
def begin(code: str) -> ResponseReturnValue:
    scope, draft = mine(code), Draft.read(CampaignForm)
    _look_at_numbers(draft)
    if draft.ok:
        form = draft.data
        _tried(
            draft,
            lambda: beginning.begin(
                mine(code).place, form.begun, form.told, by=me(), at=clock.now()
            ),
        )
    if not draft.ok:
        return _page(scope, 422, draft=draft)
    flash(_("The campaign has begun. Growth is counted against it from now on."))
    return redirect(url_for("campaigns.show", code=code))


@bp.post("/<code>/campaigns/<int:number>")
@door(Permission.CAMPAIGN_EDIT)
def mend(code: str, number: int) -> ResponseReturnValue:
    scope, draft = mine(code), Draft.read(MendForm)
    if draft.ok:
        wanted = draft.data.begun
        _tried(
            draft,
            lambda: beginning.mend(_campaign(code, number), wanted, by=me(), at=clock.now()),
        )
    if not draft.ok:
        return _page(scope, 422, wrong=draft, which=number)
    flash(_("The campaign is mended."))
    return redirect(url_for("campaigns.show", code=code))


@bp.post("/<code>/campaigns/<int:number>/end")
@door(Permission.CAMPAIGN_EDIT)
def end(code: str, number: int) -> ResponseReturnValue:
    scope, draft = mine(code), Draft.read(EndForm)
    if draft.ok:
        on = draft.data.ended_on
        _tried(
            draft,
            lambda: beginning.end(_campaign(code, number), on=on, by=me(), at=clock.now()),
            field="ended_on",
        )
    if not draft.ok:
        return _page(scope, 422, wrong=draft, which=number)
    flash(_("The campaign has ended. Its baselines stay."))
    return redirect(url_for("campaigns.show", code=code))


def _tried(draft: Draft[Any], do: Callable[[], object], *, field: str = "began_on") -> None:
    """What the campaign itself refuses is said at its field."""
    try:
        with deed():
            do()
    except StillRuns:
        draft.refuse(field, _("Another campaign of this place runs on that day. End it first."))
    except EndsBeforeItBegins:
        draft.refuse(field, _("It would end before it begins."))
    except InUse:
        words = _("A report was frozen with it: name and first day stay. End it and begin another.")
        draft.refuse("form", words)


def _look_at_numbers(draft: Draft[CampaignForm]) -> None:
    if not draft.ok:
        return
    for field in FIRST.values():
        known, number = draft.data.known(field)
        wrong = _wrong(known, number) if known != "unknown" else None
        if wrong:
            draft.refuse(f"{field}_number", wrong)


def _wrong(known: str, number: Any) -> str | None:
    if number is None:
        return str(_("Write the number, or say that nobody knows it."))
    if known == "value" and number % 1:
        return str(_("Write a whole number."))
    if known == "multiple" and not 0 < number <= LARGEST_MULTIPLE:
        return str(_("Write how many times, such as 68 or 12.5."))
    return None


def _campaign(code: str, number: int) -> Campaign:
    campaign = session.get(Campaign, number)
    if campaign is None or campaign.place_id != mine(code).place.id:
        abort(404)
    return campaign


def _page(
    scope: Scope,
    status: int,
    *,
    draft: Draft[CampaignForm] | None = None,
    wrong: Draft[Any] | None = None,
    which: int = 0,
) -> ResponseReturnValue:
    campaigns = queries.campaigns_of(scope.place)
    page = render_template(
        "growth/campaigns.html",
        **shown.frame(scope),
        campaigns=campaigns,
        around=queries.campaign_for(scope.place, on=scope.until),
        runs=[it for it in campaigns if it.ended_on is None or scope.today <= it.ended_on],
        draft=draft or Draft(CampaignForm, {f"{it}_known": "unknown" for it in FIRST.values()}),
        wrong=wrong or Draft(MendForm),
        which=which,
        may_edit=may_edit(scope),
        first=[(it, shown.DEFINITIONS[it].name) for it in FIRST],
        fields=FIRST,
        known=[
            ("value", _("how much there was")),
            ("multiple", _("only how many times it grew since")),
            ("unknown", _("nobody knows")),
        ],
    )
    return page, status
