from itertools import groupby

from flask import Blueprint, abort, render_template, request

from storefront import clock
from storefront.guide.finding import answers
from storefront.guide.topics import topics
from storefront.questions import queries as questions
from storefront.web import order_rules
from storefront.web.doors import PUBLIC, door
from storefront.web.languages import language
from storefront.web.people import me_or_none

bp = Blueprint("help", __name__)

SHOWN = 80
"""Letters of a question: so many the box holds, and go along to whoever is asked instead."""


@bp.get("/help")
@door(PUBLIC)
def show() -> str:
    """Ask in plain words, or look through what others asked."""
    asked = _asked()
    found = answers(asked, language()) if asked else []
    by_audience = groupby(topics().values(), key=lambda topic: topic.audience)
    groups = {audience: list(group) for audience, group in by_audience}
    return render_template(
        "help/show.html",
        asked=asked[:SHOWN],
        found=found,
        groups=groups,
        may_ask=_may_ask(),
    )


@bp.get("/help/<topic>")
@door(PUBLIC)
def topic(topic: str) -> str:
    found = topics().get(topic) or abort(404)
    words, asked = found.words[language()], _asked()[:SHOWN]
    return render_template(
        "help/topic.html", topic=found, words=words, asked=asked, may_ask=_may_ask()
    )


@bp.get("/help/orders")
@door(PUBLIC)
def orders() -> str:
    """What becomes of an order, who may do what and until when."""
    return render_template(
        "help/orders.html", rules=order_rules.rules(), refunds=order_rules.refunds()
    )


def _asked() -> str:
    return request.args.get("q", "").strip()


def _may_ask() -> bool:
    """Mere buyers ask the household, by its order. Who is not signed in may be anybody."""
    person = me_or_none()
    today = clock.village_date(clock.now())
    return person is None or questions.place_of(person, on=today) is not None
