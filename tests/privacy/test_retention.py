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
from storefront.db import Base, db, deed, session
from storefront.notifications.models import Message
from storefront.orders.models import Order
from storefront.privacy import ageing, kept_tables, retention
from storefront.privacy.ageing import aged
from storefront.privacy.emptying import nothing
from storefront.privacy.fates import Why, fates
from storefront.privacy.keeping import Ends, Kept, Rests, rules
from storefront.privacy.models import Forgotten
from storefront.upkeep import copies, forgetting, judging, lags
from storefront.upkeep.readiness import OK, Readiness
from tests.browser import Browser
from tests.test_upgrading import said
from tests.village import a_province, an_order, na, posted

NOW = clock.now()
SLACK = timedelta(days=2)
"""More than a day of the calendar is from a moment."""
ELSEWHERE = [
    (Kept.CODES, "knock", "at"),
    (Kept.CODES, "sign_in_code", "made_at"),
    (Kept.STAYS, "stay", "ended_at"),
    (Kept.DEVICES, "checkout", "placed_at"),
    (Kept.PHOTOS, "sent_photo", "begun_at"),
    (Kept.TALKS, "order_note", "written_at"),
    (Kept.TALKS, "order_voice", "note_id.written_at"),
    (Kept.EXPORTS, "export", "asked_at"),
    (Kept.LOOKS, "look", "at"),
    (Kept.LOOKS, "looked_at", "look_id.at"),
    (Kept.DRAFTS, "roll", "brought_at"),
    (Kept.DRAFTS, "roll_row", "roll_id.brought_at"),
    (Kept.DRAFTS, "imported_sheet", "brought_at"),
    (Kept.DRAFTS, "imported_row", "sheet_id.brought_at"),
    (Kept.DRAFTS, "bank_statement", "brought_at"),
    (Kept.QUESTIONS, "question", "settled_at"),
    (Kept.QUESTIONS, "question_reply", "question_id.settled_at"),
    (Kept.DEEDS, "trace", "at"),
]
"""Those that the code of their own noun forgets, and by which moment."""
HEEDLESS = {
    "sqlite": "PRAGMA foreign_keys = OFF",
    "postgresql": "SET session_replication_role = replica",
}
READY = Readiness(OK, OK, OK, OK, OK)
_numbers = count(1)
_known: dict[tuple[str, str], Table] = {}

Planted = dict[tuple[Kept, str], tuple[int, int, int]]


@pytest.fixture
def planted(app: Flask) -> Planted:
    """Of every kind in every table a row that is too old, one that is not quite, and a new one."""
    days = {it.what: it.days for it in rules() if it.days}
    session.rollback()
    with db.engine.connect() as line:
        line.execute(sa.text(HEEDLESS[line.dialect.name]))
        found = {
            (kind, name): _three(line, kind, name, since, timedelta(days=days[kind]))
            for kind, name, since in places()
        }
        line.commit()
        line.invalidate()
    return found


def places() -> list[tuple[Kept, str, str]]:
    """By which moment a row of which table goes, and of which kind it is then."""
    listed = [(it, f"{it.via.name}." if it.via is not None else "") for it in aged()]
    return [
        *((Kept(it.kind), it.table.name, by + it.since.name) for it, by in listed),
        *ELSEWHERE,
    ]


def _three(
    line: Connection, kind: Kept, name: str, since: str, kept: timedelta
) -> tuple[int, int, int]:
    young = NOW - kept + SLACK if kept > SLACK else NOW
    moments = NOW - kept - SLACK, young, NOW
    old, not_quite, new = (_row(line, kind, name, since, it) for it in moments)
    return old, not_quite, new


def _row(line: Connection, kind: Kept, name: str, since: str, when: datetime) -> int:
    number = next(_numbers) + 5_000
    table = _as_it_is(line, name)
    by, _dot, moment = since.rpartition(".")
    row = _anything(table, number)
    if by:
        parent = next(iter(table.c[by].foreign_keys)).target_fullname.partition(".")[0]
        row[by] = _row(line, kind, parent, moment, when)
    else:
        row[moment] = clock.village_date(when) if type(table.c[moment].type) is sa.Date else when
    line.execute(sa.insert(table), row | _so_that_it_counts(kind, name, when))
    if name == "trace":
        link = _as_it_is(line, "trace_link")
        line.execute(sa.insert(link), _anything(link, number) | {"trace_id": number})
    return int(row[_key(name)])


def _as_it_is(line: Connection, name: str) -> Table:
    """Looked up once: there are hundreds of rows."""
    key = line.dialect.name, name
    if key not in _known:
        _known[key] = sa.Table(name, sa.MetaData(), autoload_with=line, resolve_fks=False)
    return _known[key]


def _anything(table: Table, number: int) -> dict[str, Any]:
    row = {it.name: said(it) for it in table.columns}
    for column in table.columns:
        if isinstance(column.type, sa.String):
            row[column.name] = f"{number}"[-(column.type.length or 9) :]
        elif column.foreign_keys:  # nobody looks, and some may be referred to once
            row[column.name] = number
    return row | ({"id": number} if "id" in table.c else {})


