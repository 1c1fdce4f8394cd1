"""Every room of the website."""

from flask import Blueprint

from storefront.web import (
    basket,
    catalogue,
    display,
    gallery,
    home,
    media,
    nearby,
    outbox,
    places,
    products,
    shops,
    sign_in,
    sitemap,
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
    nearby.bp,
    catalogue.bp,
    shops.bp,
    products.bp,
    basket.bp,
    media.bp,
    sitemap.bp,
)
