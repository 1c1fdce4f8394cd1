"""The floor everything stands on: money, text, codes, the writers' queue, origins."""

import fcntl
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy import text as sql

from storefront import codes, text
from storefront.accounts.models import Person
from storefront.db import OutsideADeed, db, deed, session
from storefront.errors import Busy
from storefront.money import Money
from storefront.writers import WriterQueue
from tests.browser import Browser
from tests.village import MARKET_DAY, a_person


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_splitting_loses_no_dong(parts: int) -> None:
    assert Money.sum(Money(100_000).split(parts)) == Money(100_000)


@pytest.mark.parametrize("spelling", ["Hoà Bình", "Hòa Bình", "HOA  BINH", "hòa-bình"])
def test_every_spelling_folds_alike(spelling: str) -> None:
    assert text.fold(spelling) == "hoa binh"


def test_folding_knows_d() -> None:
    assert text.fold("Đặc sản Đình Lập") == "dac san dinh lap"


def test_what_nobody_types_is_taken_out() -> None:
    assert text.tidy("na\u202e dai\u200b\0  Chi\tLăng ") == "na dai Chi Lăng"


def test_one_wrong_or_two_swapped_letters_always_show() -> None:
    code = codes.new_code()
    for place in range(len(codes.PREFIX), codes.LENGTH):
        for letter in codes.ALPHABET:
            changed = code[:place] + letter + code[place + 1 :]
            assert codes.is_code(changed) is (changed == code)
    for place in range(len(codes.PREFIX), codes.LENGTH - 2):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert codes.is_code(swapped) is (swapped == code)


def test_a_deed_that_fails_leaves_nothing(app: Flask) -> None:
    with suppress(ZeroDivisionError), deed():
        a_person("Páo")
        raise ZeroDivisionError

    assert session.scalar(select(Person)) is None


def test_writing_outside_a_deed_is_refused(app: Flask) -> None:
    session.add(Person(name="Páo", known_since=MARKET_DAY))
    with pytest.raises(OutsideADeed):
        session.flush()


def test_writers_go_in_the_order_they_came(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "db")
    order: list[int] = []

    def write(number: int) -> None:
        with queue.turn():
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with queue.turn():
        for number, thread in enumerate(threads):
            thread.start()
            while len(queue._line) < number + 2:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_writer_who_waits_too_long_is_told_to_come_back(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "db")
    refused: list[Exception] = []

    def write() -> None:
        try:
            with queue.turn(patience=0.05):
                pass
        except Busy as busy:
            refused.append(busy)

    with queue.turn():
        late = threading.Thread(target=write)
        late.start()
        late.join()
    assert len(refused) == 1
    with queue.turn(patience=1):
        pass  # whoever gave up is not in the way


def test_another_process_that_keeps_the_pen_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "db")
    with (tmp_path / "db.held").open("w") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        with pytest.raises(Busy), queue.turn(patience=0.05):
            pass
    with queue.turn(patience=1):
        pass  # whoever gave up is not in the way


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 302),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 302),
    ],
)
def test_only_our_own_pages_send_forms(app: Flask, headers: dict[str, str], status: int) -> None:
    answer = app.test_client().post("/display", data={"lang": "en"}, headers=headers)

    assert answer.status_code == status


def test_the_first_page_opens(browser: Browser) -> None:
    browser.get("/")


def test_the_tone_mark_may_sit_on_either_vowel() -> None:
    assert text.spelling("Hoà Bình") == text.spelling("Hòa Bình")
    assert text.spelling("Thuỷ") == text.spelling("thủy") != text.spelling("thuy")


def test_a_line_the_database_has_closed_is_replaced(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # nobody can close a file for us
    mine, ending = select(func.pg_backend_pid()), func.pg_terminate_backend
    with db.engine.connect() as one, db.engine.connect() as other:
        closed = one.scalar(mine)
        assert other.scalar(select(ending(closed, 5_000)))

    for _ in range(2):
        with db.engine.connect() as line:
            assert line.scalar(mine) != closed


def test_reading_leaves_statements_prepared(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # it has none
    for _ in range(8):
        session.scalars(select(Person).where(Person.id == 1)).all()
        session.remove()

    prepared = session.scalars(sql("SELECT statement FROM pg_prepared_statements"))
    assert any("FROM person" in statement for statement in prepared)
