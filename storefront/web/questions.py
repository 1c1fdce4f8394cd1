"""Stuck at a step: asked with a picture of the screen, answered by commune or province."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.guide.topics import topics
from storefront.places.models import Place
from storefront.questions import actions, queries
from storefront.questions.actions import Settled, TooManyQuestions
from storefront.questions.models import Question
from storefront.web import proofs, stuck
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.questions import MOST_WORDS, QuestionForm, ReplyForm
from storefront.web.languages import language
from storefront.web.people import me

bp = Blueprint("questions", __name__, url_prefix="/help/questions")


@bp.get("")
@door(SIGNED_IN)
def index() -> str:
    at = clock.now()
    today = clock.village_date(at)
    answers = bool(me().places_where(Permission.QUESTIONS_ANSWER, on=today))
    return render_template(
        "questions/index.html",
        mine=queries.asked_by(me()),
        waiting=queries.waiting(me(), at=at, on=today) if answers else [],
        times=queries.times(me(), at=at, on=today) if answers else None,
        may_ask=queries.place_of(me(), on=today) is not None,
        now=at,
    )


@bp.get("/new")
@door(SIGNED_IN)
def new() -> str:
    """With what was looked for in the help, or the step at which somebody is stuck, so that nobody
    types it twice."""
    topic = topics().get(request.args.get("topic", ""))
    step = stuck.named(request.args.get("at", ""), request.args.get("about", ""))
    step = topic.words[language()].title if topic else step
    asked = request.args.get("q", "").strip()[:MOST_WORDS]
    return _form(Draft(QuestionForm, {"step": step, "words": asked}))


@bp.post("/new")
@door(SIGNED_IN)
def ask() -> ResponseReturnValue:
    place, draft, at = _place(), Draft.read(QuestionForm), clock.now()
    screen = proofs.picture(draft, "picture")
    if not draft.ok:
        return _form(draft), 422
    step, words = draft.data.step, draft.data.words
    try:
        with deed():
            number = actions.ask(me(), place, step=step, words=words, picture=screen, at=at).id
    except TooManyQuestions:
        draft.refuse("words", _("Ten questions a day are the most. Call your commune."))
        return _form(draft), 422
    flash(_("Sent. The commune answers here, and a message tells you."))
    return redirect(url_for(".show", number=number))


@bp.get("/<int:number>")
@door(SIGNED_IN)
def show(number: int) -> str:
    return _page(_question(number), Draft(ReplyForm))


@bp.get("/<int:number>/picture")
@door(SIGNED_IN)
def picture(number: int) -> ResponseReturnValue:
    return proofs.shown(_question(number).picture or abort(404))


@bp.post("/<int:number>/replies")
@door(SIGNED_IN)
def reply(number: int) -> ResponseReturnValue:
    draft = Draft.read(ReplyForm)
    if not draft.ok:
        return _page(_question(number), draft), 422
    try:
        with deed():
            actions.reply(_question(number), draft.data.words, by=me(), at=clock.now())
    except Settled:
        flash(_("This is settled. Ask anew."), "wait")
    return redirect(url_for(".show", number=number))


@bp.post("/<int:number>/settled")
@door(SIGNED_IN)
def settle(number: int) -> ResponseReturnValue:
    """Whoever asked says so."""
    with deed():
        question = _question(number)
        if question.asked_by_id != me().id:
            abort(404)
        actions.settle(question, at=clock.now())
    flash(_("Good to hear."))
    return redirect(url_for(".index"))


def _question(number: int) -> Question:
    today = clock.village_date(clock.now())
    return queries.to_read(number, me(), on=today) or abort(404)


def _form(draft: Draft[QuestionForm]) -> str:
    _place()
    return render_template("questions/new.html", draft=draft)


def _place() -> Place:
    """Mere buyers ask the household, by its order."""
    return queries.place_of(me(), on=clock.village_date(clock.now())) or abort(404)


def _page(question: Question, draft: Draft[ReplyForm]) -> str:
    return render_template("questions/show.html", it=question, draft=draft)
