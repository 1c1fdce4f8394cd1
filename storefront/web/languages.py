"""Vietnamese first, English complete; the choice is remembered."""

from typing import Any

from babel import Locale
from flask import Flask, g
from flask_babel import Babel, Domain

from storefront import digits
from storefront.money import Money
from storefront.web.behind import g_now, turn_now

LANGUAGES = ("vi", "en")
COOKIE = "lang"


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_folder())
    babel = Babel(
        app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=_locale
    )
    babel.domain_instance = _Catalogues()
    app.jinja_env.globals["language"] = language


class _Catalogues(Domain):
    """Looks for an answer's catalogue once, and not at every word. Money in a sentence is
    written as the sentence's language does."""

    def gettext(self, string: str, **words: Any) -> str:
        return str(super().gettext(string, **_written(words)))

    def ngettext(self, singular: str, plural: str, num: int, **words: Any) -> str:
        return str(super().ngettext(singular, plural, num, **_written(words)))

    def get_translations(self) -> Any:
        kept = g.get("_flask_babel")
        if kept is None:
            return super().get_translations()
        found = getattr(kept, "babel_translations", None)  # force_locale takes it away
        if found is None:
            found = kept.babel_translations = super().get_translations()
        return found


def _written(words: dict[str, Any]) -> dict[str, Any]:
    return {
        name: digits.dong(it.dong, language()) if type(it) is Money else it
        for name, it in words.items()
    }


def language() -> str:
    """What is written just now: the reader's, but for a paper or message in another's."""
    forced = getattr(g_now().get("_flask_babel"), "forced_babel_locale", None)
    if forced:
        return str(forced.language)
    turn = turn_now()
    if turn is None:  # the worker, who writes for nobody in particular
        return "vi"
    cookies = turn.request.cookies
    chosen = cookies.get(COOKIE) if cookies else None
    return chosen if chosen in LANGUAGES else "vi"


def _locale() -> Locale:
    return _LOCALES[language()]


_LOCALES = {name: Locale.parse(name) for name in LANGUAGES}
"""Read once; reading a name anew costs as much as a question to the database."""


def _folder() -> str:
    from storefront.settings import ROOT

    return str(ROOT / "translations")
