"""What every page costs before anything of its own is done."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Request
from werkzeug.local import _ProxyLookup
from werkzeug.test import EnvironBuilder

from storefront.app import Visit
from storefront.db import deed
from tests.browser import Browser
from tests.village import na

MOST = 12
"""Questions to Flask's own names while a stranger's page is made; most are Flask's."""


def test_a_page_asks_flasks_names_seldom(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        code = na().code
    browser.get(f"/products/{code}")
    asked: list[str] = []
    ask = _ProxyLookup.__get__

    def counted(name: Any, *rest: Any) -> Any:
        asked.append(name.name)
        return ask(name, *rest)

    monkeypatch.setattr(_ProxyLookup, "__get__", counted)
    app.test_client().get(f"/products/{code}?again=1")
    assert len(asked) <= MOST, asked


@pytest.mark.parametrize(
    "said", ["", "a=1", "a=1; b=; =2;a=3", 'a="x\\073y"; lang=en', "tên=Nhình", "a=%E1; who=\udcff"]
)
def test_cookies_are_those_that_werkzeug_reads(said: str) -> None:
    environ = EnvironBuilder().get_environ()
    if said:
        environ["HTTP_COOKIE"] = said.encode("utf-8", "surrogateescape").decode("latin-1")
    ours, theirs = Visit(environ).cookies, Request(environ).cookies
    assert list(ours.items(multi=True)) == list(theirs.items(multi=True))
    assert type(ours) is type(theirs)
