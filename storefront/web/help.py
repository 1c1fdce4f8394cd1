from flask import Blueprint, render_template

from storefront.web import order_rules
from storefront.web.doors import PUBLIC, door

bp = Blueprint("help", __name__)


@bp.get("/help")
@door(PUBLIC)
def show() -> str:
    return render_template("help/show.html")


@bp.get("/help/orders")
@door(PUBLIC)
def orders() -> str:
    """What becomes of an order, who may do what and until when."""
    return render_template(
        "help/orders.html", rules=order_rules.rules(), refunds=order_rules.refunds()
    )
