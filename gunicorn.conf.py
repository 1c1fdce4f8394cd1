"""How gunicorn serves the market; it reads this file by itself when started here."""

import ctypes
import gc
import os
import sys
from typing import Any

from storefront import evenly, gauges, line_watch, tidying

worker_class = "storefront.evenly.EvenWorker"  # threads, and as many lines for each worker
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
preload_app = True  # loaded once, shared by the workers: see docs/adr
control_socket_disable = True  # nobody needs to command a running server over a socket
keepalive = 15  # seconds; a phone's next tap finds the line still open
graceful_timeout = 10
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  no disk, no stalls

logger_class = "storefront.logbook.Logbook"  # one line of JSON for each request, when asked to
accesslog = "-" if os.environ.get("REQUEST_LOG", "0") == "1" else None

if hasattr(libc := ctypes.CDLL(None), "mallopt"):  # glibc's
    # One heap for all threads: they take turns in Python anyway, and each would keep its own room.
    libc.mallopt(-8, 1)  # M_ARENA_MAX
gc.disable()  # nothing loaded at the start is garbage; later it is looked for between requests


def when_ready(_server: object) -> None:
    """Just before the workers are forked. What is frozen is never looked at again, so its memory
    stays shared, and looking for garbage costs little."""
    market = sys.modules.get("wsgi")
    if market:
        gauges.open_(sorted({rule.rule for rule in market.app.url_map.iter_rules()}))
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Answers that stay open end as soon as the worker is to stop, and do not hold it up. A
    database that is silent is hung up on."""
    if counted := gauges.opened():
        counted.take_row(worker.age)
    line_watch.begin()
    market = sys.modules.get("wsgi")  # the bench serves its bare reference by this file too
    if market:
        market.app.extensions["streams"].end_when(lambda: not worker.alive)


def pre_request(_worker: object, _request: object) -> None:
    if counted := gauges.opened():
        counted.begin()


def post_request(_worker: object, _request: object, _environ: object, _answer: object) -> None:
    if counted := gauges.opened():
        counted.end()
    tidying.tidy()


def child_exit(_server: object, worker: Any) -> None:
    evenly.forget(worker)
    if counted := gauges.opened():
        counted.forget_those_under_way(worker.age)
