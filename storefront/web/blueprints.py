"""Every room of the website."""

from flask import Blueprint

from storefront.web import (
    display,
    gallery,
    growth,
    growth_csv,
    home,
    outbox,
    places,
    sign_in,
    villages,
)

ALL: tuple[Blueprint, ...] = (
    home.bp,
    display.bp,
    gallery.bp,
    places.bp,
    villages.bp,
    sign_in.bp,
    outbox.bp,
    growth.bp,
    growth_csv.bp,
)
