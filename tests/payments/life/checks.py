"""What must hold after every step, whatever has happened. Each check says what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from string import digits

from tests.payments.life.now import Now, OrderNow
from tests.payments.life.world import ON_THE_SHELF, World

Check = Callable[[World, Now, Now | None], Iterator[str]]

NEXT = {
    "placed": {"confirmed", "cancelled", "expired"},
    "confirmed": {"sent", "done", "cancelled"},
    "sent": {"done", "cancelled"},
    "done": {"sent"},  # by a buyer who said by mistake that it has come
    "cancelled": {"placed"},  # by a keeper who opens it again for late money
    "expired": {"placed"},
}
ODD = ("short", "over", "late", "unmatched")


def wrong(world: World, now: Now, before: Now | None) -> list[str]:
    return [words for check in CHECKS for words in check(world, now, before)]


def journals_are_zero(_world: World, now: Now, _before: Now | None) -> Iterator[str]:
    sums: Counter[int] = Counter()
    for movement in now.movements:
        sums[movement.journal_id] += int(movement.amount)
    if any(sums.values()):
        yield "a journal does not sum to zero"
    if sum(sums.values()):
        yield "all the books together are not zero"


def orders_have_what_receipts_say(_world: World, now: Now, _before: Now | None) -> Iterator[str]:
    net: Counter[int] = Counter()
    back: Counter[int] = Counter()
    for receipt in now.receipts:
        if receipt.order_id is not None and receipt.confirmed_by_id is None:
            net[receipt.order_id] += receipt.amount
            back[receipt.order_id] -= receipt.amount if receipt.means == "refund" else 0
    for order in now.orders:
        if order.paid != net[order.id]:
            yield f"{order} has {order.paid}, its receipts {net[order.id]}"
        if order.refunded != back[order.id]:
            yield f"{order} gave back {order.refunded}, its receipts say {back[order.id]}"


def nothing_goes_back_that_did_not_come(
    world: World, now: Now, _before: Now | None
) -> Iterator[str]:
    for order in now.orders:
        if not 0 <= order.promised <= order.paid:
            yield f"{order} has {order.paid} and promised {order.promised} back"
        if order.refunded < 0:
            yield f"{order} gave back {order.refunded}"
    for attempt in now.attempts:
        refunds = [it.row for it in now.refunds if it.row.attempt_id == attempt.row.id]
        asked = sum(it.amount for it in refunds if it.state != "refused")
        if asked > attempt.row.amount:
            yield f"{attempt} collected {attempt.row.amount} and is to give back {asked}"


def each_transaction_is_believed_once(
    _world: World, now: Now, _before: Now | None
) -> Iterator[str]:
    told = Counter((it.provider, it.transaction_id) for it in now.receipts)
    for (provider, transaction), times in told.items():
        if times > 1:
            yield f"{provider} {transaction} has {times} receipts"


def the_books_have_what_really_came(world: World, now: Now, _before: Now | None) -> Iterator[str]:
    """Counted from the world outside, not from receipts: so that none is twice and none missing."""
    for name, home in world.homes.items():
        books: Counter[str] = Counter()
        for it in now.movements:
            if it.household_id == home.household:
                books[it.account] += int(it.amount)
        for account, amount in _really(world, now, name).items():
            if books[account] != amount:
                yield f"{name}'s {account} should be {amount} and is {books[account]}"


def _really(world: World, now: Now, home: str) -> dict[str, int]:
    mine = {it.name: it for it in now.orders if it.home == home}
    ids = {it.id for it in mine.values()}
    out = _gone_back(now, ids)
    words = sum(amount * times for (name, amount), times in world.words.items() if name in mine)
    collected = sum(
        world.collected.get(it.row.reference, 0) for it in now.attempts if it.row.order_id in ids
    )
    return {
        "bank": world.came_to(home) + words - out["bank"],
        "cash": world.cash[home] - out["cash"],
        "clearing": collected - out["gateway"],
    }


def _gone_back(now: Now, ids: set[int]) -> Counter[str]:
    """By the way it went; what went by hand has it in its name."""
    out: Counter[str] = Counter()
    ended = {it.row.receipt_id: it.row.way for it in now.refunds if it.row.receipt_id}
    for receipt in now.receipts:
        if receipt.means == "refund" and receipt.order_id in ids:
            way = ended.get(receipt.id) or receipt.transaction_id.split(":")[-1].rstrip(digits)
            out[way] -= receipt.amount
    return out


def the_books_agree_with_each_order(_world: World, now: Now, _before: Now | None) -> Iterator[str]:
    for order in now.orders:
        books = order.books
        told = books["receivable"], -books["customer_credit"]
        if told != (order.due, order.over):
            yield f"{order} owes {order.due} and is owed {order.over}, its books say {told}"
        sold = -books["sales"] - books["receivable"]
        if order.has_ended:
            if sold != order.kept:
                yield f"{order} ended with {order.kept} kept, its books say {sold} was sold"
        elif min(sold, order.goods) != order.earned:
            yield f"{order} counts {order.earned} as revenue, its books {sold}"


def what_is_counted_is_what_was_earned(
    world: World, now: Now, _before: Now | None
) -> Iterator[str]:
    for name in world.homes:
        earned = sum(order.earned for order in now.orders if order.home == name)
        counted = now.facts["revenue", name]
        if counted != earned:
            yield f"{name} earned {earned} and {counted} is counted"
        if not 0 <= now.facts["revenue_cashless", name] <= counted:
            yield f"{name}'s cashless revenue is {now.facts['revenue_cashless', name]}"


def goods_are_somewhere(world: World, now: Now, _before: Now | None) -> Iterator[str]:
    for name in world.homes:
        away = sum(it.quantity for it in now.orders if it.home == name and _is_away(it))
        left = 0 if name in world.over else ON_THE_SHELF - away
        if now.stock[name] != left:
            yield f"{name} has {now.stock[name]} on the shelf, {away} of {ON_THE_SHELF} away"


def _is_away(order: OrderNow) -> bool:
    """What was sent comes back as it comes back."""
    return not order.has_ended or (order.was_sent and order.state == "cancelled")


def odd_money_is_somebodys_case(_world: World, now: Now, _before: Now | None) -> Iterator[str]:
    looked_at = {it.row.receipt_id for it in now.cases}
    known_before = {it.confirmed_by_id for it in now.receipts}
    for it in now.receipts:
        odd = it.outcome in ODD and it.id not in known_before
        if odd and it.id not in looked_at:
            yield f"{it.provider} {it.amount} came {it.outcome}, and it is nobody's case"


def orders_move_as_they_may(_world: World, now: Now, before: Now | None) -> Iterator[str]:
    was = {order.id: order for order in before.orders} if before else {}
    for order in now.orders:
        old = was.get(order.id)
        if old is None or old.state == order.state:
            continue
        if order.state not in NEXT[old.state]:
            yield f"{order} went from {old.state} to {order.state}"
        if order.state == "expired" and order.paid:
            yield f"{order} expired with {order.paid} in it"
    if len(was) > len(now.orders):
        yield "an order is gone"


CHECKS: tuple[Check, ...] = (
    journals_are_zero,
    orders_have_what_receipts_say,
    nothing_goes_back_that_did_not_come,
    each_transaction_is_believed_once,
    the_books_have_what_really_came,
    the_books_agree_with_each_order,
    what_is_counted_is_what_was_earned,
    goods_are_somewhere,
    odd_money_is_somebodys_case,
    orders_move_as_they_may,
)
