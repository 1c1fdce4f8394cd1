"""What households sold in the time the screen looks back at, and to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from storefront import clock, text
from storefront.accounts.models import Person, Posting
from storefront.db import session
from storefront.orders.models import Checkout, Order, OrderEvent, OrderLine, OrderState, PayBy
from storefront.payments.models import Means, PaymentRefund, Receipt
from storefront.reconciliation.models import StatementLine
from storefront.screening.dossier import Sale, Sold, Trade
from storefront.shops.models import Household, Product, Shop

TOLD = (Means.BANK_NOTICE, Means.GATEWAY, Means.STATEMENT)
SHORTEST_NUMBER = 6
"""Of an account. Shorter ones are branches and the like."""
ENDED = (OrderState.CANCELLED, OrderState.EXPIRED)

folded = cache(text.fold)


def sales(households: Sequence[int], *, since: datetime) -> dict[int, list[Sale]]:
    lines, told = _lines(households, since), _told(households, since)
    pressed, marks = _pressed(households, since), _marks(households, since)
    payers = _payers(households, since)
    found: dict[int, list[Sale]] = defaultdict(list)
    for household_id, order, checkout in session.execute(
        _orders(households, since, Shop.household_id, Order, Checkout).order_by(
            Order.placed_at, Order.id
        )
    ):
        found[household_id].append(
            Sale(
                code=order.code,
                at=order.placed_at,
                day=clock.village_date(order.placed_at),
                goods=order.goods.dong,
                phone=checkout.buyer_phone,
                buyer=folded(checkout.buyer_name),
                address=folded(checkout.address),
                paid=order.paid.dong,
                by_qr=order.pay_by is not PayBy.CASH,
                was_told=order.id in told,
                has_ended=order.state in ENDED,
                pressed_by=frozenset(pressed[order.id]),
                marks=frozenset(marks[checkout.id]),
                by_hand=checkout.entered_by_id is not None,
                payers=frozenset(payers[order.id]),
                lines=tuple(lines[order.id]),
            )
        )
    return found


def _orders(households: Iterable[int], since: datetime, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Order)
        .join(Shop, Shop.id == Order.shop_id)
        .join(Checkout, Checkout.id == Order.checkout_id)
        .where(Shop.household_id.in_(list(households)), Order.placed_at >= since)
    )


def _lines(households: Sequence[int], since: datetime) -> dict[int, list[Sold]]:
    columns = (
        OrderLine.order_id,
        Product.code,
        OrderLine.name,
        OrderLine.unit,
        OrderLine.unit_price,
        OrderLine.quantity,
    )
    wanted = _orders(households, since, *columns)
    found: dict[int, list[Sold]] = defaultdict(list)
    for order_id, code, name, unit, price, quantity in session.execute(
        wanted.join(OrderLine, OrderLine.order_id == Order.id).join(
            Product, Product.id == OrderLine.product_id
        )
    ):
        found[order_id].append(Sold(code, folded(name), unit, price.dong, quantity))
    return found


def _told(households: Sequence[int], since: datetime) -> set[int]:
    """Orders of whose money somebody outside told."""
    wanted = _orders(households, since, Order.id).join(Receipt, Receipt.order_id == Order.id)
    return set(session.scalars(wanted.where(Receipt.means.in_(TOLD))))


def _pressed(households: Sequence[int], since: datetime) -> dict[int, set[int]]:
    wanted = _orders(households, since, Order.id, OrderEvent.actor_id).join(
        OrderEvent, OrderEvent.order_id == Order.id
    )
    return _sets(wanted.where(OrderEvent.actor_id.is_not(None)))


def _marks(households: Sequence[int], since: datetime) -> dict[int, set[Any]]:
    return _sets(
        _orders(households, since, Checkout.id, Checkout.mark).where(Checkout.mark.is_not(None))
    )


def _payers(households: Sequence[int], since: datetime) -> dict[int, set[str]]:
    """By order: who paid, and from which account. Banks write both in one line, or one of them."""
    wanted = _orders(households, since, Order.id, StatementLine.payer)
    paid = wanted.join(Receipt, Receipt.order_id == Order.id).join(
        StatementLine, StatementLine.receipt_id == Receipt.id
    )
    back = _orders(households, since, Order.id, PaymentRefund.to_number).join(
        PaymentRefund, PaymentRefund.order_id == Order.id
    )
    found: dict[int, set[str]] = defaultdict(set)
    for order_id, said in session.execute(paid.where(StatementLine.payer != "")):
        found[order_id] |= names_and_numbers(said)
    for order_id, said in session.execute(back.where(PaymentRefund.to_number != "")):
        found[order_id] |= names_and_numbers(said)
    return found


def names_and_numbers(said: str) -> set[str]:
    """'HOANG THI NHINH - 0123456789' is a name and a number."""
    words = folded(said).split()
    numbers = {word for word in words if word.isdigit() and len(word) >= SHORTEST_NUMBER}
    name = " ".join(word for word in words if word.isalpha())
    return numbers | ({name} if name else set())


def _sets(pairs: Select[Any]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for key, value in session.execute(pairs):
        found[key].add(value)
    return found


def staff(households: Sequence[int], *, since: datetime) -> dict[int, set[str]]:
    """Phones of buyers who are, or were, posted somewhere."""
    wanted = _orders(households, since, Shop.household_id, Person.phone).distinct()
    return _sets(
        wanted.join(Person, Person.phone == Checkout.buyer_phone).join(
            Posting, Posting.person_id == Person.id
        )
    )


def between_keepers(households: Sequence[int], *, since: datetime, steps: int) -> tuple[Trade, ...]:
    """Who of the keepers bought from whom, following the buyers a few steps."""
    known: set[int] = set()
    found: list[Trade] = []
    wave = set(households)
    for _step in range(steps):
        trades = _bought_by_keepers(sorted(wave), since)
        found += trades
        known |= wave
        wave = {trade.buyer for trade in trades} - known
        if not wave:
            break
    return tuple(found)


def _bought_by_keepers(sellers: Sequence[int], since: datetime) -> list[Trade]:
    columns = (Order.code, Household.id, Shop.household_id, Order.goods, Order.placed_at)
    rows = session.execute(
        _orders(sellers, since, *columns)
        .join(Person, Person.phone == Checkout.buyer_phone)
        .join(Household, Household.keeper_id == Person.id)
        .where(Household.id != Shop.household_id, Order.state.not_in(ENDED))
        .order_by(Order.id)
    )
    return [Trade(code, buyer, seller, goods.dong, at) for code, buyer, seller, goods, at in rows]
