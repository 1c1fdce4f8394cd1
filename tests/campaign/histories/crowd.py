"""A moment at midnight when everything happens at once, with real requests and threads.

Who was first nobody can say; so the record learns from the facts in which commune those were
counted who were moving, and only after it was seen to be one of the two.
"""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from storefront import clock, codes, mishaps
from storefront.campaign import folding, moves
from storefront.db import deed, session
from storefront.errors import Busy
from storefront.facts.models import Fact, Indicator
from storefront.mishaps import Mishap
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Checkout, Order
from storefront.shops import actions as shops
from storefront.shops import goods
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Household, Shop
from tests.bank import SEPAY, a_notice
from tests.browser import Browser
from tests.campaign.histories.checks import at_every_step, at_the_end
from tests.campaign.histories.record import Entry, day_of
from tests.campaign.histories.trade import Trade, a_phone
from tests.campaign.histories.world import MOMENTS, PRICE, Deal, Home, World, leave
from tests.crowd import at_once
from tests.village import a_commune_goes_over, a_village_goes_over

Does = Callable[[FlaskClient], Any]
OK, MADE, FOUND, BUSY = 200, 201, 302, 503
AFTER = MOMENTS[8]
"""The first of March 2024, at midnight."""
BEFORE = AFTER - timedelta(milliseconds=1)
"""The last of the leap day."""


