"""The months of a season, painted: the same few hundred seasons come on every page."""

from functools import lru_cache

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from storefront.web.languages import language

YEAR = range(1, 13)


def install(app: Flask) -> None:
    app.jinja_env.globals.update(season_row=season_row, season_cells=season_cells)


def season_row(season: int, month: int) -> Markup:
    """Twelve small cells for one product, with words for who cannot see them."""
    return _row(season, month, language())


def season_cells(season: int, month: int) -> Markup:
    """Twelve cells of a table of the year."""
    return _cells(season, month, language())


def months(season: int) -> list[int]:
    """The months of a season, which is kept as bits."""
    return [month for month in YEAR if season >> (month - 1) & 1]


@lru_cache(maxsize=2048)
def _row(season: int, month: int, _language: str) -> Markup:
    """In the reader's language, which is the last word."""
    inside = months(season) or YEAR
    cells = "".join(f'<i class="{_look(one, inside, month)}">{one}</i>' for one in YEAR)
    named = ", ".join(map(str, months(season)))
    words = _("In season in months %(months)s", months=named) if season else _("All year")
    return Markup('<p class="year" role="img" aria-label="{}">{}</p>').format(words, Markup(cells))  # noqa: S704


@lru_cache(maxsize=2048)
def _cells(season: int, month: int, _language: str) -> Markup:
    yes = Markup('<span class="vh">{}</span>').format(_("yes"))
    inside = months(season)
    cells = (
        f'<td class="in{" now-in" if one == month else ""}">{yes}</td>'
        if one in inside
        else "<td></td>"
        for one in YEAR
    )
    return Markup("".join(cells))  # noqa: S704  numbers, and words that were escaped


def _look(one: int, inside: list[int] | range, month: int) -> str:
    return " ".join(["in"] * (one in inside) + ["now"] * (one == month))
