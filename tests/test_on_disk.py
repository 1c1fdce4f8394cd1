"""A brief deed hands the pen on before it is on disk, and ends when it is."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import text

from storefront import on_disk
from storefront.accounts.models import Person
from storefront.db import brief_deed, db, deed, session, writing
from tests.village import a_person


def care() -> int:
    return int(session.scalar(text("PRAGMA synchronous")) or 0)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("app")
def test_others_write_while_it_waits_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[str] = []

    def waits(_file: int) -> None:
        with writing(db.engine):
            waited.append("for the disk, without the pen")

    monkeypatch.setattr(os, "fdatasync", waits)

    with brief_deed():
        a_person("Vi Páo")
        assert waited == []

    assert waited == ["for the disk, without the pen"]
    assert session.query(Person).filter_by(name="Vi Páo").count() == 1


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("app")
def test_the_next_deed_on_the_same_line_is_on_disk_before_the_pen_is_handed_on() -> None:
    with brief_deed():
        a_person("Vi Páo")
        assert care() == 1
    with deed():
        a_person("Vi Mỷ")
        assert care() == 2
    with pytest.raises(ZeroDivisionError), brief_deed():
        _ = 1 / 0
    assert care() == 2


@pytest.mark.usefixtures("app")
def test_nothing_waits_where_there_is_no_log() -> None:
    with brief_deed():
        a_person("Vi Páo")
    on_disk.now(db.engine)
