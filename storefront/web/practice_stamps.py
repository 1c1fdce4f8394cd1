"""The practice authority's server: timestamps, and what it has taken back. Practice mode only."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from storefront import clock
from storefront.reports import practice_stamps
from storefront.reports.practice_stamps import LARGEST, BadQuestion
from storefront.settings import PRACTICE_REVOKED, PRACTICE_STAMPS
from storefront.web.doors import PRACTICE, door

bp = Blueprint("practice_stamps", __name__)


@bp.post(PRACTICE_STAMPS)
@door(PRACTICE)
def answer() -> Response:
    """RFC 3161 over HTTP: a question in DER, a signed answer in DER."""
    if (request.content_length or LARGEST + 1) > LARGEST:
        abort(413)
    try:
        said = practice_stamps.answer(_folder(), request.get_data(cache=False), at=clock.now())
    except BadQuestion:
        abort(400)
    return Response(said, mimetype="application/timestamp-reply")


@bp.get(PRACTICE_REVOKED)
@door(PRACTICE)
def revoked() -> Response:
    """A list (CRL) in DER, signed anew each time."""
    from storefront.reports import practice_authority

    body = practice_authority.revoked(_folder(), at=clock.now())
    return Response(body, mimetype="application/pkix-crl")


def _folder() -> Path:
    kept: Path = current_app.config["SETTINGS"].instance_dir
    return kept / "practice-authority"
