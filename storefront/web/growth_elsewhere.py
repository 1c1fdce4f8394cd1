"""What others say, as columns of their own beside our figures: commune by commune, not added."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from storefront.campaign.scope import Scope
from storefront.imports import queries
from storefront.imports.queries import Elsewhere
from storefront.imports.sheet import FIGURES, Column
from storefront.money import Money
from storefront.places.models import Place
from storefront.web import import_words as words

Told = tuple[str, Column]
"""A source with its days, and one of its figures."""


class Columns:
    """One for each source, day and figure that anybody told of inside."""

    def __init__(self, scope: Scope) -> None:
        told = queries.elsewhere_by_commune(scope.place, until=scope.until)
        self._cells = {
            commune: {key: value for it in some for key, value in _figures(it)}
            for commune, some in told.items()
        }
        self.keys: list[Told] = list(
            dict.fromkeys(key for cells in self._cells.values() for key in cells)
        )

    @property
    def heads(self) -> list[str]:
        return [
            str(_("%(source)s, not added: %(what)s", source=source, what=words.column(column)))
            for source, column in self.keys
        ]

    def of(self, commune: Place) -> list[Any]:
        cells = self._cells.get(commune.id, {})
        return [cells.get(key, "") for key in self.keys]


def _figures(it: Elsewhere) -> list[tuple[Told, int]]:
    source = f"{words.source(it)}, {words.days(it)}"
    values = ((each, getattr(it.sums, each.value)) for each in FIGURES)
    return [
        ((source, each), value.dong if isinstance(value, Money) else value)
        for each, value in values
        if value is not None
    ]
