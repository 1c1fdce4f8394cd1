"""Period reports: draw one up, freeze it, read it, say it again."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
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

from storefront import addresses, clock
from storefront.accounts.permissions import Permission
from storefront.campaign.queries import pulse
from storefront.campaign.scope import Geography
from storefront.db import deed
from storefront.places.models import Place
from storefront.reports import actions, comparing, figures, queries, sending
from storefront.reports.errors import (
    AlreadyAnswered,
    AlreadyFrozen,
    NothingChanged,
    NotOver,
    NotTheNewest,
)
from storefront.reports.models import FileKind, Report
from storefront.reports.periods import EARLIEST, Period, Span, latest, named
from storefront.web import page_cache, report_apart, report_parts, report_tables, report_words
from storefront.web import report_check_words as checking_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.reports import ReportForm, RestatementForm, ReturnForm
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.report_files import the_seal
from storefront.web.report_ways import coverage, to_answer, ways

bp = Blueprint("reports", __name__, url_prefix="/reports")

CHOICES = {Span.WEEK: 4, Span.MONTH: 4, Span.QUARTER: 3, Span.YEAR: 2}
"""How many of each kind are offered."""


@bp.get("")
@door(Permission.REPORT_MAKE)
def index() -> ResponseReturnValue:
    today = clock.village_date(clock.now())
    places = queries.own_places(me(), on=today)
    return _page(
        "reports/index.html",
        200,
        places=[(place, queries.of_place(place)) for place in places],
        came=queries.came_to(places),
        periods=[it for span, count in CHOICES.items() for it in _offered(span, count)],
    )


@bp.route("/of/<code>/<period>", methods=["GET", "POST"])
@door(Permission.REPORT_MAKE)
def draw_up(code: str, period: str) -> ResponseReturnValue:
    """The figures of this moment; pressing writes them down for good."""
    place, when = _place(code), _period(period)
    frozen = queries.newest(place, when.code)
    if frozen is not None:
        return redirect(url_for("reports.show", code=frozen.code))
    if request.method != "POST":
        return _drawn(place, when, Draft(ReportForm, _usual_words(place)), 200)
    draft = Draft.read(ReportForm)
    if not draft.ok:
        return _drawn(place, when, draft, 422)
    try:
        with deed():
            actions.hold_still()
            report = actions.freeze(
                _place(code),
                when,
                geography=_geography(),
                words=draft.data.words,
                by=me(),
                at=clock.now(),
                home=addresses.market(),
            )
    except NotOver:
        draft.refuse("form", _("The period still runs. Freeze it when it is over."))
        return _drawn(place, when, draft, 422)
    except AlreadyFrozen:
        return redirect(url_for("reports.draw_up", code=code, period=period))
    flash(_("Frozen under its number. Nothing in it changes any more."))
    return redirect(url_for("reports.show", code=report.code))


@bp.get("/<code>")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    return _shown(_report(code), Draft(ReturnForm), 200)


@bp.post("/<code>/return")
@door(Permission.REPORT_MAKE)
def send_back(code: str) -> ResponseReturnValue:
    """To whoever sent it, with what must be mended."""
    draft, came = Draft.read(ReturnForm), to_answer(code)
    if not draft.ok:
        return _shown(came.report, draft, 422)
    try:
        with deed():
            sending.send_back(to_answer(code), draft.data.reason, by=me(), at=clock.now())
    except AlreadyAnswered:
        flash(_("Somebody has answered it already."), "wait")
    else:
        flash(_("Returned with your reason."))
    return redirect(url_for("reports.show", code=code))


def _shown(report: Report, returning: Draft[ReturnForm], status: int) -> ResponseReturnValue:
    code, today = report.code, clock.village_date(clock.now())
    wordings = queries.wordings(report)
    is_ours = queries.report_to_change(code, me(), on=today) is not None
    return _page(
        "reports/show.html",
        status,
        report=report,
        said=report.said,
        wordings=wordings,
        is_newest=report.id == wordings[-1].id,
        is_ours=is_ours,
        way=ways(report, is_ours=is_ours, return_draft=returning),
        signed=queries.file_of(report, FileKind.SIGNED),
        signature=queries.signature_of(report),
        no_stamps=checking_words.no_stamps(),
        seal=the_seal() if queries.report_to_sign(code, me(), on=today) else None,
    )


@bp.route("/<code>/restatement", methods=["GET", "POST"])
@door(Permission.REPORT_MAKE)
def restate(code: str) -> ResponseReturnValue:
    report = _own(code)
    if request.method != "POST":
        return _restated(report, Draft(RestatementForm, report.said["words"]), 200)
    draft = Draft.read(RestatementForm)
    if not draft.ok:
        return _restated(report, draft, 422)
    try:
        with deed():
            actions.hold_still()
            new = actions.restate(
                _own(code),
                words=draft.data.words,
                why=draft.data.why,
                by=me(),
                at=clock.now(),
                home=addresses.market(),
            )
    except NothingChanged:
        draft.refuse("form", _("Nothing would be different."))
        return _restated(report, draft, 422)
    except NotTheNewest:
        flash(_("It has been restated already. Look at the newest wording."), "wait")
        return redirect(url_for("reports.show", code=code))
    flash(_("Restated. Every difference is listed."))
    return redirect(url_for("reports.show", code=new.code))


def _drawn(place: Place, when: Period, draft: Draft[Any], status: int) -> ResponseReturnValue:
    today = clock.village_date(clock.now())
    beat = pulse()
    with page_cache.known_sums(beat):
        said = figures.drawn_up(place, when, geography=_geography(), today=today)
    said |= {"counted_at": beat.newest.isoformat() if beat.newest else None}
    return _page(
        "reports/draft.html",
        status,
        place=place,
        period=when,
        said=said,
        draft=draft,
        coverage=coverage(place, when.code),
        is_over=when.is_over(today=today),
        is_now=_geography() is Geography.NOW,
    )


def _restated(report: Report, draft: Draft[Any], status: int) -> ResponseReturnValue:
    when = named(report.period) or abort(404)
    today = clock.village_date(clock.now())
    said = figures.drawn_up(
        report.place, when, geography=report.geography, today=today, form=report.said["form"]
    )
    said |= {"words": report.said["words"]}
    said["differences"] = comparing.differences(report.said, said)
    return _page("reports/restate.html", status, report=report, said=said, draft=draft)


def _usual_words(place: Place) -> dict[str, str]:
    """Who signed the last one signs this one, most of the time."""
    last = queries.of_place(place, limit=1)
    words = last[0].said["words"] if last else {}
    return {it: words.get(it, "") for it in ("signer_title", "signer_name")}


def _offered(span: Span, count: int) -> list[tuple[Period, str]]:
    today = clock.village_date(clock.now())
    return [(it, report_words.period_name(it)) for it in latest(span, today=today, count=count)]


def _geography() -> Geography:
    return Geography.THEN if request.values.get("geo") == "then" else Geography.NOW


def _place(code: str) -> Place:
    today = clock.village_date(clock.now())
    return queries.place_to_report(code, me(), on=today) or abort(404)


def _period(code: str) -> Period:
    """One that has begun."""
    found = named(code)
    today = clock.village_date(clock.now())
    if found is None or not EARLIEST <= found.first <= today:
        abort(404)
    return found


def _report(code: str) -> Report:
    today = clock.village_date(clock.now())
    return queries.report_to_read(code, me(), on=today) or abort(404)


def _own(code: str) -> Report:
    today = clock.village_date(clock.now())
    return queries.report_to_change(code, me(), on=today) or abort(404)


def _page(template: str, status: int, **values: Any) -> Response:
    said = {"tables": report_tables, "parts": report_parts, "apart": report_apart}
    page = render_template(template, words=report_words, **said, **values)
    return private(make_response(page, status))
