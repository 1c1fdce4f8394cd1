"""How ratings look on a page."""

from __future__ import annotations

from flask import Flask

from storefront import digits
from storefront.ratings.models import MEAN_FROM
from storefront.web.languages import language


def install(app: Flask) -> None:
    app.jinja_env.globals.update(rated_mean=mean_of)


def mean_of(rated_sum: int | None, rated_many: int | None) -> str:
    """4,6 of 5 from three on, in English 4.6; nothing of fewer."""
    if not rated_many or rated_many < MEAN_FROM:
        return ""
    tenths = (10 * (rated_sum or 0) + rated_many // 2) // rated_many
    return digits.written(f"{tenths // 10}.{tenths % 10}", language())
