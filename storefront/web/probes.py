"""What load balancers and alarms ask: is the process alive, and can the market serve?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify

from storefront import clock
from storefront.cli import schema
from storefront.db import db
from storefront.upkeep import readiness
from storefront.upkeep.places import written_to
from storefront.upkeep.readiness import Readiness
from storefront.web.described import File, described
from storefront.web.doors import PROBE, door

bp = Blueprint("probes", __name__)

SOON = "5"
"""Seconds after which to ask again."""


@bp.get("/healthz")
@door(PROBE)
@described("Whether the process answers.", {200: File("text/plain")})
def alive() -> Response:
    """Says only that this process answers: killing it would help nobody else."""
    return _never_kept(Response("ok\n", mimetype="text/plain"))


@bp.get("/readyz")
@door(PROBE)
@described("Whether every part is well, the worker among them.", {200: Readiness, 503: Readiness})
def ready() -> Response:
    """For alarms: every part, the worker among them."""
    found = look()
    return _told(found, found.is_whole)


@bp.get("/readyz/web")
@door(PROBE)
@described("Whether pages can be served.", {200: Readiness, 503: Readiness})
def ready_to_serve() -> Response:
    """For load balancers: a stuck worker is no reason to show nobody anything."""
    found = look()
    return _told(found, found.can_serve)


def look() -> Readiness:
    kept = current_app.extensions["kept"].media
    return readiness.look(db.engine, folders(), kept, schema.fit, at=clock.now())


def folders() -> list[Path]:
    return written_to(current_app.config["SETTINGS"])


def _told(found: Readiness, is_ready: bool) -> Response:
    answer = jsonify(asdict(found))
    if not is_ready:
        answer.status_code = 503
        answer.headers["Retry-After"] = SOON
    return _never_kept(answer)


def _never_kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
