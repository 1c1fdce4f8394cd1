"""Photos, by names that say what is in them: once sent, kept by browsers for ever."""

import re

from flask import Blueprint, Response, abort, current_app, send_file

from storefront import files
from storefront.web.doors import PUBLIC, door

bp = Blueprint("media", __name__)

FOREVER = 365 * 24 * 3600
_NAME = re.compile(r"[0-9a-f]{40}\.(webp|jpg|png)")


@bp.get("/media/<name>")
@door(PUBLIC)
def show(name: str) -> Response:
    if not _NAME.fullmatch(name):
        abort(404)
    path = files.where(current_app.config["SETTINGS"].media_dir, name)
    if not path.is_file():
        abort(404)
    answer = send_file(path, max_age=FOREVER, etag=False, conditional=True)
    answer.cache_control.public, answer.cache_control.immutable = True, True
    answer.cache_control.no_cache = None
    return answer


def address(name: str) -> str:
    return f"/media/{name}"
