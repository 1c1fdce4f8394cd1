from itertools import groupby

from flask import Blueprint, abort, render_template, request

from storefront.guide.finding import answers
from storefront.guide.topics import topics
from storefront.web import order_rules
from storefront.web.doors import PUBLIC, door
from storefront.web.languages import language

bp = Blueprint("help", __name__)


@bp.get("/help")
@door(PUBLIC)
def show() -> str:
    """Ask in plain words, or look through what others asked."""
    asked = request.args.get("q", "").strip()
    found = answers(asked, language()) if asked else []
    by_audience = groupby(topics().values(), key=lambda topic: topic.audience)
    groups = {audience: list(group) for audience, group in by_audience}
    return render_template("help/show.html", asked=asked[:80], found=found, groups=groups)


@bp.get("/help/<topic>")
@door(PUBLIC)
def topic(topic: str) -> str:
    found = topics().get(topic) or abort(404)
    return render_template("help/topic.html", topic=found, words=found.words[language()])


@bp.get("/help/orders")
@door(PUBLIC)
def orders() -> str:
    """What becomes of an order, who may do what and until when."""
    return render_template(
        "help/orders.html", rules=order_rules.rules(), refunds=order_rules.refunds()
    )
