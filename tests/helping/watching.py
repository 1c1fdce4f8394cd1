"""Watches deeds: whoever is let press for a household by `Household.allows`, and then changes
something, leaves a trace in that household's history, in the same deed.

As a plugin (`pytest -p tests.helping.watching tests/web`) it watches every test there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import has_request_context, request

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission
from storefront.db import Base
from storefront.rows import put
from storefront.shops.models import Household
from tests.statements import overheard

_WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
NO_DEEDS = {"errand", "job", "knock", "look", "looked_at", "message", "sign_in_code"}
"""What is written beside a deed, or without one: that a phone's errand has come is none."""
TRIED = {"credentials.call_back", "credentials.test", "payouts.call_back"}
"""Where a wrong code is counted, or a wallet tried out, and nothing done."""
_KEY = "tests.watching"


@dataclass
class Asked:
    """One request, as far as it has come."""

    pressing: set[int] = field(default_factory=set)
    """Keepers for whom somebody else was let press."""
    told: set[int] = field(default_factory=set)
    """Keepers in whose history this deed stands so far."""
    wrote: set[str] = field(default_factory=set)


@dataclass
class Watch:
    untold: list[str] = field(default_factory=list)
    """Deeds without a trace."""
    moved: set[str] = field(default_factory=set)
    """Endpoints at which somebody pressed for a household, and something changed."""

    def let_in(self, keeper_id: int) -> None:
        _now().pressing.add(keeper_id)

    def wrote(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if has_request_context():
            _now().wrote |= set(_WRITES.findall(statement)) - NO_DEEDS

    def committed(self, _connection: Any) -> None:
        if not has_request_context() or request.method != "POST":
            return
        it = _now()
        if it.wrote and it.pressing:
            self.moved.add(str(request.endpoint))
            if not it.pressing <= it.told and request.endpoint not in TRIED:
                self.untold.append(f"{request.endpoint} wrote {sorted(it.wrote)}")
        it.wrote.clear()
        it.told.clear()

    def undone(self, _connection: Any) -> None:
        if has_request_context():
            _now().wrote.clear()
            _now().told.clear()


def _now() -> Asked:
    asked: Asked = request.environ.setdefault(_KEY, Asked())
    return asked


@contextmanager
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    it = Watch()
    allows = Household.allows

    def seen(home: Household, person: Person, permission: Permission, *, on: date) -> bool:
        let = allows(home, person, permission, on=on)
        reads = permission is Permission.HOUSEHOLD_READ
        if let and not reads and person.id != home.keeper_id and has_request_context():
            it.let_in(home.keeper_id)
        return let

    def told(model: type[Base], *rows: dict[str, Any], **more: Any) -> None:
        if model is Trace and has_request_context():
            _now().told |= {row["for_id"] for row in rows}
        put(model, *rows, **more)

    monkeypatch.setattr(Household, "allows", seen)
    monkeypatch.setattr(accounts, "put", told)
    with overheard(before_cursor_execute=it.wrote, commit=it.committed, rollback=it.undone):
        yield it


@pytest.fixture(autouse=True)
def _watched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if "app" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("app")
    with watching(monkeypatch) as watch:
        yield
    assert watch.untold == []
