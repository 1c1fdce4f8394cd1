"""Pages that are one buyer's business: kept by no cache, listed by no search engine."""

from flask import Response


def private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
