"""What many pages are made with is made once, before the workers are forked: they share it."""

import phonenumbers
from flask import Flask
from flask_babel import format_decimal
from sqlalchemy.orm import configure_mappers

from storefront.places import outlines
from storefront.shops.models import Category

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
"""Asked before anybody does, as a stranger; nothing is written."""


def load(app: Flask) -> None:
    configure_mappers()
    outlines.provinces()
    phonenumbers.PhoneMetadata.metadata_for_region("VN")
    for page in PAGES:
        app.test_client().get(page)
    with app.test_request_context():
        for name in TEMPLATES:
            app.jinja_env.get_template(name)
        format_decimal(1)  # reads how the language writes numbers and days
