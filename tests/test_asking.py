"""Plain questions: what comes back, what is seen, and what happens when the line is cut."""

import os
import socket
from typing import Any

import pytest
from flask import Flask
from psycopg import OperationalError
from sqlalchemy import bindparam, func, literal_column, select, union_all, update

from storefront import asking
from storefront.accounts.models import Person
from storefront.asking import fetch, fetch_one, reader
from storefront.db import db, deed, session
from storefront.lines import Line
from storefront.money import Money
from storefront.nested import rows_of
from storefront.rows import columns, things
from storefront.shops.models import Category, Product, Shop
from tests.statements import counted
from tests.village import MARKET_DAY, a_household, a_person, a_shop, na

NAMES = select(Person.name).order_by(Person.id)


def test_only_what_is_committed_is_seen(app: Flask) -> None:
    with deed():
        a_person("Lành Văn Páo")
        assert fetch(NAMES) == []

    assert [row.name for row in fetch(NAMES)] == ["Lành Văn Páo"]
    with deed():
        a_person("Vi Văn Sính")
    assert len(session.scalars(select(Person)).all()) == 2


def test_values_have_the_types_of_their_columns(app: Flask) -> None:
    with deed():
        product = na()
    wanted = select(Product, func.count().over().label("many")).where(
        Product.category == bindparam("kind"), Product.listed_at <= bindparam("at")
    )

    row = fetch_one(wanted, kind=product.category, at=MARKET_DAY)

    assert row is not None
    assert row.many == 1
    for column in Product.__table__.columns:
        assert getattr(row, column.name) == getattr(product, column.name), column.name
    assert isinstance(row.category, Category)


def test_a_deed_forgets_what_was_asked_plainly_before(app: Flask) -> None:
    with deed():
        number = a_person("Lành Văn Páo").id
    session.remove()
    row = fetch_one(select(*columns(Person)).where(Person.id == bindparam("number")), number=number)
    person = things(row or (), Person)[0]
    with db.engine.begin() as another:
        another.execute(update(Person).values(name="Vi Văn Sính"))

    with deed():
        assert person.name == "Vi Văn Sính"


def test_nothing_found_is_nothing(app: Flask) -> None:
    assert fetch_one(NAMES) is None
    assert fetch(union_all(select(Person.id), select(Person.id))) == []


def test_a_line_that_was_cut_is_opened_anew(app: Flask) -> None:
    assert fetch(NAMES) == []
    cut(a_free_line().connection)

    assert fetch(NAMES) == []


def a_free_line() -> Line:
    lines = asking._lines_to(db.engine)
    line = lines.take()
    lines.give_back(line)
    return line


def cut(line: Any) -> None:
    """As when the database server is started anew."""
    if db.engine.dialect.name == "sqlite":
        line.close()
    else:
        session.execute(select(func.pg_terminate_backend(line.info.backend_pid)))


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_server_that_was_killed_is_away_and_no_fault_of_the_question(app: Flask) -> None:
    lines = asking._lines_to(db.engine)
    line: Any = lines.take()
    with socket.socket(fileno=os.dup(line.connection.pgconn.socket)) as wire:
        wire.shutdown(socket.SHUT_RDWR)

    with pytest.raises(OperationalError):
        line.ask("SELECT 1", (), {})
    lines.give_back(line)
    lines.hang_up()


def test_disposing_of_the_engine_closes_every_line(app: Flask) -> None:
    assert fetch(NAMES) == []
    line = a_free_line().connection

    db.engine.dispose()

    with pytest.raises(db.engine.dialect.loaded_dbapi.Error):
        line.execute("SELECT 1")
    assert fetch(NAMES) == []


def test_what_is_wrong_with_a_question_is_not_asked_twice(app: Flask) -> None:
    with counted() as asked, pytest.raises(db.engine.dialect.loaded_dbapi.Error):
        fetch(select(literal_column("no_such_column").label("no")).select_from(Person))

    assert len(asked) == 1


def test_rows_inside_a_row_are_read_as_by_themselves(app: Flask) -> None:
    with deed():
        full, empty = a_shop(), a_shop(a_household("Nông Văn Tài"))
        na(shop=full, price=60_000)
        na(shop=full, price=28_000)
    columns_ = (Product.id, Product.name, Product.price, Product.category, Product.shown)
    theirs = select(*columns_, Product.lot_id).where(Product.shop_id == Shop.id)
    wanted = theirs.order_by(Product.id.desc()).correlate(Shop)

    found = fetch(select(Shop.id, rows_of(wanted, "goods")).order_by(Shop.id))

    alone = fetch(select(*columns_, Product.lot_id).order_by(Product.id.desc()))
    assert [tuple(it) for it in found[0].goods] == [tuple(it) for it in alone]
    assert found[0].goods[0].price == Money(28_000)
    assert found[1].id == empty.id
    assert found[1].goods == []


def test_moments_do_not_travel_inside_a_row(app: Flask) -> None:
    listed = select(Product.listed_at).where(Product.shop_id == Shop.id).correlate(Shop)
    with deed():
        na()

    with pytest.raises(NotImplementedError):
        fetch(select(rows_of(listed, "goods")).select_from(Shop))


@pytest.mark.parametrize(
    ("readers", "read"),
    [
        ([None, None, None], (1, 2, 3)),
        ([None, str, None], (1, "2", 3)),
        ([str, None, bool], ("1", 2, True)),
        ([str], ("1",)),
    ],
)
def test_each_column_is_read_in_its_place(readers: list[Any], read: tuple[Any, ...]) -> None:
    row = reader(["one", "two", "three"][: len(readers)], readers)

    assert row((1, 2, 3)[: len(readers)]) == row([1, 2, 3][: len(readers)]) == read
