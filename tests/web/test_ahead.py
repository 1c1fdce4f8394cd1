"""What is loaded before the workers are forked."""

from typing import Any

import pytest
from flask import Flask

from storefront.places import outlines
from storefront.web import ahead
from tests import statements
from tests.browser import Browser


@pytest.mark.parametrize("page", ahead.PAGES)
def test_a_page_that_is_asked_ahead_is_there(browser: Browser, page: str) -> None:
    assert browser.get(page).status == 200


def test_loading_ahead_asks_and_writes_nothing(app: Flask) -> None:
    with statements.counted() as said:
        ahead.load(app)

    assert said
    assert [it for it in said if not it.lstrip().upper().startswith(("SELECT", "WITH"))] == []


def test_afterwards_nothing_heavy_is_made_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compiled(*_any: object, **_more: object) -> None:
        pytest.fail("a template was compiled again")

    environment: Any = app.jinja_env
    environment._languages.clear()
    outlines.provinces.cache_clear()
    ahead.load(app)
    monkeypatch.setattr(type(environment), "compile", compiled)

    with app.test_request_context():
        for name in ahead.TEMPLATES:
            assert environment.get_template(name)
    assert outlines.provinces.cache_info().currsize == 1
