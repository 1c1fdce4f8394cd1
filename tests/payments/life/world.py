"""A small market where much happens to few orders, and what is really true of its money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import text

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.money import Money
from storefront.payments.provider import Notice
from storefront.places.models import Place
from storefront.shops.models import PaymentAccount
from tests.gateway import PlayGateway
from tests.village import MARKET_DAY, a_household, a_shop, a_village, an_account, na

PRICE = 10_000
"""Of everything, so that sums collide."""
ON_THE_SHELF = 4
STRANGER = "S"
"""An account that is nobody's here."""
_numbers = count(10_000_001)


class Named:
    """Told by its name in a history."""

    name: str

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(self.name)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Home:
    """One of two households, and what it sells."""

    name: str
    household: int
    keeper: int
    account: int
    number: str
    product: int


@dataclass(frozen=True)
class Transfer(Named):
    """What a bank's books say of money that came."""

    name: str
    to: str
    """Of a household, or the stranger."""
    number: str
    amount: int
    memo: str
    day: date
    pays: tuple[str, ...]
    """Orders its note names, of those paid at this account."""

    @property
    def reference(self) -> str:
        """The bank's own name for it."""
        return f"FT{self.number}{self.name[1:]:>04}"

    @property
    def notice(self) -> Notice:
        """A messenger's word of it."""
        return Notice(
            "sepay", self.reference, self.number, Money(self.amount), self.memo,
            bank_reference=self.reference, moved_on=self.day,
        )  # fmt: skip


@dataclass
class World:
    """Lives as long as one history. Its rows stay: the books are append-only."""

    homes: dict[str, Home]
    stranger: str
    at: datetime = MARKET_DAY
    gateway: PlayGateway = field(default_factory=PlayGateway)
    transfers: list[Transfer] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    """Transfers that somebody has told of."""
    on_statements: set[str] = field(default_factory=set)
    words: Counter[tuple[str, int]] = field(default_factory=Counter)
    """What keepers said came to the bank and no bank has told of, by order and amount."""
    cash: Counter[str] = field(default_factory=Counter)
    """What keepers said they were handed, by household."""
    collected: dict[str, int] = field(default_factory=dict)
    """What the gateway collected and we have heard of, by attempt."""

    over: set[str] = field(default_factory=set)
    """Households whose harvest is sold no more: nothing is on the shelf, and nothing comes back."""

    def number_of(self, name: str) -> str:
        return self.stranger if name == STRANGER else self.homes[name].number

    def keeper(self, home: str) -> Person:
        return session.get_one(Person, self.homes[home].keeper)

    def account(self, home: str) -> PaymentAccount:
        return session.get_one(PaymentAccount, self.homes[home].account)

    def write_down(self, to: str, amount: int, memo: str, pays: Iterable[str]) -> Transfer:
        """The bank's books have a line more. Nobody has told of it yet."""
        transfer = Transfer(
            f"t{len(self.transfers) + 1}", to, self.number_of(to), amount, memo,
            clock.village_date(self.at), tuple(pays),
        )  # fmt: skip
        self.transfers.append(transfer)
        return transfer

    def has_heard(self, transfer: Transfer) -> None:
        """It counts from now on; a keeper's word of the same money counts no longer."""
        if transfer.name in self.told:
            return
        self.told.add(transfer.name)
        if len(transfer.pays) == 1 and self.words[transfer.pays[0], transfer.amount]:
            self.words[transfer.pays[0], transfer.amount] -= 1

    def came_to(self, home: str) -> int:
        return sum(it.amount for it in self.transfers if it.to == home and it.name in self.told)


def a_world(village: int) -> World:
    """Two households, fresh ones: histories share a database and nothing else."""
    session.remove()
    with deed():
        homes = {name: _home(name, village) for name in ("A", "B")}
    return World(homes, stranger=f"9{next(_numbers)}")


def a_stage() -> int:
    """Where the households of all histories live."""
    with deed():
        return a_village().id


def _home(name: str, village: int) -> Home:
    household = a_household(village=session.get_one(Place, village))
    account = an_account(household, number=f"1{next(_numbers)}")
    product = na(shop=a_shop(household), price=PRICE, stock=ON_THE_SHELF)
    return Home(name, household.id, household.keeper_id, account.id, account.number, product.id)


def leave(world: World) -> None:
    """No duty looks at this history's rows any more."""
    ours = {"a": world.homes["A"].household, "b": world.homes["B"].household}
    with deed():
        for statement in _LEAVING:
            session.execute(text(statement), ours)


_OURS = """
    SELECT o.id FROM "order" o JOIN shop s ON s.id = o.shop_id WHERE s.household_id IN (:a, :b)
"""
_LEAVING = (
    f"UPDATE payment_attempt SET next_ask_at = NULL WHERE order_id IN ({_OURS})",  # noqa: S608
    f"UPDATE payment_refund SET next_ask_at = NULL WHERE order_id IN ({_OURS})",  # noqa: S608
    f"UPDATE \"order\" SET state = 'done' WHERE id IN ({_OURS})",  # noqa: S608
)
