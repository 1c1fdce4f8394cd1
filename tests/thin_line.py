"""The line between a phone and the market: cut, losing every third request, or bringing a newer
version of the pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "keep-alive"}
FIELD = "/team/field/"


@dataclass(frozen=True)
class Fault:
    """Planted into a script of the kit, for a proof to find."""

    name: str
    script: str
    sound: str
    faulty: str


@dataclass
class Line:
    """Every third request of the kit is lost: by turns on its way there, and the answer to it."""

    market: str
    address: str = ""
    cut: bool = False
    takes_deeds: bool = True
    loses_every_third: bool = False
    newer: str = ""
    """Added to the worker, as another version of it."""
    fault: Fault | None = None
    asked: int = 0
    lost: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fate(self, method: str, path: str) -> str:
        if self.cut or (method == "POST" and not self.takes_deeds and path.startswith(FIELD)):
            return "never"
        if not self.loses_every_third or not path.startswith(FIELD):
            return "there and back"
        with self.lock:
            self.asked += 1
            if self.asked % 3:
                return "there and back"
            self.lost += 1
            return "only there" if self.lost % 2 else "never"


@contextmanager
def between(market: str) -> Iterator[Line]:
    """A line on a port of its own; gives it with its address."""
    line = Line(market)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(line))
    server.daemon_threads = True
    line.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(line: Line) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _pass_on(line, self)

        do_POST = do_GET  # noqa: N815  the library calls it so

        def log_message(self, *_words: Any) -> None:
            pass

    return Handler


def _pass_on(line: Line, asked: BaseHTTPRequestHandler) -> None:
    body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
    fate = line.fate(asked.command, asked.path)
    asked.close_connection = True
    if fate == "never":
        return
    try:
        status, headers, answer = _fetched(line, asked, body)
    except (OSError, HTTPException):
        return
    if fate == "only there":
        return
    with suppress(OSError):  # whoever asked has gone to another page
        _answer(asked, status, headers, answer)


def _answer(
    asked: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], answer: bytes
) -> None:
    asked.send_response(status)
    for name, value in headers:
        asked.send_header(name, value)
    asked.send_header("Content-Length", str(len(answer)))
    asked.send_header("Connection", "close")
    asked.end_headers()
    asked.wfile.write(answer)


def _fetched(
    line: Line, asked: BaseHTTPRequestHandler, body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    there = HTTPConnection(urlsplit(line.market).netloc, timeout=60)
    headers = {name: value for name, value in asked.headers.items() if name.lower() not in HOP}
    if line.newer:
        headers.pop("If-None-Match", None)
    if line.fault:
        headers.pop("Accept-Encoding", None)
    try:
        there.request(asked.command, asked.path, body or None, headers)
        answer = there.getresponse()
        content = answer.read()
        told = [it for it in answer.getheaders() if it[0].lower() not in HOP | {"content-length"}]
        content = _newer(line, asked.path, content)
        return answer.status, told, _faulty(line, asked.path, content)
    finally:
        there.close()


def _newer(line: Line, path: str, content: bytes) -> bytes:
    if line.newer and path.endswith("/worker.js"):
        return content.replace(b'"version": "', f'"version": "{line.newer}-'.encode())
    return content


def _faulty(line: Line, path: str, content: bytes) -> bytes:
    fault = line.fault
    if fault and re.fullmatch(rf"/static/js/field/{fault.script}-[0-9a-f]+\.js", path):
        return content.replace(fault.sound.encode(), fault.faulty.encode())
    return content
