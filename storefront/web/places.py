"""Where things are: suggestions for forms, and a page for every place."""

from datetime import date
from functools import partial

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from typing_extensions import TypedDict

from storefront import clock
from storefront.catalogue import places as counts
from storefront.catalogue import queries as catalogue
from storefront.catalogue import specialities
from storefront.places import queries as places
from storefront.places.models import Level, Place, Succession
from storefront.places.search import Match, find
from storefront.web import cards
from storefront.web.catalogue import number, words
from storefront.web.described import described, shape
from storefront.web.doors import PUBLIC, door
from storefront.web.page_cache import kept
from storefront.web.place_picker import full_label, label, where

bp = Blueprint("places", __name__, url_prefix="/places")

SHOPS = 60
GOODS = 24
MOST_FOUND = 20


@shape
class Asked(TypedDict, total=False):
    q: str
    """What somebody types: any part of the name, with or without marks."""
    inside: str
    """Codes of places, `20,06463`: only what lies inside them, or around them."""


@shape
class PlaceFoundTold(TypedDict):
    code: str
    label: str
    where: str
    """Above it: district and province."""
    words: str
    """Name and where, as a form takes them."""


@shape
class PlacesTold(TypedDict):
    """The nearest first, in the reader's language."""

    places: list[PlaceFoundTold]


bp.app_template_filter("place_label")(label)
bp.app_template_filter("place_where")(where)


@bp.get("")
@door(PUBLIC)
@kept(catalogue.pulse, q=words)
def index(q: str) -> str:
    today = clock.village_date(clock.now())
    if q:
        found = find(q, on=today, limit=MOST_FOUND)
        return render_template("places/search.html", q=q, found=found)
    open_shops = counts.open_shops_by_province()
    provinces = sorted(places.provinces(on=today), key=lambda place: place.id not in open_shops)
    return render_template("places/index.html", provinces=provinces, counts=open_shops)


def _pulse(code: str) -> str | None:
    return catalogue.pulse()


@bp.get("/<code>")
@door(PUBLIC)
@kept(_pulse, below=partial(number, most=10**18))
def show(code: str, below: int | None) -> str:
    """A place of today. An old code leads to what became of its place."""
    today = clock.village_date(clock.now())
    found = places.with_past(code, on=today)
    if found is None:
        return _became(code, on=today)
    place, past = found
    if place.level is Level.VILLAGE and place.parent:
        abort(redirect(url_for("places.show", code=place.parent.code)))
    if place.level is Level.COMMUNE:
        return _commune(place, past, below, on=today)
    return _province(place, past, on=today) if place.level is Level.PROVINCE else abort(404)


def _became(code: str, *, on: date) -> str:
    old = places.last_of(code, on=on) or abort(404)
    heirs = places.as_now(old, on=on) or abort(404)
    if len(heirs) == 1:
        abort(redirect(url_for("places.show", code=heirs[0].code)))
    return render_template("places/parted.html", old=old, heirs=heirs)


def _province(place: Place, past: list[Succession], *, on: date) -> str:
    return render_template(
        "places/province.html",
        place=place,
        past=[step.old for step in past],
        communes=places.children(place, level=Level.COMMUNE, on=on),
        counts=counts.open_shops(place),
    )


def _commune(place: Place, past: list[Succession], below: int | None, *, on: date) -> str:
    shops = catalogue.shops(commune_id=place.id, below=below, limit=SHOPS + 1)
    goods = [] if below else catalogue.of_place(place.id, on=on, below=None, limit=GOODS)
    return render_template(
        "places/commune.html",
        place=place,
        past=_by_district(place, past),
        shops=shops[:SHOPS],
        next=shops[SHOPS - 1].id if len(shops) > SHOPS else None,
        first=below is None,
        goods=cards.shown(goods, on=on),
        specialities=specialities.of_commune(place.code),
    )


def _by_district(place: Place, past: list[Succession]) -> list[tuple[str, list[Succession]]]:
    """What it was made of, by old district. Nothing where only what is above it was renamed."""
    if [step.old.full_name for step in past] == [place.full_name]:
        return []
    above = {step.old.parent_id: step.old.parent for step in past}
    return [
        (district.full_name, [step for step in past if step.old.parent is district])
        for district in above.values()
        if district
    ]


@bp.get("/suggest")
@door(PUBLIC)
@described("Places whose names begin like these words.", {200: PlacesTold}, asks=Asked)
def suggest() -> Response:
    today = clock.village_date(clock.now())
    inside = places.by_codes(request.args.get("inside", ""), on=today)
    matches = find(request.args.get("q", ""), on=today, inside=inside)
    told: PlacesTold = {"places": [_suggestion(match) for match in matches]}
    answer = jsonify(told)
    answer.cache_control.public, answer.cache_control.max_age = True, 3600
    answer.vary.add("Cookie")  # the words are in the reader's language
    return answer


def _suggestion(match: Match) -> PlaceFoundTold:
    return {
        "code": match.place.code,
        "label": label(match),
        "where": where(match),
        "words": full_label(match.place),
    }
