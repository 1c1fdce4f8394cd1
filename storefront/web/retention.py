"""What the market has forgotten, and when: for whoever answers for people's data."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from storefront.accounts.permissions import Permission
from storefront.privacy import retention
from storefront.privacy.keeping import rules
from storefront.web import privacy_words
from storefront.web.doors import door
from storefront.web.private import private

bp = Blueprint("retention", __name__, url_prefix="/what-is-kept/forgotten")


@bp.get("")
@door(Permission.BREACHES)
def show() -> ResponseReturnValue:
    page = render_template(
        "privacy/forgotten.html",
        rules=rules(),
        how_long=privacy_words.how_long,
        words=privacy_words.kept(),
        rests=privacy_words.rests(),
        ends=privacy_words.ends(),
        forgotten=retention.forgotten(),
    )
    return private(make_response(page))
