"""Staff of the same rights who ask for the same page at once: one paints it, the others wait."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import pytest
from flask import Flask, abort
from werkzeug.exceptions import NotFound

from storefront.web import page_cache


class Painter:
    """Paints when it is told to."""

    def __init__(self, app: Flask) -> None:
        self.app, self.begun, self.may_end, self.pages = app, Event(), Event(), 0

    def ask(self, page: str) -> bytes:
        with self.app.test_request_context():
            return page_cache.kept_for(page, pulse=1, view=self.paint).get_data()

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
