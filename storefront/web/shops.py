from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, url_for

from storefront import clock
from storefront.catalogue import details, queries
from storefront.delivery.ways import offered
from storefront.shops.queries import moved_to
from storefront.takedowns import queries as takedowns
from storefront.web import cards, reporting, visit_words
from storefront.web.catalogue import number
from storefront.web.doors import PUBLIC, door
from storefront.web.page_cache import kept

bp = Blueprint("shops", __name__, url_prefix="/shops")

PAGE = 24


@bp.get("")
@door(PUBLIC)
@kept(queries.pulse, below=partial(number, most=10**18))
def index(below: int | None) -> str:
    found = queries.shops(below=below, limit=PAGE + 1)
    return render_template(
        "shops/index.html",
        shops=found[:PAGE],
        first=below is None,
        next=found[PAGE - 1].id if len(found) > PAGE else None,
    )


@bp.get("/<code>")
@door(PUBLIC)
@kept(details.pulse_of_shop)
def show(code: str) -> str:
    """Who it is, where, and what they have."""
    today = clock.village_date(clock.now())
    shop = details.shop_page(code, on=today) or abort(404)
    if shop.gone_at:
        now_at = moved_to(code) or abort(404)
        abort(redirect(url_for("shops.show", code=now_at)))
    if shop.down_at:
        reporting.say_if_down(takedowns.shop_down(code))
    return render_template(
        "shops/show.html",
        shop=shop,
        goods=cards.shown(cards.each_once(shop.goods), on=today),
        year=_year(shop.goods),
        month=today.month,
        ways=offered(shop.ways),
        certificates=shop.certificates,
        names={card.id: card.name for card in shop.goods},
        met_words=visit_words.met_words,
        public_url=current_app.config["SETTINGS"].public_url,
    )


def _year(goods: Any) -> list[tuple[str, str, int]]:
    """When each of its seasonal goods is there."""
    return [
        (card.name, f"/products/{card.code}", card.season)
        for card in cards.each_once(goods)
        if card.season
    ]
