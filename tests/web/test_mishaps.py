"""A database or a disk that is held, away or full: said in words, with when to come again."""

from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoLineFree

from storefront import mishaps
from storefront.mishaps import Mishap


def as_sqlalchemy_says(error: Exception) -> DBAPIError:
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("error", "mishap"),
    [
        (sqlite3.OperationalError("database is locked"), Mishap.HELD),
        (sqlite3.OperationalError("database or disk is full"), Mishap.FULL),
        (sqlite3.OperationalError("disk I/O error"), Mishap.AWAY),
        (sqlite3.OperationalError("no such table: shop"), None),
        (errors.LockNotAvailable(), Mishap.HELD),
        (errors.DiskFull(), Mishap.FULL),
        (errors.AdminShutdown(), Mishap.AWAY),
        (errors.ReadOnlySqlTransaction(), Mishap.AWAY),
        (psycopg.OperationalError("connection refused"), Mishap.AWAY),
        (errors.UndefinedTable(), None),
        (psycopg.ProgrammingError("ours"), None),
    ],
)
def test_what_drivers_say_is_known_by_itself_and_through_sqlalchemy(
    error: Exception, mishap: Mishap | None
) -> None:
    assert mishaps.of(error) is mishap
    assert mishaps.of(as_sqlalchemy_says(error)) is mishap


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (as_sqlalchemy_says(errors.LockNotAvailable()), 503, "Chợ đang đông"),
        (NoLineFree(), 503, "Chợ đang đông"),
        (as_sqlalchemy_says(psycopg.OperationalError("gone")), 503, "Chợ đang nghỉ một nhịp"),
        (OSError(errno.EIO, "disk"), 503, "Chợ đang nghỉ một nhịp"),
        (OSError(errno.ENOSPC, "disk"), 507, "Chợ đã hết chỗ ghi"),
    ],
)
def test_people_are_told_when_to_come_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    answer = asked(app, monkeypatch, error)

    assert answer == (status, "5", True)
    assert words in said(app)


def test_a_fault_of_ours_stays_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(app, monkeypatch, ValueError("ours")) == (500, None, False)


def asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> tuple[int, str | None, bool]:
    def broken(**_parts: str) -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "help.show", broken)
    monkeypatch.setattr(app.logger, "disabled", True)
    answer = app.test_client().get("/help")
    never_kept = answer.headers.get("Cache-Control") == "no-store"
    return answer.status_code, answer.headers.get("Retry-After"), never_kept


def said(app: Flask) -> str:
    return app.test_client().get("/help").get_data(as_text=True)
