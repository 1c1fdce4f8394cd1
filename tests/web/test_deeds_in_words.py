"""Whatever is pressed for a keeper is told in words, never by our own name for it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from storefront.accounts.models import Trace
from storefront.orders.models import Happened
from storefront.settings import ROOT
from storefront.web import deeds

FIELDS = {
    "name": "Na", "day": "2026-08-22", "bank": "Agribank", "tail": "1234", "amount": 5,
    "team": "Tổ Nà Lìa", "outcome": "met", "step": "sim", "reason": "bank",
}  # fmt: skip
WRITTEN = re.compile(r'(?:trace|_note)\(\s*"([a-z]+\.[a-z_]+)"')


def of_the_field() -> set[str]:
    """As the packages about a house's goods and deliveries write them."""
    found: set[str] = set()
    for package in ("shops", "delivery", "ratings", "earnings", "answers"):
        for file in (ROOT / "storefront" / package).glob("**/*.py"):
            found |= set(WRITTEN.findall(file.read_text()))
    return found - {"delivery.table", "answers.hours"}  # of nobody's house


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_no_deed_is_told_by_its_verb(app: Flask) -> None:
    verbs = of_the_field() | {f"order.{it}" for it in Happened}
    assert len(verbs) > 35

    with app.test_request_context("/"):
        told = {
            it: deeds.in_words(Trace(verb=it, subject="order:1", detail=FIELDS)) for it in verbs
        }

    assert [verb for verb, words in told.items() if words == verb] == []
