"""What search engines may read, and where everything is."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, current_app, render_template

from storefront.catalogue import queries, specialities
from storefront.shops.models import Category
from storefront.web.doors import PUBLIC, door

bp = Blueprint("sitemap", __name__)

KINDS = ("products", "shops")
MOST_LEAVES = 50_000
"""What the sitemap protocol allows."""
HOUR = "public, max-age=3600"


@bp.get("/robots.txt")
@door(PUBLIC)
def robots() -> Response:
    closed = ("/basket", "/search", "/nearby", "/checkout")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return _sent("\n".join([*lines, f"Sitemap: {_home()}/sitemap.xml", ""]), "text/plain")


@bp.get("/sitemap.xml")
@door(PUBLIC)
def index() -> Response:
    """Names the leaves; each holds a range of ids, so that none is ever counted through."""
    leaves = [
        f"{_home()}/sitemaps/{kind}-{leaf}.xml"
        for kind, last in zip(KINDS, queries.last_ids(), strict=True)
        for leaf in range((last or 0) // queries.LEAF + 1)
    ]
    leaves += [f"{_home()}/sitemaps/{kind}-0.xml" for kind in ("categories", "specialities")]
    return _xml(render_template("sitemap/index.xml", leaves=leaves))


@bp.get("/sitemaps/<any(products, shops, categories, specialities):kind>-<int:leaf>.xml")
@door(PUBLIC)
def show(kind: str, leaf: int) -> Response:
    codes = _CODES[kind](leaf) if leaf < MOST_LEAVES else []
    if not codes:
        abort(404)
    places = [f"{_home()}/{kind}/{code}" for code in codes]
    return _xml(render_template("sitemap/leaf.xml", places=places))


_CODES: dict[str, Callable[[int], Sequence[str]]] = {
    "products": queries.codes_of_products,
    "shops": queries.codes_of_shops,
    "categories": lambda leaf: [] if leaf else list(Category),
    "specialities": lambda leaf: [] if leaf else list(specialities.every()),
}


def _home() -> str:
    return str(current_app.config["SETTINGS"].public_url)


def _xml(body: str) -> Response:
    return _sent(body, "application/xml")


def _sent(body: str, mimetype: str) -> Response:
    answer = Response(body, mimetype=mimetype)
    answer.headers["Cache-Control"] = HOUR
    return answer
