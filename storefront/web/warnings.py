"""Early warnings: what goes wrong quietly, whose it is, and putting it off or having seen to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import queries as campaign
from storefront.db import deed
from storefront.screening import warning
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.web import looking, screening_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import day
from storefront.web.filters import number as written
from storefront.web.people import me

bp = Blueprint("warnings", __name__, url_prefix="/warnings")

SHOWN = 100
DEEDS = {"done": warning.see_to, "later": warning.put_off}


@bp.get("")
@door(SIGNED_IN)
def index() -> str:
    at = clock.now()
    today = clock.village_date(at)
    some = warning.waiting(me(), limit=SHOWN, at=at)
    communes = {it.village.parent_id or 0 for it in some}
    counts = warning.how_many(me(), at=at)
    looking.listed(Seen.WARNINGS, [it.household for it in some])
    return render_template(
        "warnings/index.html",
        groups=[(kind, _titles()[kind], _rows(some, kind)) for kind in WarningKind],
        counts=counts,
        many=sum(counts.values()),
        officers=campaign.officers_of(communes, on=today),
        known=screening_words.known,
        told=_told,
        today=today,
        rings=bool(me().places_where(Permission.HOUSEHOLD_READ, on=today)),
        leads=bool(me().places_where(Permission.ORDER_HANDLE, on=today)),
        reads=bool(me().places_where(Permission.CAMPAIGN_READ, on=today)),
    )


@bp.post("/<int:number>")
@door(SIGNED_IN)
def see_to(number: int) -> ResponseReturnValue:
    how = DEEDS.get(request.form.get("how", "")) or abort(400)
    at = clock.now()
    with deed():
        how(warning.to_see_to(number, me(), at=at) or abort(404), by=me(), at=at)
    flash(
        _("Seen to. It comes back only if it goes on for a month.")
        if how is warning.see_to
        else _("Put off for a week.")
    )
    return redirect(url_for(".index"))


def _rows(some: Any, kind: WarningKind) -> list[EarlyWarning]:
    return [it for it in some if it.kind is kind]


def _titles() -> dict[WarningKind, tuple[str, str]]:
    return {
        WarningKind.UNANSWERED: (
            _("Orders nobody has answered"),
            _("Ring the house; it may not have seen the message."),
        ),
        WarningKind.UNSOLD: (
            _("Fresh goods that nobody buys"),
            _("Is it still there? Another photo, a lower price, or take it down."),
        ),
        WarningKind.DYING: (
            _("Shops that have gone quiet"),
            _("They have goods in season and sell nothing. Ask what is in the way."),
        ),
        WarningKind.PRICE_DROP: (
            _("Prices that fell"),
            _("A good year, or somebody is pressing them? Ask."),
        ),
        WarningKind.NEVER_RECEIVED: (
            _("Accounts on which nothing has come"),
            _("Check number and name, and try with a small sum."),
        ),
        WarningKind.STOPPED_TEAM: (
            _("Teams that have stopped"),
            _("Nobody of the team has pressed anything for six weeks."),
        ),
        WarningKind.VISIT_DUE: (
            _("Houses that wait for a visit"),
            _("A day was agreed and is over, or trouble is two weeks old and nobody went."),
        ),
        WarningKind.FOLDER_LATE: (
            _("Shops that should be live by now"),
            _("Look into the folder: what is missing, and whose turn is it?"),
        ),
        WarningKind.LIKE_ANOTHER: (
            _("Names that look like another shop's"),
            _("Buyers may take one for the other. Ask the house to add its village, or why."),
        ),
    }


def title_of(it: EarlyWarning) -> str:
    """What goes wrong, and what exactly."""
    title, exactly = _titles()[it.kind][0], _told(it)
    return f"{title}: {exactly}" if exactly else title


def who(it: EarlyWarning) -> str:
    if it.team:
        return it.team.name
    return screening_words.known(it.household).who if it.household else ""


def owner(it: EarlyWarning, officers: Mapping[int, Sequence[str]]) -> str:
    """The household's team, else the commune's officers."""
    if it.household and it.household.team:
        return it.household.team.name
    return ", ".join(officers.get(it.village.parent_id or 0, ())) or str(_("nobody yet"))


def _told(it: EarlyWarning) -> str:
    """What exactly, in a few words."""
    seen = it.detail
    if it.kind is WarningKind.PRICE_DROP:
        now, before = (f"{written(seen[key])}\u00a0₫" for key in ("now", "before"))
        return f"{seen['name']}: {before} → {now}"
    if it.kind is WarningKind.UNSOLD:
        return str(_("%(name)s: %(stock)s left", name=seen["name"], stock=written(seen["stock"])))
    if it.kind is WarningKind.DYING:
        return _quiet_for(seen)
    if it.kind is WarningKind.LIKE_ANOTHER:
        return str(_("%(name)s beside %(other)s", name=seen["name"], other=seen["other"]))
    if it.kind is WarningKind.VISIT_DUE:
        agreed = seen.get("agreed")
        return str(
            _("agreed for %(day)s", day=day(date.fromisoformat(agreed)))
            if agreed
            else _("trouble is open, and nobody went")
        )
    return str(seen.get("order") or seen.get("number", ""))


def _quiet_for(seen: Mapping[str, Any]) -> str:
    if seen["orders"]:
        return str(ngettext("%(num)s order before", "%(num)s orders before", seen["orders"]))
    return str(_("sold before, long ago") if seen.get("has_sold") else _("has never sold"))
