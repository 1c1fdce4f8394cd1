"""Lists of produce: one kind, or what was searched for."""

import re
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request

from storefront import clock
from storefront.catalogue import queries, specialities
from storefront.catalogue.facets import how_many
from storefront.catalogue.forgiving import find
from storefront.catalogue.search import FARTHEST, POOL, counted
from storefront.shops.models import Category
from storefront.text import tidy
from storefront.web import cards, categories, narrowing, nearby
from storefront.web.doors import PUBLIC, door
from storefront.web.page_cache import kept

bp = Blueprint("catalogue", __name__)

PAGE = 24
INSTEAD = 8
LONGEST = 80
KINDS = {kind.value: kind for kind in Category}


def number(typed: str, *, most: int) -> int | None:
    """What a link of ours says; nothing for what nobody could have pressed."""
    found = re.fullmatch(r"\d{1,18}", typed, re.ASCII)
    return int(typed) if found and 0 < int(typed) <= most else None


def words(typed: str) -> str:
    return tidy(typed.encode("utf-8", "ignore").decode())[:LONGEST]


def _pulse_of(kind: str) -> str | None:
    return queries.pulse()


@bp.get("/categories/<kind>")
@door(PUBLIC)
@kept(_pulse_of, below=partial(number, most=10**18), all=lambda typed: typed == "1")
def category(kind: str, below: int | None, all: bool) -> str:
    category = KINDS.get(kind) or abort(404)
    today = clock.village_date(clock.now())
    found = queries.of_category(category, on=today, everything=all, below=below, limit=PAGE + 1)
    return render_template(
        "catalogue/category.html",
        kind=kind,
        name=categories.name_of(category),
        specialities=specialities.of_category(category),
        goods=cards.shown(found[:PAGE], on=today),
        everything=all,
        first=below is None,
        next=found[PAGE - 1].id if len(found) > PAGE else None,
    )


@bp.get("/search")
@door(PUBLIC)
@kept(queries.pulse, q=words, page=partial(number, most=FARTHEST // PAGE), **narrowing.READ)
def search(q: str, page: int | None, **narrowed: Any) -> str:
    today = clock.village_date(clock.now())
    wanted, page = narrowing.wanted(on=today, **narrowed), page or 1
    found = find(q, on=today, limit=PAGE + 1, start=(page - 1) * PAGE, wanted=wanted)
    nothing = not found.cards and page == 1
    return render_template(
        "catalogue/search.html",
        q=found.read_as or q,
        typed=q,
        specialities=specialities.asked_for(found.read_as or q),
        wanted=wanted,
        goods=cards.shown(found.cards[:PAGE], on=today),
        instead=_instead(today) if nothing and q else [],
        kinds=categories.index() if nothing else [],
        page=page,
        next=page + 1 if len(found.cards) > PAGE else None,
    )


@bp.get("/search/narrow")
@door(PUBLIC)
@kept(queries.pulse, q=words, **narrowing.READ)
def narrow(q: str, **narrowed: Any) -> str:
    """By season, place, price, certificate: each a link, and how many goods it leaves."""
    today = clock.village_date(clock.now())
    near = nearby.chosen(request.cookies) or ""
    wanted = narrowing.wanted(on=today, near=near, **narrowed)
    rows = counted(q, on=today, reach=wanted.reach)
    return render_template(
        "catalogue/narrow.html",
        q=q,
        wanted=wanted,
        many=how_many(rows, wanted),
        groups=narrowing.groups(rows, wanted, q),
        is_part=len(rows) == POOL,
        is_placed=wanted.reach is not None,
        pool=POOL,
    )


def _instead(today: date) -> list[cards.Shown]:
    return cards.shown(queries.picked_now(on=today, limit=INSTEAD), on=today)
