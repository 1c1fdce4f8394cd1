"""The live board: figures of everywhere, told as they change; links of screens, and their end."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.boards import actions as screens
from storefront.boards.models import ScreenLink
from storefront.campaign import actions
from storefront.campaign.scope import Geography
from storefront.db import db, deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports import figures as report_figures
from storefront.reports.periods import Span, period_of
from storefront.web import streams
from storefront.web.streams import Streams
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted, posted


@pytest.fixture
def chi_lang(app: Flask) -> Place:
    with deed():
        province = a_province(code="20")
        actions.start_known_campaign(province)
        commune = a_commune("Chi Lăng", inside=province)
        village = a_village(inside=commune)
        for name in ("Hoàng Thị Nhình", "Lý Văn Páo"):
            counted(Indicator.SHOP_OPENED, a_household(name, village=village), amount=640)
    sold(commune)
    return commune


def sold(commune: Place, *, dong: int = 204_000) -> None:
    """An order, and its money, this minute."""
    with deed():
        village = session.scalars(select(Place).where(Place.parent_id == commune.id)).first()
        farm = a_household("Nông Thị Hoa", village=village)
        counted(Indicator.ORDER_PLACED, farm, at=clock.now())
        counted(Indicator.REVENUE, farm, amount=dong, at=clock.now())


@pytest.fixture
def officer(chi_lang: Place) -> Person:
    with deed():
        province = session.get_one(Place, chi_lang.parent_id)
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)


@pytest.fixture
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that look at once and end soon."""
    monkeypatch.setattr(streams, "LOOKS_EVERY", 0.01)
    monkeypatch.setattr(streams, "SPEAKS_EVERY", 0.05)
    monkeypatch.setitem(app.extensions, "streams", Streams(app, lasts=5))


