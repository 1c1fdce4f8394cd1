"""Where things are: suggestions for forms, and a page for every place."""

from flask import Blueprint, Response, jsonify, request

from storefront import clock
from storefront.places import queries as places
from storefront.places.search import Match, find
from storefront.web.doors import PUBLIC, door
from storefront.web.place_picker import full_label, label, where

bp = Blueprint("places", __name__, url_prefix="/places")

bp.app_template_filter("place_label")(label)
bp.app_template_filter("place_where")(where)
bp.app_template_filter("place_full")(full_label)


@bp.get("/suggest")
@door(PUBLIC)
def suggest() -> Response:
    today = clock.village_date(clock.now())
    inside = places.by_codes(request.args.get("inside", ""), on=today)
    matches = find(request.args.get("q", ""), on=today, inside=inside)
    answer = jsonify(places=[_suggestion(match) for match in matches])
    answer.cache_control.public, answer.cache_control.max_age = True, 3600
    answer.vary.add("Cookie")  # the words are in the reader's language
    return answer


def _suggestion(match: Match) -> dict[str, str]:
    return {
        "code": match.place.code,
        "label": label(match),
        "where": where(match),
        "words": full_label(match.place),
    }
