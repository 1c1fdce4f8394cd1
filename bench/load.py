"""Sixteen visitors who never rest: wrk where there is one, else threads of our own."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import cycle
from statistics import quantiles
from urllib.parse import urlencode

CONNECTIONS = 16

SCRIPT = """
local asks, next = {asks}, 0
request = function()
  next = next % #asks + 1
  local path, headers, body = unpack(asks[next])
  return wrk.format(body and "POST" or "GET", path, headers, body)
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Ask:
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    """What is told; nothing when it is only asked."""


@dataclass(frozen=True)
class Load:
    done: int
    seconds: float
    p50: float
    p99: float
    """Milliseconds."""
    failures: int

    @property
    def rate(self) -> float:
        return self.done / self.seconds


def pages(port: int, asks: Sequence[Ask], *, seconds: float, at_once: int = CONNECTIONS) -> Load:
    if shutil.which("wrk"):
        return _by_wrk(port, asks, seconds, at_once)
    ways = cycle([_way(ask) for ask in asks])
    return journeys(port, ways, seconds=seconds, at_once=at_once)


def _by_wrk(port: int, asks: Sequence[Ask], seconds: float, at_once: int) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.replace("{asks}", _lua(asks)))
        script.flush()
        said = subprocess.run(
            ["wrk", "-t1", f"-c{at_once}", f"-d{max(1, round(seconds))}s", "--timeout", "30s",
             "-s", script.name, f"http://127.0.0.1:{port}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    numbers = said.partition("RESULT ")[2].split()[:5]
    done, took, p50, p99, failures = map(int, numbers)
    return Load(done, took / 1e6, p50 / 1e3, p99 / 1e3, failures)


def _lua(asks: Sequence[Ask]) -> str:
    return "{" + ", ".join(map(_lua_row, asks)) + "}"


def _lua_row(ask: Ask) -> str:
    headers = ", ".join(
        f"[{json.dumps(name)}]={json.dumps(it)}" for name, it in ask.headers.items()
    )
    body = f", {json.dumps(ask.body)}" if ask.body else ""
    return f"{{{json.dumps(ask.path)}, {{{headers}}}{body}}}"


class Refused(HTTPException):
    def __init__(self, words: str, answer: HTTPResponse, content: bytes) -> None:
        super().__init__(words)
        self.answer, self.content = answer, content


class Visitor:
    """A browser of the plainest kind: one line, its cookies, no pictures."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self._line = HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies = dict(cookies or {})

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
        return self._send("GET", path, None, headers or {})

    def post(self, path: str, form: dict[str, str]) -> tuple[HTTPResponse, bytes]:
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(form), typed)

    def tell(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        self._send("POST", path, body, headers)

    def forget(self) -> None:
        self._cookies.clear()

    def hang_up(self) -> None:
        """After a mishap; the next question opens a line of its own."""
        self._line.close()

    def _send(
        self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        if self._cookies:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            headers = headers | {"Cookie": cookies}
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status >= 400:
            raise Refused(f"{method} {path}: {answer.status}", answer, content)
        return answer, content


Journey = Callable[[Visitor], object]


def _way(ask: Ask) -> Journey:
    if ask.body:
        return lambda visitor: visitor.tell(ask.path, ask.body.encode(), ask.headers)
    return lambda visitor: visitor.get(ask.path, ask.headers)


def journeys(
    port: int,
    ways: Iterator[Journey],
    *,
    seconds: float,
    fresh: bool = False,
    at_once: int = CONNECTIONS,
) -> Load:
    """Visitors go these ways; `fresh` ones forget who they were each time."""
    crowd = _Crowd(port, ways, seconds, fresh)
    threads = [threading.Thread(target=crowd.walk) for _ in range(at_once)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    cuts = quantiles(crowd.times, n=100)
    return Load(len(crowd.times), took, cuts[49] * 1e3, cuts[98] * 1e3, crowd.failures)


class _Crowd:
    def __init__(self, port: int, ways: Iterator[Journey], seconds: float, fresh: bool) -> None:
        self._port, self._fresh = port, fresh
        self._ways = ways
        self._until = time.monotonic() + seconds
        self._mutex = threading.Lock()
        self.times: list[float] = []
        self.failures = 0

    def walk(self) -> None:
        visitor = Visitor(self._port)
        while (began := time.monotonic()) < self._until:
            with self._mutex:
                way = next(self._ways, None)
            if way is None:
                return
            try:
                way(visitor)
            except (OSError, HTTPException):
                self.failures += 1
                visitor = Visitor(self._port)
            else:
                self.times.append(time.monotonic() - began)
            if self._fresh:
                visitor.forget()
