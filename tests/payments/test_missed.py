"""Nobody could reach us for a while: what messengers told meanwhile is read from their lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.db import deed, session
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments import watching
from storefront.payments.models import Outcome, ProviderCursor, Receipt
from storefront.payments.provider import Callback
from storefront.payments.tills import Tills
from tests.payments.providers import test_casso as casso
from tests.payments.providers import test_sepay as sepay
from tests.village import an_order
from tests.wires import Illness, a_server, an_ill_server

NUMBER = 7_001
LISTS: dict[str, Callable[[int], sepay.TheirList | casso.TheirList]] = {
    "sepay": sepay.TheirList,
    "casso": casso.TheirList,
}
KEYS = {
    "sepay": {"SEPAY_SECRET": "the secret", "SEPAY_TOKEN": "the token"},
    "casso": {"CASSO_CHECKSUM_KEY": "the secret", "CASSO_API_KEY": "the key"},
}
"""As their lists want them."""


def tills(app: Flask, name: str, address: str) -> Tills:
    keys = {**KEYS[name], f"{name.upper()}_API_BASE": address}
    return Tills.of(replace(app.config["SETTINGS"], practice=False, payments=keys, **_REAL))


_REAL: Any = {"credentials_key": "A" * 43 + "="}


def as_listed(name: str, order: Order) -> dict[str, Any]:
    assert order.account is not None
    due, note = order.due.dong, f"MBVCB.1.{order.code}.CT"
    today = f"{clock.village_time(clock.now()):%Y-%m-%d %H:%M:%S}"
    if name == "sepay":
        told = {"account_number": order.account.number, "amount_in": f"{due}.00"}
        told |= {"transaction_content": note, "transaction_date": today}
        return sepay.TheirList.row(NUMBER, **told)
    told = {"bankSubAccId": order.account.number, "description": note, "when": today}
    return casso.TheirList.row(NUMBER, amount=due, **told)


def as_told(name: str, order: Order) -> bytes:
    assert order.account is not None
    account, due = order.account.number, order.due.dong
    if name == "sepay":
        told = {"id": NUMBER, "accountNumber": account, "content": order.code}
        return json.dumps({**told, "transferType": "in", "transferAmount": due}).encode()
    told = {"id": NUMBER, "accountNumber": account, "description": order.code, "amount": due}
    return json.dumps({"data": told}).encode()


def receipts() -> list[tuple[str, Outcome]]:
    session.rollback()
    found = session.scalars(select(Receipt))
    return [(receipt.transaction_id, receipt.outcome) for receipt in found]


@pytest.mark.parametrize("name", LISTS)
def test_an_order_paid_meanwhile_is_paid_once(app: Flask, name: str) -> None:
    with deed():
        order = an_order(at=clock.now())
    webhook = as_told(name, order)
    theirs = LISTS[name](0)
    theirs.rows = [as_listed(name, order)]

    with a_server(theirs) as address:
        ours = tills(app, name, address)
        assert watching.read_lists(ours, at=clock.now()) == 1
        watching.read_lists(ours, at=clock.now())

    assert receipts() == [(str(NUMBER), Outcome.PAID)]
    till = ours.find(name, "")
    assert till is not None
    now = clock.now()
    headers = till.provider.signed_headers(webhook, at=now)  # type: ignore[attr-defined]
    with deed():
        payments.settle(till.provider.read(Callback(headers, webhook, now)), at=now)
    assert receipts() == [(str(NUMBER), Outcome.PAID)], "told late, and known already"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_read_is_read_later(app: Flask, name: str) -> None:
    with deed():
        order = an_order(at=clock.now())
    theirs = LISTS[name](0)
    theirs.rows = [as_listed(name, order)]

    with an_ill_server(Illness.DIES) as address:
        assert watching.read_lists(tills(app, name, address), at=clock.now()) == 0
    session.rollback()
    assert session.scalars(select(ProviderCursor.failing_since)).one() is not None

    with a_server(theirs) as address:
        assert watching.read_lists(tills(app, name, address), at=clock.now()) == 1
    session.rollback()
    assert session.scalars(select(ProviderCursor.failing_since)).one() is None
    assert receipts() == [(str(NUMBER), Outcome.PAID)]


def test_whoever_got_no_key_for_a_list_is_not_asked(app: Flask) -> None:
    only_told = replace(app.config["SETTINGS"], payments={"SEPAY_SECRET": "the secret"})

    assert Tills.of(only_told).messengers() == []
    assert watching.read_lists(Tills.of(only_told), at=clock.now()) == 0
    assert session.scalars(select(ProviderCursor)).all() == []
