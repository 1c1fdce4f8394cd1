"""Who serves owns nothing: the market runs, and no guard can be taken away by it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from storefront import clock, codes
from storefront.accounts.models import Trace, TraceHead
from storefront.app import create_app
from storefront.cli.duties import DUTIES, HANDLERS
from storefront.cli.working import Worker
from storefront.db import db, deed, session
from storefront.orders.models import Order
from storefront.upkeep import rights
from tests.browser import Browser
from tests.databases import settings_for
from tests.village import a_household, a_shop, na

HAND = "market_hand"
on_postgres = pytest.mark.parametrize("app", ["postgres"], indirect=True)


def by_owner(*statements: str) -> None:
    with db.engine.connect() as line:
        for it in statements:
            line.execute(text(it))


@pytest.fixture
def served(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The same market by a user who was given rights, and owns nothing."""
    by_owner(f"CREATE USER {HAND}")
    said = app.test_cli_runner().invoke(args=["grant-rights", "--to", HAND])
    assert (said.exit_code, "only adds to 13" in said.output) == (0, True), said.output
    url = db.engine.url.set(username=HAND).render_as_string(hide_password=False)
    other = create_app(settings_for(url, tmp_path))
    with other.app_context():
        yield other
        session.remove()
        db.engine.dispose()
    by_owner(f"DROP OWNED BY {HAND}", f"DROP USER {HAND}")


@on_postgres
def test_orders_are_taken_sealed_and_worked_on(
    served: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with deed():
        product = na(shop=a_shop(a_household("Nông Văn Tài")), price=68_000)
    browser = Browser(served.test_client())
    browser.client.set_cookie("basket", f"{product.id}:3")
    typed = {"phone": "0912 345 678", "name": "Chị Hạnh", "delivery": "pick_up"}
    typed |= {"pay_by": "vietqr", "once": codes.secret(), "seen": "204000"}
    browser.post("/checkout", typed, expect=201)
    browser.sign_in(product.shop.household.keeper)
    order = session.scalars(select(Order)).one()
    browser.post(f"/orders/{order.code}/confirmation", {}, expect=302)

    worker, later = Worker(HANDLERS, DUTIES), clock.now() + timedelta(minutes=15)
    with caplog.at_level(logging.ERROR):
        while worker.step(at=later):
            pass

    assert [it.getMessage() for it in caplog.records] == []
    assert session.scalar(select(func.count(Trace.id)))
    assert session.scalar(select(func.count(TraceHead.id))), "what was pressed is chained"


@on_postgres
@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE trace", "TRUNCATE trace", "DELETE FROM trace", "UPDATE trace SET verb = 'z'",
        "ALTER TABLE trace DISABLE TRIGGER ALL", "SET session_replication_role = replica",
        "UPDATE movement SET amount = 0", "UPDATE fact SET amount = 0", "DELETE FROM report",
        "DELETE FROM order_event", "UPDATE look SET reason = 'z'", "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = 'z'", "DROP FUNCTION refuse_change() CASCADE",
    ],
)  # fmt: skip
def test_what_the_server_may_not(served: Flask, harm: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), deed():
        session.execute(text(harm))


@on_postgres
def test_all_that_is_guarded_is_only_added_to(app: Flask) -> None:
    """A table that refuses changes of itself is on the list too: whoever adds one thinks of it."""
    wanted = text("""
        SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE proname LIKE 'refuse_change%'
    """)
    with db.engine.connect() as line:
        guarded = set(line.scalars(wanted))

    may_be_mended_until_used = {"baseline"}
    assert guarded - may_be_mended_until_used == set(rights.ONLY_ADDED)


@on_postgres
def test_a_migration_gives_the_same_for_what_is_new(served: Flask, app: Flask) -> None:
    try:
        with app.app_context():
            by_owner("CREATE TABLE brand_new (id int)")
            said = app.test_cli_runner().invoke(args=["migrate"]).output
        with deed():
            session.execute(text("INSERT INTO brand_new VALUES (1)"))
    finally:
        with app.app_context():
            by_owner("DROP TABLE brand_new")

    assert f"{HAND} may write rows" in said


@on_postgres
@pytest.mark.parametrize(
    ("whom", "why"), [("nobody_there", "knows no nobody_there"), ("CURRENT", "is a superuser")]
)
def test_who_gains_nothing_is_refused(app: Flask, whom: str, why: str) -> None:
    name = (db.engine.url.username or "") if whom == "CURRENT" else whom
    said = app.test_cli_runner().invoke(args=["grant-rights", "--to", name])
    assert (said.exit_code, why in said.output) == (1, True)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_sqlite_knows_no_users(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["grant-rights", "--to", HAND])
    assert (said.exit_code, "SQLite knows no users" in said.output) == (1, True)
