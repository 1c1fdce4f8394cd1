"""When a harvest is moved, every buyer who waits for it is asked: keep the order, or not."""

from datetime import date, datetime

from storefront import addresses, clock
from storefront.accounts.models import Person
from storefront.notifications import actions as notifications
from storefront.orders import actions, deposits, letters, queries, states
from storefront.orders.models import Happened, Order, OrderEvent
from storefront.orders.refusals import NotNow
from storefront.orders.telling import note_down, tell
from storefront.shops import lots
from storefront.shops.models import Lot


def move(
    lot: Lot, *, to: date, closes_at: datetime, because: str, by: Person, at: datetime
) -> list[Order]:
    """Gives the orders whose buyers were asked."""
    lots.move(lot, to=to, closes_at=closes_at, because=because, by=by, at=at)
    waiting = queries.waiting_for(lot.id)
    for order in waiting:
        _ask(order, lot, by=by, at=at)
    return waiting


def _ask(order: Order, lot: Lot, *, by: Person, at: datetime) -> None:
    order.leaves_on = max(order.leaves_on or lot.harvest_on, lot.harvest_on)
    deposits.may_wait_until(order, lot.closes_at)
    note_down(order, Happened.HARVEST_MOVED, by=by, note=lot.moved_because, at=at)
    link = addresses.follow(order.checkout.secret)
    body = letters.harvest_moved(order, lot.harvest_on, lot.moved_because, link=link)
    buyer = order.checkout
    notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)


def fail(lot: Lot, *, because: str, by: Person, at: datetime) -> list[Order]:
    """Nothing is picked: every order that waits for it is called off. What was paid is owed back in
    full; who gives it back, payments know."""
    lots.end(lot, by=by, at=at)
    lot.failed_at, lot.moved_because = at, because
    waiting = queries.waiting_for(lot.id)
    for order in waiting:
        actions.cancel(order, by=by, reason=because, at=at)
    return waiting


def ask_rests_due(*, at: datetime, limit: int = 100) -> int:
    """The day of the harvest has come: what the deposit left is asked for."""
    due = queries.rests_due(on=clock.village_date(at), limit=limit)
    for order in due:
        _ask_rest(order, by=None, at=at)
    return len(due)


def is_picked(order: Order, *, by: Person, at: datetime) -> None:
    """The household says so before its day. Raises NotNow."""
    actions.lock(order)
    if not order.waits_for_rest or order.state not in states.ON_THE_SHELF:
        raise NotNow(order.code)
    _ask_rest(order, by=by, at=at)


def _ask_rest(order: Order, *, by: Person | None, at: datetime) -> None:
    order.rest_asked_at = at
    if order.due:
        tell(order, Happened.REST_ASKED, by=by, amount=order.due, at=at)


def is_asked(order: Order, events: list[OrderEvent]) -> bool:
    """Whether the buyer still may say: asked, not answered, and nothing sent."""
    told = [it.kind for it in events if it.kind in (Happened.HARVEST_MOVED, Happened.HARVEST_KEPT)]
    return order.state in states.ON_THE_SHELF and told[-1:] == [Happened.HARVEST_MOVED]


def keep(order: Order, *, at: datetime) -> None:
    """The buyer waits. Saying nothing comes to the same."""
    _must_be_asked(order)
    tell(order, Happened.HARVEST_KEPT, by=None, at=at)


def give_up(order: Order, *, at: datetime) -> None:
    """The buyer does not; what was paid is owed back as with any order that is called off."""
    _must_be_asked(order)
    actions.cancel(order, by=None, buyer_may=states.ON_THE_SHELF, at=at)


def _must_be_asked(order: Order) -> None:
    actions.lock(order)
    if not is_asked(order, queries.timeline(order.id)):
        raise NotNow(order.code)
