"""The market with a fault planted in it, for a proof to find: a message that is tried again is
another message to whoever carries it. Nobody serves this to anybody."""

import json
from itertools import count

from proofs._with_gateways import app
from storefront import wire

_post, _numbers = wire.post, count(10**9)


def _numbered_anew(url: str, body: bytes, **more: object) -> wire.Answer:
    if url.endswith("/sms"):
        body = json.dumps(json.loads(body) | {"id": str(next(_numbers))}).encode()
    return _post(url, body, **more)  # type: ignore[arg-type]


wire.post = _numbered_anew

__all__ = ["app"]
