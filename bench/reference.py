"""The barest Flask that shows the same: one query, the same cards by Jinja, and nothing else.

No translation, cache, compression, sign-in or check: what the market costs above it is its own.
Its statements use the market's indexes, and its two handlers for an order write every row the
market writes, in one transaction that is as durable.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bench.reference_database import IS_SQLITE, run, writing
from bench.reference_orders import place

PAGE = 24

CARD = """
    SELECT p.id, p.code, p.name, p.unit, p.price, p.stock, ph.small AS picture,
           s.code AS shop_code, s.name AS shop_name, c.name AS commune
    FROM product p JOIN shop s ON s.id = p.shop_id JOIN place c ON c.id = s.commune_id
    LEFT JOIN photo ph ON ph.id = p.photo_id
"""
CATEGORY = CARD + "WHERE p.category = :kind AND p.shown = TRUE ORDER BY p.id DESC LIMIT :limit"
SHOP = CARD + "WHERE s.code = :code AND p.shown = TRUE ORDER BY p.id DESC LIMIT :limit"
FOUND = (
    "p.id IN (SELECT rowid FROM search_product WHERE search_product MATCH :words)"
    if IS_SQLITE
    else "array_to_tsvector(string_to_array(p.folded, ' ')) @@ CAST(:words AS tsquery)"
)
SEARCH = CARD + f"WHERE {FOUND} AND p.shown = TRUE ORDER BY p.id LIMIT :limit"
PRODUCT = """
    SELECT p.id, p.code, p.name, p.unit, p.price, p.stock, p.description, p.season,
           ph.small AS picture, ph.large, s.code AS shop_code, s.name AS shop_name, s.story,
           s.opened_at, k.name AS keeper, v.name AS village, c.name AS commune
    FROM product p JOIN shop s ON s.id = p.shop_id JOIN household h ON h.id = s.household_id
    JOIN person k ON k.id = h.keeper_id JOIN place v ON v.id = h.village_id
    JOIN place c ON c.id = s.commune_id LEFT JOIN photo ph ON ph.id = p.photo_id
    WHERE s.id = (SELECT shop_id FROM product WHERE code = :code) AND p.shown = TRUE
"""
"""With what else the house has, for the cards below."""

app = Flask(__name__)


@app.get("/")
def home() -> str:
    return "The market"


@app.get("/categories/<kind>")
def category(kind: str) -> str:
    return _list(kind, run(CATEGORY, kind=kind, limit=PAGE).fetchall())


@app.get("/search")
def search() -> str:
    words = request.args["q"].split()
    match = " ".join(f'"{word}"*' for word in words)
    if not IS_SQLITE:
        match = " & ".join(f"'{word}':*" for word in words)
    return _list(request.args["q"], run(SEARCH, words=match, limit=PAGE).fetchall())


@app.get("/shops/<code>")
def shop(code: str) -> str:
    return _list(code, run(SHOP, code=code, limit=PAGE).fetchall())


def _list(title: str, rows: list[Any]) -> str:
    return render_template("list.html", title=title, cards=[_card(row) for row in rows])


def _card(row: Any) -> dict[str, Any]:
    return {
        "name": row["name"],
        "href": f"/products/{row['code']}",
        "picture": f"/media/{row['picture']}" if row["picture"] else None,
        "price": f"{row['price']:,}".replace(",", "."),
        "unit": row["unit"],
        "who": f"{row['shop_name']} · {row['commune']}",
    }


@app.get("/products/<code>")
def product(code: str) -> str:
    of_house = run(PRODUCT, code=code).fetchall()
    one = next((row for row in of_house if row["code"] == code), None) or abort(404)
    others = [_card(row) for row in of_house if row["code"] != code]
    return render_template("product.html", product=one, others=others[:4])


@app.post("/basket")
def basket() -> ResponseReturnValue:
    answer = redirect("/orders")
    answer.set_cookie("basket", f"{int(request.form['product'])}:{int(request.form['quantity'])}")
    return answer


@app.post("/orders")
def order() -> ResponseReturnValue:
    product_id, quantity = map(int, request.cookies["basket"].split(":"))
    with writing():
        secret = place(product_id, quantity, request.form["name"], request.form["phone"])
    return redirect(f"/follow/{secret}")
