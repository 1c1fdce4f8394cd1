"""What stands on a buyer's order page: whom to pay, how much, until when, and what comes next."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import render_template

from storefront import banks, clock, qr
from storefront.complaints import clocks
from storefront.orders import deposits, harvest, queries, receiving, weighing
from storefront.orders.deadlines import PAY_WITHIN
from storefront.orders.models import Checkout, Order, OrderState, PayBy
from storefront.orders.states import BY_BUYER, ON_THE_SHELF, OPEN
from storefront.payments import refunding, vietqr
from storefront.payments.models import PaymentRefund, RefundWay
from storefront.payments.registry import KINDS
from storefront.payments.states import UNDER_WAY
from storefront.payments.vietqr import Transfer
from storefront.ratings import queries as ratings
from storefront.talks import queries as talks
from storefront.talks.models import Side
from storefront.tills import at_hand
from storefront.web import timelines
from storefront.web.filters import in_digits


def page(found: Checkout, order: Order) -> str:
    """The order's page, whichever face it has today."""
    now, told = clock.now(), order.events
    asks = is_asked_for(order, at=now)
    by_qr = asks and order.account is not None
    is_asked = harvest.is_asked(order, told)
    return render_template(
        "tracking/show.html",
        checkout=found,
        order=order,
        household=order.shop.household,
        steps=timelines.of(order, told),
        money=timelines.money(order, told),
        hops=_hops(found, order),
        next=waiting(found, after=order),
        may_change=order.state in BY_BUYER,
        may_receive=order.state is OrderState.SENT and not order.is_fetched,
        take_back_until=_take_back_until(order, at=now),
        may_cancel=order.state in may_call_off(order),
        forfeits=None if is_asked else deposits.forfeited(order, at=now),
        unread=talks.unread(order.id, by=Side.BUYER),
        may_complain=clocks.may_begin(order, at=now),
        sent=queries.handover_of(order),
        version=version(order),
        late=not asks and is_due(order),
        drawing=qr.draw(payload(order)) if by_qr else None,
        ways=ways(order) if asks else {},
        asked=is_asked,
        weighed=weighing.is_asked(order),
        back=_wants_account(order),
        bank=banks.name_of(order.account.bank_bin) if order.account else "",
        minutes_left=_minutes(order.pay_until - now) if order.pay_until else 0,
        minutes=_minutes(PAY_WITHIN),
    )


def _take_back_until(order: Order, *, at: datetime) -> datetime | None:
    """Until when the buyer may still say that it has not come. Who has rated it has it."""
    if receiving.may_be_taken_back(order, order.events, at=at) and not ratings.of_order(order):
        return receiving.until(order, order.events)
    return None


def _wants_account(order: Order) -> PaymentRefund | None:
    """Money that goes back as soon as the buyer says where to."""
    if not order.paid:
        return None
    waiting = (it for it in refunding.of_order(order.id) if it.way is RefundWay.BANK)
    return next((it for it in waiting if it.state in UNDER_WAY and not it.to_number), None)


def may_call_off(order: Order) -> frozenset[OrderState]:
    """Who has paid a deposit may as long as nothing is on its way: what that costs was agreed."""
    return ON_THE_SHELF if deposits.agreed(order) else BY_BUYER


def is_due(order: Order) -> bool:
    by_transfer = order.pay_by is not PayBy.CASH or order.waits_for_rest
    return by_transfer and order.state in OPEN and bool(order.asked)


def may_be_paid(order: Order, *, at: datetime) -> bool:
    """Whether we ask for a transfer."""
    return order.account is not None and is_asked_for(order, at=at)


def ways(order: Order) -> dict[str, str]:
    """The wallets and cards the buyer may pay with, by name, as people know them."""
    tills = at_hand().gateways_for(order.shop.household, order.asked)
    return {name: KINDS[name].title for name in tills}


def is_asked_for(order: Order, *, at: datetime) -> bool:
    """Whether we ask for money. After the deadline only for what somebody already promised."""
    if not is_due(order):
        return False
    begun = bool(order.paid) or order.state is not OrderState.PLACED
    return begun or (order.pay_until is not None and at <= order.pay_until)


def payload(order: Order) -> str:
    """The order's own VietQR: account, what is asked for now, and the code as note."""
    assert order.account is not None  # noqa: S101  see may_be_paid
    account = order.account
    return vietqr.payload(
        Transfer(account.bank_bin, account.number, amount=order.asked, memo=order.code)
    )


def version(order: Order) -> str:
    """Changes whenever the buyer should see another page."""
    money = (order.total, order.asked, order.paid, order.refunded, order.let_go)
    return "-".join([order.state, order.scale or "", *(str(it.dong) for it in money)])


def _hops(found: Checkout, here: Order) -> list[tuple[str, str, str | None]]:
    def state(order: Order) -> str | None:
        if not is_due(order):
            return "done"
        return "here" if order is here else None

    return [(order.shop.name, in_digits(order.total), state(order)) for order in found.orders]


def waiting(found: Checkout, *, after: Order | None = None) -> Order | None:
    """Another household that waits for its money."""
    return next((it for it in found.orders if it is not after and is_due(it)), None)


def _minutes(span: timedelta) -> int:
    return max(int(span.total_seconds()) // 60, 0)
