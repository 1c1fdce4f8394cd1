"""Lessons that two houses took: one did it since, the other has only read it."""

from __future__ import annotations

from storefront.demo.scenes.stage import HOUR, Stage
from storefront.lessons import actions
from storefront.lessons.reading import lessons


def learns(here: Stage) -> None:
    for key, house, ago in (
        ("answer-an-order", here.valley, 9),
        ("false-money", here.valley, 3),
        ("price-and-stock", here.mountain, 5),
    ):
        at = here.morning(ago=ago)
        actions.opened(lessons()[key], by=house.keeper, at=at)
        actions.passed(lessons()[key], by=house.keeper, at=at + HOUR)
