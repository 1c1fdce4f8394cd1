"""How a visitor likes to see pages: language, text size, dark or light. Kept in cookies."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.web.doors import PUBLIC, door

bp = Blueprint("display", __name__)

CHOICES: dict[str, frozenset[str]] = {
    "lang": frozenset({"vi", "en"}),
    "text": frozenset({"normal", "large", "huge"}),
    "theme": frozenset({"auto", "light", "dark"}),
}
YEAR = 365 * 24 * 3600


@bp.post("/display")
@door(PUBLIC)
def choose() -> ResponseReturnValue:
    answer = redirect(_back())
    for name, allowed in CHOICES.items():
        chosen = request.form.get(name)
        if chosen in allowed:
            answer.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def _back() -> str:
    """The page the visitor came from, if it is one of ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return url_for("home.show")
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
