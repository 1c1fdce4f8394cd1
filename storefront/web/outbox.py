"""What the market has sent, for everybody to read in practice mode."""

from flask import Blueprint, render_template

from storefront.notifications import queries
from storefront.web.doors import PRACTICE, door

bp = Blueprint("outbox", __name__)


@bp.get("/practice/outbox")
@door(PRACTICE)
def show() -> str:
    return render_template("practice/outbox.html", messages=queries.newest())
