"""Perhaps the same house twice: pairs, both side by side, and what two people say of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.errors import MarketError
from storefront.shops.models import Household, Twin, TwinAnswer
from storefront.twins import actions, finding, queries
from storefront.twins.hindrances import hindrances
from storefront.twins.plan import plan
from storefront.web import looking, twin_sides, twin_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.twins import ProposalForm
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("twins", __name__)

SEES, DECIDES = queries.SEES, queries.DECIDES
SHOWN, LATELY, COUNTED = 50, 20, 500


@bp.get("/team/twins")
@door(SEES)
def index() -> ResponseReturnValue:
    places = me().places_where(SEES, on=asked_on())
    found = finding.pairs(places, limit=SHOWN + 1)
    proposed = queries.lately(places, TwinAnswer.PROPOSED, limit=SHOWN)
    said = queries.lately(places, TwinAnswer.JOINED, TwinAnswer.APART, limit=LATELY)
    both = [home for it in found for home in (it.one, it.other)]
    both += [home for it in (*proposed, *said) for home in (it.one, it.other)]
    looking.listed(Seen.TWINS, both)
    return _page(
        "twins/index.html",
        pairs=found[:SHOWN],
        has_more=len(found) > SHOWN,
        proposed=proposed,
        said=said,
        is_team=bool(me().places_where(Permission.SHOP_OPEN, on=asked_on())),
    )


@bp.get("/team/twins/communes")
@door(Permission.CAMPAIGN_READ)
def communes() -> ResponseReturnValue:
    """How many wait where, without a name: those are the commune's."""
    places = me().places_where(Permission.CAMPAIGN_READ, on=asked_on())
    return _page("twins/communes.html", communes=finding.by_commune(places, limit=COUNTED))


@bp.get("/team/twins/<code>/<other>")
@door(SEES)
def show(code: str, other: str) -> ResponseReturnValue:
    return _show(*_both(code, other), keep=request.args.get("keep", ""))


@bp.post("/team/twins/<code>/<other>/difference")
@door(SEES)
def keep_apart(code: str, other: str) -> ResponseReturnValue:
    def do(one: Household, another: Household) -> None:
        actions.keep_apart(one, another, by=me(), at=clock.now())

    said = _("Kept: two households. They are not shown as a pair again.")
    return _done(code, other, do, said=said, to=url_for("twins.index"))


@bp.post("/team/twins/<code>/<other>/proposal")
@door(SEES)
def propose(code: str, other: str) -> ResponseReturnValue:
    draft = Draft.read(ProposalForm)
    if not draft.ok or draft.data.keep not in (code, other):
        wrong = _("Say which entry stays.")
        return _show(*_both(code, other), wrong=wrong, status=422)

    def do(one: Household, another: Household) -> None:
        kept, gone = (one, another) if one.code == draft.data.keep else (another, one)
        actions.propose(kept, gone, note=draft.data.note, by=me(), at=clock.now())

    said = _("Proposed. An officer of the commune looks at it as the second person.")
    return _done(code, other, do, said=said)


@bp.post("/team/twins/<code>/<other>/union")
@door(DECIDES)
def join(code: str, other: str) -> ResponseReturnValue:
    said = _("They are one household now. Both keepers are told. It can be undone for seven days.")
    return _decided(code, other, lambda it: actions.join(it, by=me(), at=clock.now()), said=said)


@bp.post("/team/twins/<code>/<other>/withdrawal")
@door(SEES)
def take_back(code: str, other: str) -> ResponseReturnValue:
    def do(one: Household, another: Household) -> None:
        twin = queries.said_of(one, another) or abort(404)
        actions.take_back(twin, by=me(), at=clock.now())

    return _done(code, other, do, said=_("Taken back. They are shown as a pair again."))


@bp.post("/team/twins/<code>/<other>/reversal")
@door(DECIDES)
def undo(code: str, other: str) -> ResponseReturnValue:
    said = _("Undone: two households again, as before. Both keepers are told.")
    return _decided(code, other, lambda it: actions.undo(it, by=me(), at=clock.now()), said=said)


def _both(code: str, other: str) -> tuple[Household, Household]:
    """Both where this person may see them, and never one with itself."""
    one, another = (queries.to_compare(it, me(), on=asked_on()) for it in (code, other))
    if one is None or another is None or one.id == another.id:
        abort(404)
    return one, another


def _decided(
    code: str, other: str, do: Callable[[Twin], None], *, said: str
) -> ResponseReturnValue:
    def decide(one: Household, another: Household) -> None:
        if not all(me().may(DECIDES, at=it.village, on=asked_on()) for it in (one, another)):
            abort(404)
        do(queries.said_of(one, another) or abort(404))

    return _done(code, other, decide, said=said)


def _done(
    code: str, other: str, do: Callable[[Household, Household], None], *, said: str, to: str = ""
) -> ResponseReturnValue:
    """Or the page once more, with what is in the way."""
    try:
        with deed():
            do(*_both(code, other))
    except MarketError as refusal:
        return _show(*_both(code, other), wrong=twin_words.refused(refusal), status=409)
    flash(said)
    return redirect(to or url_for("twins.show", code=code, other=other))


def _show(
    one: Household, other: Household, *, keep: str = "", wrong: str = "", status: int = 200
) -> ResponseReturnValue:
    one, other = sorted((one, other), key=lambda it: it.id)
    looking.listed(Seen.TWINS, [one, other])
    twin = queries.said_of(one, other)
    kept, gone = _chosen(one, other, twin, keep)
    is_joined = twin is not None and twin.answer is TwinAnswer.JOINED
    sides = [twin_sides.side(it) for it in (one, other)]
    words = twin_words.preview(plan(kept, gone)) if kept and gone and not is_joined else []
    in_the_way = hindrances(kept, gone) if kept and gone and not is_joined else []
    return _page(
        "twins/show.html",
        status,
        one=one,
        other=other,
        twin=twin,
        kept=kept,
        gone=gone,
        sides=sides,
        rows=twin_sides.rows(sides),
        preview=words,
        in_the_way=[twin_words.hindrances()[it] for it in in_the_way],
        earlier=queries.ever_said_of(one, other),
        wrong=wrong,
        decides=all(me().may(DECIDES, at=it.village, on=asked_on()) for it in (one, other)),
        can_undo=twin is not None and is_joined and actions.can_be_undone(twin, at=clock.now()),
        undo_until=twin.decided_at + actions.CAN_BE_UNDONE if twin and twin.decided_at else None,
        is_team=bool(me().places_where(Permission.SHOP_OPEN, on=asked_on())),
    )


def _chosen(
    one: Household, other: Household, twin: Twin | None, keep: str
) -> tuple[Household | None, Household | None]:
    """As it was proposed; else as this person would have it."""
    if twin and twin.keep_id:
        return twin.kept, twin.gone
    if keep == one.code:
        return one, other
    return (other, one) if keep == other.code else (None, None)


def _page(template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    return private(make_response(render_template(template, words=twin_words, **values), status))