def heard(answer: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a stream says, one after the other."""
    kind, rest = "", ""
    for chunk in answer.response:
        for line in chunk.decode().splitlines() if isinstance(chunk, bytes) else chunk.splitlines():
            name, _colon, rest = line.partition(": ")
            if name == "event":
                kind = rest
            elif name == "data":
                yield kind, json.loads(rest)


def digits(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\N{NO-BREAK SPACE}", " "))


def test_board_growth_page_report_and_file_say_the_same(
    browser: Browser, officer: Person, chi_lang: Place
) -> None:
    browser.sign_in(officer)
    today = clock.village_date(clock.now())

    board, growth = browser.get("/growth/20/board"), browser.get("/growth/20")
    with deed():
        theirs = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, chi_lang)
    browser.sign_in(theirs)
    browser.get(f"/growth/{chi_lang.code}/board")
    told = browser.client.get(f"/growth/{chi_lang.code}/communes.csv").get_data(as_text=True)
    province = session.get_one(Place, chi_lang.parent_id)
    month = period_of(Span.MONTH, today)
    report = report_figures.drawn_up(province, month, geography=Geography.NOW, today=today)

    totals = {it["indicator"]: it["total"] for it in report["indicators"]}
    assert (totals["shop_opened"], totals["revenue"]) == (1_280, 204_000)
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"))))
    assert {"1280", "204000"} <= set(rows[1])
    for page in (board, growth):
        assert {"1.280", "204.000 ₫"} <= set(re.findall(r"[\d.]+(?: ₫)?", digits(page.text)))


def test_an_order_is_told_to_a_board_that_listens(
    browser: Browser, officer: Person, chi_lang: Place, quick: None
) -> None:
    browser.sign_in(officer)
    answer = browser.client.get("/growth/20/board/stream")
    said = heard(answer)

    kind, first = next(said)
    again, _still = next(said)
    sold(chi_lang, dong=96_000)
    news = next(what for kind, what in said if kind == "figures")
    answer.close()

    assert (kind, again) == ("figures", "still")
    assert "204.000" in first["html"]
    assert "300.000" in news["html"]
    assert news["beat"] != first["beat"]


def test_a_board_that_comes_back_is_told_only_what_it_missed(
    browser: Browser, officer: Person, chi_lang: Place, quick: None
) -> None:
    browser.sign_in(officer)
    had = browser.client.get("/growth/20/board.json").get_json()

    answer = browser.client.get("/growth/20/board/stream", headers={"Last-Event-ID": had["beat"]})
    kind, what = next(heard(answer))
    answer.close()
    asked = browser.client.get(f"/growth/20/board.json?have={had['beat']}").get_json()

    assert kind == "still"
    assert what.keys() == asked.keys() == {"at", "beat", "version"}
    assert asked["beat"] == had["beat"]


def test_a_worker_has_few_streams_and_gives_their_places_back(
    browser: Browser, officer: Person, chi_lang: Place, quick: None
) -> None:
    browser.sign_in(officer)
    address = "/growth/20/board/stream"

    some = [browser.client.get(address) for _each in range(streams.MOST)]
    full = browser.client.get(address)
    some[0].close()  # before it said a word
    free = browser.client.get(address)
    for answer in (*some, free):
        answer.close()

    assert [it.status_code for it in (*some, full, free)] == [200, 200, 503, 200]
    assert int(full.headers["Retry-After"]) > 0


def test_a_stream_that_waits_holds_no_line_to_the_database(
    app: Flask, browser: Browser, officer: Person, chi_lang: Place, quick: None
) -> None:
    browser.sign_in(officer)
    answer = browser.client.get("/growth/20/board/stream")
    session.remove()  # a test's own, which outlives its requests
    said = heard(answer)
    pool: Any = db.engine.pool
    lines = []

    def listen() -> None:
        for _each in range(3):
            next(said)
            lines.append(pool.checkedout())

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join(10)
    answer.close()

    assert lines == [0, 0, 0]


def test_it_ends_when_its_worker_is_to_stop(
    app: Flask, browser: Browser, officer: Person, chi_lang: Place, quick: None
) -> None:
    browser.sign_in(officer)
    app.extensions["streams"].end_when(lambda: True)

    answer = browser.client.get("/growth/20/board/stream")

    assert [kind for kind, _what in heard(answer)] == ["figures"]


def test_a_link_opens_a_board_for_a_screen_until_it_is_withdrawn(
    browser: Browser, officer: Person, chi_lang: Place, quick: None
) -> None:
    browser.sign_in(officer)
    wanted = {"label": "Sảnh UBND tỉnh", "days": "30"}
    made = browser.post("/growth/20/screens", wanted, expect=201)
    path = re.findall(r"/screen/[\w-]+", made.html)
    assert path
    assert path[0] not in browser.get("/growth/20/screens").html
    browser.client.delete_cookie("who")

    board = browser.get(path[0])
    answer = browser.client.get(f"{path[0]}/stream")
    said = heard(answer)
    first, _what = next(said)
    with deed():
        link = session.scalars(select(ScreenLink)).one()
        screens.withdraw(link, by=session.get_one(Person, officer.id), at=clock.now())
    last = [kind for kind, _what in said][-1]

    assert "1.280" in board.text
    assert not re.search("Nhình|/growth/", board.html)
    assert (first, last) == ("figures", "gone")
    assert browser.client.get(path[0]).status_code == 404
    assert browser.client.get(f"{path[0]}/board.json").status_code == 404


def test_a_link_ends_by_itself(browser: Browser, officer: Person, chi_lang: Place) -> None:
    with deed():
        place = session.get_one(Place, chi_lang.parent_id)
        by, now = session.get_one(Person, officer.id), clock.now()
        secret = screens.make(place, label="Sảnh", days=7, by=by, at=now - timedelta(days=7))

    assert browser.client.get(f"/screen/{secret}").status_code == 404
    assert browser.client.get("/screen/nobody-knows").status_code == 404


def test_only_officers_of_the_place_come_in(
    browser: Browser, officer: Person, chi_lang: Place
) -> None:
    addresses = ("board", "board.json", "board/stream", "screens")
    with deed():
        elsewhere = a_province("Cao Bằng", code="04")
        stranger = posted("Nông Văn Tài", Role.PROVINCE_OFFICER, elsewhere)

    assert {browser.client.get(f"/growth/20/{it}").status_code for it in addresses} == {302}
    browser.sign_in(stranger)
    assert {browser.client.get(f"/growth/20/{it}").status_code for it in addresses} == {404}
    posted_to = browser.client.post("/growth/20/screens", data={"label": "Sảnh", "days": "30"})
    assert posted_to.status_code == 404
    assert session.scalar(select(ScreenLink)) is None


def test_a_screen_needs_a_name_and_a_length_that_is_offered(
    browser: Browser, officer: Person, chi_lang: Place
) -> None:
    browser.sign_in(officer)

    answer = browser.client.post("/growth/20/screens", data={"label": "", "days": "9999"})

    assert answer.status_code == 422
    assert session.scalar(select(ScreenLink)) is None


def test_a_commune_s_board_is_for_who_works_there(
    browser: Browser, officer: Person, chi_lang: Place
) -> None:
    browser.sign_in(officer)

    browser.get(f"/growth/{chi_lang.code}/board", expect=404)
    assert f"/growth/{chi_lang.code}/board" not in browser.get(f"/growth/{chi_lang.code}").links()


def test_a_commune_has_a_board_and_no_link_for_strangers(browser: Browser, chi_lang: Place) -> None:
    with deed():
        place = session.get_one(Place, chi_lang.id)
        browser.sign_in(posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, place))
    here = f"/growth/{chi_lang.code}"

    board = browser.get(f"{here}/board")
    made = browser.client.post(f"{here}/screens", data={"label": "Sảnh", "days": "30"})

    assert "/screens" not in board.html
    assert made.status_code == browser.client.get(f"{here}/screens").status_code == 404
    assert session.scalar(select(ScreenLink)) is None
