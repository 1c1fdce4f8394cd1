"""A market at work: guests order, keepers press, a bank tells of money, people read, an officer
looks at growth. What was acknowledged to any of them stands in their journal, and that is the judge
of what is in the database afterwards. Whoever hears nothing asks again, as people and banks do."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import TypeVar

from sqlalchemy import Connection, create_engine, text

from bench import callbacks, orders
from bench.callbacks import Waiting
from bench.load import Visitor
from bench.orders import BUYER, HIDDEN, Good
from bench.scenarios import growth_asks, signed_in
from proofs.deliveries import ADDRESS, Delivery, booked_wrongly
from storefront.web.people import SESSION_COOKIE

FOLLOWED = re.compile(rb"/follow/([\w-]+)/")
BUYERS, TELLERS, KEEPERS, READERS = 4, 4, 2, 2
PAUSE = 0.4
"""Seconds before somebody who heard nothing asks again, and between two things a person does."""
STUCK, TWICE = "somebody waits for ever", "the same form became another order"
PATIENCE = 60.0
"""Seconds in which everybody is heard once nothing is broken any more."""
T = TypeVar("T")


class AnotherSum(Exception):
    """Fetched it costs less than brought: the market shows the sum again before it sells."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A keeper who presses: their browser, their goods, and orders nobody has answered."""

    cookie: str
    shop: str
    good: str
    orders: Sequence[str]


@dataclass
class Journal:
    """What clients were told."""

    orders: dict[str, str] = field(default_factory=dict)
    """The secret of the order's page, by what each form was sent once with."""
    told: list[Waiting] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    """Orders a keeper promised."""
    prices: dict[str, int] = field(default_factory=dict)
    """The last that was saved of each product."""
    pages: int = 0
    unheard: Counter[str] = field(default_factory=Counter)
    """What came instead of an answer."""
    slowest: float = 0.0
    """Seconds until somebody was heard, who had not been at first."""

    def __str__(self) -> str:
        return (
            f"acknowledged: {len(self.orders)} orders, {len(self.told)} payments,"
            f" {len(self.answered)} promises, {sum(map(bool, self.prices.values()))} goods priced,"
            f" {self.pages} pages; asked again {self.unheard.total()} times: {dict(self.unheard)}"
        )


@dataclass(frozen=True, slots=True)
class Cast:
    """Who there is, looked up before the doors open."""

    goods: Sequence[Good]
    payments: Sequence[Waiting]
    desks: Sequence[Desk]
    officer: str
    checkouts: int
    receipts: int


def a_cast(url: str) -> Cast:
    engine = create_engine(url)
    with engine.connect() as rows:
        rows.execute(text("UPDATE product SET stock = 1000000 WHERE stock >= 20"))
        rows.commit()
        officer = growth_asks(rows)[0].headers["Cookie"].partition("=")[2]
        waiting = callbacks.waiting(rows)
        desks = [_desk(rows, number) for number in rows.scalars(text(_SHOPS), {"many": KEEPERS})]
        kept = {code for desk in desks for code in desk.orders}
        payments = [one for one in waiting if one.code not in kept]
        priced = {desk.good for desk in desks}  # whoever buys them would be asked once more
        goods = [good for good in orders.goods(rows) if good.code not in priced]
        cast = Cast(goods, payments, desks, officer, *_counts(rows))
    engine.dispose()
    return cast


def _counts(rows: Connection) -> tuple[int, int]:
    return int(rows.scalar(text(_CHECKOUTS)) or 0), int(rows.scalar(text(_RECEIPTS)) or 0)


def _desk(rows: Connection, shop_id: int) -> Desk:
    found = rows.execute(text(_DESK), {"shop": shop_id}).one()
    unanswered = rows.scalars(text(_UNANSWERED), {"shop": shop_id}).all()
    return Desk(signed_in(rows, found.keeper_id), found.shop, found.good, unanswered)


