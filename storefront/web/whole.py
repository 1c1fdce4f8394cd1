"""Answers that have all their headers from the beginning."""

from typing import Any

from flask import Response
from werkzeug.datastructures import Headers


class Whole(Response):
    """Nothing is to be put right on the way out."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        return self.headers