class Crowd(Trade):
    def __init__(self, app: Flask, seed: int) -> None:
        self.app, self.world, self.chance = app, World(), random.Random(seed)  # noqa: S311
        self._own = threading.local()
        self._deeds: list[Does] = []
        self._notes: list[Callable[[], None]] = []
        """What the record is to hear of afterwards."""

    def play(self) -> list[str]:
        """What does not agree."""
        with patch.object(clock, "now", lambda: getattr(self._own, "at", self.world.at)):
            self._prepare()
            known, lived = len(self.world.record.entries), self._lives()
            self._gather()
            self.chance.shuffle(self._deeds)
            self.came_to = at_once(self.app, self._deeds)
            self.world.at = AFTER
            session.remove()
            for note in self._notes:
                note()
            found = self._learn(known, lived) + at_every_step(self.world) + at_the_end(self.world)
        leave(self.world)
        return found

    # --- before -----------------------------------------------------------------------------

    def _prepare(self) -> None:
        self.homes = [self.world.register(village) for village in ("P1a", "P2b", "Q1a", "P1b")]
        for home in self.homes:
            self.world.open_shop(home)
        for home in self.homes[:3]:
            self.world.list_goods(home)
            self.world.declare_account(home, "970415")
        self.world.at = MOMENTS[6]
        self.unpaid = [self._one(home) for home in self.homes[:3]]
        self.paid = [self._one(home) for home in self.homes[:3]]
        for deal in self.paid:
            self._transfer(deal, deal.goods, 1)
        phone = a_phone()  # the same buyer, so that one is new and comes again
        self.ready = [self._one(self.homes[0], phone) for _basket in range(2)]
        self.ready += [self._one(self.homes[2]) for _basket in range(2)]
        for deal in self.ready:
            self._move_on(deal, "confirm")
        self.world.at = AFTER

    def _one(self, home: Home, phone: str = "") -> Deal:
        return self._buy([home], 2, phone or a_phone(), None, by_bank=True)[0]

    # --- at once ----------------------------------------------------------------------------

    def _gather(self) -> None:
        for home in self.homes[:3]:
            for at in (BEFORE, AFTER):
                self._buys(home, at)
        for deal in self.unpaid:
            self._tells_twice(deal, self.chance.choice((BEFORE, AFTER)))
        for deal in self.paid:
            self._gives_back(deal, self.chance.choice((BEFORE, AFTER)))
        for deal in self.ready:
            self._hands_over(deal, AFTER)
        self._becomes_ready(self.homes[3])
        self._moves()
        self._deeds += [self._performs(self._fold) for _worker in range(2)]
        self._deeds.append(self._performs(folding.recount))

    def _at(self, at: datetime, does: Does) -> Does:
        def do(client: FlaskClient) -> Any:
            self._own.at = at
            return does(client)

        return do

    def _performs(self, does: Callable[[], object], at: datetime = AFTER) -> Does:
        """A deed, in a thread of its own."""

        def do(_client: FlaskClient) -> bool:
            with self.app.app_context():
                try:
                    _patiently(does)
                finally:
                    session.remove()
            return True

        return self._at(at, do)

    def _buys(self, home: Home, at: datetime) -> None:
        phone, product = a_phone(), home.products[0]
        typed = {
            "phone": f"0{phone[3:]}", "name": "Lan", "delivery": "pick_up", "pay_by": "vietqr",
            "once": codes.secret(), "seen": str(PRICE),
        }  # fmt: skip

        def buy(client: FlaskClient) -> None:
            client.set_cookie("basket", f"{product}:1")
            assert _asked(lambda: client.post("/checkout", data=typed)) in (MADE, FOUND)

        self._deeds.append(self._at(at, buy))
        self._notes.append(lambda: self._bought(home, phone, at))

    def _bought(self, home: Home, phone: str, at: datetime) -> None:
        wanted = select(Order.code, Order.id).join(Order.checkout)
        code, number = session.execute(wanted.where(Checkout.buyer_phone == phone)).one()
        name = f"order {len(self.world.deals) + 1}"
        deal = Deal(name, home.name, code, number, "", phone, PRICE, at, None, by_bank=True)
        self.world.deals[name] = deal
        self.world.record.placed(name, home.name, PRICE, at)

    def _tells_twice(self, deal: Deal, at: datetime) -> None:
        body = a_notice(
            accountNumber=self.world.homes[deal.home].account, transferAmount=deal.goods,
            content=f"MB.{deal.code}.CT", referenceCode=f"FT{deal.code}",
        )  # fmt: skip
        headers = SEPAY.signed_headers(body, at=at)

        def tell(client: FlaskClient) -> None:
            address = "/payments/notices/sepay"
            assert _asked(lambda: client.post(address, data=body, headers=headers)) == OK

        self._deeds += [self._at(at, tell)] * 2
        self._notes.append(lambda: self.world.record.reached(deal.home, at))
        self._notes.append(lambda: self.world.record.came(deal.name, deal.goods, "bank", at))

    def _gives_back(self, deal: Deal, at: datetime) -> None:
        typed = {"amount": str(deal.goods // 2), "by": "cash", "once": codes.secret()}
        keeper = self.world.keeper(deal.home)

        def give(client: FlaskClient) -> None:
            Browser(client).sign_in(keeper)
            address = f"/orders/{deal.code}/refund"
            assert _asked(lambda: client.post(address, data=typed)) == FOUND

        self._deeds.append(self._at(at, give))
        self._notes.append(lambda: self.world.record.went_back(deal.name, deal.goods // 2, at))

    def _hands_over(self, deal: Deal, at: datetime) -> None:
        def hand_over() -> None:
            by = self.world.keeper(deal.home)
            orders.hand_over(self.world.order(deal), by=by, at=at)

        self._deeds.append(self._performs(hand_over))
        self._notes.append(
            lambda: self.world.record.done(deal.name, deal.buyer, deal.basket, None, at)
        )

    def _becomes_ready(self, home: Home) -> None:
        """Goods and account come at one moment, by two hands."""
        offer = Goods("Na dai", Category.FRUIT, "kg", Money(PRICE), 100)

        def list_goods() -> None:
            shop = session.get_one(Shop, home.shop)
            goods.add_product(shop, offer, by=self.world.keeper(home.name), at=AFTER)

        def declare() -> None:
            household = self.world.household(home.name)
            shops.declare_account(
                household, bank_bin="970415", number="198765", holder="NONG", at=AFTER,
                by=household.keeper,
            )  # fmt: skip

        self._deeds += [self._performs(list_goods), self._performs(declare)]
        record = self.world.record
        self._notes.append(lambda: record.listed(home.name, AFTER))
        self._notes.append(lambda: record.declared(home.name, Indicator.ACCOUNT_BANK, AFTER))

    def _moves(self) -> None:
        """A village, a household and a whole commune."""
        day, world, record = day_of(AFTER), self.world, self.world.record

        def village() -> None:
            a_village_goes_over(world.place("P1a"), into=world.place("Q2"), on=day)

        def household() -> None:
            mover = session.get_one(Household, self.homes[2].household)
            moves.move_household(mover, to=world.place("Q2b"), on=day)

        def commune() -> None:
            a_commune_goes_over(world.place("P2"), into=world.place("P1"), on=day)
            world.place("P2").valid_to = day

        self._deeds += [self._performs(it) for it in (village, household, commune)]

        def note() -> None:
            record.commune_of["P1a"] = "Q2"
            record.village_of[self.homes[2].name] = "Q2b"
            record.commune_of |= {"P2a": "P1", "P2b": "P1"}
            world.gone.add("P2")

        self._notes.insert(0, note)

    def _fold(self) -> None:
        folding.fold(limit=5)

    # --- afterwards -------------------------------------------------------------------------

    def _lives(self) -> dict[str, str]:
        return {home.name: self.world.record.lives(home.name) for home in self.homes}

    def _learn(self, known: int, lived: dict[str, str]) -> list[str]:
        """In which of two communes it was counted, of those who were on their way."""
        record = self.world.record
        new = record.entries[known:]
        del record.entries[known:]
        homes = {it.household: it.name for it in self.homes}
        wanted = select(Fact).where(Fact.household_id.in_(homes)).order_by(Fact.id)
        facts: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for fact in session.scalars(wanted):
            key = (homes[fact.household_id], fact.indicator, fact.day)
            facts[key][self.world.names[fact.commune_id]] += fact.amount
        for it in record.entries:
            facts[it.home, it.what, it.day][it.commune] -= it.amount
        return [words for it in _grouped(new) for words in self._placed(it, facts, lived)]

    def _placed(
        self, it: Entry, facts: dict[tuple[Any, ...], Counter[str]], lived: dict[str, str]
    ) -> list[str]:
        record, found = self.world.record, facts[it.home, it.what, it.day]
        told = {commune: amount for commune, amount in found.items() if amount}
        record.entries += [
            Entry(it.what, it.home, commune, it.day, amount) for commune, amount in told.items()
        ]
        if sum(told.values()) != it.amount:
            return [f"{it.home} {it.what} {it.day}: {told}, and {it.amount} happened"]
        if not told.keys() <= {lived[it.home], record.lives(it.home)}:
            return [f"{it.home} {it.what} {it.day} is counted in {told}"]
        return []


def _asked(press: Callable[[], TestResponse]) -> int:
    """The answer, asked for again as long as too many write at once."""
    while (status := press().status_code) == BUSY:
        pass
    return status


def _patiently(does: Callable[[], object]) -> None:
    """As a worker's job: what is held by somebody else is tried again."""
    while True:
        try:
            with deed():
                does()
                return
        except (Busy, OperationalError) as error:
            if not isinstance(error, Busy) and mishaps.of(error) is not Mishap.HELD:
                raise


def _grouped(entries: list[Entry]) -> list[Entry]:
    """One of each household, indicator and day."""
    added: dict[tuple[Any, ...], Entry] = {}
    for it in entries:
        key = (it.home, it.what, it.day)
        if key in added:
            added[key].amount += it.amount
        else:
            added[key] = it
    return list(added.values())
