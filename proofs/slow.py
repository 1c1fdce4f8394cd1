"""Two hundred slow lines before the shipped nginx: others get their pages within a second.

    ./dev prove slow [--seconds N] [--plant]

nginx runs with deploy/nginx/choban.conf, but for ports, certificate and folders, before a real
server. A hundred visitors send a byte of a header each second, a hundred a byte of a form; four
others read pages.
With --plant the slow ones knock at gunicorn itself, and the proof must find that others wait.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from multiprocessing.synchronize import Event
from pathlib import Path

from bench import market
from bench.servers import free_port, serving
from storefront.settings import ROOT

SLOW, OTHERS = 200, 4
MOST = 1.0
"""Seconds another may wait."""
HOST = "cho.example.vn"
HEADER = b"GET / HTTP/1.1\r\nHost: cho.example.vn\r\nX-Slow: "
FORM = (
    b"POST /basket HTTP/1.1\r\nHost: cho.example.vn\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)
MAIN = """
worker_processes 2;
worker_rlimit_nofile 16384;
pid {folder}/nginx.pid;
error_log {folder}/main.log;
daemon off;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    include {folder}/choban.conf;
}}
"""


def main() -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = f"sqlite:///{folder}/market.db"
        market.fill(url, 60, 100)
        env = {"INSTANCE_DIR": folder, "DATABASE_URL": url, "PRACTICE": "1", "REQUEST_LOG": "0"}
        server = stack.enter_context(serving("wsgi:app", env, may_die=True))
        door = stack.enter_context(nginx(Path(folder), server.port))
        told("alone", sorted(reads(door, asked.seconds / 2)))
        slow = server.port if asked.plant else door
        stack.enter_context(slow_ones(slow, is_tls=not asked.plant))
        waited = sorted(reads(door, asked.seconds))
    told(f"beside {SLOW} slow lines", waited)
    if (waited[-1] > MOST) is not asked.plant:
        sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def told(how: str, waited: Sequence[float]) -> None:
    half, slowest = waited[len(waited) // 2], waited[-1]
    words = f"half within {half * 1e3:.0f} ms, the slowest {slowest * 1e3:.0f} ms"
    print(f"{len(waited)} pages {how}: {words}", flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove slow", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[int]:
    """The port of its TLS door."""
    port = free_port()
    (folder / "main.conf").write_text(MAIN.format(folder=folder))
    (folder / "choban.conf").write_text(shipped(folder, port, behind))
    openssl = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    openssl += ["-subj", f"/CN={HOST}", "-keyout", f"{folder}/key", "-out", f"{folder}/cert"]
    subprocess.run(openssl, check=True, capture_output=True)
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", f"{folder}/main.conf"]
    subprocess.run([*command, "-t"], check=True)
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def shipped(folder: Path, port: int, behind: int) -> str:
    """What is in deploy/, at addresses that anybody may use."""
    lines = (ROOT / "deploy/nginx/choban.conf").read_text().splitlines()
    kept = "\n".join(line for line in lines if "[::]" not in line)
    for theirs, ours in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/var/lib/nginx/choban": f"{folder}/cache",
        "/var/log/nginx/choban.error.log": f"{folder}/errors.log",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": f"{folder}/cert",
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": f"{folder}/key",
    }.items():
        assert theirs in kept, theirs  # noqa: S101
        kept = kept.replace(theirs, ours)
    return kept


def _wait_for(port: int) -> None:
    for _time in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("nginx does not answer")


@contextmanager
def slow_ones(port: int, *, is_tls: bool) -> Iterator[None]:
    """In a process of their own, so that those who are measured do not wait for ours."""
    fork = multiprocessing.get_context("fork")
    ready, enough = fork.Event(), fork.Event()
    crowd = fork.Process(target=_dawdle, args=(port, ready, enough), kwargs={"is_tls": is_tls})
    crowd.start()
    try:
        if not ready.wait(60):
            raise TimeoutError("the slow lines do not open")
        print(f"{SLOW} slow lines are open", flush=True)
        yield
    finally:
        enough.set()
        crowd.join()


def _opened(port: int, begins: bytes, *, is_tls: bool) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    if is_tls:
        line = _trusting().wrap_socket(line, server_hostname=HOST)
    line.sendall(begins)
    return line


def _dawdle(port: int, ready: Event, enough: Event, *, is_tls: bool) -> None:
    """Whoever is let go comes again at once."""
    lines = [_opened(port, FORM if nth % 2 else HEADER, is_tls=is_tls) for nth in range(SLOW)]
    ready.set()
    while not enough.wait(1.0):
        for nth, line in enumerate(lines):
            try:
                line.send(b"x")
            except OSError:
                with suppress(OSError):
                    lines[nth] = _opened(port, FORM if nth % 2 else HEADER, is_tls=is_tls)
    for line in lines:
        line.close()


def reads(port: int, seconds: float) -> Sequence[float]:
    waited: list[float] = []
    until = time.monotonic() + seconds

    def read() -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            waited.append(_page(port) - began)
            time.sleep(0.5)

    threads = [threading.Thread(target=read) for _ in range(OTHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited


def _page(port: int) -> float:
    """When it was there; a page that does not come within ten seconds is one that took ten."""
    line: HTTPConnection = HTTPSConnection("127.0.0.1", port, timeout=10, context=_trusting())
    with suppress(OSError):
        line.request("GET", "/", headers={"Host": HOST})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"answered {answer.status}")
    line.close()
    return time.monotonic()


@cache
def _trusting() -> ssl.SSLContext:
    """The certificate is of our own making. Made once: reading all authorities of this machine for
    each page took twenty milliseconds of processor time, which was measured as the page's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


if __name__ == "__main__":
    main()
