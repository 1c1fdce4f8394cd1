"""The basket: in the buyer's own cookie, so that a stranger leaves no row behind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.catalogue import queries
from storefront.catalogue.rows import Card
from storefront.delivery.hours import Calendar
from storefront.money import Money
from storefront.orders import going
from storefront.orders import queries as orders
from storefront.shops import queries as shops
from storefront.shops.models import full_name
from storefront.web.behind import g_now, request_now
from storefront.web.doors import PUBLIC, door

bp = Blueprint("basket", __name__, url_prefix="/basket")

COOKIE = "basket"
MONTH = 30 * 24 * 3600
MOST_KINDS = 40
MOST = 999
_ITEM = re.compile(r"(\d{1,18}):(\d{1,3})(?::(\d{1,13}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    quantity: int
    seen: int | None = None
    """The price in đồng when it was put in, to say so when it changes."""


def items() -> dict[int, Item]:
    return _items(request.cookies)


def _items(cookies: Mapping[str, str]) -> dict[int, Item]:
    """By product id. What is no basket, or was meddled with, is left out."""
    found = map(_ITEM.fullmatch, cookies.get(COOKIE, "")[:2_000].split("."))
    kinds = {int(item[1]): _item(item) for item in found if item and int(item[2])}
    return dict(list(kinds.items())[:MOST_KINDS])


def _item(found: re.Match[str]) -> Item:
    return Item(int(found[2]), int(found[3]) if found[3] else None)


def contents() -> dict[int, int]:
    """Quantities by product id."""
    return {product_id: item.quantity for product_id, item in items().items()}


def count() -> int:
    """How many kinds of goods are in it."""
    return 0 if g_now().get("basket_is_sold") else many(request_now().cookies)


def many(cookies: Mapping[str, str]) -> int:
    return len(_items(cookies)) if COOKIE in cookies else 0


def put(response: Response, contents: Mapping[int, Item]) -> None:
    """Let the buyer carry this basket."""
    written = [
        f"{product_id}:{min(item.quantity, MOST)}" + (f":{item.seen}" if item.seen else "")
        for product_id, item in contents.items()
        if item.quantity > 0
    ]
    if not written:
        return clear(response)
    value = ".".join(written[-MOST_KINDS:])
    response.set_cookie(COOKIE, value, max_age=MONTH, samesite="Lax", httponly=True)
    return None


def sold() -> None:
    """It has just become orders: the page that says so shows it empty."""
    g.basket_is_sold = True


def clear(response: Response) -> None:
    response.delete_cookie(COOKIE, samesite="Lax", httponly=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of goods in the basket, and what stands in the way of buying it."""

    id: int
    quantity: int
    card: Card
    month: int
    seen: int | None

    @property
    def trouble(self) -> str | None:
        """gone, paused, sold_out, off_season, too_much; or nothing."""
        card = self.card
        if not card.shown:
            return "gone"
        if card.paused:
            return "paused"
        if card.stock == 0:
            return "sold_out"
        if card.season and not card.lot_id and not card.season >> (self.month - 1) & 1:
            return "off_season"
        return "too_much" if card.stock < self.quantity else None

    @property
    def name(self) -> str:
        return full_name(self.card.name, self.card.grade)

    @property
    def was(self) -> Money | None:
        """The price it was put in at, when that has changed."""
        same = self.seen is None or self.seen == self.card.price.dong
        return None if same else Money(self.seen or 0)

    @property
    def amount(self) -> Money:
        price: Money = self.card.price
        return price * self.quantity


@dataclass(frozen=True, slots=True)
class Parcel:
    """What comes from one household."""

    code: str
    name: str
    commune: str
    lines: list[Line]
    ways: Mapping[str, Any] | None
    commune_id: int
    hours: Mapping[str, Any] | None
    shop_id: int

    @property
    def amount(self) -> Money:
        return Money.sum(line.amount for line in self.lines if not line.trouble)

    @property
    def spoken(self) -> str:
        """Its name inside a sentence: nhà bà Nhình."""
        return self.name[:1].lower() + self.name[1:]

    @property
    def is_ready(self) -> bool:
        return not any(line.trouble for line in self.lines)


