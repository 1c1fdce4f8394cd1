"""A buyer changes an order while nothing has been promised: how much, where to, how it goes, and
what to say.

What is not changed stays as agreed: prices of the day, the way, and who bears what. A courier's fee
follows the weight, by the table of the day on which it was ordered. Another way or commune is
agreed anew: see `rerouting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from storefront import addresses, clock
from storefront.db import session
from storefront.delivery import queries as delivery
from storefront.delivery import weighing
from storefront.delivery.ways import COURIERS, FETCHED, Way
from storefront.delivery.zones import Zone
from storefront.ledger import queries as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.notifications import actions as notifications
from storefront.orders import books, deposits, letters, queries, states, stock
from storefront.orders.deadlines import ANSWER_WITHIN
from storefront.orders.models import Checkout, Happened, Order, OrderLine, PayBy
from storefront.orders.refusals import LARGEST, EmptyBasket, NotNow, PriceChanged, TooMuch
from storefront.orders.rerouting import may_be_changed, may_be_rerouted, reroute
from storefront.orders.telling import note_down
from storefront.places.models import Place


@dataclass(frozen=True, slots=True)
class Wish:
    """The order as the buyer would have it."""

    quantities: Mapping[int, int]
    """By line; nought leaves it out, and what is not named stays."""
    address: str
    phone: str
    note: str
    way: Way | None = None
    """Nothing when it stays."""
    commune_id: int | None = None
    """Nothing when it stays."""


def same_house(found: Checkout) -> bool:
    """Whether where to and whom to call may change: they are one for all households of a basket."""
    return all(it.state in states.BY_BUYER | states.ENDED_UNSOLD for it in found.orders)


def touched(order: Order, wish: Wish) -> list[Order]:
    """The orders whose sums hang on it: another commune is one for all households of a basket."""
    if wish.commune_id in (None, order.checkout.commune_id):
        return [order]
    return [it for it in order.checkout.orders if it is order or it.state in states.BY_BUYER]


def change(order: Order, wish: Wish, *, at: datetime) -> bool:
    """Whether anything is different now.

    Raises NotNow, EmptyBasket, TooMuch, PriceChanged, CannotGo or what `stock` refuses, and then
    the deed must be given up.
    """
    _lock(order.checkout)
    all_of_them = touched(order, wish)
    if not all(map(may_be_changed, all_of_them)):
        raise NotNow(order.code)
    before = {it.id: it.total for it in all_of_them}
    told = _quantities(order, wish.quantities, at=at) + _reaching(order.checkout, wish, at=at)
    there = _elsewhere(order.checkout, wish)
    for it in all_of_them:
        said = (told if it is order else []) + there
        said += _goes(it, wish.way if it is order else None, is_elsewhere=bool(there), at=at)
        _conclude(it, before[it.id], said, at=at)
        told = said if it is order else told
    return bool(told)


def _lock(checkout: Checkout) -> None:
    """With all that was ordered together: of two changes at one moment, one sees the other."""
    session.flush()
    queries.lock_all_of(checkout)
    ids = [it.id for it in checkout.orders]
    wanted = select(OrderLine).where(OrderLine.order_id.in_(ids)).order_by(OrderLine.id)
    session.scalars(wanted, execution_options={"populate_existing": True}).all()


def _quantities(order: Order, wanted: Mapping[int, int], *, at: datetime) -> list[str]:
    changes = [it for it in order.lines if wanted.get(it.id, it.quantity) != it.quantity]
    if not changes:
        return []
    if not any(wanted.get(it.id, it.quantity) for it in order.lines):
        raise EmptyBasket
    weighed = _grams(order)
    # In the order of products, like everybody who takes and gives back.
    told = [
        _set(line, wanted[line.id], at=at) for line in sorted(changes, key=lambda it: it.product_id)
    ]
    _leave_out(order)
    order.goods = Money.sum(line.amount for line in order.lines)
    order.fee = _fee(order, weighed)
    if order.waits_for_rest:
        _deposit(order)
    return told


def _set(line: OrderLine, quantity: int, *, at: datetime) -> str:
    more, told = quantity - line.quantity, f"{line.name}: {line.quantity} → {quantity} {line.unit}"
    if more < 0:
        stock.give_some_back(line.product_id, line.lot_id, -more, at=at)
    else:
        [taken] = stock.take({line.product_id: more}, at=at)
        if taken.price != line.unit_price or taken.lot_id != line.lot_id:
            raise PriceChanged(line.name)
    line.quantity = quantity
    return told


def _leave_out(order: Order) -> None:
    for line in [it for it in order.lines if not it.quantity]:
        order.lines.remove(line)
        session.delete(line)


def _grams(order: Order) -> int:
    return weighing.together((line.unit, line.quantity) for line in order.lines)


def _fee(order: Order, weighed: int) -> Money:
    """What lies between both weights in the table of that day; packing is asked for once."""
    zone = (order.terms or {}).get("zone")
    if order.way not in COURIERS or zone is None:
        return order.fee
    table = delivery.tables(on=clock.village_date(order.placed_at))[order.way]
    before, now = (table.quote(grams, Zone(zone)).fee for grams in (weighed, _grams(order)))
    return max(order.fee + now - before, Money(0))


def _deposit(order: Order) -> None:
    """As much of it as was said of each. Until when calling off costs nothing stays."""
    coming = queries.coming([line.lot_id for line in order.lines])
    before, now = deposits.agreed(order), deposits.of(order.lines, coming)
    order.deposit = now.amount if now else Money(0)
    terms = {name: it for name, it in (order.terms or {}).items() if name != "deposit"}
    if now and before:
        terms["deposit"] = replace(now, until=before.until).frozen
    elif order.pay_by is PayBy.CASH:  # the harvest is left out: all of it is paid at the door
        order.pay_until, order.hold_until = None, order.placed_at + ANSWER_WITHIN
    order.terms = terms


def _goes(order: Order, wanted: Way | None, *, is_elsewhere: bool, at: datetime) -> list[str]:
    """Raises NotNow when its way was agreed elsewhere, and CannotGo."""
    old, way, day = order.way, wanted or order.way, order.leaves_on
    if way is old and not (is_elsewhere and way not in FETCHED):
        return []
    if not may_be_rerouted(order):
        raise NotNow(order.code)
    reroute(order, way, at=at)
    told = [f"{letters.WAY}{old} → {letters.WAY}{way}"] if way is not old else []
    if day and order.leaves_on and day != order.leaves_on:
        told.append(f"{day:%d/%m} → {order.leaves_on:%d/%m}")
    return told


def _conclude(order: Order, before: Money, told: list[str], *, at: datetime) -> None:
    if order.total > LARGEST:
        raise TooMuch
    if order.total != before:
        _book(order, order.total - before, at=at)
        told.append(f"{before} → {order.total}")
    if told:
        note_down(order, Happened.CHANGED, by=None, note="; ".join(told)[:600], at=at)
        _tell_keeper(order, "; ".join(told), at=at)


def _book(order: Order, more: Money, *, at: datetime) -> None:
    """More is owed by the buyer after what is owed to them; less is owed less, then owed back."""
    owed = ledger.balances(order.id)
    if more > Money(0):
        credit = min(more, -owed[Account.CUSTOMER_CREDIT])
        receivable = more - credit
    else:
        receivable = max(more, -owed[Account.RECEIVABLE])
        credit = more - receivable
    moved = {Account.RECEIVABLE: receivable, Account.CUSTOMER_CREDIT: credit, Account.SALES: -more}
    books.post(order, f"changed:{queries.turn(order)}", moved, at=at)


def _reaching(checkout: Checkout, wish: Wish, *, at: datetime) -> list[str]:
    """Where it goes and whom to call. Raises NotNow when another household counts on it."""
    wanted = {"address": wish.address, "buyer_phone": wish.phone, "note": wish.note}
    if not (checkout.address or (wish.way and wish.way not in FETCHED)):
        del wanted["address"]
    changes = {name: it for name, it in wanted.items() if getattr(checkout, name) != it}
    if not changes:
        return []
    if not same_house(checkout):
        raise NotNow(checkout.orders[0].code)
    told = [f"{getattr(checkout, name) or '–'} → {it or '–'}" for name, it in changes.items()]
    for name, it in changes.items():
        setattr(checkout, name, it)
    if "buyer_phone" in changes:
        _send_link(checkout, at=at)
    return told


def _elsewhere(checkout: Checkout, wish: Wish) -> list[str]:
    """Another commune, for all that was ordered together."""
    if wish.commune_id in (None, checkout.commune_id):
        return []
    if not same_house(checkout):
        raise NotNow(checkout.orders[0].code)
    old, checkout.commune = checkout.commune, session.get_one(Place, wish.commune_id)
    return [f"{old.full_name if old else '–'} → {checkout.commune.full_name}"]


def _send_link(checkout: Checkout, *, at: datetime) -> None:
    link = addresses.follow(checkout.secret)
    body = letters.link_again(checkout.orders[0], link=link)
    notifications.write(body, to=checkout.buyer_phone, at=at)


def _tell_keeper(order: Order, what: str, *, at: datetime) -> None:
    keeper = order.shop.household.keeper
    if keeper.phone:
        body = letters.changed(order, what, language=keeper.language)
        notifications.write(body, to=keeper.phone, person=keeper, at=at)
