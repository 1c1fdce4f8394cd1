from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template

from storefront import clock
from storefront.catalogue import queries
from storefront.catalogue.near import Spot, near
from storefront.catalogue.rows import Card
from storefront.web import cards, categories, nearby
from storefront.web.doors import PUBLIC, door
from storefront.web.page_cache import kept

bp = Blueprint("home", __name__)

GOODS = 9
SHOPS = 6


@bp.get("/")
@door(PUBLIC)
@kept(queries.pulse)
def show() -> str:
    """What is picked this week near you, the calendar of the year, and who sells."""
    today = clock.village_date(clock.now())
    spot = nearby.spot(on=today)
    found = near(spot, on=today) if spot else []
    counts, seasons = queries.overview()
    return render_template(
        "home/show.html",
        today=today,
        spot=spot,
        goods=cards.shown(_best(found), on=today, near=spot),
        shops=_shops(found, here=spot),
        kinds=categories.index(counts),
        seasons=[(name, None, season) for name, season in seasons],
        many=sum(counts.values()),
    )


def _best(found: Sequence[Card]) -> list[Card]:
    """Seasonal goods first, then one from every house, then the nearest; no name twice."""
    names: dict[str, Card] = {}
    for card in sorted(found, key=lambda card: (card.season == 0, card.nth)):
        names.setdefault(card.name, card)
    return list(names.values())[:GOODS]


def _shops(found: Sequence[Card], *, here: Spot | None) -> list[dict[str, Any]]:
    """The nearest houses, each with what it has."""
    houses: dict[str, list[Card]] = {}
    for card in found:
        houses.setdefault(card.shop_code, []).append(card)
    return [
        {
            "code": code,
            "name": goods[0].shop_name,
            "goods": ", ".join(card.name for card in goods[:3]),
            "commune": goods[0].commune,
            "km": nearby.km(here, goods[0].lat, goods[0].lon),
        }
        for code, goods in list(houses.items())[:SHOPS]
    ]
