"""Refusals in words, with what to do next."""

from http import HTTPStatus
from sys import exc_info

from flask import Flask, Response, current_app, make_response, render_template
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from storefront import mishaps
from storefront.errors import Busy, NotAllowed
from storefront.mishaps import Mishap

SOON = "5"
"""Seconds after which to come again."""


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotAllowed, lambda _error: _page(HTTPStatus.NOT_FOUND))
    app.register_error_handler(Busy, lambda _error: _come_again(Mishap.HELD))
    app.register_error_handler(Exception, _beneath_us)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    return _page(HTTPStatus(error.code or 500))


def _beneath_us(error: Exception) -> Response:
    """A fault of ours goes on its way, to the log and to page 500."""
    mishap = mishaps.of(error)
    if mishap is None:
        raise error
    current_app.log_exception(exc_info())
    return _come_again(mishap)


def _come_again(mishap: Mishap) -> Response:
    """Painted without asking the database anything: it may be what is away."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if mishap is Mishap.FULL:
        status = HTTPStatus.INSUFFICIENT_STORAGE
    response = make_response(render_template("errors/again.html", mishap=mishap.value), status)
    response.headers["Retry-After"] = SOON
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(status: HTTPStatus) -> Response:
    if request_ctx.url_adapter is None:  # asked of a host that cannot be: no link can be made
        return Response(status.phrase, status, mimetype="text/plain")
    response = make_response(render_template("errors/page.html", status=status), status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = SOON
    return response
