"""What is around every page: its header and its footer, painted once for each way they can look."""

from functools import cached_property
from typing import Any

from flask import Flask, current_app, render_template, url_for
from markupsafe import Markup

from storefront.web.basket import count
from storefront.web.behind import request_now
from storefront.web.display import display, my_home

_LOOK = "storefront.look"
MOST = 500
"""Looks kept by one process, of two frames of a few kilobytes each."""


def install(app: Flask) -> None:
    app.jinja_env.globals["frame"] = Frames(app).frame


class Frames:
    def __init__(self, app: Flask) -> None:
        self._anew = app.jinja_env.auto_reload
        self._painted: dict[object, dict[str, Markup]] = {}

    def frame(self, part: str) -> Markup:
        """The header or the footer for whoever asks."""
        look, painted = request_now().environ.get(_LOOK) or self._look()
        if part not in painted or self._anew:
            said = render_template(f"frame/{part}.html", **look)
            painted[part] = Markup(said)  # noqa: S704  ours, escaped where it must be
        return painted[part]

    def _look(self) -> tuple[dict[str, Any], dict[str, Markup]]:
        """What a frame hangs on, and what was painted for it; looked up once for both."""
        asked = request_now()
        look = {
            "shown": display(),
            "here": asked.path if asked.path in self._links else "",
            "home": my_home(),
            "basket": count(),
        }
        if len(self._painted) >= MOST:
            self._painted.clear()
        found = asked.environ[_LOOK] = look, self._painted.setdefault(tuple(look.values()), {})
        return found

    @cached_property
    def _links(self) -> frozenset[str]:
        """Where a frame leads: a link to the page that is open looks different."""
        places = url_for("places.show", code=current_app.config["SETTINGS"].province_code)
        ends = (
            "home.show",
            "shops.index",
            "tracking.find",
            "help.show",
            "listening.show",
            "helped.index",
            "statistics.show",
            "saved.index",
            "sign_in.show",
        )
        return frozenset({places, url_for("statistics.show"), *map(url_for, ends)})
