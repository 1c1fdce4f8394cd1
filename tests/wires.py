"""Other people's servers, for what leaves the house: they answer as told, or fall ill."""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from storefront.wire import Answer


@dataclass(frozen=True, slots=True)
class Question:
    method: str
    path: str
    """With its query."""
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


class Illness(enum.Enum):
    HANGS = "takes the call and says nothing"
    DRIPS = "says a letter now and then"
    DIES = "dies in the middle of a word"
    SHOUTS = "does not come to an end"
    ABSENT = "is not there"


@contextmanager
def a_server(answering: Callable[[Question], Answer]) -> Iterator[str]:
    """Its address, while it stands."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        said = answering(_question(handler))
        handler.send_response(said.status)
        handler.send_header("Content-Length", str(len(said.body)))
        if said.status // 100 == 3:
            handler.send_header("Location", said.body.decode())
        handler.end_headers()
        handler.wfile.write(said.body)

    with _standing(answer) as address:
        yield address


@contextmanager
def an_ill_server(illness: Illness) -> Iterator[str]:
    recovered = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        _question(handler)
        if illness is Illness.HANGS:
            recovered.wait()
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**7))
        handler.end_headers()
        _mumble(handler, illness, recovered)

    with _standing(answer) as address:
        if illness is Illness.ABSENT:
            address = "http://127.0.0.1:1"
        try:
            yield address
        finally:
            recovered.set()


def _mumble(handler: BaseHTTPRequestHandler, illness: Illness, recovered: threading.Event) -> None:
    handler.wfile.write(b'{"code":"00","data":')
    while illness is Illness.DRIPS and not recovered.wait(0.05):
        handler.wfile.write(b" ")
    while illness is Illness.SHOUTS and not recovered.is_set():
        handler.wfile.write(b" " * 65_536)


def _question(handler: BaseHTTPRequestHandler) -> Question:
    size = int(handler.headers.get("Content-Length", 0))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    return Question(handler.command, handler.path, headers, handler.rfile.read(size))


@contextmanager
def _standing(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
