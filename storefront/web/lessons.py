"""Short lessons for everybody, their questions, and what came of them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.campaign.hiding import FEWEST
from storefront.db import deed
from storefront.lessons import actions, queries
from storefront.lessons.queries import Count
from storefront.lessons.reading import Lesson, lessons
from storefront.places.models import Level, Place
from storefront.web.doors import PUBLIC, door
from storefront.web.languages import language
from storefront.web.people import me, me_or_none

bp = Blueprint("lessons", __name__, url_prefix="/lessons")


@bp.get("")
@door(PUBLIC)
def index() -> str:
    person = me_or_none()
    mine = queries.of_person(person, list(lessons().values())) if person else []
    return render_template(
        "lessons/index.html",
        lessons=lessons().values(),
        mine={it.lesson.key: it for it in mine},
        may_count=_may_count(),
        language=language(),
    )


@bp.get("/<lesson>")
@door(PUBLIC)
def show(lesson: str) -> str:
    """Guests learn as well; of them nothing is written down."""
    found = _lesson(lesson)
    person = me_or_none()
    if person and not queries.has_opened(person, found):
        with deed():
            actions.opened(found, by=me(), at=clock.now())
    return _page(found, {})


@bp.post("/<lesson>")
@door(PUBLIC)
def answer(lesson: str) -> ResponseReturnValue:
    """Each choice is answered at once, and may be made again."""
    found = _lesson(lesson)
    chosen = _chosen(found)
    person = me_or_none()
    if person and _is_right(found, chosen):
        with deed():
            actions.passed(found, by=me(), at=clock.now())
    return _page(found, chosen)


@bp.get("/outcomes")
@door(Permission.CAMPAIGN_READ)
def outcomes() -> str:
    """How many did it since: of households of the places one answers for."""
    places = me().places_where(Permission.CAMPAIGN_READ, on=clock.village_date(clock.now()))
    told = [(it, [_told(count, it) for count in queries.counted(it)]) for it in places]
    return render_template("lessons/outcomes.html", told=told, fewest=FEWEST, language=language())


def _told(count: Count, place: Place) -> tuple[Lesson, int | None, int | None]:
    """Outside the commune nobody is told of a few, nor what they could be worked out from."""
    inside = place.level in (Level.COMMUNE, Level.VILLAGE)
    small = [it for it in (count.did, count.learnt - count.did, count.learnt) if 0 < it < FEWEST]
    if small and not inside:
        return count.lesson, None, None
    return count.lesson, count.did, count.learnt


def _lesson(key: str) -> Lesson:
    return lessons().get(key) or abort(404)


def _chosen(lesson: Lesson) -> dict[int, int]:
    """By question; what is no choice was not made."""
    said = {nth: request.form.get(f"q{nth}", "") for nth in range(len(lesson.quiz))}
    return {
        nth: int(it)
        for nth, it in said.items()
        if it in set(map(str, range(len(lesson.quiz[nth].words["vi"].choices))))
    }


def _is_right(lesson: Lesson, chosen: dict[int, int]) -> bool:
    return chosen == {nth: it.right for nth, it in enumerate(lesson.quiz)}


def _may_count() -> bool:
    person, today = me_or_none(), clock.village_date(clock.now())
    return bool(person and person.places_where(Permission.CAMPAIGN_READ, on=today))


def _page(lesson: Lesson, chosen: dict[int, int]) -> str:
    following = list(lessons())
    after = following[(following.index(lesson.key) + 1) % len(following)]
    return render_template(
        "lessons/show.html",
        lesson=lesson,
        chosen=chosen,
        is_right=_is_right(lesson, chosen),
        after=lessons()[after],
        language=language(),
    )
