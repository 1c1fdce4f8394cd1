from flask import Blueprint, render_template

from storefront.web.doors import PUBLIC, door

bp = Blueprint("help", __name__)


@bp.get("/help")
@door(PUBLIC)
def show() -> str:
    return render_template("help/show.html")
