"""Writing plainly: in order, together, all or nothing, and with errors everybody knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storefront.accounts.models import Trace
from storefront.db import OutsideADeed, db, deed, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.ledger import actions as ledger
from storefront.ledger.models import Account, Journal
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.rows import change, put, put_all_once
from tests.statements import counted, overheard
from tests.village import MARKET_DAY, a_household

LETTER = {"to": "+84912345678", "body": "Chào", "written_at": MARKET_DAY}


MOVED = {Account.BANK: Money(5), Account.SALES: Money(-5)}


def _write(letter: dict[str, Any], *, then: Callable[[], object]) -> None:
    with deed():
        put(Message, letter)
        then()


def letters() -> int:
    return session.scalar(select(func.count(Message.id))) or 0


def test_what_waits_is_written_before_anything_is_asked(app: Flask) -> None:
    with deed():
        put(Message, LETTER)
        put(Message, LETTER, LETTER | {"body": "Chào lại"})
        assert letters() == 3

    assert letters() == 3


def test_what_waits_is_written_at_the_end(app: Flask) -> None:
    with deed():
        put(Message, LETTER)

    session.rollback()
    assert letters() == 1


def test_what_waits_is_forgotten_with_its_deed(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        _write(LETTER, then=lambda: 1 // 0)

    with deed():
        put(Message, LETTER | {"body": "Another deed's"})

    assert session.scalars(select(Message.body)).all() == ["Another deed's"]


def test_nothing_is_said_outside_a_deed(app: Flask) -> None:
    with pytest.raises(OutsideADeed):
        put(Message, LETTER)


def test_an_error_that_waited_undoes_the_deed(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        _write(LETTER, then=lambda: put(Unfolded, {"fact_id": 404}))

    assert letters() == 0
    with deed():
        put(Message, LETTER)
    assert letters() == 1


def test_books_with_the_same_source_are_written_once(app: Flask) -> None:
    with deed():
        household = a_household()
        book = partial(ledger.post, "receipt:1", MOVED, household_id=household.id, at=MARKET_DAY)
        book()
    with pytest.raises(IntegrityError), deed():
        book()

    journal = session.scalars(select(Journal)).one()
    assert {it.account: it.amount for it in journal.movements} == MOVED


def test_of_several_only_the_new_ones_are_added(app: Flask) -> None:
    with deed():
        household = a_household()
    rows = [
        {
            "indicator": Indicator.REVENUE,
            "cause": f"receipt:{number}",
            "household_id": household.id,
            "commune_id": household.village.parent_id,
            "day": MARKET_DAY.date(),
            "amount": number,
            "written_at": MARKET_DAY,
        }
        for number in (1, 2, 3)
    ]
    with deed():
        put_all_once(Fact, rows[0], unless=("indicator", "cause"))
        new = put_all_once(Fact, *rows, unless=("indicator", "cause"))

    found = session.scalars(select(Fact.amount).where(Fact.id.in_(new)).order_by(Fact.amount))
    assert found.all() == [2, 3]


def test_a_changed_row_is_known_at_once_and_written_with_the_rest(app: Flask) -> None:
    with deed():
        household = a_household()
    with deed():
        keeper = household.keeper
        change(keeper, name="Hoàng Thị Nhình")
        assert keeper.name == "Hoàng Thị Nhình"

    session.expire_all()
    assert household.keeper.name == "Hoàng Thị Nhình"


def test_the_end_of_a_deed_is_said_with_what_waits(app: Flask) -> None:
    said: list[str] = []
    with overheard(before_cursor_execute=lambda *it: said.append(it[2].split()[0])), deed():
        put(Message, LETTER)

    ending = ["COMMIT"] if db.engine.dialect.name == "postgresql" else []
    assert said == ["BEGIN", "INSERT", *ending]


def test_what_waits_goes_in_the_order_it_was_said(app: Flask) -> None:
    with counted() as said, deed():
        put(Message, LETTER)
        put(Trace, {"at": MARKET_DAY, "verb": "looked", "subject": "nothing", "detail": {}})

    assert [words.split()[2] for words in said] == ["message", "trace"]
