"""What was pressed is chained: changed, removed and inserted rows are found by name."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from storefront import clock, codes
from storefront.accounts import actions, chain, sealing
from storefront.accounts.chain import Fault
from storefront.accounts.models import Person, Trace, TraceHead, TraceLink
from storefront.cli import schema
from storefront.db import db, deed, session
from storefront.files import Folder
from storefront.orders.models import Order
from storefront.upkeep import backing_up, sealed
from storefront.upkeep.models import TRACES, Beat
from tests.browser import Browser
from tests.crowd import at_once
from tests.village import MARKET_DAY, a_person, a_shop, na

_minutes = count(1, 11)


def later() -> datetime:
    """So much that nothing of before can still be on its way."""
    return MARKET_DAY + timedelta(minutes=next(_minutes))


def pressed(who: Person, many: int) -> None:
    with deed():
        for nth in range(many):
            detail = {"số": nth, "b": [1, None, "ư"], "a": {"z": 1, "y": "2.50"}}
            actions.trace(f"test.{nth}", f"order:{nth}", actor=who, for_id=who.id,
                          detail=detail, at=MARKET_DAY + timedelta(microseconds=nth))  # fmt: skip


@pytest.fixture
def who(app: Flask) -> Person:
    with deed():
        person = a_person()
    pressed(person, 9)
    assert sealing.seal(at=later()) == 9
    return person


def by_force(statement: str, **values: object) -> None:
    """As somebody does who owns the database: its own guards are put aside first."""
    with db.engine.connect() as line:
        if db.engine.dialect.name == "sqlite":
            for table in ("trace", "trace_link", "trace_head"):
                for change in ("update", "delete"):
                    line.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{change}"))
        else:
            line.execute(text("SET session_replication_role = replica"))
        line.execute(text(statement), values)
        if db.engine.dialect.name != "sqlite":
            line.execute(text("SET session_replication_role = DEFAULT"))
        line.commit()
    session.rollback()
    session.expire_all()


def put_in(number: int) -> None:
    by_force(
        "INSERT INTO trace (id, at, verb, subject, detail) VALUES (:id, :at, 'x', 'y', '{}')",
        id=number,
        at="2026-08-22 01:00:00+00:00",
    )


def found() -> list[Fault]:
    return list(chain.faults(at=later()))


def test_what_nobody_touched_is_whole(
    app: Flask, who: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    monkeypatch.setattr(chain, "STEP", 2)
    pressed(who, 5)

    assert sealing.seal(at=later()) == 5
    assert found() == []
    assert session.scalar(select(func.count(TraceLink.id))) == 14


@pytest.mark.parametrize(
    "said",
    ["note = 'x'", "verb = 'order.pay'", "at = '2026-01-01 00:00:00+00:00'", "actor_id = NULL",
     "for_id = NULL", "subject = 'order:9'", "detail = '{}'"],
)  # fmt: skip
def test_a_changed_row_is_named(app: Flask, who: Person, said: str) -> None:
    by_force(f"UPDATE trace SET {said} WHERE id = 4")  # noqa: S608  from the list above

    assert found() == [Fault("changed", 4)]


@pytest.mark.parametrize("step", [2, 5_000])
def test_removed_and_inserted_rows_are_named(
    app: Flask, who: Person, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "STEP", step)
    by_force("DELETE FROM trace WHERE id = 5")
    assert found() == [Fault("removed", 5)]

    put_in(5)
    assert found() == [Fault("changed", 5)]

    put_in(-1)
    assert set(found()) == {Fault("inserted", -1), Fault("changed", 5)}


def test_a_row_that_goes_with_its_link_leaves_a_gap(app: Flask, who: Person) -> None:
    by_force("DELETE FROM trace WHERE id = 5")
    by_force("DELETE FROM trace_link WHERE trace_id = 5")

    assert found() == [Fault("torn", 6)]


def test_a_chain_that_was_made_anew_is_seen_by_what_was_published(
    app: Flask, who: Person, tmp_path: Path
) -> None:
    published = str(sealing.head())
    folders = {name: Folder(tmp_path / name) for name in ("media", "private")}
    backing_up.back_up(
        db.engine, folders, tmp_path / "copies", revision=schema.expected(), at=clock.now()
    )
    by_force("UPDATE trace SET verb = 'order.pay' WHERE id = 4")
    by_force("DELETE FROM trace_link")
    by_force("DELETE FROM trace_head")
    sealing.seal(at=later())

    assert found() == []
    assert sealed.lost([("paper", published)]) == ["paper"]
    assert len(sealed.lost(sealed.in_copies(tmp_path / "copies"))) == 1
    said = app.test_cli_runner().invoke(args=["verify-traces", "--head", published])
    assert (said.exit_code, "not in the chain any more" in said.output) == (1, True)


def test_a_tail_that_was_cut_off_is_seen(app: Flask, who: Person) -> None:
    by_force("DELETE FROM trace WHERE id > 7")
    by_force("DELETE FROM trace_link WHERE trace_id > 7")

    assert found() == [Fault("removed", 9)]


def test_what_is_written_late_with_a_low_number_is_sealed_and_not_taken_for_inserted(
    app: Flask, who: Person
) -> None:
    """Of two who write at once, the lower number may be seen last."""
    put_in(12)
    now = later()
    sealing.seal(at=now)
    put_in(11)
    assert list(chain.faults(at=now + timedelta(minutes=1))) == []

    assert sealing.seal(at=now + timedelta(minutes=1)) == 1
    assert found() == []


def test_many_who_order_while_workers_seal_make_one_chain(app: Flask, who: Person) -> None:
    """Requests and workers at the same moment, each with a line of its own."""
    with deed():
        goods = na(shop=a_shop(), stock=100)
    basket, now = f"{goods.id}:1", later()

    def order(client: FlaskClient) -> None:
        form = {"phone": "0912345678", "name": "Chị Hạnh", "delivery": "pick_up"}
        form |= {"pay_by": "vietqr", "seen": str(goods.price.dong)}
        for _time in range(4):
            client.set_cookie("basket", basket)
            Browser(client).post("/checkout", form | {"once": codes.secret()}, expect=201)

    def work(_client: FlaskClient) -> None:
        with app.app_context():
            for _time in range(12):
                sealing.seal(at=now)
            session.remove()

    at_once(app, [order] * 6 + [work] * 3)
    sealing.seal(at=now)

    assert session.scalar(select(func.count(Order.id))) == 24
    traces = session.scalar(select(func.count(Trace.id))) or 0
    assert session.scalar(select(func.count(TraceLink.id))) == traces >= 9 + 24
    assert found() == []


def test_the_database_refuses_all_but_erasing_words(app: Flask, who: Person) -> None:
    for said in (
        "UPDATE trace SET verb = 'x'", "UPDATE trace SET detail = '{}'", "DELETE FROM trace",
        "UPDATE trace_link SET salt = NULL, trace_id = 77 WHERE id = 1", "DELETE FROM trace_link",
        "UPDATE trace_head SET head = 'x'", "DELETE FROM trace_head",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="append-only"), deed():
            session.execute(text(said))
    assert found() == []


def test_words_are_erased_and_the_chain_holds(app: Flask, who: Person) -> None:
    with deed():
        sealing.forget_words([4, 6], by=who, at=MARKET_DAY)
    sealing.seal(at=later())

    assert session.get_one(Trace, 4).detail == {}
    assert found() == []

    by_force("UPDATE trace SET detail = '{\"a\": 1}' WHERE id = 4")
    assert found() == [Fault("changed", 4)]


def test_words_emptied_without_saying_so_are_named(app: Flask, who: Person) -> None:
    with deed():
        session.execute(text("UPDATE trace_link SET salt = NULL WHERE trace_id = 4"))
        session.execute(text("UPDATE trace SET detail = '{}' WHERE id = 4"))

    assert found() == [Fault("changed", 4)]


def test_what_is_not_sealed_yet_is_not_erased(app: Flask, who: Person) -> None:
    pressed(who, 1)
    with pytest.raises(sealing.NotSealedYet), deed():
        sealing.forget_words([10], by=who, at=MARKET_DAY)


def test_the_operator_is_told_until_it_is_whole_again(
    app: Flask, who: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "STEP", 4)
    by_force("UPDATE trace SET verb = 'order.pay' WHERE id = 2")

    for _stretch in range(3):
        sealed.look(at=later())
        session.expire_all()
        assert session.get_one(Beat, TRACES).said["fault"] == "changed 2"

    said = app.test_cli_runner().invoke(args=["verify-traces"])
    assert (said.exit_code, "trace 2: changed" in said.output) == (1, True)

    by_force("UPDATE trace SET verb = 'test.1' WHERE id = 2")
    for _stretch in range(3):
        sealed.look(at=later())
    session.expire_all()
    assert session.get_one(Beat, TRACES).said["fault"] is None
    said = app.test_cli_runner().invoke(args=["verify-traces"])
    assert (said.exit_code, f"Head {sealing.head()}" in said.output) == (0, True)
    assert session.scalar(select(func.count(TraceHead.id)))
