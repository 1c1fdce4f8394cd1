"""What a buyer has ordered, with an account or before there was one, and ordering it again."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.sign_in import TooManyKnocks
from storefront.orders import queries
from storefront.web import again
from storefront.web.catalogue import number
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.sign_in import code_for_me

bp = Blueprint("mine", __name__, url_prefix="/my-orders")

PAGE = 20


@bp.get("")
@door(SIGNED_IN)
def index() -> Response:
    below = number(request.args.get("below", ""), most=10**18)
    found = queries.bought_by(me(), below=below, limit=PAGE + 1)
    page = render_template(
        "mine/index.html",
        orders=found[:PAGE],
        first=below is None,
        next=found[PAGE - 1].id if len(found) > PAGE else None,
    )
    return private(make_response(page))


@bp.post("/code")
@door(SIGNED_IN)
def ask() -> ResponseReturnValue:
    try:
        envelope = code_for_me()
    except TooManyKnocks:
        flash(_("Too many codes for now. Wait an hour."), "wait")
        return redirect(url_for("mine.index"))
    here = url_for("mine.index")
    return redirect(url_for("sign_in.code", ticket=envelope.ticket, next=here))


@bp.post("/<code>/again")
@door(SIGNED_IN)
def order_again(code: str) -> ResponseReturnValue:
    return again.into_the_basket(queries.bought(code, me()) or abort(404))
