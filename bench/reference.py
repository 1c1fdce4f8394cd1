"""The barest Flask that shows the same pages: one query, the same facts and cards by Jinja.

What is around the page is written into its template as it stands. There is no translation, cache,
compression, woven pattern, sign-in, check or choice of looks: what the market costs above it is
its own. Its statements use the market's indexes, and its two handlers for an order write every row
the market writes, in one transaction that is as durable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bench.reference_database import IS_SQLITE, run, writing
from bench.reference_orders import place
from bench.reference_payments import settle

PAGE = 24
VILLAGE = ZoneInfo("Asia/Ho_Chi_Minh")

CARD = """
    SELECT p.id, p.code, p.name, p.unit, p.price, p.stock, p.season, ph.small AS picture,
           s.code AS shop_code, s.name AS shop_name, s.paused_at, c.name AS commune
    FROM product p JOIN shop s ON s.id = p.shop_id JOIN place c ON c.id = s.commune_id
    LEFT JOIN photo ph ON ph.id = p.photo_id
"""
CATEGORY = (
    CARD
    + """
    WHERE p.category = :kind AND p.shown = TRUE AND p.id < :below
    AND p.stock > 0 AND s.paused_at IS NULL AND (p.season = 0 OR p.season & :month != 0)
    ORDER BY p.id DESC LIMIT :limit
"""
)
FOUND = (
    "p.id IN (SELECT rowid FROM search_product WHERE search_product MATCH :words)"
    if IS_SQLITE
    else "folded_words(p.folded) @@ CAST(:words AS tsquery)"
)
SEARCH = CARD + f"WHERE {FOUND} AND p.shown = TRUE ORDER BY p.id LIMIT :limit"
JOINED = "group_concat(o.kind || ' ' || o.name, ', ')"
if not IS_SQLITE:
    JOINED = "string_agg(o.kind || ' ' || o.name, ', ')"
OF_HOUSE = f"""
    SELECT p.id, p.code, p.name, p.category, p.unit, p.price, p.stock, p.description, p.season,
           p.shelf_days, CAST(p.listed_at AS text) AS listed_at, ph.small AS picture, ph.large,
           ph.width, ph.height, s.code AS shop_code, s.name AS shop_name, s.story, s.paused_at,
           CAST(s.opened_at AS text) AS opened_at, h.honorific, k.name AS keeper,
           v.kind AS village_kind, v.name AS village, c.kind AS commune_kind, c.name AS commune,
           t.name AS team, x.kind AS certificate, x.number, x.issuer,
           (SELECT {JOINED} FROM succession n JOIN place o ON o.id = n.old_id
            WHERE n.new_id = c.id) AS made_of,
           (SELECT count(*) FROM fact f WHERE f.household_id = h.id
            AND f.indicator = 'order_completed') AS orders_done
    FROM shop s JOIN household h ON h.id = s.household_id JOIN person k ON k.id = h.keeper_id
    JOIN place v ON v.id = h.village_id JOIN place c ON c.id = s.commune_id
    LEFT JOIN team t ON t.id = h.team_id LEFT JOIN certificate x ON x.shop_id = s.id
    LEFT JOIN product p ON p.shop_id = s.id AND p.shown = TRUE
    LEFT JOIN photo ph ON ph.id = p.photo_id
"""  # noqa: S608  our own words
SHOP = OF_HOUSE + "WHERE s.code = :code ORDER BY p.id"
PRODUCT = OF_HOUSE + "WHERE s.id = (SELECT shop_id FROM product WHERE code = :code)"  # noqa: S608
"""With what else the house has, for the cards below."""

app = Flask(__name__)


@app.get("/")
def home() -> str:
    return "The market"


@app.get("/categories/<kind>")
def category(kind: str) -> str:
    below = int(request.args.get("below", 10**18))
    values = {"kind": kind, "below": below, "month": 1 << (_month() - 1), "limit": PAGE + 1}
    return _list(kind, run(CATEGORY, **values).fetchall())


@app.get("/search")
def search() -> str:
    words = request.args["q"].split()
    match = " ".join(f'"{word}"*' for word in words)
    if not IS_SQLITE:
        match = " & ".join(f"'{word}':*" for word in words)
    return _list(request.args["q"], run(SEARCH, words=match, limit=PAGE + 1).fetchall())


def _list(title: str, rows: list[Any]) -> str:
    cards = [_card(row) for row in rows[:PAGE]]
    last = rows[PAGE - 1]["id"] if len(rows) > PAGE else None
    return render_template("list.html", title=title, cards=cards, last=last)


@app.get("/shops/<code>")
def shop(code: str) -> str:
    rows = run(SHOP, code=code).fetchall() or abort(404)
    goods = {row["id"]: row for row in rows if row["id"]}.values()
    return render_template(
        "shop.html",
        shop=rows[0],
        cards=[_card(row) for row in goods],
        year=[(row["name"], f"/products/{row['code']}", _months(row)) for row in goods],
        month=_month(),
    )


@app.get("/products/<code>")
def product(code: str) -> str:
    rows = run(PRODUCT, code=code).fetchall()
    one = next((row for row in rows if row["code"] == code), None) or abort(404)
    others = {row["id"]: row for row in rows if row["code"] != code}.values()
    return render_template(
        "product.html",
        product=one,
        price=_digits(one["price"]),
        months=_months(one),
        month=_month(),
        others=[_card(row) for row in others][:4],
    )


def _card(row: Any) -> dict[str, Any]:
    return {
        "name": row["name"],
        "href": f"/products/{row['code']}",
        "picture": f"/media/{row['picture']}" if row["picture"] else None,
        "price": _digits(row["price"]),
        "unit": row["unit"],
        "who": f"{row['shop_name']} · {row['commune']}",
        "flag": _flag(row),
    }


def _flag(row: Any) -> str | None:
    if row["paused_at"]:
        return "Đang nghỉ"
    return None if row["stock"] else "Hết hàng"


def _months(row: Any) -> list[int]:
    return [month for month in range(1, 13) if row["season"] >> (month - 1) & 1]


def _month() -> int:
    return datetime.now(VILLAGE).month


def _digits(price: int) -> str:
    return f"{price:,}".replace(",", ".")


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


@app.post("/payments/notices/sepay")
def notice() -> ResponseReturnValue:
    with writing():
        settle(request.get_data())
    return {"success": True}
