"""What visitors ask for. Each address comes once a round, so that nothing is answered from cache
unless that is what is measured."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Connection, insert, text

from bench.load import Ask
from storefront import clock
from storefront import text as words
from storefront.accounts import stays
from storefront.accounts.models import Stay
from storefront.accounts.permissions import Role
from storefront.accounts.stays import Device
from storefront.settings import SAMPLE_SECRET
from storefront.shops.models import Category
from storefront.web.people import SESSION_COOKIE

AS_BROWSERS_DO = {"Accept-Encoding": "gzip, deflate, br"}


SELLING = """
    SELECT code FROM shop
    WHERE EXISTS (SELECT 1 FROM product WHERE shop_id = shop.id AND shown)
"""


@dataclass(frozen=True)
class Scenario:
    name: str
    ours: Sequence[Ask]
    theirs: Sequence[Ask] = ()
    aim: float | None = None


def scenarios(market: Connection, port: int) -> list[Scenario]:
    products = _asks("/products/{}", _column(market, "SELECT code FROM product WHERE shown"))
    shops = _asks("/shops/{}", _column(market, SELLING))
    kinds = _category_pages(market)
    searches = _asks("/search?q={}", _searches(market))
    slips = _asks("/search?q={}", _slips(market))
    again = [products[0], shops[0], kinds[0]]
    return [
        Scenario("category", kinds, kinds, 1.5),
        Scenario("product", products, products, 1.5),
        Scenario("shop", shops, shops, 1.5),
        Scenario("search", searches, searches, 1.2),
        Scenario("search that finds nothing as typed", slips),
        Scenario("the same three pages, kept", again, again, 0.6),
        Scenario("the same, not changed (304)", _known(again, port), again, 0.6),
        Scenario("growth page", growth_asks(market)[:1]),
    ]


def _asks(pattern: str, values: Sequence[str]) -> list[Ask]:
    asks = [Ask(pattern.format(value), AS_BROWSERS_DO) for value in values]
    random.Random(7).shuffle(asks)
    return asks


def _category_pages(market: Connection) -> list[Ask]:
    """Every kind, from many places on."""
    newest = int(market.scalar(text("SELECT max(id) FROM product")) or 0)
    places = range(newest // 2, newest, max(1, newest // 2_000))
    pages = [f"{kind.value}?below={place}" for place in places for kind in Category]
    return _asks("/categories/{}", pages)


def _searches(market: Connection) -> list[str]:
    """A kind of produce and the house that sells it, as people type: without marks."""
    goods = market.execute(text(SOLD_BY))
    return ["+".join([*words.fold(name).split()[:2], _given(shop)]) for name, shop in goods]


SOLD_BY = (
    "SELECT product.name, shop.name FROM product JOIN shop ON shop.id = product.shop_id"
    " WHERE product.shown"
)


def _given(house: str) -> str:
    return words.fold(house).split()[-1]


def _slips(market: Connection) -> list[str]:
    """The same with two letters of the first long word changed about: the reference, which reads
    nothing otherwise, has no such page."""
    return [_slip(asked) for asked in _searches(market)]


def _slip(asked: str) -> str:
    long = max(asked.split("+"), key=len)
    return asked.replace(long, f"{long[0]}{long[2:1:-1]}{long[1]}{long[3:]}", 1)


def _known(asks: Sequence[Ask], port: int) -> list[Ask]:
    """The same, asked by a browser that has the page and its tag."""
    line = HTTPConnection("127.0.0.1", port)
    known = []
    for ask in asks:
        line.request("GET", ask.path, headers=ask.headers)
        answer = line.getresponse()
        answer.read()
        known.append(Ask(ask.path, ask.headers | {"If-None-Match": answer.headers["ETag"]}))
    return known


def growth_asks(market: Connection) -> list[Ask]:
    """A provincial officer's pages."""
    officer = market.scalar(
        text("SELECT person_id FROM posting WHERE role = :role"), {"role": Role.PROVINCE_OFFICER}
    )
    headers = AS_BROWSERS_DO | {"Cookie": f"{SESSION_COOKIE}={signed_in(market, officer)}"}
    return [Ask(path, headers) for path in ("/growth", "/growth?of=revenue&geo=then")]


def signed_in(market: Connection, person_id: int | None, **said: Any) -> str:
    """A session's cookie; `said` is what else they told the market in it."""
    app = Flask("bench")
    app.secret_key = SAMPLE_SECRET
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    key = secrets.token_urlsafe(24)
    came = stays.values(key, person_id, Device(), second=True, at=clock.now())
    market.execute(insert(Stay).values(came))
    market.commit()
    return str(signer.dumps({"_user_id": key, "_fresh": True} | said))


def _column(market: Connection, sql: str) -> list[str]:
    return [str(value) for value in market.scalars(text(sql))]
