"""Below every form that helpers and keepers fill in stands "I'm stuck here" with its step."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from storefront.accounts.permissions import GRANTS, KEEPER, Role
from storefront.web.doors import SIGNED_IN
from tests.browser import Page
from tests.odd.farm import a_farm, a_land, doors
from tests.odd.sending import send, urlencoded, witness

OWN_WAY = {
    "breaches", "complaining", "complaints", "counter", "counters", "counter_log", "field",
    "field_files",
    "me", "my_data", "objections", "proving", "questions", "ratings", "second_step", "talks",
}  # fmt: skip
"""Where somebody answers anyway, the kit and the counter, and what people ask for themselves."""

FILLED_IN = {
    "registering", "registering.create", "opening", "opening.account", "goods", "goods.add",
    "order_desk", "visits", "payouts", "rolls", "roll_grid", "consenting", "bills", "stall_till",
}  # fmt: skip
"""So that the walk cannot become one along closed doors."""

STUCK = "/help/questions/new?at="


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_form_leads_to_the_question_with_its_step(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm = a_farm(app, a_land())
    with witness(app, monkeypatch) as ear:

        def opened(method: str, address: str, cookie: bytes) -> Page | None:
            body = urlencoded({}).encode()
            answer = send(app, ear, method, address, cookie=cookie, body=body)
            is_page = answer.status in (200, 422) and b"<!doctype html>" in answer.body
            return Page(answer.status, address, answer.body.decode()) if is_page else None

        asked, silent = dict[str, tuple[str, bytes]](), set[str]()
        for visitor, rule, method in _doors(app):
            cookie = farm.cookies[visitor]
            page = opened(method, farm.address(rule), cookie)
            found = [it for it in page.links() if it.startswith(STUCK)] if page else []
            asked |= {_step(it): (it, cookie) for it in found}
            if (
                page
                and not found
                and _has_a_form(page)
                and rule.endpoint.split(".")[0] not in OWN_WAY
            ):
                silent.add(rule.endpoint)

        assert silent == set()
        assert set(asked) >= FILLED_IN
        for step, (address, cookie) in asked.items():
            page = opened("GET", address, cookie)
            assert page, f"{step}: nobody is asked"
            assert _said(page), f"{step} has no words"


def _step(address: str) -> str:
    return parse_qs(urlsplit(address).query)["at"][0]


def _said(page: Page) -> str | None:
    return next(it.get("value") for it in page.all("input") if it.get("name") == "step")


def _has_a_form(page: Page) -> bool:
    return any(it.get("class") == "form" for it in page.all("form"))


def _doors(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    theirs = {
        "leader": {SIGNED_IN, *GRANTS[Role.LEADER]},
        "keeper": {SIGNED_IN, *KEEPER},
    }
    for rule, method in sorted(doors(app), key=lambda it: (it[1], it[0].rule)):
        if rule.rule.startswith("/lists/"):
            continue  # files
        for visitor, permitted in theirs.items():
            if getattr(app.view_functions[rule.endpoint], "door", None) in permitted:
                yield visitor, rule, method
