"""What is asked for at once of a harvest to come, and what becomes of it when it does not come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from storefront.money import Money
from storefront.orders.models import Order

MOST_PERCENT = 50
"""Whoever asks for more than half at once sells for payment ahead."""


class Coming(NamedTuple):
    """A harvest that is ordered before it is picked, and what its household asks for at once."""

    harvest_on: date
    closes_at: datetime
    percent: int | None
    each: Money | None
    kept: bool

    def deposit(self, amount: Money, quantity: int) -> Money:
        """Of so many that cost so much; never more than half."""
        asked = self.each * quantity if self.each else _percent(amount, self.percent or 0)
        return min(asked, _percent(amount, MOST_PERCENT))


def _percent(amount: Money, percent: int) -> Money:
    return Money(amount.dong * percent // 100)


class Wanted(Protocol):
    @property
    def lot_id(self) -> int | None: ...
    @property
    def quantity(self) -> int: ...
    @property
    def amount(self) -> Money: ...


@dataclass(frozen=True, slots=True)
class Deposit:
    amount: Money
    kept: Money
    """Of it, when the buyer calls off after that moment."""
    until: datetime

    @property
    def frozen(self) -> dict[str, Any]:
        """As an order keeps it."""
        return {"kept": self.kept.dong, "until": self.until.isoformat()}


def of(lines: Iterable[Wanted], coming: Mapping[int, Coming]) -> Deposit | None:
    """Of one parcel; nothing where nobody asks for any."""
    found = [
        (it, it.deposit(line.amount, line.quantity))
        for line in lines
        if line.lot_id is not None and (it := coming[line.lot_id])
    ]
    some = [(it, amount) for it, amount in found if amount]
    if not some:
        return None
    kept = Money.sum(amount for it, amount in some if it.kept)
    return Deposit(
        Money.sum(amount for _it, amount in some), kept, min(it.closes_at for it, _amount in some)
    )


def agreed(order: Order) -> Deposit | None:
    """What was said when it was ordered. Later changes of the harvest leave it alone."""
    said = (order.terms or {}).get("deposit")
    if said is None:
        return None
    return Deposit(order.deposit, Money(said["kept"]), datetime.fromisoformat(said["until"]))


def may_wait_until(order: Order, closes_at: datetime) -> None:
    """Its day was moved by the household: calling off costs nothing for as long as others may still
    order."""
    said = agreed(order)
    if said and closes_at > said.until:
        frozen = Deposit(said.amount, said.kept, closes_at).frozen
        order.terms = {**(order.terms or {}), "deposit": frozen}


def forfeited(order: Order, *, at: datetime) -> Money:
    """What the household keeps when the buyer calls it off now."""
    said = agreed(order)
    return min(said.kept, order.paid) if said and at > said.until else Money(0)