def _so_that_it_counts(kind: Kept, name: str, when: datetime) -> dict[str, Any]:
    if kind is Kept.DRAFTS and name in ("roll", "imported_sheet", "bank_statement"):
        return {"taken_in_at": None}
    if name == "checkout" and when < NOW - timedelta(days=800):
        return {"mark": None}  # forgotten long before the rest of it
    forged = {"verdict": "forged" if kind is Kept.MESSAGES else "genuine"}
    known: dict[str, dict[str, Any]] = {
        "stay": {"begun_at": when},
        "standing_order": {"state": "stopped"},
        "raw_message": forged,
        "twin": {"one_id": 1},  # the older one first
    }
    return known.get(name, {})


def _key(name: str) -> str:
    return "look_id" if name == "looked_at" else "id"


def there(name: str, number: int) -> Mapping[str, Any] | None:
    wanted = f'SELECT * FROM "{name}" WHERE {_key(name)} = {number}'  # noqa: S608  our own names
    session.rollback()
    row = session.execute(sa.text(wanted)).one_or_none()
    return None if row is None else dict(row._mapping)


def is_forgotten(kind: Kept, name: str, number: int) -> bool:
    row = there(name, number)
    lost = {Kept.DEVICES: ("mark",), Kept.DEEDS: ("note",), Kept.QUESTIONS: ("picture",)}
    if kind in lost and name != "question_reply":
        return row is not None and all(row[it] is None for it in lost[kind])
    emptied = next((it.columns for it in aged() if (it.kind, it.table.name) == (kind, name)), ())
    if not emptied:
        return row is None
    return row is not None and all(row[it.name] in (None, "{}", nothing(it)) for it in emptied)


def carry_out(at: datetime = NOW) -> dict[Kept, int]:
    return forgetting.carry_out(current_app.extensions["kept"], at=at).many


def test_every_kind_that_ends_is_planted() -> None:
    ends = {it.what for it in rules() if it.days}

    assert ends == {kind for kind, _table, _since in places()} | {Kept.COPIES}
    assert {it.what for it in rules()} == set(Kept)
    assert all(it.forget or it.ends is Ends.COPIES for it in rules() if it.days)


def test_every_table_that_speaks_of_people_says_how_long_it_is_kept() -> None:
    assert kept_tables.undecided() == []
    assert set(kept_tables.kept_tables()) <= set(Base.metadata.tables)


def test_what_a_table_says_is_carried_out() -> None:
    """By a row that was planted in it."""
    ends = {it.what for it in rules() if it.ends is Ends.BY_ITSELF}
    told = {(it, name) for name, its in kept_tables.kept_tables().items() for it in its}

    assert {it for it in told if it[0] in ends} == {(kind, name) for kind, name, _by in places()}


def test_nothing_touches_the_books_before_ten_years() -> None:
    """Whatever speaks of money that moved: see fates."""
    books = {it.table for it in fates() if it.why is Why.TAX}
    touched = {(kind, name) for kind, name, _since in places() if name in books}

    years = {it.what: it.days or 0 for it in rules()}
    assert {it for it in touched if years[it[0]] < 3652} == {(Kept.DRAFTS, "bank_statement")}
    assert years[Kept.BOOKS] >= 3652


def test_copies_are_let_go_of_by_the_days_that_are_told() -> None:
    taken = [NOW - timedelta(days=it) for it in range(1000)]
    oldest = min(copies.kept(taken, at=NOW))

    told = next(it for it in rules() if it.what is Kept.COPIES)
    assert NOW - oldest <= timedelta(days=told.days or 0) + timedelta(days=1)


def _of_an_hour_like_no_other(app: Flask) -> None:
    """Three hundred messages, all of them a year old at once."""
    old = NOW - timedelta(days=400)
    with deed():
        session.add_all(Message(to="+84912000000", body="x", written_at=old) for _it in range(300))


def test_more_than_expected_waits_until_somebody_has_looked(app: Flask) -> None:
    _of_an_hour_like_no_other(app)

    assert carry_out()[Kept.MESSAGES] == 0
    told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    assert "HELD: 300 of 300 in message" in told
    parts = {it.name: it for it in judging.judge(READY, lags.look(db.engine, at=NOW), None, at=NOW)}
    assert (parts["retention"].level, parts["retention"].many) == (judging.Level.LOOK, 1)

    app.test_cli_runner().invoke(args=["retention", "--even-so", "messages"])
    assert session.scalars(select(Message)).all() == []
    carry_out()
    parts = {it.name: it for it in judging.judge(READY, lags.look(db.engine, at=NOW), None, at=NOW)}
    assert parts["retention"].level is judging.Level.WELL


def test_a_clock_that_jumps_takes_nothing(planted: Planted, app: Flask) -> None:
    carry_out()
    later = NOW + timedelta(days=5_000)
    session.rollback()
    outcome = forgetting.carry_out(current_app.extensions["kept"], at=later)

    assert (set(outcome.many.values()), len(outcome.held)) == ({0}, len(outcome.many))
    again = forgetting.carry_out(current_app.extensions["kept"], at=later)
    assert len(again.held) == len(again.many), "asking twice does not make it right"


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
