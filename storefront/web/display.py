"""How a visitor likes to see pages: language, text size, dark or light. Kept in cookies."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, get_flashed_messages, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.web.behind import request_now, session_now
from storefront.web.doors import PUBLIC, door
from storefront.web.icons import icon
from storefront.web.languages import LANGUAGES
from storefront.web.marks import mark
from storefront.web.origin import came_from
from storefront.web.people import SESSION_COOKIE, is_signed_in, me, me_or_none

bp = Blueprint("display", __name__)

CHOICES: dict[str, tuple[str, ...]] = {
    "lang": LANGUAGES,
    "text": ("normal", "large", "huge"),
    "theme": ("auto", "light", "dark"),
}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    lang: str
    text: str
    theme: str


def install(app: Flask) -> None:
    app.jinja_env.globals.update(display=display, flashes=flashes, icon=icon, mark=mark)


@bp.post("/display")
@door(PUBLIC)
def choose() -> ResponseReturnValue:
    answer = redirect(back())
    _remember(request.form.get("lang"))
    for name, allowed in CHOICES.items():
        chosen = request.form.get(name)
        if chosen in allowed:
            answer.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def _remember(lang: str | None) -> None:
    """People are written to in the language they read."""
    if lang in CHOICES["lang"] and is_signed_in():
        with deed():
            me().language = str(lang)


def display() -> Display:
    return chosen(request_now().cookies)


def chosen(cookies: Mapping[str, str]) -> Display:
    return Display(*(_choice(cookies, name) for name in CHOICES)) if cookies else AS_IT_COMES


def _choice(cookies: Mapping[str, str], name: str) -> str:
    """What was chosen, or else what comes first."""
    choices = CHOICES[name]
    chosen = cookies.get(name, choices[0])
    return chosen if chosen in choices else choices[0]


AS_IT_COMES = Display(*(choices[0] for choices in CHOICES.values()))


def flashes() -> list[tuple[str, str]]:
    """Messages left by the last deed. Strangers without a session have none and open none."""
    if SESSION_COOKIE in request_now().cookies or session_now().modified:
        return get_flashed_messages(with_categories=True)  # type: ignore[return-value]
    return []


def my_home() -> str | None:
    """Where the signed-in person's work is: the team's, the growth page or the shop's."""
    person = me_or_none()
    if person is None:
        return None
    today = clock.village_date(clock.now())
    if person.places_where(Permission.SHOP_OPEN, on=today):
        return url_for("leader.home")
    if person.places_where(Permission.CAMPAIGN_READ, on=today):
        return url_for("growth.show")
    return url_for("keeper.home")


def back() -> str:
    """The page the visitor came from, if it is one of ours."""
    return came_from() or url_for("home.show")
