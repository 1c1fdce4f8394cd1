"""Vietnamese first, English complete; the choice is remembered."""

from flask import Flask, request
from flask_babel import Babel

LANGUAGES = ("vi", "en")
COOKIE = "lang"


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_folder())
    Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=language)
    app.jinja_env.globals["language"] = language


def language() -> str:
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else "vi"


def _folder() -> str:
    from storefront.settings import ROOT

    return str(ROOT / "translations")
