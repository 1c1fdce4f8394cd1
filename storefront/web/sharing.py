"""A link to order at once, to paste into a chat or to print as a QR: of a shop, of a product."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for
from flask_babel import gettext as _

from storefront import addresses, clock, qr
from storefront.shops import queries
from storefront.shops.models import Product, Shop
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me
from storefront.web.posters import drawing

bp = Blueprint("sharing", __name__, url_prefix="/shops/<shop>/share")


@bp.get("/order")
@door(SIGNED_IN)
def order(shop: str) -> str:
    return _page(_shop(shop))


@bp.get("/order.png")
@door(SIGNED_IN)
def picture(shop: str) -> Response:
    return _picture(_link(_shop(shop)), named=shop)


@bp.get("/goods/<code>")
@door(SIGNED_IN)
def product(shop: str, code: str) -> str:
    found = _shop(shop)
    return _page(found, _product(found, code))


@bp.get("/goods/<code>.png")
@door(SIGNED_IN)
def picture_of_product(shop: str, code: str) -> Response:
    found = _shop(shop)
    return _picture(_link(found, _product(found, code)), named=code)


def _page(shop: Shop, product: Product | None = None) -> str:
    link = _link(shop, product)
    return render_template(
        "links/share.html",
        shop=shop,
        product=product,
        link=link,
        drawing=drawing(link, _("QR to order")),
        goods=[it for it in shop.products if it.shown],
    )


def _link(shop: Shop, product: Product | None = None) -> str:
    if product is None:
        return addresses.market() + url_for("links.shop", code=shop.code)
    return addresses.market() + url_for("links.product", code=product.code)


def _picture(link: str, *, named: str) -> Response:
    answer = Response(qr.png(link), mimetype="image/png")
    answer.headers["Content-Disposition"] = f"attachment; filename={named}.png"
    return answer


def _shop(code: str) -> Shop:
    return queries.to_edit(code, me(), on=clock.village_date(clock.now())) or abort(404)


def _product(shop: Shop, code: str) -> Product:
    found = (it for it in shop.products if it.code == code and it.shown)
    return next(found, None) or abort(404)
