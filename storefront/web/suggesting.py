"""Suggestions while somebody types in the search box. Comfort only: the box works without."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from typing_extensions import TypedDict

from storefront import clock
from storefront.catalogue.suggesting import suggest
from storefront.web.catalogue import words
from storefront.web.described import described, shape
from storefront.web.doors import PUBLIC, door

bp = Blueprint("suggesting", __name__)

A_MINUTE = 120
"""Questions that one address may ask of one process. Nobody types faster."""
ADDRESSES = 4_096
SHORTEST = 2
MINUTES = "public, max-age=300"


@shape
class Typed(TypedDict, total=False):
    q: str
    """What somebody has typed; from two letters on."""


@shape
class SuggestionTold(TypedDict):
    words: str
    more: str
    """Where it is."""
    href: str
    """Of a shop or a place, its page; of goods nothing: search for the words."""


@shape
class SuggestionsTold(TypedDict):
    suggestions: list[SuggestionTold]


@bp.get("/search/suggest")
@door(PUBLIC)
@described(
    "Goods, shops and places whose names begin like these words.",
    {200: SuggestionsTold},
    asks=Typed,
    refuses=(429,),
)
def show() -> Response:
    if _asked.too_often(request.remote_addr or "", int(clock.now().timestamp()) // 60):
        abort(429)
    typed = words(request.args.get("q", ""))
    found = suggest(typed) if len(typed) >= SHORTEST else []
    told: SuggestionsTold = {"suggestions": [_told(row) for row in found]}
    answer = jsonify(told)
    answer.headers["Cache-Control"] = MINUTES
    return answer


def _told(row: Any) -> SuggestionTold:
    if row.kind == "shop":
        return {"words": row.name, "more": row.at, "href": f"/shops/{row.code}"}
    if row.kind == "place":
        return {"words": row.name, "more": row.at, "href": f"/places/{row.code}"}
    return {"words": row.name, "more": "", "href": ""}


class Asked:
    """How often each address has asked in the minute that runs. Kept in this process only."""

    def __init__(self) -> None:
        self._minute = 0
        self._many: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def too_often(self, address: str, minute: int) -> bool:
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._many.clear()
            many = self._many[address] = self._many.get(address, 0) + 1
            if len(self._many) > ADDRESSES:
                self._many.popitem(last=False)
            return many > A_MINUTE


_asked = Asked()
