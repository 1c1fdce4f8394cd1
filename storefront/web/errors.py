"""Refusals in words, with what to do next."""

from http import HTTPStatus

from flask import Flask, Response, make_response, render_template
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from storefront.errors import Busy, NotAllowed


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotAllowed, lambda _error: _page(HTTPStatus.NOT_FOUND))
    app.register_error_handler(Busy, lambda _error: _page(HTTPStatus.SERVICE_UNAVAILABLE))


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    return _page(HTTPStatus(error.code or 500))


def _page(status: HTTPStatus) -> Response:
    if request_ctx.url_adapter is None:  # asked of a host that cannot be: no link can be made
        return Response(status.phrase, status, mimetype="text/plain")
    response = make_response(render_template("errors/page.html", status=status), status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response
