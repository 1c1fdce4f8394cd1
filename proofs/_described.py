"""Inputs that schemathesis makes of the open description: such as fit it, and such as do not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from itertools import count
from typing import Any

import hypothesis
import schemathesis
from flask import Flask
from hypothesis import strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.routing import Rule

from storefront.web import openapi
from tests.odd.farm import VISITORS, Farm
from tests.odd.sending import Answer, Witness, come_back

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""Not those that want every odd word refused: the market lets be what it does not know."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

_callers = count(1)


class Described:
    """Each door that is described, by each visitor, with inputs of both kinds."""

    def __init__(self, app: Flask, farms: Iterable[Farm], seed: int) -> None:
        self._app, self._farms, self._seed = app, tuple(farms), seed
        self._cookie = b""
        told = json.loads(openapi.written(app, "http://localhost"))
        schema = schemathesis.openapi.from_dict(told)
        schema.app = self._front
        self._doors = [it.ok() for it in schema.get_all_operations()]
        self._rules = {openapi.path_of(rule): rule for rule, _it in openapi.described_rules(app)}
        self.sent = 0

    def ask(self, ear: Witness, many: int, methods: str) -> Iterator[tuple[Any, str, Answer]]:
        """About so many. What was sent, by whom, and what came of it."""
        doors = [it for it in self._doors if it.method.upper() in methods]
        each = max(len(VISITORS), many // (len(doors) * len(MODES)))
        for door in doors:
            for mode in MODES:
                yield from self._asked(ear, door, mode, each)

    def _asked(
        self, ear: Witness, door: Any, mode: Any, each: int
    ) -> Iterator[tuple[Any, str, Answer]]:
        found: list[tuple[Any, str, Answer]] = []

        def one(told: tuple[Any, str, int]) -> None:
            case, visitor, thrown = told
            found.append((case, visitor, self._sent(ear, case, visitor, thrown)))

        cases = door.as_strategy(generation_mode=mode)
        numbers = strategies.integers(0, 10**6)
        asking = strategies.tuples(cases, strategies.sampled_from(VISITORS), numbers)
        _of(asking, one, each, self._seed)
        yield from found

    def _sent(self, ear: Witness, case: Any, visitor: str, thrown: int) -> Answer:
        self.sent += 1
        dice = random.Random(thrown)  # noqa: S311
        farm = dice.choice(self._farms)
        self._cookie = farm.cookies[visitor]
        _with_real_things(case, self._rules[case.path], farm, dice)
        ear.forget()
        misfits: list[str] = []
        try:
            said = case.call()
            case.validate_response(said, checks=CHECKS)
        except FailureGroup as failures:
            misfits = [f"{it.title}: {it.message[:200]}" for it in failures.exceptions]
        except Exception as error:
            return Answer(599, 0, set(), set(), f"{type(error).__name__}: {error}", "", [])
        kept, why = set(ear.kept), "; ".join(ear.broke)
        answer = Answer(
            said.status_code, 0, kept, set(), why, "", misfits + list(ear.misfits), said.content
        )
        if "stay" in answer.changed:
            come_back()
        return answer

    def _front(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Each from elsewhere, so that nobody waits; signed in as the visitor is."""
        environ["REMOTE_ADDR"] = f"2001:db8:1::{next(_callers):x}"
        environ["HTTP_HOST"] = "localhost"
        environ["HTTP_ACCEPT_ENCODING"] = ""  # to be read as it is
        environ["HTTP_COOKIE"] = self._cookie.decode("latin-1")
        return Context().run(self._app.wsgi_app, environ, start_response)


def _of(strategy: Any, one: Callable[[Any], None], each: int, seed: int) -> None:
    """Call `one` with so many of it, or as many as there are."""
    run = hypothesis.given(strategy)(one)
    settings = hypothesis.settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    try:
        hypothesis.seed(seed)(settings(run))()
    except Unsatisfiable:
        return  # nothing of this door can be wrong


def _with_real_things(case: Any, rule: Rule, farm: Farm, dice: random.Random) -> None:
    """Mostly of something that is there, and forms half filled in as they should be."""
    if dice.random() < 0.7:
        case.path_parameters = {name: farm.part(rule, name) for name in rule.arguments}
    if isinstance(case.body, dict) and dice.random() < 0.5:
        known = {name: values[0].decode() for name, values in farm.filled().items()}
        case.body = case.body | {name: known[name] for name in case.body if name in known}
