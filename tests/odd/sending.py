"""Sends requests as they come off the wire, past the good manners of a test client, and says what
came of them: the answer, the time it took, the tables that changed for good."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from itertools import count
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from flask import Flask, Request, Response, got_request_exception, request, request_finished
from sqlalchemy import update
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import run_wsgi_app

from storefront.accounts.models import Stay
from storefront.db import db, writing
from storefront.web.streams import Streams
from storefront.web.today import DatedRequest
from tests.odd.fitting import Fitting
from tests.statements import overheard

FORM = "application/x-www-form-urlencoded"
_CHANGES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
_callers = count(1)


@dataclass(slots=True)
class Answer:
    status: int
    seconds: float
    """Of this process's time, which does not depend on who else is at the machine."""
    changed: set[str]
    """Tables that were written to, and kept."""
    asked: set[str]
    """Fields that the view looked for."""
    why: str
    location: str
    misfits: list[str]
    """Where it is not what the open description says."""
    body: bytes = b""


@dataclass
class Witness:
    """Overhears the database and the request while one is answered."""

    written: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    broke: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)

    def said(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.written |= set(_CHANGES.findall(statement)) & set(db.metadata.tables)

    def committed(self, _connection: Any) -> None:
        self.kept |= self.written
        self.written.clear()

    def undone(self, _connection: Any) -> None:
        self.written.clear()

    def failed(self, _app: Flask, exception: BaseException, **_more: Any) -> None:
        self.broke.append(f"{type(exception).__name__}: {str(exception)[:300]}")

    def finished(self, fitting: Fitting, response: Response) -> None:
        self.misfits += fitting.complaints(request, response)

    def forget(self) -> None:
        for what in (self.written, self.kept, self.asked, self.broke, self.misfits):
            what.clear()


@contextmanager
def witness(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    it = Witness()
    monkeypatch.setattr(app, "request_class", _listening(it))
    monkeypatch.setattr(app.logger, "disabled", True)
    monkeypatch.setitem(app.extensions, "streams", Streams(app, lasts=0))  # one word, and no more
    fitting = Fitting(app)

    def finished(_app: Flask, response: Response, **_more: Any) -> None:
        it.finished(fitting, response)

    failing = got_request_exception.connected_to(it.failed, app)
    hearing = overheard(before_cursor_execute=it.said, commit=it.committed, rollback=it.undone)
    with hearing, failing, request_finished.connected_to(finished, app):
        yield it


def _listening(it: Witness) -> type[Request]:
    class Fields(ImmutableMultiDict[str, Any]):
        """Notes which names are looked for. Every way of looking ends in one of these two."""

        def __getitem__(self, key: str) -> Any:
            it.asked.add(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            it.asked.add(str(key))
            return super().__contains__(key)

        def getlist(self, key: str, type: Any = None) -> list[Any]:
            it.asked.add(key)
            return super().getlist(key, type)

    class Listening(DatedRequest):
        parameter_storage_class = Fields

    return Listening


def send(
    app: Flask,
    it: Witness,
    method: str,
    address: str,
    *,
    body: bytes = b"",
    content_type: str = FORM,
    cookie: bytes = b"",
    **environ: str,
) -> Answer:
    path, _, query = address.partition("?")
    told: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie.decode("latin-1"),
        "REMOTE_ADDR": f"2001:db8::{next(_callers):x}",  # each from elsewhere: nobody waits
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": StringIO(),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **environ,
    }
    it.forget()
    began = time.thread_time()
    status, location, answered = _answered(app, it, told)
    seconds = time.thread_time() - began
    why = "; ".join(it.broke)
    kept, asked, misfits = set(it.kept), set(it.asked), list(it.misfits)
    answer = Answer(status, seconds, kept, asked, why, location, misfits, answered)
    if "stay" in answer.changed:
        come_back()
    return answer


def come_back() -> None:
    """Whoever was signed out by what was pressed asks at the next door too."""
    nobody = {"ended_at": None, "ended_by_id": None, "ended_why": None}
    with writing(db.engine), db.engine.begin() as line:
        line.execute(update(Stay).values(nobody))


def _answered(app: Flask, it: Witness, told: dict[str, Any]) -> tuple[int, str, bytes]:
    try:
        # In an empty context: the request makes its own, as it would in the open market.
        body, status, headers = Context().run(run_wsgi_app, app.wsgi_app, told, True)
    except Exception as error:
        it.broke.append(f"{type(error).__name__}: {str(error)[:300]}")
        return 599, "", b""
    return int(status.split()[0]), headers.get("Location", ""), b"".join(body)


def urlencoded(fields: Mapping[str, tuple[bytes, ...]]) -> str:
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quoted(value)}"
        for name, values in fields.items()
        for value in values
    )


_long: dict[bytes, str] = {}


def quoted(value: bytes) -> str:
    if len(value) < 1_000:
        return quote_from_bytes(value, safe="")
    if value not in _long:
        _long[value] = quote_from_bytes(value, safe="")
    return _long[value]


def multipart(
    fields: Mapping[str, tuple[bytes, ...]], files: Mapping[str, tuple[str, bytes]]
) -> tuple[str, bytes]:
    said = BytesIO()
    for name, values in fields.items():
        for value in values:
            said.write(
                b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n' % name.encode()
            )
            said.write(value + b"\r\n")
    for name, (filename, body) in files.items():
        called = filename.encode("utf-8", "surrogateescape")
        said.write(
            b'--edge\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
            b"Content-Type: image/jpeg\r\n\r\n" % (name.encode(), called)
        )
        said.write(body + b"\r\n")
    said.write(b"--edge--\r\n")
    return "multipart/form-data; boundary=edge", said.getvalue()
