"""Whether an answer is what /api/openapi.json says of its door; and whether a door that speaks JSON
is described at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import jsonschema_rs
from flask import Flask, Request, Response, request, request_finished
from werkzeug.routing import Rule

from storefront.web import openapi

LET_BE = {"practice_gateways.answer": "speaks as banks and gateways do, and in practice only"}
"""Doors that speak JSON and are not described."""
JSON = "application/json"


class Fitting:
    def __init__(self, app: Flask) -> None:
        self.told = json.loads(json.dumps(openapi.document(app, "https://cho.example")))
        self._closed = closed(self.told["components"]["schemas"])
        self._validator = cache(self._validator_of)

    def complaints(self, request: Request, response: Response) -> Iterator[str]:
        """Of an answer of the market's own, as it goes out."""
        rule = request.url_rule
        if rule is None or request.method not in ("GET", "POST"):
            return
        said = self._said(rule, request.method, response.status_code)
        is_json = response.mimetype == JSON
        if said is None:
            if is_json and rule.endpoint not in LET_BE:
                yield "answers in JSON, and is not described"
            return
        if not said:
            yield f"answers {response.status_code}, of which its description says nothing"
        elif response.mimetype not in said.get("content", {response.mimetype: {}}):
            yield f"answers {response.status_code} as {response.mimetype}, not as described"
        elif is_json and "content" in said and "Content-Encoding" not in response.headers:
            schema = said["content"][JSON].get("schema", {})
            yield from self._misfits(schema, response.get_data())

    def _said(self, rule: Rule, method: str, status: int) -> dict[str, Any] | None:
        """Nothing where the door is not described."""
        path = self.told["paths"].get(openapi.path_of(rule), {}).get(method.lower())
        if path is None:
            return None
        said: dict[str, Any] = path["responses"].get(str(status), {})
        if "$ref" in said:
            said = self.told["components"]["responses"][said["$ref"].rpartition("/")[2]]
        return said

    def _misfits(self, schema: dict[str, Any], body: bytes) -> Iterator[str]:
        for error in self._validator(json.dumps(schema)).iter_errors(json.loads(body)):
            yield f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"

    def _validator_of(self, schema: str) -> Any:
        whole = json.loads(schema) | {"components": {"schemas": self._closed}}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


_known: dict[int, Fitting] = {}


@contextmanager
def heard(app: Flask) -> Iterator[list[str]]:
    """What was answered otherwise than it is described, meanwhile."""
    fitting, wrong = _known.setdefault(id(app), Fitting(app)), list[str]()

    def finished(_app: Flask, response: Response, **_more: Any) -> None:
        wrong.extend(fitting.complaints(request, response))

    with request_finished.connected_to(finished, app):
        yield wrong


def closed(schema: Any) -> Any:
    """The same, with no key besides those that are named: readers let new ones be, we do not."""
    if isinstance(schema, list):
        return [closed(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    more = {} if "properties" not in schema else {"additionalProperties": False}
    return more | {name: closed(it) for name, it in schema.items()}
