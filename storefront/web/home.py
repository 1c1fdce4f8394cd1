from flask import Blueprint, render_template

from storefront.web.doors import PUBLIC, door

bp = Blueprint("home", __name__)


@bp.get("/")
@door(PUBLIC)
def show() -> str:
    return render_template("home/show.html")
