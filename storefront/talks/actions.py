from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from storefront import addresses
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.notifications import actions as notifications
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.rows import add, put
from storefront.shops import entries
from storefront.talks import letters, queries, rules
from storefront.talks.models import Note, Saying, Side, Voice
from storefront.talks.recordings import Recording
from storefront.talks.refusals import TooLate, TooMuch

KEPT = timedelta(days=90)
"""Then words and voices are forgotten, whoever wrote them."""
AFTER_THE_END = timedelta(days=30)
A_DAY = 40
"""So many of one side about one order."""


def say(
    order: Order,
    side: Side,
    *,
    saying: Saying | None = None,
    words: str = "",
    recording: Recording | None = None,
    by: Person | None,
    at: datetime,
) -> Note:
    """Raises NotSaid. The other side is told by SMS once, until it has read."""
    orders.lock(order)
    if (ended := _ended(order)) and at - ended > AFTER_THE_END:
        raise TooLate
    if queries.written_since(at - timedelta(days=1), order.id, by=side) >= A_DAY:
        raise TooMuch
    told = queries.unread(order.id, by=side.other) > 0
    said = "" if saying or recording else rules.checked(words)
    note = _written(order, side, saying, said, recording, by=by, at=at)
    if side is Side.HOUSEHOLD:
        _trace("said", order, by=by, at=at)
    if not told:
        _nudge(order, side.other, at=at)
    return note


def _written(
    order: Order,
    side: Side,
    saying: Saying | None,
    words: str,
    recording: Recording | None,
    *,
    by: Person | None,
    at: datetime,
) -> Note:
    note = add(
        Note,
        order_id=order.id,
        side=side,
        saying=saying,
        words=words,
        seconds=recording.seconds if recording else None,
        by_id=by.id if by else None,
        written_at=at,
    )
    if recording:
        put(Voice, {"note_id": note.id, "kind": recording.kind, "content": recording.content})
    return note


def _ended(order: Order) -> datetime | None:
    return order.done_at or order.cancelled_at


def _nudge(order: Order, side: Side, *, at: datetime) -> None:
    if side is Side.BUYER:
        checkout = order.checkout
        link = f"{addresses.follow(checkout.secret)}/{order.code}/messages"
        words = letters.unread(order, link=link, language=checkout.language)
        notifications.write(words, to=checkout.buyer_phone, person=checkout.buyer, at=at)
        return
    keeper = entries.standing(order.shop.household).keeper
    link = f"{addresses.market()}/orders/{order.code}/messages"
    if keeper.phone:
        words = letters.unread(order, link=link, language=keeper.language)
        notifications.write(words, to=keeper.phone, person=keeper, at=at)


def read(order: Order, *, by: Side, at: datetime) -> None:
    """Whoever opens the page has read what the other side said."""
    session.execute(
        update(Note)
        .where(Note.order_id == order.id, Note.side == by.other, Note.read_at.is_(None))
        .values(read_at=at)
    )


def report(note: Note, *, by: Person | None, at: datetime) -> None:
    """By the other side, as abuse: nobody sees it until somebody has looked."""
    note.reported_at = at
    if note.side is Side.BUYER:
        _trace("reported", note.order, by=by, at=at)


def _trace(verb: str, order: Order, *, by: Person | None, at: datetime) -> None:
    """That the household's side pressed something; not what was said."""
    accounts.trace(
        f"talk.{verb}",
        f"order:{order.code}",
        actor=by,
        for_id=order.shop.household.keeper_id,
        at=at,
    )


def decide(note: Note, *, is_abuse: bool) -> None:
    """A person has looked: it goes for good, or is seen again."""
    if is_abuse:
        _forget([note.id])
    else:
        note.reported_at = None


def forget_old(*, at: datetime) -> int:
    old = select(Note.id).where(Note.written_at < at - KEPT).order_by(Note.written_at)
    numbers = list(session.scalars(old.limit(1_000)))
    _forget(numbers)
    return len(numbers)


def _forget(numbers: list[int]) -> None:
    if numbers:
        session.execute(delete(Voice).where(Voice.note_id.in_(numbers)))
        session.execute(delete(Note).where(Note.id.in_(numbers)))
