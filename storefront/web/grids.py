"""Grids of goods: a card of each shape is painted once by its template, then only words are put in.

Painting each by the template cost most of a list's time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from flask import Flask, current_app
from markupsafe import Markup, escape

from storefront.web.behind import app_now
from storefront.web.cards import Shown
from storefront.web.languages import language

MARKS = {name: chr(0xE000 + nth) for nth, name in enumerate(Shown._fields)}
"""What stands for a word in a card without words: letters that nobody writes."""


class Shape(NamedTuple):
    """All that the template looks at, besides words."""

    level: int
    lead: bool
    lazy: bool
    picture: bool
    flag: bool
    hot: bool


class Pattern(NamedTuple):
    text: str
    places: tuple[int, ...]
    """Which words it wants, in order."""


def install(app: Flask) -> None:
    app.jinja_env.globals["painted"] = Grids().painted


class Grids:
    def __init__(self) -> None:
        self._patterns: dict[tuple[str, Shape], Pattern] = {}

    def painted(self, cards: Sequence[Shown], level: int, lead: bool, eager: int) -> Markup:
        """A card for each, the first `eager` of which do not wait to be scrolled to."""
        find = partial(self._pattern, language(), app_now().jinja_env.auto_reload)
        patterns: list[str] = []
        words: list[Any] = []
        for nth, card in enumerate(cards):
            first = lead and nth == 0
            shape = Shape(level, first, nth >= eager, bool(card.picture), bool(card.flag), card.hot)
            pattern = find(shape)
            patterns.append(pattern.text)
            words += [card[place] for place in pattern.places]
        text = "".join(patterns) % tuple(_escaped(words))
        return Markup(text)  # noqa: S704  ours, and its words are escaped

    def _pattern(self, tongue: str, anew: bool, shape: Shape) -> Pattern:
        key = (tongue, shape)
        if anew or key not in self._patterns:
            self._patterns[key] = _pattern(shape)
        return self._patterns[key]


def _pattern(shape: Shape) -> Pattern:
    card = Shown(**MARKS)._replace(  # type: ignore[arg-type]
        picture=MARKS["picture"] if shape.picture else None,
        flag=MARKS["flag"] if shape.flag else None,
        hot=shape.hot,
    )
    template = current_app.jinja_env.get_template("components/cards.html")
    painted = str(template.module.card(card, shape.level, shape.lead, shape.lazy))  # type: ignore[attr-defined]
    marks = list(MARKS.values())
    places = tuple(marks.index(mark) for mark in re.findall(f"[{''.join(marks)}]", painted))
    return Pattern(re.sub(f"[{''.join(marks)}]", "%s", painted.replace("%", "%%")), places)


def _escaped(words: Sequence[str]) -> list[str]:
    """All at once, because calling for each costs more than the work."""
    parts = str(escape("\0".join(words))).split("\0")
    return parts if len(parts) == len(words) else [str(escape(word)) for word in words]
