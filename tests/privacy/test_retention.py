"""What was kept long enough goes, each kind after its own days; the rest stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy import Connection, Table, select

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import db, deed, session
from storefront.orders.models import Order
from storefront.privacy import ageing, retention
from storefront.privacy.ageing import aged
from storefront.privacy.emptying import nothing
from storefront.privacy.keeping import Kept, Rests, rules
from storefront.privacy.models import Forgotten
from tests.browser import Browser
from tests.test_upgrading import said
from tests.village import a_province, an_order, na, posted

NOW = clock.now()
SLACK = timedelta(days=2)
"""More than a day of the calendar is from a moment."""
ELSEWHERE = {
    Kept.CODES: ("knock", "at"),
    Kept.STAYS: ("stay", "ended_at"),
    Kept.DEVICES: ("checkout", "placed_at"),
    Kept.PHOTOS: ("sent_photo", "begun_at"),
    Kept.TALKS: ("order_note", "written_at"),
    Kept.EXPORTS: ("export", "asked_at"),
    Kept.LOOKS: ("look", "at"),
}
"""Those that the code of their own noun forgets, and by which moment."""
HEEDLESS = {
    "sqlite": "PRAGMA foreign_keys = OFF",
    "postgresql": "SET session_replication_role = replica",
}
_numbers = count(1)

Planted = dict[tuple[Kept, str], tuple[int, int, int]]


@pytest.fixture
def planted(app: Flask) -> Planted:
    """Of every kind in every table a row that is too old, one that is not quite, and a new one."""
    days = {it.what: it.days for it in rules() if it.days}
    places = [(Kept(it.kind), it.table.name, it.since.name) for it in aged()]
    places += [(kind, *place) for kind, place in ELSEWHERE.items()]
    session.rollback()
    with db.engine.connect() as line:
        line.execute(sa.text(HEEDLESS[line.dialect.name]))
        found = {
            (kind, name): _three(line, name, since, timedelta(days=days[kind]))
            for kind, name, since in places
        }
        line.commit()
        line.invalidate()
    return found


def _three(line: Connection, name: str, since: str, kept: timedelta) -> tuple[int, int, int]:
    table = sa.Table(name, sa.MetaData(), autoload_with=line)
    young = NOW - kept + SLACK if kept > SLACK else NOW
    moments = NOW - kept - SLACK, young, NOW
    old, not_quite, new = (_row(line, table, since, it) for it in moments)
    return old, not_quite, new


def _row(line: Connection, table: Table, since: str, when: datetime) -> int:
    number = next(_numbers) + 5_000
    row = {it.name: said(it) for it in table.columns} | {"id": number}
    for column in table.columns:
        if isinstance(column.type, sa.String):
            row[column.name] = f"{number}"
        elif column.foreign_keys:  # nobody looks, and some may be referred to once
            row[column.name] = number
    is_day = type(table.c[since].type) is sa.Date
    row[since] = clock.village_date(when) if is_day else when
    row |= {"begun_at": when} if table.name == "stay" else {}
    if table.name == "checkout" and when < NOW - timedelta(days=800):
        row["mark"] = None  # forgotten long before the rest of it
    row |= {"state": "stopped"} if table.name == "standing_order" else {}
    line.execute(sa.insert(table), row)
    return number


def there(name: str, number: int) -> Mapping[str, Any] | None:
    wanted = sa.text(f'SELECT * FROM "{name}" WHERE id = {number}')  # noqa: S608  our own names
    session.rollback()
    row = session.execute(wanted).one_or_none()
    return None if row is None else dict(row._mapping)


def is_forgotten(kind: Kept, name: str, number: int) -> bool:
    row = there(name, number)
    if kind is Kept.DEVICES:
        return row is not None and row["mark"] is None
    emptied = next((it.columns for it in aged() if (it.kind, it.table.name) == (kind, name)), ())
    if not emptied:
        return row is None
    return row is not None and all(row[it.name] in (None, nothing(it)) for it in emptied)


def carry_out(at: datetime = NOW) -> dict[Kept, int]:
    return retention.carry_out(current_app.extensions["kept"].exports, at=at)


def test_every_kind_that_ends_is_planted() -> None:
    ends = {it.what for it in rules() if it.days}

    assert ends == {Kept(it.kind) for it in aged()} | set(ELSEWHERE)
    assert {it.what for it in rules()} == set(Kept)
    assert all(it.forget for it in rules() if it.days)


def test_what_is_too_old_goes_and_what_is_not_stays(planted: Planted) -> None:
    before = {key: [there(key[1], it) for it in numbers[1:]] for key, numbers in planted.items()}

    carry_out()

    left = [key for key, numbers in planted.items() if not is_forgotten(*key, numbers[0])]
    after = {key: [there(key[1], it) for it in numbers[1:]] for key, numbers in planted.items()}
    assert left == []
    assert after == before


def test_a_rehearsal_counts_and_leaves_all(planted: Planted, app: Flask) -> None:
    before = {key: [there(key[1], it) for it in numbers] for key, numbers in planted.items()}

    told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    counted = retention.rehearse(at=NOW)
    after = {key: [there(key[1], it) for it in numbers] for key, numbers in planted.items()}

    assert after == before
    assert counted == carry_out()
    assert f"{counted[Kept.ORDERS]}" in next(it for it in told.splitlines() if "orders" in it)
    assert carry_out() == dict.fromkeys(counted, 0)


def test_an_order_under_way_keeps_its_buyer(app: Flask) -> None:
    with deed():
        order = an_order(na())
        order.checkout.placed_at = NOW - timedelta(days=4_000)
        phone, number = order.checkout.buyer_phone, order.id
    carry_out()

    kept = session.get_one(Order, number).checkout
    assert kept.buyer_phone == phone


def test_a_wave_is_taken_in_parts(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ageing, "AT_ONCE", 0)

    assert carry_out()[Kept.ORDERS] == 0


def test_officers_read_how_much_went(app: Flask, browser: Browser, planted: Planted) -> None:
    with deed():
        officer = posted("Cán bộ Lý", Role.PROVINCE_OFFICER, a_province())
    many = carry_out()[Kept.BOOKS]
    browser.sign_in(officer)

    text = browser.get("/what-is-kept/forgotten").text
    assert f"{many} · Tên và lời ghi trong phiếu thu" in text.replace("  ", " ")
    assert "chưa đối chiếu" in text
    wrote = select(Forgotten.many).where(Forgotten.what == Kept.BOOKS)
    assert session.scalars(wrote).all() == [many]
    assert next(it for it in rules() if it.what is Kept.BOOKS).rests is Rests.UNCHECKED
