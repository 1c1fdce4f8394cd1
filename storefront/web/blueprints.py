"""Every room of the website."""

from flask import Blueprint

from storefront.web import display, gallery, home, places

ALL: tuple[Blueprint, ...] = (home.bp, display.bp, gallery.bp, places.bp)
