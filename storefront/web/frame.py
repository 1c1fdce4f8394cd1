"""What is around every page: its header and its footer, painted once for each way they can look."""

from functools import cached_property
from typing import Any

from flask import Flask, current_app, render_template, request, url_for
from markupsafe import Markup

from storefront.web.basket import count
from storefront.web.display import display, my_home

_LOOK = "storefront.look"
MOST = 1_000
"""Looks kept by one process, of a few kilobytes each."""


def install(app: Flask) -> None:
    app.jinja_env.globals["frame"] = Frames(app).frame


class Frames:
    def __init__(self, app: Flask) -> None:
        self._anew = app.jinja_env.auto_reload
        self._painted: dict[object, Markup] = {}

    def frame(self, part: str) -> Markup:
        """The header or the footer for whoever asks."""
        look = request.environ.get(_LOOK) or self._look()
        key = (part, *look.values())
        if key not in self._painted or self._anew:
            if len(self._painted) >= MOST:
                self._painted.clear()
            painted = render_template(f"frame/{part}.html", **look)
            self._painted[key] = Markup(painted)  # noqa: S704  ours, escaped where it must be
        return self._painted[key]

    def _look(self) -> dict[str, Any]:
        """What a frame hangs on, looked up once for both."""
        here = request.path if request.path in self._links else ""
        look = {"shown": display(), "here": here, "home": my_home(), "basket": count()}
        request.environ[_LOOK] = look
        return look

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