def parcels() -> list[Parcel]:
    """The basket by household, in the order things were put in. One statement."""
    month = clock.village_date(clock.now()).month
    wanted = items()
    cards = {card.id: card for card in queries.by_ids(list(wanted))} if wanted else {}
    lines: dict[str, list[Line]] = {}
    for product_id, item in wanted.items():
        card = cards.get(product_id)
        if card is not None:
            line = Line(product_id, item.quantity, card, month, item.seen)
            lines.setdefault(card.shop_code, []).append(line)
    return [parcel(of_one[0].card, of_one) for of_one in lines.values()]


def parcel(card: Card, lines: list[Line]) -> Parcel:
    """From the household of this card."""
    return Parcel(
        card.shop_code,
        card.shop_name,
        card.commune,
        lines,
        card.ways,
        card.commune_id,
        card.hours,
        card.shop_id,
    )


@bp.get("")
@door(PUBLIC)
def show() -> ResponseReturnValue:
    shown = parcels()
    answer = Response(
        render_template(
            "basket/show.html",
            parcels=shown,
            calendars=_calendars(shown),
            total=Money.sum(parcel.amount for parcel in shown),
            removed=_removed(),
        )
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _calendars(shown: list[Parcel]) -> dict[str, Calendar]:
    """By shop code: when what is ordered now would leave."""
    at = clock.now()
    shops = {it.shop_id: it for it in shown}
    lots = {it.code: [line.card.lot_id for line in it.lines] for it in shown}
    coming = orders.coming(list(chain.from_iterable(lots.values())))
    outlook = going.outlook(shops, coming, to=None, at=at)
    return {it.code: outlook.calendar(it.shop_id, it.hours, lots[it.code], at) for it in shown}


def _removed() -> Any:
    """What was just taken out, so that it can be put back."""
    found = _ITEM.fullmatch(request.args.get("removed", ""))
    cards = queries.by_ids([int(found[1])]) if found else []
    return (cards[0], int(found[2])) if found and cards else None


@bp.post("")
@door(PUBLIC)
def add() -> ResponseReturnValue:
    """Put goods in, on top of what is there."""
    product_id, quantity = _whole("product", most=10**18), _whole("quantity", most=MOST)
    price = shops.price_of(product_id) or abort(404)
    basket = items()
    before = basket.pop(product_id, Item(0)).quantity
    basket[product_id] = Item(min(before + quantity, MOST), price.dong)
    return _back_to_basket(basket)


@bp.post("/quantities")
@door(PUBLIC)
def change() -> ResponseReturnValue:
    """Say all quantities anew, or take one kind out."""
    basket = items()
    removed = request.form.get("remove", "")
    if removed:
        gone = basket.pop(_whole("remove", most=10**18), None)
        return _back_to_basket(basket, removed=f"{removed}:{gone.quantity}" if gone else None)
    for product_id, item in basket.items():
        typed = request.form.get(f"quantity-{product_id}", "").strip()
        if re.fullmatch(r"\d{1,6}", typed, re.ASCII):
            basket[product_id] = replace(item, quantity=min(int(typed), MOST))
    return _back_to_basket(_at_prices_of_now(basket))


def _at_prices_of_now(basket: dict[int, Item]) -> dict[int, Item]:
    """Whoever changes the basket has seen what things cost now."""
    prices = {card.id: card.price.dong for card in queries.by_ids(list(basket))} if basket else {}
    return {key: replace(item, seen=prices.get(key)) for key, item in basket.items()}


def _back_to_basket(basket: Mapping[int, Item], **more: Any) -> Response:
    answer = redirect(url_for("basket.show", **more))
    put(answer, basket)  # type: ignore[arg-type]
    return answer  # type: ignore[return-value]


def _whole(name: str, *, most: int) -> int:
    typed = request.form.get(name, "").strip()
    if not re.fullmatch(r"\d{1,18}", typed, re.ASCII) or not 0 < int(typed) <= most:
        abort(400)
    return int(typed)
