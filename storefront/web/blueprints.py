"""Every room of the website."""

from flask import Blueprint

from storefront.web import display, home

ALL: tuple[Blueprint, ...] = (home.bp, display.bp)
