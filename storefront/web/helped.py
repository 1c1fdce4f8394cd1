"""Where can I be helped? For everybody, commune by commune."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.counters import queries
from storefront.places import queries as places
from storefront.places.models import Level
from storefront.web import counter_words
from storefront.web.doors import PUBLIC, door

bp = Blueprint("helped", __name__, url_prefix="/help/where")

FEW = 3
"""So many communes are read at once; more are a list."""


@bp.get("")
@door(PUBLIC)
def index() -> str:
    communes = queries.communes_with_points()
    points = {it.id: queries.open_in(it) for it, _many in communes} if len(communes) <= FEW else {}
    return render_template(
        "counters/where.html",
        communes=communes,
        points=points,
        words=counter_words,
        now=clock.now(),
    )


@bp.get("/<code>")
@door(PUBLIC)
def commune(code: str) -> ResponseReturnValue:
    now = clock.now()
    found = places.as_then(code, clock.village_date(now))
    if found is None or found.level is not Level.COMMUNE:
        abort(404)
    return render_template(
        "counters/where_in.html",
        commune=found,
        points=queries.open_in(found),
        words=counter_words,
        now=now,
    )
