"""The open description says what the doors do: no more, no less, and nothing otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from storefront import clock
from storefront.boards import actions as screens_of
from storefront.db import deed
from storefront.web import openapi, openapi_words
from storefront.web.doors import PUBLIC, door
from tests.browser import Browser
from tests.odd.farm import VISITORS, Farm, a_farm, a_land
from tests.odd.fitting import LET_BE
from tests.odd.sending import Answer, Witness, send, urlencoded, witness

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

WORDS = ("summary", "description")
NEVER_FINE = {
    "/growth/exports/{code}/state.json",
    "/team/lists/{code}/state.json",
    "/reports/{code}/files/{kind}",
    "/payments/notices/{provider}",
    "/payments/notices/{provider}/{merchant}",
}
"""The farm has no export, list or frozen report; banks tell by POST. Refused, as they should be."""


@pytest.fixture
def ear(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    with witness(app, monkeypatch) as ear:
        yield ear


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule, _it in openapi.described_rules(app):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def test_it_is_openapi_and_anybodys(app: Flask, browser: Browser) -> None:
    import schemathesis  # takes a second, which other tests need not wait

    answer = browser.client.get("/api/openapi.json")

    schemathesis.openapi.from_dict(json.loads(answer.data)).validate()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    again = browser.client.get(
        "/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_the_open_figures_are_described_in_vietnamese_as_well(app: Flask, browser: Browser) -> None:
    english, vietnamese = (
        browser.client.get(f"/api/openapi.json{it}").get_json() for it in ("", "?lang=vi")
    )
    doors = ("/api/v1/statistics", "/api/v1/statistics.csv")
    both = set(words_about(english, *doors)) & set(words_about(vietnamese, *doors))

    assert both == set()
    everything = set(words_about(english, *english["paths"]))
    assert set(openapi_words.VIETNAMESE) <= everything, "what nobody says needs no words"
    assert set(words_about(vietnamese, *doors)) <= set(openapi_words.VIETNAMESE.values())


def test_every_answer_is_as_described(app: Flask, ear: Witness) -> None:
    """Asked by each visitor, with what is there and with what is not."""
    land = a_land()
    farm = a_farm(app, land)
    with deed():
        wall = screens_of.make(land.province, label="", days=7, by=land.officer, at=clock.now())
    boards = {"/growth/<code>/board.json": "20", "/screen/<secret>/board.json": wall}
    wrong, fine, read = [], set(), dict[str, set[str]]()
    for rule, method in rules(app):
        path = openapi.path_of(rule)
        for visitor in VISITORS:
            answer = asked(app, ear, farm, rule, method, visitor, other=boards.get(rule.rule, ""))
            wrong += [f"{method} {rule.rule} as {visitor}: {it}" for it in answer.misfits]
            fine |= {path} if answer.status == 200 else set()
            if method == "GET":
                read[path] = read.get(path, set()) | answer.asked

    assert wrong == []
    assert read.keys() - fine == NEVER_FINE
    assert read == {path: words_of(app, path) for path in read}


def words_about(told: Any, *doors: str) -> Iterator[str]:
    """Of these doors, with everything they refer to, and of the whole."""
    waiting, seen = [told["info"], *(told["paths"][it] for it in doors)], set[str]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            yield from (part[it] for it in WORDS if isinstance(part.get(it), str))
            waiting += [it for it in part.values() if not isinstance(it, str)]
            name = part.get("$ref", "")
            if isinstance(name, str) and name and name not in seen:
                seen.add(name)
                _hash, _components, kind, which = name.split("/")
                waiting.append(told["components"][kind][which])


def words_of(app: Flask, path: str) -> set[str]:
    told = openapi.document(app, "")["paths"][path]["get"]["parameters"]
    return {it["name"] for it in told if it["in"] == "query"}


def test_addresses_that_look_like_json_are_described(app: Flask) -> None:
    known = {rule.rule for rule, _it in openapi.described_rules(app)}
    json_like = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith(".json") or rule.rule.startswith("/api/")
    }

    assert json_like - known == set()
    assert LET_BE.keys() <= app.view_functions.keys()


def test_an_answer_that_does_not_fit_is_seen(app: Flask, ear: Witness) -> None:
    farm = a_farm(app, a_land())
    planted: dict[str, Any] = {
        "places.suggest": lambda: {"places": [{"code": 7}]},
        "home.show": lambda: {"more": 1},
    }
    kept = {name: app.view_functions[name] for name in planted if name in app.view_functions}
    app.view_functions |= {name: door(PUBLIC)(planted[name]) for name in kept}
    try:
        found = [
            asked(app, ear, farm, rule, "GET", "nobody").misfits
            for rule in app.url_map.iter_rules()
            if rule.endpoint in kept
        ]
    finally:
        app.view_functions |= kept

    assert len(found) == len(planted)
    assert all(found), found


def asked(
    app: Flask, ear: Witness, farm: Farm, rule: Rule, method: str, visitor: str, other: str = ""
) -> Answer:
    """With `other` instead of what the farm has there."""
    body = urlencoded(farm.filled()).encode() if method == "POST" else b""
    odd = {name: other.encode() for name in rule.arguments} if other else {}
    address = farm.address(rule, **odd)
    return send(app, ear, method, address, body=body, cookie=farm.cookies[visitor])
