"""Staff of the same rights who ask for the same page at once: one paints it, the others wait."""

from collections.abc import Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask, abort
from werkzeug.exceptions import NotFound

from storefront import clock
from storefront.campaign.queries import Pulse
from storefront.web import page_cache
from tests.village import MARKET_DAY


class Painter:
    """Paints when it is told to."""

    def __init__(self, app: Flask) -> None:
        self.app, self.begun, self.may_end, self.pages = app, Event(), Event(), 0

    def ask(self, page: str, pulse: Hashable = 1) -> bytes:
        with self.app.test_request_context():
            return page_cache.kept_for(page, pulse=pulse, view=self.paint).get_data()

    def paint(self) -> str:
        self.begun.set()
        assert self.may_end.wait(30)
        self.pages += 1
        return f"<p>{self.pages}</p>"


@pytest.fixture
def painter(app: Flask) -> Painter:
    return Painter(app)


def test_who_asks_while_a_page_is_painted_waits_for_it(painter: Painter) -> None:
    with ThreadPoolExecutor(8) as staff:
        asked = [staff.submit(painter.ask, "growth") for _one in range(8)]
        assert painter.begun.wait(30)
        assert not wait(asked, timeout=0.05).done
        painter.may_end.set()
        assert {it.result() for it in asked} == {b"<p>1</p>"}


def test_another_page_is_painted_meanwhile(app: Flask, painter: Painter) -> None:
    with ThreadPoolExecutor(1) as staff:
        first = staff.submit(painter.ask, "growth")
        assert painter.begun.wait(30)
        with app.test_request_context():
            assert page_cache.kept_for("teams", pulse=1, view=lambda: "<p>teams</p>").data
        assert not first.done()
        painter.may_end.set()
        assert first.result() == b"<p>1</p>"


def test_where_painting_fails_whoever_waited_tries_anew(app: Flask, painter: Painter) -> None:
    def fail() -> str:
        abort(404)

    painter.may_end.set()
    with app.test_request_context(), pytest.raises(NotFound):
        page_cache.kept_for("growth", pulse=1, view=fail)

    assert painter.ask("growth") == b"<p>1</p>"


BEFORE = Pulse(1, 1, None, None, None)
AFTER = replace(BEFORE, facts=2, ids=3)


@contextmanager
def painting(painter: Painter, pulse: Pulse) -> Iterator[None]:
    """Somebody is at the page of this pulse, and not done."""
    painter.begun.clear()
    painter.may_end.clear()
    with ThreadPoolExecutor(1) as staff:
        asked = staff.submit(painter.ask, "growth", pulse)
        assert painter.begun.wait(30)
        try:
            yield
        finally:
            painter.may_end.set()
        asked.result()


def test_when_something_is_counted_one_paints_and_others_see_what_was_true_just_now(
    painter: Painter,
) -> None:
    painter.may_end.set()
    before = painter.ask("growth", BEFORE)

    with painting(painter, AFTER):
        assert painter.ask("growth", AFTER) == before
    assert painter.ask("growth", AFTER) == b"<p>2</p>"


def test_at_rest_what_is_counted_is_seen_at_once(painter: Painter) -> None:
    painter.may_end.set()
    painter.ask("growth", BEFORE)

    assert painter.ask("growth", AFTER) == b"<p>2</p>"


@pytest.mark.parametrize(
    "changed", [replace(AFTER, told=MARKET_DAY), replace(AFTER, reformed=MARKET_DAY)]
)
def test_a_changed_campaign_or_commune_is_seen_even_while_others_paint(
    painter: Painter, changed: Pulse
) -> None:
    painter.may_end.set()
    before = painter.ask("growth", BEFORE)

    with painting(painter, AFTER), ThreadPoolExecutor(1) as staff:
        asked = staff.submit(painter.ask, "growth", changed)
        assert not wait([asked], timeout=0.05).done
        painter.may_end.set()
        assert asked.result() != before


def test_nothing_older_than_a_few_seconds_is_shown(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter.may_end.set()
    painter.ask("growth", BEFORE)
    later = clock.now() + page_cache.JUST_NOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    with painting(painter, AFTER), ThreadPoolExecutor(1) as staff:
        asked = staff.submit(painter.ask, "growth", AFTER)
        assert not wait([asked], timeout=0.05).done
        painter.may_end.set()
        assert asked.result() == b"<p>2</p>"
