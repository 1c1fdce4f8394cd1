"""A sale over the table is a bill with one line; what comes for it goes through the one door."""

from __future__ import annotations

from datetime import datetime

from storefront import clock
from storefront.accounts.models import Person
from storefront.bills import actions as bills
from storefront.bills.actions import Item, Payer
from storefront.bills.models import BillFor
from storefront.db import session
from storefront.fairs import queries
from storefront.fairs.models import Stall, StallSale
from storefront.fairs.refusals import Closed, NoKeeper, NotHeld, SlipUsed
from storefront.money import Money
from storefront.rows import add
from storefront.shops.models import AccountKind, Shop

LAST_SLIP = queries.FIRST_WITHOUT_SLIP - 1
_LINE = {"vi": "Bán tại sạp", "en": "Sold at the stall"}
_BUYER = {"vi": "Khách ở chợ", "en": "Buyer at the market"}


def sell(
    stall: Stall,
    amount: Money,
    *,
    into: AccountKind | None = None,
    slip: int | None = None,
    once: str,
    by: Person,
    at: datetime,
    is_told: bool = False,
) -> StallSale:
    """Something is sold. The same `once` again is the same sale, and so is the same slip with the
    same sum. `is_told`: a bank says so, and a bank may be late.

    Raises NotHeld, NoKeeper, Closed, SlipUsed, TooMuchBilled.
    """
    shop = to_sell(stall, is_told=is_told, at=at)
    if slip is not None and (known := queries.sale_with(stall, slip)):
        if known.bill.total != amount:
            raise SlipUsed(str(slip))
        return known
    language = shop.household.keeper.language
    bill = bills.issue(
        shop,
        [Item(_LINE.get(language, _LINE["vi"]), 1, amount)],
        payer=Payer(_BUYER.get(language, _BUYER["vi"])),
        what_for=BillFor.STALL_SALE,
        due_on=clock.village_date(at),
        once=once,
        by=by,
        at=at,
    )
    return queries.sale_of(bill.id) or _written(stall, bill.id, into, slip)


def to_sell(stall: Stall, *, is_told: bool = False, at: datetime) -> Shop:
    """Its shop. Locked: slips are numbered, and nobody closes meanwhile.

    Raises NotHeld, NoKeeper, Closed.
    """
    session.refresh(stall, ["closed_at", "shop_id"], with_for_update=True)
    if stall.shop is None:
        raise NoKeeper(stall.name)
    if not stall.fair.is_on(at):
        raise NotHeld(stall.fair.code)
    if stall.closed_at is not None and not is_told:
        raise Closed(stall.name)
    return stall.shop


def give_slip_up(sale: StallSale) -> None:
    """Nothing was sold by it: the paper slip may be typed again. Ask only with the stall locked."""
    if sale.slip <= LAST_SLIP:
        sale.slip = queries.next_slip(sale.stall)


def _written(stall: Stall, bill_id: int, into: AccountKind | None, slip: int | None) -> StallSale:
    number = slip if slip is not None else queries.next_slip(stall)
    add(StallSale, stall_id=stall.id, slip=number, bill_id=bill_id, paid_into=into)
    sale = queries.sale_of(bill_id)
    assert sale is not None  # noqa: S101  just added
    return sale
