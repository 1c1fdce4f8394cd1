"""The market with a fault planted in it, for a proof to find: each answer leaves something behind.
Nobody serves this to anybody."""

from flask import Response

from wsgi import app

_kept: list[bytes] = []


def _keep(answer: Response) -> Response:
    _kept.append(b"x" * 20_000)
    return answer


app.after_request(_keep)

__all__ = ["app"]
