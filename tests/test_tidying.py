"""Garbage is looked for between requests and never in the middle of one."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from storefront import tidying
from storefront.settings import ROOT


class Thing:
    """Holds on to itself, so that only a search finds it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def nobody_else_looks() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def litter(many: int) -> weakref.ref[Thing]:
    seen = weakref.ref(Thing())
    kept = [[] for _each in range(many)]  # type: ignore[var-annotated]
    tidying.tidy()
    kept.clear()
    return seen


def test_much_garbage_is_found_after_a_request() -> None:
    assert litter(2 * tidying.ENOUGH)() is None


def test_for_a_little_nobody_looks() -> None:
    assert litter(tidying.ENOUGH // 2)() is not None


def test_the_old_are_looked_through_too_now_and_then() -> None:
    old = Thing()
    seen = weakref.ref(old)
    gc.collect(1)  # it has been looked at, and is old
    del old
    for _each in range((tidying.TIMES + 2) ** 2):
        litter(2 * tidying.ENOUGH)

    assert seen() is None


def test_workers_look_for_garbage_between_requests_alone() -> None:
    asked = (
        "import gc, runpy; it = runpy.run_path('gunicorn.conf.py'); it['when_ready'](None);"
        "print(gc.isenabled(), it['post_request'].__code__.co_names[-2:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False ('tidying', 'tidy')"
