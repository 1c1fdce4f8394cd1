"""Each page writes its numbers as its language does, whoever opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context

import pytest
from flask import Flask
from flask_babel import gettext as _

from storefront.db import deed, session
from storefront.money import Money
from storefront.shops.models import Product
from tests.browser import Browser
from tests.misread import Misread
from tests.odd.farm import Farm, a_farm, a_land, doors
from tests.village import na

VISITORS = ("keeper", "leader", "officer", "counter", "nobody")
ASIDE = {"gallery.show", "outbox.show", "practice_answers.show", "my_data.copy"}
"""Every part of our pages with words of nobody, and letters in their receivers' languages."""


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_writes_a_thousand_as_the_other_language_does(app: Flask, language: str) -> None:
    farm = a_farm(app, a_land())
    seen, found = 0, []
    for address, html in _pages(app, farm, language):
        page = Misread(language, html)
        seen += len(page.right)
        found += [f"{address}: {words}" for words in page.wrong]
    assert found == []
    assert seen > 100, "thousands that were written as they should be"


def _pages(app: Flask, farm: Farm, language: str) -> Iterator[tuple[str, str]]:
    """Each that somebody may read, as the first who may."""
    rules = (rule for rule, method in doors(app) if method == "GET")
    for address in (farm.address(rule) for rule in rules if rule.endpoint not in ASIDE):
        for visitor in VISITORS:
            cookies = farm.cookies[visitor].decode() + f"; lang={language}"
            status, html = Context().run(_asked, app, address, cookies)  # of this visitor alone
            if status == 200:
                yield f"{visitor} {address}", html
                break


def _asked(app: Flask, address: str, cookies: str) -> tuple[int, str]:
    browser = app.test_client(use_cookies=False)
    with browser.get(address, headers={"Cookie": cookies}) as answer:
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        return answer.status_code, answer.get_data(as_text=True) if is_page else ""


@pytest.mark.parametrize(
    ("language", "words", "wrong"),
    [
        ("en", "68.311 shops of 1.200.000", ["68.311", "1.200.000"]),
        ("en", "68,311 shops, 12.5% more since 1.8.2026, 0912 345 678, version 1.2.345", []),
        ("vi", "68,311 gian", ["68,311"]),
        ("vi", '<b title="1,200 ₫">1.200 ₫</b>', ["1,200"]),
        ("en", '<p lang="vi">1.200 ₫</p><img alt="1,200"><p>9.000</p>', ["9.000"]),
        ("en", "<dt>Exact ratio</dt><dd>68.311</dd><dt>Shops</dt><dd>68.311</dd>", ["68.311"]),
    ],
)
def test_what_is_misread_is_seen(language: str, words: str, wrong: list[str]) -> None:
    assert Misread(language, f'<html lang="{language}"><p>{words}</p>').wrong == wrong


TEMPLATES = (
    "{{ sum }}",
    "{{ _('Sum %(it)s', it=sum) }}",
    "{{ '=' ~ sum }}",
    "{% set kept = _('Sum %(it)s', it=sum) %}{{ kept }}",
    "{{ _(unknown, it=sum) }}",
    "{{ ngettext('%(num)s of %(it)s', '%(num)s of %(it)s', 2, it=sum) }}",
    "{{ sum.dong | number }}",
)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("language", "said"), [("vi", "1.234.567"), ("en", "1,234,567")])
def test_a_sum_is_written_alike_wherever_it_is_put(app: Flask, language: str, said: str) -> None:
    sum_ = Money(1_234_567)
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        speaking = app.jinja_env._speaking(language)  # type: ignore[attr-defined]
        for template in TEMPLATES:
            page = speaking.from_string(template).render(sum=sum_, unknown="Sum %(it)s")
            assert said in page, template
        assert said in _("Sum %(it)s", it=sum_)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("language", "price"), [("vi", "68.000"), ("en", "68,000")])
def test_a_form_that_we_filled_in_is_read_back_as_it_was(
    browser: Browser, language: str, price: str
) -> None:
    with deed():
        product = na(price=68_000)
    browser.speak(language)
    browser.sign_in(product.shop.household.keeper)
    there = f"/shops/{product.shop.code}/products"
    boxes = {it.get("name"): it.get("value") for it in browser.get(there).all("input")}
    assert boxes["price"] == price

    sent = {name: boxes[name] for name in ("price", "stock", "stock_seen")}
    browser.post(f"{there}/{product.code}/price-and-stock", sent)

    assert f"{price}\u00a0₫" in browser.get(there).html
    assert session.get_one(Product, product.id, populate_existing=True).price == Money(68_000)
