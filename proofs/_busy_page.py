"""How long a page's own thread is busy at a stretch, as the browser's trace tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

CATEGORIES = ["-*", "disabled-by-default-devtools.timeline", "devtools.timeline", "toplevel", "v8"]
TASK, THREAD = "RunTask", "CrRendererMain"


@dataclass
class Busy:
    """Milliseconds of the longest task. A machine that works for others too makes tasks last
    longer by the clock; what they cost in processor time is the page's own."""

    tasks: int = 0
    processor: float = 0.0
    clock: float = 0.0
    inside: str = ""
    """What the longest was busy with."""


@contextmanager
def watched(browser: Browser, page: Page) -> Iterator[Busy]:
    """Tells when it ends."""
    busy = Busy()
    browser.start_tracing(page=page, categories=CATEGORIES)
    yield busy
    events = json.loads(browser.stop_tracing())["traceEvents"]
    tasks = list(_tasks(events))
    busy.tasks = len(tasks)
    busy.processor = max((it.get("tdur", 0) for it in tasks), default=0) / 1000
    busy.clock = max((it["dur"] for it in tasks), default=0) / 1000
    if tasks:
        busy.inside = _inside(events, max(tasks, key=lambda it: it.get("tdur", 0)))


def _inside(events: list[dict[str, Any]], task: dict[str, Any]) -> str:
    """Its largest parts; one may stand within another."""
    parts = [
        it
        for it in events
        if (it["pid"], it["tid"]) == (task["pid"], task["tid"])
        and task["ts"] <= it["ts"] < task["ts"] + task["dur"]
        and it["ph"] == "X"
        and it["name"] != TASK
    ]
    largest = sorted(parts, key=lambda it: it.get("tdur", 0), reverse=True)[:4]
    return ", ".join(f"{it['name']} {it.get('tdur', 0) / 1000:.0f}" for it in largest)


def _tasks(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    threads = {
        (it["pid"], it["tid"])
        for it in events
        if it["name"] == "thread_name" and it["args"]["name"] == THREAD
    }
    for it in events:
        if it["name"] == TASK and it["ph"] == "X" and (it["pid"], it["tid"]) in threads:
            yield it
