"""How much we are willing to listen to."""

import re

from flask import Flask, abort

from storefront.web.behind import turn_now

LARGEST_REQUEST = 12 * 1024 * 1024
"""Bytes: one phone photo and its form."""
LONGEST_ADDRESS = 2_000
NO_TEXT = re.compile("[\0\ufffd\ud800-\udfff]")
"""NUL, and what stands for bytes that were no UTF-8: U+FFFD or a surrogate."""


def install(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = 256 * 1024
    app.config["MAX_FORM_PARTS"] = 200
    app.before_request(_refuse_nonsense)


def _refuse_nonsense() -> None:
    turn = turn_now()
    # Of a host that cannot be, nobody here could make a link.
    if turn is None or turn.url_adapter is None:
        abort(400)
    address = turn.request.full_path
    if len(address) > LONGEST_ADDRESS or NO_TEXT.search(address):
        abort(400)
