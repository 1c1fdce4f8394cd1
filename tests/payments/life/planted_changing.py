"""Faults for the machine of changed orders to find. Nobody else uses them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from storefront.money import Money
from storefront.orders import changing, counting, receiving, weighing
from storefront.orders.models import Answer, Order
from storefront.payments import giving_back


def all_that_went_back_is_let_go(plant: pytest.MonkeyPatch) -> None:
    """Also what was paid too much: it is not asked for when the goods weigh more after all."""
    soundly = giving_back._went

    def went(order: Order, *what: object, **how: object) -> None:
        soundly(order, *what, **how)  # type: ignore[arg-type]
        order.let_go = order.refunded

    plant.setattr(giving_back, "_went", went)


def the_upper_end_is_not_kept(plant: pytest.MonkeyPatch) -> None:
    """Who pays at most for what was said pays for all of it."""
    soundly = weighing.answer

    def answer(order: Order, said: Answer, *, at: datetime) -> None:
        # Only here: else nothing is too heavy, nobody is offered it, and nothing is wrong.
        with pytest.MonkeyPatch.context() as here:
            here.setattr(weighing, "at_most", lambda _order, grams: dict(grams))
            soundly(order, said, at=at)

    plant.setattr(weighing, "answer", answer)


def rests_are_forgotten(plant: pytest.MonkeyPatch) -> None:
    """What is let go is asked for all the same."""
    plant.setattr(Order, "lacking", property(_lacking))


def _lacking(order: Order) -> Money:
    return max(order.total - order.paid, Money(0))


def deposits_stay(plant: pytest.MonkeyPatch) -> None:
    """However many are ordered in the end."""
    plant.setattr(changing, "_deposit", lambda _order: None)


def another_way_is_not_booked(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(changing, "_book", lambda _order, _more, at: None)


def anybody_takes_back(plant: pytest.MonkeyPatch) -> None:
    """Also what the household handed over, and what is counted."""
    plant.setattr(receiving, "may_be_taken_back", lambda _order, _told, at: True)
    plant.setattr(counting, "is_completed", lambda _order: False)


Plant = Callable[[pytest.MonkeyPatch], None]

FAULTS_OF_CHANGES: dict[Plant, str] = {
    all_that_went_back_is_let_go: "was let go",
    the_upper_end_is_not_kept: "other weights",
    rests_are_forgotten: "its books say",
    deposits_stay: "at once for",
    another_way_is_not_booked: "its books say",
    anybody_takes_back: "are counted",
}
"""Each with what the machine says of it."""
