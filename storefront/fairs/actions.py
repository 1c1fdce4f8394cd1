from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storefront import clock, codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.bills import actions as bills
from storefront.bills.actions import Item, Payer
from storefront.bills.models import Bill, BillFor
from storefront.db import session
from storefront.fairs import letters, planning, queries
from storefront.fairs.letters import About
from storefront.fairs.models import Fair, Repeats, Stall, StallAsk
from storefront.fairs.refusals import Closed, NobodyToPay, NotHeld, Taken, Used
from storefront.money import Money
from storefront.places.models import Place
from storefront.posters.models import Poster
from storefront.rows import add_all, add_once
from storefront.shops.models import Shop

ROWS = "ABCDEFGH"
MOST_IN_ROW = 40
CODE = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """What an officer writes down of one market day, or of several alike."""

    name: str
    spot: str
    day: date
    opens: time
    closes: time
    rows: Sequence[int]
    """How many stalls each row has, the front row first."""
    fee: Money
    host: Shop | None = None
    repeats: Repeats = Repeats.ONCE
    many: int = 1


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps a stall without having a shop yet."""

    name: str
    phone: str | None = None


def hold(place: Place, plan: Plan, *, by: Person, at: datetime) -> list[Fair]:
    """Write market days down, with their stalls. Raises NobodyToPay."""
    if plan.fee and plan.host is None:
        raise NobodyToPay
    series = codes.short_code(CODE)
    wanted = enumerate(planning.days(plan.day, plan.repeats, plan.many))
    held = [_one(place, plan, day, series if not nth else None, by, at) for nth, day in wanted]
    for fair in held:
        fair.series = series
    session.flush()
    for fair in held:
        _build(fair, plan.rows)
    detail = {"days": len(held), "place": place.code}
    accounts.trace("fair.hold", f"fair:{series}", actor=by, detail=detail, at=at)
    return held


def cancel(fair: Fair, *, why: str, by: Person, at: datetime) -> list[Bill]:
    """It is not held. All who keep a stall or asked for one are told. Gives the fees nobody owes
    any more, for whoever may void them. Doing it twice changes nothing."""
    session.refresh(fair, ["cancelled_at"], with_for_update=True)
    if fair.is_cancelled:
        return []
    fair.cancelled_at, fair.cancelled_by_id, fair.cancelled_why = at, by.id, why
    stalls = queries.stalls_of(fair)
    letters.to_all(fair, stalls, queries.asks_of(fair), About.CANCELLED, at=at)
    accounts.trace("fair.cancel", f"fair:{fair.code}", actor=by, detail={"why": why}, at=at)
    return [it.fee_bill for it in stalls if it.fee_bill is not None]


def ask(fair: Fair, shop: Shop, *, sells: str, by: Person, at: datetime) -> StallAsk:
    """A keeper would like a stall. Asked twice it is once. Raises NotHeld."""
    _still_to_come(fair, at=at)
    asked = add_once(
        StallAsk,
        unless=("fair_id", "shop_id"),
        fair_id=fair.id,
        shop_id=shop.id,
        sells=sells,
        asked_at=at,
        asked_by_id=by.id,
    )
    if asked is not None:
        _trace("fair.ask", fair, shop, by=by, at=at)
    found = asked or queries.ask_of(fair, shop)
    assert found is not None  # noqa: S101  it was there, or is now
    return found


def give(stall: Stall, who: Shop | Keeper, *, by: Person, at: datetime) -> None:
    """This stall is theirs; its fee is a bill, and they are told. Raises Taken, NotHeld."""
    fair = stall.fair
    _still_to_come(fair, at=at)
    session.refresh(stall, ["given_at", "shop_id"], with_for_update=True)
    if stall.is_given or (isinstance(who, Shop) and queries.of_shop(fair, who)):
        raise Taken(stall.name)
    stall.given_at, stall.given_by_id = at, by.id
    if isinstance(who, Shop):
        stall.shop, stall.shop_id = who, who.id
        _answer(fair, who, stall, by=by, at=at)
        _trace("fair.give", fair, who, by=by, stall=stall.name, at=at)
    else:
        stall.keeper_name, stall.keeper_phone = who.name, who.phone
    stall.fee_bill = _fee(stall, by=by, at=at)
    session.flush()
    letters.to_one(stall, About.GIVEN, at=at)


def free(stall: Stall, *, by: Person, at: datetime) -> Bill | None:
    """It was given by mistake. Gives the fee nobody owes any more. Raises Used, Closed."""
    session.refresh(stall, ["given_at", "closed_at"], with_for_update=True)
    if stall.closed_at is not None:
        raise Closed(stall.name)
    if queries.sales_of(stall, limit=1):
        raise Used(stall.name)
    fee, shop = stall.fee_bill, stall.shop
    if shop is not None:
        letters.to_one(stall, About.TAKEN_BACK, at=at)
        _trace("fair.free", stall.fair, shop, by=by, stall=stall.name, at=at)
        if asked := queries.ask_of(stall.fair, shop):
            asked.decided_at = asked.decided_by_id = asked.stall_id = None
    stall.given_at = stall.given_by_id = stall.keeper_phone = stall.poster_id = None
    stall.shop = stall.fee_bill = None
    stall.shop_id, stall.fee_bill_id, stall.keeper_name = None, None, ""
    return fee


def refuse(asked: StallAsk, *, why: str, by: Person, at: datetime) -> None:
    if asked.decided_at is None:
        asked.decided_at, asked.decided_by_id, asked.why = at, by.id, why
        letters.refused(asked, at=at)
        _trace("fair.refuse", asked.fair, asked.shop, by=by, at=at)


def lay(stall: Stall, card: Poster) -> None:
    """This QR card lies on its table."""
    stall.poster, stall.poster_id = card, card.id


def _one(place: Place, plan: Plan, day: date, code: str | None, by: Person, at: datetime) -> Fair:
    begins = clock.start_of(day)
    fair = Fair(
        code=code or codes.short_code(CODE),
        series=code or "",
        repeats=plan.repeats,
        place_id=place.id,
        place=place,
        name=plan.name,
        spot=plan.spot,
        opens_at=begins + timedelta(hours=plan.opens.hour, minutes=plan.opens.minute),
        closes_at=begins + timedelta(hours=plan.closes.hour, minutes=plan.closes.minute),
        fee=plan.fee,
        host_id=plan.host.id if plan.host else None,
        made_at=at,
        made_by_id=by.id,
    )
    session.add(fair)
    return fair


def _build(fair: Fair, rows: Sequence[int]) -> None:
    stalls = [
        {"fair_id": fair.id, "row": letter, "number": number}
        for letter, many in zip(ROWS, rows, strict=False)
        for number in range(1, many + 1)
    ]
    add_all(Stall, *stalls, told_by=("fair_id", "row", "number"))


def _still_to_come(fair: Fair, *, at: datetime) -> None:
    if fair.is_cancelled or at > fair.closes_at:
        raise NotHeld(fair.code)


def _answer(fair: Fair, shop: Shop, stall: Stall, *, by: Person, at: datetime) -> None:
    asked = queries.ask_of(fair, shop)
    if asked is not None:
        asked.decided_at, asked.decided_by_id, asked.stall_id, asked.why = at, by.id, stall.id, ""


def _fee(stall: Stall, *, by: Person, at: datetime) -> Bill | None:
    fair = stall.fair
    if not fair.fee or fair.host is None:
        return None
    name = letters.fee_line(stall)
    keeper = stall.shop.household.keeper if stall.shop else None
    phone = keeper.phone if keeper else stall.keeper_phone
    return bills.issue(
        fair.host,
        [Item(name[:80], 1, fair.fee)],
        payer=Payer(stall.kept_by, phone, keeper.language if keeper else "vi"),
        what_for=BillFor.STALL_FEE,
        due_on=fair.day,
        once=f"stall:{stall.id}:{at.timestamp():.0f}",
        by=by,
        at=at,
    )


def _trace(verb: str, fair: Fair, shop: Shop, *, by: Person, stall: str = "", at: datetime) -> None:
    accounts.trace(
        verb,
        f"fair:{fair.code}",
        actor=by,
        for_id=shop.household.keeper_id,
        detail={"name": fair.name, "stall": stall},
        at=at,
    )
