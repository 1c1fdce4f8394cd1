"""Vietnamese first, English complete; the choice is remembered."""

from babel import Locale
from flask import Flask, request
from flask_babel import Babel

LANGUAGES = ("vi", "en")
COOKIE = "lang"


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_folder())
    Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=_locale)
    app.jinja_env.globals["language"] = language


def language() -> str:
    cookies = request.cookies
    chosen = cookies.get(COOKIE) if cookies else None
    return chosen if chosen in LANGUAGES else "vi"


def _locale() -> Locale:
    return _LOCALES[language()]


_LOCALES = {name: Locale.parse(name) for name in LANGUAGES}
"""Read once; reading a name anew costs as much as a question to the database."""


def _folder() -> str:
    from storefront.settings import ROOT

    return str(ROOT / "translations")
