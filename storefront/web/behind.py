"""What stands behind Flask's names.

`request`, `g`, `session` and `current_app` ask anew, with each of their words, whose turn it is:
ten times what the word itself costs. These ask once. Worth it where every page passes, and nowhere
else.
"""

from __future__ import annotations

from flask import Flask, Request
from flask.ctx import RequestContext, _AppCtxGlobals
from flask.globals import _cv_app, _cv_request
from flask.sessions import SessionMixin


def request_now() -> Request:
    return _cv_request.get().request


def session_now() -> SessionMixin:
    return _cv_request.get().session


def g_now() -> _AppCtxGlobals:
    return _cv_app.get().g


def app_now() -> Flask:
    return _cv_app.get().app


def turn_now() -> RequestContext | None:
    """Whose turn it is; nothing where nobody asks for a page."""
    return _cv_request.get(None)
