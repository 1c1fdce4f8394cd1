"""Addresses are compiled when they are written, and not before."""

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from storefront.web.rules import LateRule


def test_an_address_is_compiled_when_it_is_first_written(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[bool] = []
    compiling = Rule._compile_builder

    def seen(rule: Rule, append_unknown: bool = True) -> object:
        compiled.append(append_unknown)
        return compiling(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", seen)
    market = Map([LateRule("/stalls/<int:rule>", endpoint="stall")]).bind("cho.example")
    assert not compiled

    written = [market.build("stall", {"rule": nth, "by": "bà Lan"}) for nth in (1, 2)]

    assert written == ["/stalls/1?by=b%C3%A0+Lan", "/stalls/2?by=b%C3%A0+Lan"]
    assert market.build("stall", {"rule": 3, "by": 4}, append_unknown=False) == "/stalls/3"
    assert compiled == [True, False]


def test_all_addresses_of_the_market_wait_so(app: Flask) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {LateRule}
