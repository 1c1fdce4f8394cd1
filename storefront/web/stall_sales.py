"""One sale over the table, written down by its keeper or by a steward for the keeper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from storefront import banks, clock, codes
from storefront.bills.refusals import TooMuchBilled
from storefront.db import deed
from storefront.fairs import queries
from storefront.fairs.models import Stall, StallSale
from storefront.fairs.refusals import Closed, NoKeeper, NotHeld, SlipUsed, ToldAlready
from storefront.payments import at_stalls, stall_words, withdrawing
from storefront.payments.models import Means, Receipt
from storefront.payments.refusals import AlreadyDone, UsedMeanwhile
from storefront.shops.models import Shop
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import PaidBy, SaleForm
from storefront.web.people import me

PICTURES = {
    PaidBy.CASH: "banknote",
    PaidBy.BANK: "landmark",
    PaidBy.WALLET: "wallet",
    PaidBy.MOBILE_MONEY: "phone",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One of the last sales, as a list shows it."""

    sale: StallSale
    words: str
    picture: str
    is_banks_word: bool
    may_go: bool
    """It is somebody's word alone: it may be taken back."""


def empty() -> Draft[SaleForm]:
    return Draft(SaleForm, {"once": codes.secret()})


def ways(shop: Shop | None) -> list[tuple[PaidBy, str, str]]:
    """Every way a buyer may have paid, with its picture. Where the household is paid in this
    market is named by bank and last digits; a phone may hold other accounts."""
    return [(it, PICTURES[it], _name(it, shop)) for it in PaidBy]


def write(find: Callable[[], Stall], draft: Draft[SaleForm]) -> None:
    """Refuses in the draft what the market does not do."""
    form, at = draft.data, clock.now()
    said: dict[str, Any] = {"slip": form.slip, "once": form.once, "by": me(), "at": at}
    try:
        with deed():
            if form.way.into is None:
                at_stalls.sold_for_cash(find(), form.amount, **said)
            else:
                is_another = form.another == form.amount
                at_stalls.sold_into(
                    form.way.into, find(), form.amount, is_another=is_another, **said
                )
    except ToldAlready:
        words = _("A bank has just told of this sum. Press once more only if it is another.")
        draft.refuse("another", words)
    except SlipUsed:
        draft.refuse("slip", _("This slip is written down with another sum. Look at it again."))
    except TooMuchBilled:
        draft.refuse("amount", _("Less than 500 million at once."))
    except (NotHeld, Closed, NoKeeper):
        draft.refuse("form", _("The market day is not today, or this stall is closed."))


def take_back(find: Callable[[], Stall], slip: int) -> tuple[str, str]:
    """What is said afterwards, and of what kind that is."""
    try:
        with deed():
            stall = find()
            sale = queries.sale_with(stall, slip)
            if sale is not None:
                at_stalls.taken_back(sale, by=me(), at=clock.now())
    except (NotHeld, Closed):
        return _("The market day is not today, or this stall is closed."), "wait"
    except (AlreadyDone, UsedMeanwhile):
        return _("A bank speaks for this money: it stays. Give it back on its own page."), "wait"
    return _("Taken back: nothing was sold by it."), "message"


def lines(stall: Stall, *, limit: int) -> list[Line]:
    sales = queries.sales_of(stall, limit=limit)
    said = stall_words.newest(sales)
    return [_line(it, said.get(it.id)) for it in sales]


def _line(sale: StallSale, said: Receipt | None) -> Line:
    kind = sale.paid_into
    way = PaidBy(kind.value) if kind else PaidBy.CASH
    may_go = said is not None and withdrawing.stands(said) and not sale.bill.is_void
    is_bank = said is not None and said.means is not Means.KEEPER_SAYS_BANK and kind is not None
    words = _("taken back") if sale.bill.is_void else _name(way, sale.bill.shop)
    return Line(sale, words, PICTURES[way], is_bank, may_go)


def _name(way: PaidBy, shop: Shop | None) -> str:
    account = shop.household.account if shop else None
    if account is not None and way.into is account.kind:
        return f"{banks.name_of(account.bank_bin)} …{account.tail}"
    names: dict[PaidBy, str] = {
        PaidBy.CASH: _("Cash"),
        PaidBy.BANK: _("Bank account"),
        PaidBy.WALLET: _("E-wallet"),
        PaidBy.MOBILE_MONEY: _("Mobile money"),
    }
    return names[way]
