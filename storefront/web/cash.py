"""Cash in helpers' hands: who holds how much for whom, handing it over, and the keeper's word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import deed
from storefront.money import Money
from storefront.payments import cash
from storefront.payments.models import HeldCash
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me

bp = Blueprint("cash", __name__, url_prefix="/cash")


@dataclass(frozen=True, slots=True)
class Pile:
    """What one helper collected for one household and stands alike."""

    household: Household
    holder: Person
    handed: bool
    contested: bool
    items: list[HeldCash]

    @property
    def amount(self) -> Money:
        return Money.sum(held.amount for held in self.items)


@bp.get("")
@door(SIGNED_IN)
def show() -> str:
    mine = piles(cash.held_by(me()))
    own = shops.kept_by(me())
    return render_template(
        "cash/show.html",
        holding=[it for it in mine if not it.handed],
        handed=[it for it in mine if it.handed],
        own=own,
        others=piles(cash.held_for(own)) if own else [],
    )


@bp.post("/<code>/handover")
@door(SIGNED_IN)
def hand_over(code: str) -> ResponseReturnValue:
    """By whoever holds it."""
    return _moved(code, cash.hand_over, _("Written down: %(amount)s given to the household."))


@bp.post("/<code>/handover/undo")
@door(SIGNED_IN)
def take_back(code: str) -> ResponseReturnValue:
    return _moved(code, cash.take_back, _("Written down: %(amount)s is still with you."))


@bp.post("/from/<int:person_id>/confirmation")
@door(SIGNED_IN)
def confirm(person_id: int) -> ResponseReturnValue:
    """By the keeper."""
    return _answered(person_id, cash.confirm, _("Written down: you have %(amount)s in hand."))


@bp.post("/from/<int:person_id>/objection")
@door(SIGNED_IN)
def contest(person_id: int) -> ResponseReturnValue:
    words = _("Written down: you have not got %(amount)s. The helper sees it too.")
    return _answered(person_id, cash.contest, words)


def piles(held: Iterable[HeldCash]) -> list[Pile]:
    def alike(it: HeldCash) -> tuple[int, int, bool, bool]:
        handed, contested = it.handed_at is not None, it.contested_at is not None
        return it.household_id, it.holder_id, handed, contested

    found = []
    for _key, group in groupby(sorted(held, key=alike), key=alike):
        items = list(group)
        first = items[0]
        handed, contested = first.handed_at is not None, first.contested_at is not None
        found.append(Pile(first.household, first.holder, handed, contested, items))
    return found


def _moved(code: str, act: Callable[..., Money], words: str) -> ResponseReturnValue:
    """What a helper says of the cash they hold."""
    with deed():
        household = _household(code) or abort(404)
        amount = act(household, by=me(), at=clock.now())
    return _told(amount, words)


def _household(code: str) -> Household | None:
    """Whoever holds a household's cash can give it back, whatever else was taken from them."""
    return next((it.household for it in cash.held_by(me()) if it.household.code == code), None)


def _answered(person_id: int, act: Callable[..., Money], words: str) -> ResponseReturnValue:
    with deed():
        household = shops.kept_by(me()) or abort(404)
        holder = next(
            (it.holder for it in cash.held_for(household) if it.holder_id == person_id), None
        )
        amount = act(household, holder or abort(404), by=me(), at=clock.now())
    return _told(amount, words)


def _told(amount: Money, words: str) -> ResponseReturnValue:
    if amount:
        flash(words % {"amount": amount})
    else:
        flash(_("Nothing had to be moved any more. Look again."), "wait")
    return redirect(url_for("cash.show"))