class Crowd:
    """Everybody at once, until told to stop; whoever has begun goes on until heard."""

    def __init__(self, port: int, cast: Cast) -> None:
        self._port, self._cast, self.journal = port, cast, Journal()
        self._mutex, self._enough = threading.Lock(), threading.Event()
        self._nth, self._payments = count(), iter(cast.payments)
        roles: list[Callable[[], None]] = [self._buy] * BUYERS + [self._tell] * TELLERS
        roles += [self._read] * READERS + [self._look_at_growth]
        roles += [lambda desk=desk: self._press(desk) for desk in cast.desks]  # type: ignore[misc]
        self._threads = [threading.Thread(target=role, daemon=True) for role in roles]
        for thread in self._threads:
            thread.start()

    def stop(self) -> Journal:
        self._enough.set()
        until = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(timeout=max(0, until - time.monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            self.journal.unheard[STUCK] += 1
        return self.journal

    def _again(self, visitor: Visitor, ask: Callable[[], T]) -> T:
        began, heard = time.monotonic(), None
        while heard is None:
            try:
                heard = ask()
            except (OSError, HTTPException) as error:
                visitor.hang_up()
                self._unheard(why := _why(error))
                if why.startswith("4"):  # asking again does not help
                    raise
                time.sleep(PAUSE)
        self.journal.slowest = max(self.journal.slowest, time.monotonic() - began)
        return heard

    def _unheard(self, why: str) -> None:
        with self._mutex:
            self.journal.unheard[why] += 1

    def _buy(self) -> None:
        """The form is filled in once; sent again, it is the same order."""
        while not self._enough.is_set():
            visitor = Visitor(self._port)
            good = self._cast.goods[next(self._nth) % len(self._cast.goods)]
            typed = self._again(visitor, lambda v=visitor, g=good: _form(v, g))  # type: ignore[misc]
            with suppress(AnotherSum):
                secret = self._again(visitor, lambda v=visitor, t=typed: _sent(v, t))  # type: ignore[misc]
                self.journal.orders[typed["once"]] = secret
                if secret != self._again(visitor, lambda v=visitor, t=typed: _sent(v, t)):  # type: ignore[misc]
                    self._unheard(TWICE)
            visitor.hang_up()

    def _tell(self) -> None:
        visitor = Visitor(self._port)
        while not self._enough.is_set():
            with self._mutex:
                one = next(self._payments)
            for _time in range(2):  # banks repeat themselves, and so do people's thumbs
                self._again(visitor, lambda one=one: _heard(visitor, one))  # type: ignore[misc]
            with self._mutex:
                self.journal.told.append(one)

    def _press(self, desk: Desk) -> None:
        visitor, waiting = Visitor(self._port, {SESSION_COOKIE: desk.cookie}), iter(desk.orders)
        for price in count(10_000, 1_000):
            if self._enough.is_set():
                return
            self._again(visitor, lambda p=price: _priced(visitor, desk, p))  # type: ignore[misc]
            self.journal.prices[desk.good] = price
            if code := next(waiting, None):
                self._again(visitor, lambda c=code: visitor.post(f"/orders/{c}/confirmation", {}))  # type: ignore[misc]
                with self._mutex:
                    self.journal.answered.append(code)

    def _read(self) -> None:
        goods = self._cast.goods
        for nth in count():
            for path in ("/", f"/products/{goods[nth % len(goods)].code}", "/search?q=na"):
                if self._enough.is_set():
                    return
                self._page(Visitor(self._port), path)

    def _look_at_growth(self) -> None:
        visitor = Visitor(self._port, {SESSION_COOKIE: self._cast.officer})
        while not self._enough.is_set():
            self._page(visitor, "/growth")

    def _page(self, visitor: Visitor, path: str) -> None:
        self._again(visitor, lambda: visitor.get(path))
        with self._mutex:
            self.journal.pages += 1
        time.sleep(PAUSE)


def _why(error: Exception) -> str:
    """A status, or what became of the line."""
    status = str(error).rpartition(": ")[2]
    return status if status.isdigit() else type(error).__name__


def _form(visitor: Visitor, good: Good) -> dict[str, str]:
    visitor.post("/basket", {"product": str(good.id), "quantity": "1"})
    _answer, page = visitor.get("/checkout")
    hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
    if "once" not in hidden:
        raise HTTPException("no form")
    return BUYER | hidden | {"delivery": "pick_up", "pay_by": "vietqr"}


def _sent(visitor: Visitor, typed: dict[str, str]) -> str:
    try:
        answer, page = visitor.post("/checkout", typed)
    except HTTPException as error:
        if _why(error) == "409":
            raise AnotherSum from error
        raise
    found = FOLLOWED.search(page)
    if found is None or answer.status != 201:
        raise HTTPException(f"no order: {answer.status}")
    return found[1].decode()


def _heard(visitor: Visitor, one: Waiting) -> bool:
    said = Delivery(callbacks.said(one), "genuine")
    visitor.tell(ADDRESS, said.body, said.headers())
    return True


def _priced(visitor: Visitor, desk: Desk, price: int) -> bool:
    typed = {"price": str(price), "stock": "1000", "stock_seen": "1000"}
    visitor.post(f"/shops/{desk.shop}/products/{desk.good}/price-and-stock", typed)
    return True


def judged(url: str, cast: Cast, journal: Journal) -> list[str]:
    """What is in the database and was told to nobody, or the other way round."""
    engine = create_engine(url)
    with engine.connect() as rows:
        wrong = [
            *_orders_wrong(rows, cast, journal),
            *_presses_wrong(rows, journal),
            *booked_wrongly(rows, journal.told),
            *_receipts_wrong(rows, cast, journal),
        ]
    engine.dispose()
    odd = [why for why in journal.unheard if why.startswith("4") or why in (STUCK, TWICE)]
    return wrong + [f"{journal.unheard[why]} times: {why}" for why in odd]


def _orders_wrong(rows: Connection, cast: Cast, journal: Journal) -> Iterator[str]:
    there = {row.once: row.secret for row in rows.execute(text(_PLACED))}
    missing = [once for once, secret in journal.orders.items() if there.get(once) != secret]
    twice = int(rows.scalar(text(_TWICE)) or 0)
    more = _counts(rows)[0] - cast.checkouts - len(journal.orders)
    print(f"  orders missing: {len(missing)}, more than was told: {more}, parcels twice: {twice}")
    if missing or more or twice:
        yield f"orders: {len(missing)} missing, {more} too many, {twice} with a parcel twice"


def _presses_wrong(rows: Connection, journal: Journal) -> Iterator[str]:
    promised = Counter(rows.scalars(text(_PROMISED)))
    off = [code for code in journal.answered if promised[code] != 1]
    now = {row.code: int(row.price) for row in rows.execute(text(_PRICES))}
    stale = [code for code, price in journal.prices.items() if now[code] != price]
    print(f"  promises not there once: {len(off)}, goods at another price: {len(stale)}")
    if off or stale:
        yield f"{len(off)} promises not there once, {len(stale)} goods at another price"


def _receipts_wrong(rows: Connection, cast: Cast, journal: Journal) -> Iterator[str]:
    found = _counts(rows)[1] - cast.receipts
    print(f"  receipts of the bank: {found} of {len(journal.told)}")
    if found != len(journal.told):
        yield f"{found} receipts of {len(journal.told)} payments"


def until_well(port: int, since: float, *, most: float) -> float:
    """Seconds from a mishap until the market says that it can serve, and a page opens."""
    while (took := time.monotonic() - since) < most:
        with suppress(OSError, HTTPException):
            if _is_well(port):
                return time.monotonic() - since
        time.sleep(0.02)
    return took


def _is_well(port: int) -> bool:
    for path in ("/readyz/web", "/"):
        line = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", path)
            if line.getresponse().status != 200:
                return False
        finally:
            line.close()
    return True


_SHOPS = """
    SELECT s.id FROM shop s JOIN "order" o ON o.shop_id = s.id AND o.state = 'placed'
    WHERE s.paused_at IS NULL GROUP BY s.id ORDER BY count(*) DESC, s.id LIMIT :many
"""
_DESK = """
    SELECT h.keeper_id, s.code AS shop, p.code AS good FROM shop s
    JOIN household h ON h.id = s.household_id JOIN product p ON p.shop_id = s.id
    WHERE s.id = :shop AND p.shown AND p.season = 0 ORDER BY p.id LIMIT 1
"""
_UNANSWERED = """
    SELECT code FROM "order" WHERE shop_id = :shop AND state = 'placed' AND scale IS NULL
    ORDER BY id DESC LIMIT 5000
"""
_PLACED = "SELECT once, secret FROM checkout"
_CHECKOUTS = "SELECT count(*) FROM checkout"
_RECEIPTS = "SELECT count(*) FROM receipt WHERE provider = 'sepay'"
_TWICE = """
    SELECT count(*) FROM (
        SELECT checkout_id FROM "order" GROUP BY checkout_id, shop_id HAVING count(*) > 1) x
"""
_PROMISED = """
    SELECT o.code FROM order_event e JOIN "order" o ON o.id = e.order_id
    WHERE e.kind = 'confirmed'
"""
_PRICES = "SELECT code, price FROM product"
