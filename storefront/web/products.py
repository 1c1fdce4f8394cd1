from collections.abc import Iterable, Sequence

from flask import Blueprint, abort, render_template

from storefront import clock
from storefront.catalogue import details
from storefront.catalogue.rows import Card
from storefront.delivery.ways import offered
from storefront.takedowns import queries as takedowns
from storefront.web import cards, categories, prices, reporting
from storefront.web.basket import MOST
from storefront.web.behind import app_now
from storefront.web.doors import PUBLIC, door
from storefront.web.page_cache import kept

bp = Blueprint("products", __name__, url_prefix="/products")

OTHERS = 4


@bp.get("/<code>")
@door(PUBLIC)
@kept(details.pulse_of_product)
def show(code: str) -> str:
    """All a buyer wants to know before putting it into the basket."""
    today = clock.village_date(clock.now())
    product = details.product_page(code, on=today)
    if product is None:
        reporting.say_if_down(takedowns.product_down(code))
        abort(404)
    goods: Sequence[Card] = product.goods
    lead = product.variant_of_id or product.id
    others = [card for card in cards.each_once(goods) if card.id != lead][:OTHERS]
    return render_template(
        "products/show.html",
        product=product,
        kind=categories.name_of(product.category),
        state=cards.state(product, month=today.month),
        month=today.month,
        most=min(product.stock, MOST),
        ways=offered(product.ways),
        certificates=[it for it in product.certificates if it.product_id in (None, product.id)],
        grades=_grades(goods, lead),
        history=prices.told(product.prices),
        others=cards.shown(others, on=today),
        public_url=app_now().config["SETTINGS"].public_url,
    )


def _grades(goods: Iterable[Card], lead: int) -> list[Card]:
    """All grades of one thing, the dearest first; nothing when there is only one."""
    found = [card for card in goods if lead in (card.id, card.variant_of_id)]
    return sorted(found, key=lambda card: -card.price.dong) if len(found) > 1 else []
