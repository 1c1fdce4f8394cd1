"""When a harvest is moved, every buyer who waits for it is asked: keep the order, or not."""

from datetime import date, datetime

from storefront import addresses
from storefront.accounts.models import Person
from storefront.notifications import actions as notifications
from storefront.orders import actions, letters, queries, states
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
    note_down(order, Happened.HARVEST_MOVED, by=by, note=lot.moved_because, at=at)
    link = addresses.follow(order.checkout.secret)
    body = letters.harvest_moved(order, lot.harvest_on, lot.moved_because, link=link)
    buyer = order.checkout
    notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)


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
