"""What many pages are made with is made once, before the workers are forked: they share it.

What makes it, the compilers of templates and statements above all, is then not woken in a worker,
and its memory stays shared too.
"""

import phonenumbers
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import format_decimal
from sqlalchemy.orm import configure_mappers

from storefront import clock
from storefront.catalogue import queries
from storefront.places import outlines
from storefront.shops.models import Category
from storefront.web import basket

TEMPLATES = (
    "catalogue/category.html",
    "products/show.html",
    "shops/show.html",
    "catalogue/search.html",
    "basket/show.html",
    "checkout/show.html",
    "tracking/show.html",
    "growth/show.html",
)
"""Those that every buyer meets, and the heaviest."""
PAGES = ("/", f"/categories/{Category.HONEY.value}", "/search?q=mat+ong", "/statistics")
"""Asked before anybody does, as a stranger."""


def load(app: Flask) -> None:
    configure_mappers()
    outlines.provinces()
    phonenumbers.PhoneMetadata.metadata_for_region("VN")
    _look_around(app.test_client())
    with app.test_request_context():
        for name in TEMPLATES:
            app.jinja_env.get_template(name)
        format_decimal(1)  # reads how the language writes numbers and days


def _look_around(stranger: FlaskClient) -> None:
    """Without buying: nothing is written."""
    for page in PAGES:
        stranger.get(page)
    for card in queries.picked_now(on=clock.village_date(clock.now()), limit=1):
        stranger.set_cookie(basket.COOKIE, f"{card.id}:1")
        for page in (f"/products/{card.code}", f"/shops/{card.shop_code}", "/basket", "/checkout"):
            stranger.get(page)
