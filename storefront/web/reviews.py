"""Goods that a person must look at before buyers see them."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.shops import certificates, reviewing
from storefront.shops.restricted import RULES
from storefront.web.doors import door
from storefront.web.people import me

bp = Blueprint("reviews", __name__, url_prefix="/goods/reviews")

ANSWERS = {"yes": reviewing.let_pass, "no": reviewing.refuse}


@bp.get("")
@door(Permission.GOODS_REVIEW)
def index() -> str:
    today = clock.village_date(clock.now())
    return render_template(
        "reviews/index.html",
        waiting=reviewing.waiting_for(me(), on=today),
        why=why,
        licences_of=partial(certificates.licences, on=today),
        sources={rule.name: rule.source for rule in RULES},
    )


@bp.post("/<code>")
@door(Permission.GOODS_REVIEW)
def decide(code: str) -> ResponseReturnValue:
    answer = ANSWERS.get(request.form.get("answer", "")) or abort(400)
    at = clock.now()
    with deed():
        product = reviewing.to_decide(code, me(), on=clock.village_date(at)) or abort(404)
        answer(product, by=me(), at=at)
        name = product.full_name
    flash(_("Decided: %(name)s. The household has been told.", name=name))
    return redirect(url_for("reviews.index"))


def why(rule: str) -> str:
    """What the law keeps away, and what to do about it."""
    return {
        "alcohol": str(_("Alcohol is not sold here: it needs a licence and buyers of age.")),
        "medicine": str(_("Food may not be praised as a cure. Leave those words out.")),
        "wildlife": str(_("Wild animals and parts of them are not sold here.")),
    }[rule]
