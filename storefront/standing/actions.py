"""What becomes of standing orders. Each deed locks the standing order first, so that one worker
after another, and the buyer's press between them, see what the last one left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from storefront import addresses, clock, codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.notifications import actions as notifications
from storefront.orders import placing
from storefront.orders.deadlines import GRACE
from storefront.orders.models import Checkout, Order, Origin, PayBy
from storefront.orders.placing import Buyer, OnBehalf
from storefront.orders.refusals import EmptyBasket
from storefront.rows import add_once, change, put
from storefront.standing import calendar, letters, queries
from storefront.standing.models import (
    StandingLine,
    StandingOrder,
    StandingState,
    Turn,
    TurnState,
    Why,
)
from storefront.standing.refusals import HasEnded, NotThatDay


def begin(
    order: Order, *, weekday: int, weeks: int, by: Person | None, at: datetime
) -> StandingOrder:
    """The same again, every week or two. Pressed twice, it is begun once. Nobody in `by` is the
    buyer."""
    said = order.checkout
    it = add_once(
        StandingOrder,
        unless=("from_order_id",),
        from_order_id=order.id,
        secret=codes.secret(),
        shop_id=order.shop_id,
        buyer_name=said.buyer_name,
        buyer_phone=said.buyer_phone,
        delivery=said.delivery,
        address=said.address,
        commune_id=said.commune_id,
        note=said.note,
        language=said.language,
        way=order.way,
        pay_by=order.pay_by,
        weeks=weeks,
        next_on=calendar.first_turn(weekday, at=at),
        begun_at=at,
        begun_by_id=by.id if by else None,
    )
    if it is None:
        return queries.locked(_made_from(order).id)
    for line in order.lines:
        row = {"product_id": line.product_id, "quantity": line.quantity}
        put(StandingLine, row | {"standing_id": it.id})
    it = queries.locked(it.id)
    _trace(it, "begin", by=by, at=at)
    link = addresses.weekly(it.secret)
    _write(letters.begun(it, link=link), it.buyer_phone, at=at)
    if by is None or by.id != it.shop.household.keeper_id:
        _tell_house(it, letters.turned(it, language=it.shop.household.keeper.language), at=at)
    return it


def _made_from(order: Order) -> StandingOrder:
    found = queries.made_from(order.id)
    assert found is not None  # noqa: S101  the database has just said so
    return found


def tell(standing_id: int, *, at: datetime) -> Turn | None:
    """Tell the buyer of the next turn, once, so that it may be skipped."""
    it = queries.locked(standing_id)
    if it.state is not StandingState.ACTIVE or it.next_on > calendar.told_by(at):
        return None
    turn = _next_turn(it, at=at)
    if turn.on <= clock.village_date(at):
        _skip(it, turn, Why.AWAY, at=at)
        return turn
    until = calendar.until_when(turn.on)
    if until - at < calendar.TO_SKIP:
        until = at + calendar.TO_SKIP
    link = addresses.weekly(it.secret)
    _write(letters.coming(it, turn, _moment(until), link=link), it.buyer_phone, at=at)
    return turn


def place_turn(standing_id: int, turn_id: int, *, at: datetime) -> None:
    """Place its order, once. Raises a refusal, and then the deed must be given up."""
    it = queries.locked(standing_id)
    turn = _waiting(it, turn_id)
    if turn is None or at - turn.told_at < calendar.TO_SKIP:
        return
    if turn.on < clock.village_date(at):
        _skip(it, turn, Why.AWAY, at=at)
        return
    goods = {line.product_id: line.quantity for line in it.lines}
    once = f"standing-{turn.id}"
    found = placing.place(goods, buyer=_buyer(it, turn), pay_by=it.pay_by, once=once, at=at)
    order = found.orders[0]
    if order.leaves_on != turn.on:
        raise NotThatDay(it.shop.name)
    if order.asked and (order.deposit or order.pay_by is not PayBy.CASH):
        until = calendar.paid_by(turn.on)
        change(order, pay_until=until, hold_until=until + GRACE)
    turn.state, turn.checkout_id, turn.settled_at = TurnState.PLACED, found.id, at


def _buyer(it: StandingOrder, turn: Turn) -> Buyer:
    return Buyer(
        name=it.buyer_name,
        phone=it.buyer_phone,
        delivery=it.delivery,
        address=it.address,
        commune_id=it.commune_id,
        note=it.note,
        language=it.language,
        ways={it.shop.code: it.way},
        not_before=turn.on,
        origin=Origin.STANDING,
        on_behalf=_on_behalf(it.from_order.checkout),
    )


def _on_behalf(said: Checkout) -> OnBehalf | None:
    """Whom a school's or an office's first order was for."""
    if said.institution is None:
        return None
    return OnBehalf(said.institution, said.institution_name or "", said.tax_code)


def give_up(standing_id: int, turn_id: int, why: Why, about: str, *, at: datetime) -> None:
    """This turn cannot be: both are told why. The next one stays."""
    it = queries.locked(standing_id)
    turn = _waiting(it, turn_id)
    if turn is not None:
        turn.about = about[:120]
        _skip(it, turn, why, at=at)


def _waiting(it: StandingOrder, turn_id: int) -> Turn | None:
    going_on = it.state is StandingState.ACTIVE
    return next(
        (t for t in it.turns if t.id == turn_id and t.state is TurnState.TOLD and going_on), None
    )


def skip(it: StandingOrder, *, by: Person | None, at: datetime) -> None:
    """Leave out the next turn that is not ordered yet. Nobody in `by` is the buyer."""
    _must_go_on(it)
    told = [turn for turn in it.turns if turn.state is TurnState.TOLD]
    turn = min(told, key=lambda one: one.on) if told else _next_turn(it, at=at)
    _trace(it, "skip", by=by, at=at)
    _skip(it, turn, Why.HOUSE if by else Why.BUYER, at=at)


def _skip(it: StandingOrder, turn: Turn, why: Why, *, at: datetime) -> None:
    turn.state, turn.why, turn.settled_at = TurnState.SKIPPED, why, at
    keeper = it.shop.household.keeper
    if why is not Why.BUYER:
        _write(letters.skipped(it, turn, language=it.language), it.buyer_phone, at=at)
    if why is not Why.HOUSE:
        _tell_house(it, letters.skipped(it, turn, language=keeper.language), at=at)


def set_goods(
    it: StandingOrder, quantities: Mapping[int, int], *, by: Person | None, at: datetime
) -> None:
    """So many of these from now on; of what is not named, as before. Raises EmptyBasket."""
    _must_go_on(it)
    wanted = {line.product_id: line.quantity for line in it.lines} | dict(quantities)
    if not any(wanted.values()):
        raise EmptyBasket
    for line in list(it.lines):
        line.quantity = wanted.pop(line.product_id) or line.quantity
        if quantities.get(line.product_id) == 0:
            it.lines.remove(line)
            session.delete(line)
    for product_id, quantity in wanted.items():
        if quantity:
            it.lines.append(StandingLine(product_id=product_id, quantity=quantity))
    _trace(it, "goods", by=by, at=at)


def turn_to(it: StandingOrder, state: StandingState, *, by: Person | None, at: datetime) -> None:
    """Let it rest, go on, or end. What was told and not ordered yet is skipped when it rests."""
    _must_go_on(it)
    if it.state is state:
        return
    it.state = state
    if state is StandingState.ACTIVE:
        _go_on(it, at=at)
    else:
        for turn in it.turns:
            if turn.state is TurnState.TOLD:
                _skip(it, turn, Why.HOUSE if by else Why.BUYER, at=at)
    _trace(it, state, by=by, at=at)
    if by:
        _write(letters.turned(it, language=it.language), it.buyer_phone, at=at)
    else:
        _tell_house(it, letters.turned(it, language=it.shop.household.keeper.language), at=at)


def _go_on(it: StandingOrder, *, at: datetime) -> None:
    had = {turn.on for turn in it.turns}
    it.next_on = max(it.next_on, calendar.first_turn(it.next_on.weekday(), at=at))
    while it.next_on in had:
        it.next_on += timedelta(weeks=it.weeks)


def _next_turn(it: StandingOrder, *, at: datetime) -> Turn:
    """One row for a day: the database refuses a second."""
    turn = Turn(standing_id=it.id, on=it.next_on, state=TurnState.TOLD, told_at=at)
    session.add(turn)
    it.next_on += timedelta(weeks=it.weeks)
    session.flush()
    return turn


def _must_go_on(it: StandingOrder) -> None:
    if it.state is StandingState.STOPPED:
        raise HasEnded


def _tell_house(it: StandingOrder, body: str, *, at: datetime) -> None:
    keeper = it.shop.household.keeper
    if keeper.phone:
        notifications.write(body, to=keeper.phone, person=keeper, at=at)


def _write(body: str, phone: str, *, at: datetime) -> None:
    notifications.write(body, to=phone, at=at)


def _trace(it: StandingOrder, what: str, *, by: Person | None, at: datetime) -> None:
    accounts.trace(
        f"standing.{what}",
        f"standing:{it.id}",
        actor=by,
        for_id=it.shop.household.keeper_id,
        at=at,
    )


def _moment(at: datetime) -> str:
    village = clock.village_time(at)
    return f"{village.hour}:{village.minute:02d} {village.day}/{village.month}"
