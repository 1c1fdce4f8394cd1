"""What the market says of itself, to anybody: what it keeps how long, and who can use its pages."""

from __future__ import annotations

from flask import Blueprint, render_template

from storefront.privacy import kept_tables
from storefront.privacy.keeping import Kept, rules
from storefront.web import privacy_words
from storefront.web.doors import PUBLIC, door
from storefront.web.languages import language

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
        ends=privacy_words.ends(),
        tables={it: kept_tables.names_of(it, language()) for it in Kept},
    )


@bp.get("/accessibility")
@door(PUBLIC)
def accessibility() -> str:
    return render_template("privacy/accessibility.html")
