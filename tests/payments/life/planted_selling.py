"""Faults for the machines that weigh and that promise harvests to find. Nobody else uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import pytest

from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import books, deposits
from storefront.orders.books import Movements
from storefront.orders.models import Order
from storefront.payments import counting, vietqr
from storefront.payments.vietqr import Transfer
from storefront.web import order_page


def the_books_do_not_hear_of_weights(plant: pytest.MonkeyPatch) -> None:
    def follow(_order: Order, _before: books.Standing, _what: str, *, at: datetime) -> None:
        """Nothing."""

    plant.setattr(books, "follow", follow)


def the_qr_asks_for_all_of_it(plant: pytest.MonkeyPatch) -> None:
    """Whatever has come, and whatever is not asked for yet."""

    def payload(order: Order) -> str:
        assert order.account is not None
        account = order.account
        to = Transfer(account.bank_bin, account.number, amount=order.total, memo=order.code)
        return vietqr.payload(to)

    plant.setattr(order_page, "payload", payload)


def the_figures_do_not_hear_of_weights(plant: pytest.MonkeyPatch) -> None:
    def recount(_order: Order, *, turn: int, at: datetime) -> None:
        """Nothing."""

    plant.setattr(counting, "recount_changed", recount)


def whoever_calls_off_loses_it(plant: pytest.MonkeyPatch) -> None:
    """Whatever was said of deposits."""
    plant.setattr(deposits, "forfeited", lambda order, at: max(order.paid, Money(0)))


def the_books_forget_the_fee(plant: pytest.MonkeyPatch) -> None:
    soundly = books.post_all

    def post_all(owed: Iterable[tuple[Order, Movements]], what: str, *, at: datetime) -> None:
        if what == "placed":
            owed = [
                (it, {Account.RECEIVABLE: it.goods, Account.SALES: -it.goods}) for it, _said in owed
            ]
        soundly(owed, what, at=at)

    plant.setattr(books, "post_all", post_all)


Plant = Callable[[pytest.MonkeyPatch], None]

FAULTS: dict[Plant, str] = {
    the_books_do_not_hear_of_weights: "its books say",
    the_figures_do_not_hear_of_weights: "as revenue",
}
"""Each with what the machine says of it."""

FAULTS_OF_HARVESTS: dict[Plant, str] = {
    the_qr_asks_for_all_of_it: "its QR says",
    whoever_calls_off_loses_it: "was agreed",
    the_books_forget_the_fee: "its books say",
}
