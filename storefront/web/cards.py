"""How a product looks in a list."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _

from storefront import digits
from storefront.catalogue.near import Spot
from storefront.catalogue.rows import Card
from storefront.money import Money
from storefront.web import nearby
from storefront.web.filters import joined
from storefront.web.languages import language
from storefront.web.media import address

MOST = 60
"""Goods of one shop that are shown beside each other."""


class Shown(NamedTuple):
    """A card as the template paints it."""

    name: str
    href: str
    picture: str | None
    price: str
    unit: str
    who: str
    flag: str | None
    hot: bool


def install(app: Flask) -> None:
    app.jinja_env.filters["next_month"] = next_month


def shown(cards: Iterable[Card], *, on: date, near: Spot | None = None) -> list[Shown]:
    tongue = language()
    return [_shown(card, tongue, month=on.month, near=near) for card in cards]


def each_once(cards: Iterable[Card]) -> list[Card]:
    """Without the grades that another stands for."""
    return [card for card in cards if card.variant_of_id is None][:MOST]


def _shown(card: Card, tongue: str, *, month: int, near: Spot | None) -> Shown:
    flag = state(card, month=month, others_left=card.others_left or 0)
    away = nearby.km(near, card.lat, card.lon) if near else None
    return Shown(
        joined(card.name),
        f"/products/{card.code}",
        address(card.picture) if card.picture else None,
        _from(tongue, card.from_price) if card.from_price else _price(tongue, card.price),
        joined(card.unit),
        f"{card.shop_name} · {card.commune}" + (f", {away}\u00a0km" if away else ""),
        _flag(flag, tongue) if flag else None,
        flag == "ending",
    )


def state(card: Card, *, month: int, others_left: int = 0) -> str:
    """paused, sold_out, off_season, ending, or nothing to say. Goods may have other grades."""
    if card.paused:
        return "paused"
    if card.stock + others_left == 0:
        return "sold_out"
    if not card.season or card.lot_id:
        return ""
    if not card.season >> (month - 1) & 1:
        return "off_season"
    return "" if card.season >> (month % 12) & 1 else "ending"


@cache
def _flag(state: str, _language: str) -> str:
    """In the reader's language, which is the second word."""
    flags = {
        "paused": _("Resting"),
        "sold_out": _("Sold out"),
        "off_season": _("Not in season"),
        "ending": _("Last month"),
    }
    return str(flags[state])


@lru_cache(maxsize=2048)
def _from(language: str, price: Money) -> str:
    """Where grades cost more and less."""
    return str(_("from %(price)s", price=_price(language, price)))


def _price(language: str, price: Money) -> str:
    return digits.number(price.dong, language)


def next_month(season: int, month: int) -> int:
    """The next month of the season after this one."""
    later = ((month + step - 1) % 12 + 1 for step in range(1, 13))
    return next((one for one in later if season >> (one - 1) & 1), month)
