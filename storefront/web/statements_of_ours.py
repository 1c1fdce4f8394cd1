"""What the market says of itself, to anybody: what it keeps how long, and who can use its pages."""

from __future__ import annotations

from flask import Blueprint, render_template

from storefront.privacy.keeping import rules
from storefront.web import privacy_words
from storefront.web.doors import PUBLIC, door

bp = Blueprint("statements_of_ours", __name__)


@bp.get("/what-is-kept")
@door(PUBLIC)
def kept() -> str:
    return render_template(
        "privacy/kept.html",
        rules=rules(),
        how_long=privacy_words.how_long,
        words=privacy_words.kept(),
        rests=privacy_words.rests(),
    )


@bp.get("/accessibility")
@door(PUBLIC)
def accessibility() -> str:
    return render_template("privacy/accessibility.html")
