"""Photos, by names that say what is in them: once sent, kept by browsers for ever."""

import re
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file

from storefront import files
from storefront.web.doors import PUBLIC, door

bp = Blueprint("media", __name__)

FOREVER = 365 * 24 * 3600
TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png"}
_NAME = re.compile(r"[0-9a-f]{40}\.(webp|jpg|png)")


@bp.get("/media/<name>")
@door(PUBLIC)
def show(name: str) -> Response:
    if not _NAME.fullmatch(name):
        abort(404)
    content = files.read(current_app.extensions["kept"].media, name)
    if content is None:
        abort(404)
    answer = send_file(BytesIO(content), TYPES[Path(name).suffix], max_age=FOREVER, etag=False)
    answer.cache_control.public, answer.cache_control.immutable = True, True
    answer.cache_control.no_cache = None
    return answer


def address(name: str) -> str:
    return f"/media/{name}"
