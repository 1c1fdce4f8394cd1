"""What every door may say besides its own answer, and what parts of addresses mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from werkzeug.routing import Rule

from storefront.web.described import Description
from storefront.web.doors import PROBE, PUBLIC, SIGNED_IN, Door
from storefront.web.people import SESSION_COOKIE

COOKIE = "signed_in"
SCHEMES = {
    COOKIE: {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "Whoever signed in, in a browser. The word beside it is the permission that "
        "must be held at the place asked about; docs/permissions.md says which roles hold it.",
    }
}

PARTS = {
    "client_id": "The number that the phone gave it: a UUID in small letters.",
    "code": "The code of what is asked about, as it stands on its page.",
    "kind": "Which file of it.",
    "merchant": "The mark of whoever's account with the provider it is.",
    "provider": "A bank's messenger or a gateway, by its short name: sepay, casso, vnpay, momo …",
    "secret": "What cannot be guessed in the link. Whoever holds the link may look.",
}
"""Parts of addresses."""

REFUSALS: dict[int, tuple[str, str]] = {
    302: ("SignIn", "Nobody is signed in where somebody must be; or this browser is a counter."),
    304: ("Unchanged", "What the ETag in If-None-Match stands for is still so."),
    400: (
        "NoRequest",
        "Too long an address, or bytes that are no text.",
    ),
    403: ("NotOurPage", "Sent by a page of another site."),
    404: ("NotThere", "Not there, or not for whoever asks."),
    405: ("NotSo", "Not by this method."),
    413: ("TooLarge", "More bytes than are listened to."),
    429: ("TooOften", "Too many questions from one address within a minute."),
    503: ("ComeAgain", "The database is away or held by others. Ask again."),
    507: ("NoRoom", "The disk is full. Nothing of it was done."),
}
HEADERS = {
    302: {"Location": {"schema": {"type": "string"}}},
    503: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
    507: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
}


def refusals(rule: Rule, method: str, said: Description, who: Door) -> dict[str, Any]:
    """By status, as references."""
    found = {*_of_all(method), *_of_door(who), *said.refuses}
    if rule.arguments:
        found.add(404)
    return {
        str(status): {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in found
    }


def _of_all(method: str) -> Iterator[int]:
    yield from (302, 400, 405, 503)
    if method == "POST":
        yield from (403, 413, 507)


def _of_door(who: Door) -> Iterator[int]:
    if who not in (PUBLIC, SIGNED_IN, PROBE):
        yield 404


def responses() -> dict[str, Any]:
    return {name: _response(status, words) for status, (name, words) in REFUSALS.items()}


def _response(status: int, words: str) -> dict[str, Any]:
    told: dict[str, Any] = {"description": words}
    if status in HEADERS:
        told["headers"] = HEADERS[status]
    # A host that cannot be is told so in plain words: no page of ours could link to anything.
    kinds = ["text/html", "text/plain"] if status == 400 else ["text/html"]
    return told if status == 304 else told | {"content": {kind: {} for kind in kinds}}
