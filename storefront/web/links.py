"""Addresses of pages in templates, by endpoint."""

from typing import Any

from flask import Flask, current_app, url_for


def install(app: Flask) -> None:
    app.jinja_env.globals["link"] = link


def link(endpoint: str, **values: Any) -> str | None:
    """The page's address; nothing while no such page has been built, and the link is left out."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
