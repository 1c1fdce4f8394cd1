"""Where words come in: each is brought into one form (NFC), and nothing unseen comes along."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

from flask import Flask
from pydantic import BaseModel

from storefront import text
from storefront.notifications import hearing
from storefront.spreadsheets import cells
from storefront.web import forms, roll_grid

UNSEEN = "\u202eNha\u0300\u200b \u2066Nhi\u0300nh\u2069\ufeff"
SEEN = "Nhà Nhình"

NOT_WORDS = {
    "once": "a secret of ours, by its pattern",
    "digest": "sixty-four hex digits, by their pattern",
    "household": "a code, looked up",
    "same": "a code, looked up",
    "place": "a code, looked up",
    "village": "a code, looked up",
    "house": "codes, looked up",
    "shops": "codes, looked up",
    "client_id": "by its pattern",
    "id": "by its pattern",
    "of": "by its pattern",
    "photo": "by its pattern",
    "password": "kept as typed, but for NFC",
    "item": "tidied by BillForm itself",
    "quantity": "tidied by BillForm itself",
    "price": "tidied by BillForm itself",
    "pairs": "go through the form of their errand",
    "phones": "each read as a number, and written anew",
    "title": "shown on the phone that brought it, never kept",
}
"""Fields of forms that hold text and are not brought into form: each with its reason."""


def _fields() -> Iterator[tuple[str, str, Any]]:
    for module in pkgutil.walk_packages(forms.__path__, f"{forms.__name__}."):
        importlib.import_module(module.name)
    for form in _below(BaseModel):
        if form.__module__.startswith("storefront.web.forms"):
            for name, field in form.model_fields.items():
                yield form.__name__, name, field


def _below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for form in kind.__subclasses__():
        yield form
        yield from _below(form)


def test_every_field_of_every_form_is_brought_into_form() -> None:
    texts = [it for it in _fields() if "str" in str(it[2].annotation).replace("StrEnum", "")]
    left = [
        (form, name)
        for form, name, field in texts
        if "_tidied" not in f"{field.annotation} {field.metadata}" and name not in NOT_WORDS
    ]
    assert len(texts) > 80
    assert left == []


def test_nothing_unseen_is_left() -> None:
    assert text.tidy(UNSEEN) == SEEN


def test_neither_in_sheets_nor_in_what_phones_send() -> None:
    assert cells.words(UNSEEN) == SEEN
    told = {"id": "1", "from": "0912345678", "text": UNSEEN}
    assert hearing._understood(json.dumps(told).encode()).text == SEEN


def test_nor_in_the_grid_of_a_roll(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"r1-name": UNSEEN}):
        assert roll_grid._typed().rows[0]["name"] == SEEN
