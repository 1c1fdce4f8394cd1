"""The open description of what programs may ask: OpenAPI 3.1, for people's tools to read.

Made of what the code declares anyway: addresses and their parts from the routes, who may come in
from their doors, fields from shapes and forms. A door without words of its own is not in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from typing_extensions import TypedDict
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter

from storefront import addresses
from storefront.accounts.permissions import Permission
from storefront.web.described import JSON, Description, File, described, shape
from storefront.web.doors import PRACTICE, PROBE, PUBLIC, SECRET_LINK, Door, door
from storefront.web.openapi_refusals import COOKIE, PARTS, SCHEMES, refusals, responses
from storefront.web.openapi_shapes import Shapes
from storefront.web.openapi_words import INTRODUCTION, in_vietnamese
from storefront.web.rules import DIGITS

bp = Blueprint("openapi", __name__)

ADDRESS = "/api/openapi.json"
HOUR = "public, max-age=3600"
VERSION = "1"
"""Of the interface: what it says today it goes on saying; more may come beside it."""
PAGE = "text/html"
AS_ASKED, REFUSED = {200: "As asked.", 204: "Heard."}, "No, and why."


@shape
class Chosen(TypedDict, total=False):
    lang: str
    """`vi`: what speaks of the open figures is in Vietnamese. Anything else: English."""


@bp.get(ADDRESS)
@door(PUBLIC)
@described(
    "This description.",
    {200: dict[str, Any]},
    asks=Chosen,
    hears=("If-None-Match",),
    refuses=(304,),
)
def show() -> Response:
    """By a word of the address, and not by the reader's choice: programs bring no cookies."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    is_vi = request.args.get("lang") == "vi"
    body = written(app, addresses.market(), is_vi=is_vi)
    answer = Response(body, mimetype=JSON)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = HOUR
    answer.headers["Content-Language"] = "vi" if is_vi else "en"
    answer.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
    answer.make_conditional(request)
    return answer


@cache
def written(app: Flask, market: str, *, is_vi: bool) -> bytes:
    """Once a process: it takes a tenth of a second, and changes only with the program."""
    told = document(app, market)
    told = in_vietnamese(told) if is_vi else told
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def document(app: Flask, market: str) -> dict[str, Any]:
    shapes = Shapes(it for _rule, it in described_rules(app))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Chợ Bản", "version": VERSION, "description": INTRODUCTION},
        "servers": [{"url": market}],
        "paths": _paths(app, shapes),
        "components": {
            "schemas": shapes.named,
            "responses": responses(),
            "securitySchemes": SCHEMES,
        },
    }


def described_rules(app: Flask) -> Iterator[tuple[Rule, Description]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda it: it.rule):
        found = getattr(app.view_functions[rule.endpoint], "described", None)
        if found:
            yield rule, found


def path_of(rule: Rule) -> str:
    """As templates of addresses are written there."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)


def _paths(app: Flask, shapes: Shapes) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for rule, it in described_rules(app):
        who: Door = vars(app.view_functions[rule.endpoint])["door"]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            told = _operation(rule, method, it, who, shapes)
            found.setdefault(path_of(rule), {})[method.lower()] = told
    return found


def _operation(
    rule: Rule, method: str, it: Description, who: Door, shapes: Shapes
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{method}{path_of(rule)}").strip("_").lower(),
        "tags": [_tag(who)],
        "summary": it.says,
        "security": _security(who),
        "parameters": [*_parts(rule), *shapes.query(it.asks), *map(_header, it.hears)],
        "responses": _answers(rule, method, it, who, shapes),
    }
    if it.sends and method == "POST":
        said["requestBody"] = {"content": {it.sends.mimetype: {"schema": shapes.sent(it.sends)}}}
    return said


def _tag(who: Door) -> str:
    return "signed in" if isinstance(who, Permission) else who.value


def _security(who: Door) -> list[dict[str, list[str]]]:
    """A permission stands there as a role; it must be held at the place asked about."""
    if who in (PUBLIC, SECRET_LINK, PROBE, PRACTICE):
        return []
    return [{COOKIE: [who.value] if isinstance(who, Permission) else []}]


def _parts(rule: Rule) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", path_of(rule)):
        schema = _part(rule._converters.get(name))  # noqa: SLF001
        told = {"name": name, "in": "path", "required": True, "schema": schema}
        yield told | {"description": PARTS[name]}


def _part(converter: Any) -> dict[str, Any]:
    if isinstance(converter, AnyConverter):
        return {"type": "string", "enum": sorted(converter.items)}
    if isinstance(converter, NumberConverter):
        return {"type": "integer", "minimum": 0, "maximum": 10**DIGITS - 1}
    return {"type": "string", "minLength": 1}


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}}


def _answers(rule: Rule, method: str, it: Description, who: Door, shapes: Shapes) -> dict[str, Any]:
    """JSON of this door, and the page that any door may answer with under the same status."""
    found = refusals(rule, method, it, who)
    for status, answer in it.answers.items():
        several = answer if isinstance(answer, tuple) else (answer,)
        content: dict[str, Any] = {PAGE: {}} if str(status) in found else {}
        for one in several:
            content |= _content(one, shapes)
        said = {"description": shapes.words(answer) or AS_ASKED.get(status, REFUSED)}
        found[str(status)] = said | {"content": content}
    return dict(sorted(found.items()))


def _content(it: Any, shapes: Shapes) -> dict[str, Any]:
    if isinstance(it, File):
        return {it.mimetype: {}}
    return {JSON: {"schema": shapes.of(it)}}
