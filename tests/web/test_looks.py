"""Every look at rows about households is written down, and told to those households."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from storefront import clock
from storefront.accounts import looks
from storefront.accounts.models import Look, LookedAt, Person, Seen
from storefront.db import deed, session
from tests.browser import Browser
from tests.web.test_growth import Scene, scene, told

__all__ = ["scene"]

WHY = "xem báo cáo tháng này"


def written() -> list[Look]:
    return list(session.scalars(select(Look).order_by(Look.id)))


def keeper(scene: Scene) -> Person:
    return scene.household.keeper


def test_who_does_not_work_there_says_what_for_and_the_household_reads_it(
    browser: Browser, scene: Scene
) -> None:
    page = f"/growth/households/{scene.household.code}"
    browser.sign_in(scene.province_officer)
    asked = browser.get(page, expect=302)
    assert asked.url == f"/looks/why?next={page}"
    browser.post("/looks/why", {"next": page, "why": "x"}, expect=422)
    assert not written()

    assert browser.post("/looks/why", {"next": page, "why": WHY}).url == page
    browser.get(page)
    browser.get(f"/growth/{scene.chi_lang.code}/rows?of=revenue")

    assert [(it.seen, it.reason) for it in written()] == [
        (Seen.HOUSEHOLD, WHY),
        (Seen.ROWS, WHY),
    ]
    browser.sign_in(keeper(scene))
    words = told(browser.get("/looks/mine"))
    assert words.count(WHY) == 2
    assert "Lương Thu Hà" in words
    assert "cán bộ tỉnh" in words


def test_the_commune_is_not_asked_and_is_written_down_all_the_same(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.commune_officer)
    for page in (
        f"/growth/teams/{scene.team.id}",
        f"/growth/teams/{scene.team.id}/households.csv",
        f"/growth/{scene.chi_lang.code}/rows.csv?of=revenue",
        f"/team/households/{scene.household.code}",
    ):
        browser.client.get(page)

    taken = [(it.seen, it.is_taken, it.is_whole) for it in written()]
    assert taken == [
        (Seen.TEAM, False, False),
        (Seen.TEAM, True, False),
        (Seen.ROWS, True, True),
        (Seen.PAGE, False, False),
    ]
    browser.sign_in(keeper(scene))
    assert told(browser.get("/looks/mine")).count("Vi Văn Thắng") == 4


def test_figures_without_households_leave_no_trace(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)
    for page in ("/growth", f"/growth/{scene.chi_lang.code}/communes", "/growth/20/teams"):
        browser.get(page)

    assert not written()


def test_the_province_watches_over_its_own_and_nobody_else_may(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.commune_officer)
    browser.get(f"/growth/teams/{scene.team.id}")
    browser.get("/looks", expect=404)

    browser.sign_in(scene.province_officer)
    words = told(browser.get("/looks"))

    assert "Vi Văn Thắng" in words
    assert "1 hộ" in words
    browser.sign_in(keeper(scene))
    browser.get("/looks", expect=404)


def test_somebody_elsewhere_is_told_nothing(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune_officer)
    browser.get(f"/growth/households/{scene.household.code}")

    browser.sign_in(scene.leader)

    assert "Vi Văn Thắng" not in told(browser.get("/looks/mine"))


def test_after_two_years_it_is_forgotten_and_not_before(scene: Scene) -> None:
    at = clock.now()
    with deed():
        for ago in (800, 700, 0):
            looks.note(
                Seen.HOUSEHOLD,
                str(ago),
                by_id=scene.leader.id,
                place_id=scene.chi_lang.id,
                keepers=[keeper(scene).id],
                at=at - timedelta(days=ago),
            )
    with pytest.raises(DatabaseError, match="append-only"), deed():
        session.execute(text("DELETE FROM looked_at"))
    with pytest.raises(DatabaseError, match="append-only"), deed():
        session.execute(text("UPDATE looked_at SET person_id = person_id"))

    with deed():
        looks.forget_old(at=at)
        looks.forget_old(at=at + timedelta(days=4000))

    assert [it.subject for it in written()] == ["700", "0"]
    assert session.scalar(select(func.count()).select_from(LookedAt)) == 2


def test_others_may_paint_while_a_look_is_put_on_disk(
    app: Flask, browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, write = app.extensions["queue_of_pages"], app.extensions["looks"]
    painters: list[object] = []

    class Disk(Future[None]):
        def result(self, timeout: float | None = None) -> None:
            painters.append(queue._painter)
            super().result(timeout)

    def to_disk(look: dict[str, Any]) -> Future[None]:
        painters.append(queue._painter)
        write(look).result()
        disk = Disk()
        disk.set_result(None)
        return disk

    monkeypatch.setitem(app.extensions, "looks", to_disk)
    browser.sign_in(scene.commune_officer)
    browser.get(f"/growth/households/{scene.household.code}")

    assert painters[0] is not None
    assert painters[1] is None
    assert len(written()) == 1
