"""One line of JSON for each request, job and mishap, and nothing about anybody in it.

Addresses are told as routes: /follow/<secret>, never the secret. Of an error it is told what kind
it is and where in the code; its words only where they are those of the machine, since a database's
repeat what somebody typed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger
from sqlalchemy.exc import OperationalError

from storefront import clock, gauges
from storefront.asked import ROUTE, asked

UNTOLD = frozenset({"/healthz", "/readyz", "/readyz/web", "/metrics"})
"""Asked every few seconds; told only when the answer is bad."""
A_NUMBER = re.compile(r"\+?\d[\d .-]{6,}\d")
"""May be somebody's telephone or account."""
STDOUT = 1


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _now(),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": _said(record),
        }
        if asked.request:
            line["request"] = asked.request
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1]:
            line |= what_went_wrong(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def what_went_wrong(error: BaseException) -> dict[str, Any]:
    steps = traceback.extract_tb(error.__traceback__)
    told: dict[str, Any] = {
        "error": type(error).__name__,
        "where": [f"{os.path.relpath(it.filename)}:{it.lineno} {it.name}" for it in steps[-12:]],
    }
    if isinstance(error, OperationalError):
        told["words"] = _without_numbers(str(error.orig))
    elif isinstance(error, OSError) and error.strerror:
        told["words"] = error.strerror
    return told


def _said(record: logging.LogRecord) -> str:
    """gunicorn puts addresses and what strangers sent into its complaints."""
    if record.name.startswith("gunicorn") and record.levelno >= logging.WARNING:
        return str(record.msg).partition("%")[0].partition(" from ip=")[0].strip()
    return _without_numbers(record.getMessage())


def _without_numbers(words: str) -> str:
    return A_NUMBER.sub("…", words)


def install() -> None:
    """For all that speaks through Python's logging in this process."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger("storefront").setLevel(logging.INFO)


def line(environ: dict[str, Any], status: int, took: timedelta, sent: int) -> str | None:
    """What is told of a request, if anything is. Written by hand: it is written for each."""
    route = environ.get(ROUTE) or _of_no_view(environ)
    if route in UNTOLD and status < 400:
        return None
    method = environ["REQUEST_METHOD"]
    return (
        f'{{"at":"{_now()}","request":"{asked.request}",'
        f'"method":"{method if method.isalpha() else "-"}","route":"{route}","status":{status},'
        f'"ms":{took / _A_MILLISECOND:.1f},"statements":{asked.statements},"bytes":{sent}}}\n'
    )


def _of_no_view(environ: dict[str, Any]) -> str:
    return "/static" if environ.get("PATH_INFO", "").startswith("/static/") else "-"


_A_MILLISECOND = timedelta(milliseconds=1)
_A_MICROSECOND = timedelta(microseconds=1)


def _now() -> str:
    return clock.now().isoformat(timespec="milliseconds")


class Logbook(Logger):  # type: ignore[misc]
    """gunicorn's own. It counts each request, and tells of it when asked to (REQUEST_LOG)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())

    def access(
        self, resp: Any, _req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> None:
        status = resp.status_code if hasattr(resp, "status_code") else int(str(resp.status)[:3])
        counted = gauges.opened()
        if counted:
            counted.note(environ.get(ROUTE, ""), status, request_time // _A_MICROSECOND)
        if self.cfg.accesslog:
            told = line(environ, status, request_time, getattr(resp, "sent", 0) or 0)
            if told:
                os.write(STDOUT, told.encode())
        asked.request = ""
