"""What we tell browsers to refuse on our behalf."""

from flask import Flask, Response

from storefront.web.people import somebody_was_asked_for
from storefront.web.whole import Whole

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

REFUSED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def install(app: Flask) -> None:
    @app.after_request
    def guard(response: Response) -> Response:
        if isinstance(response, Whole):
            return response
        response.headers.update(REFUSED)
        if "Cache-Control" not in response.headers and somebody_was_asked_for():
            response.headers["Cache-Control"] = "private, no-store"
        return response
