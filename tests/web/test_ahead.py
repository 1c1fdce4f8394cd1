"""What is loaded before the workers are forked."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront.db import deed
from storefront.places import outlines
from storefront.web import ahead
from tests import statements
from tests.browser import Browser
from tests.village import na

ALL_YEAR = 0b111111111111


@pytest.mark.parametrize("page", ahead.PAGES)
def test_a_page_that_is_asked_ahead_is_there(browser: Browser, page: str) -> None:
    assert browser.get(page).status == 200


def test_loading_ahead_asks_and_writes_nothing(app: Flask) -> None:
    with deed():
        na(season=ALL_YEAR)
    with statements.counted() as said:
        ahead.load(app)

    assert said
    assert [it for it in said if not it.lstrip().upper().startswith(("SELECT", "WITH"))] == []


def test_a_product_is_looked_at_ahead_and_nearly_bought(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        product = na(season=ALL_YEAR)
    answers: dict[str, TestResponse] = {}
    ask = FlaskClient.get

    def heard(stranger: FlaskClient, page: str) -> TestResponse:
        answers[page] = ask(stranger, page)
        return answers[page]

    monkeypatch.setattr(FlaskClient, "get", heard)
    ahead.load(app)

    there = f"/products/{product.code}", f"/shops/{product.shop.code}"
    for page in (*there, "/basket", "/checkout"):
        assert answers[page].status_code == 200
        assert product.name in answers[page].text


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
