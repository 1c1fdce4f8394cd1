"""Provincial staff enter a change: they look first, press twice, and can take it back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.campaign.models import Reform, ReformState
from storefront.db import deed, session
from storefront.places.models import Place
from tests.browser import Browser
from tests.reforms.test_reforms import Land
from tests.village import posted

DECIDED = {"decision": "1672/NQ-UBTVQH15"}


@pytest.fixture
def land(app: Flask) -> Land:
    with deed():
        return Land()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


def on_today() -> str:
    return clock.village_date(clock.now()).isoformat()


def merging(land: Land, **more: object) -> dict[str, object]:
    codes = [it.code for it in land.communes[:2]]
    new = {"code": "06999", "kind": "xã", "name": "Quan Sơn"}
    return DECIDED | {"on": on_today(), "communes": codes} | new | more


def test_a_merger_is_looked_at_entered_and_taken_back(browser: Browser, land: Land) -> None:
    browser.sign_in(land.officer)
    there = f"/reforms/in/{land.province.code}/merge"
    browser.get(there)

    page = browser.post(there, merging(land), expect=200)
    assert "10.000 ₫" in page.text.replace("\xa0", " ")
    assert session.scalar(select(Reform)) is None

    browser.post(there, merging(land, sure="yes"))
    session.rollback()
    reform = session.scalars(select(Reform)).one()
    assert reform.state is ReformState.IN_FORCE
    browser.get(f"/reforms/{reform.id}")
    browser.post(f"/reforms/{reform.id}/removal")
    session.expire_all()
    assert session.scalars(select(Reform)).one().state is ReformState.TAKEN_BACK
    assert session.scalar(select(Place).where(Place.code == "06999")) is None


def test_villages_are_shared_out_and_a_household_is_decided(browser: Browser, land: Land) -> None:
    browser.sign_in(land.officer)
    old, villages = land.communes[0], land.villages[:2]
    there = f"/reforms/in/{land.province.code}/split"
    browser.get(f"{there}?commune={old.code}")
    said = DECIDED | {
        "on": on_today(),
        "communes": old.code,
        "kind": ["xã", "phường", "xã"],
        "name": ["Chi Lăng", "Đồng Mỏ", ""],
        "code": [old.code, "06998", ""],
        "village": [it.code for it in villages],
        "goes": ["1", "2"],
        "divided": [villages[1].code],
    }

    assert "2.000 ₫" in browser.post(there, said, expect=200).text.replace("\xa0", " ")
    browser.post(there, said | {"sure": "yes"})

    session.rollback()
    number = session.scalars(select(Reform.id)).one()
    page = browser.get(f"/growth/{old.code}")
    assert "Ước tính: chưa xét 1 hộ" in page.text
    assert "Chừng 0 hộ trong đó thuộc về đây" in page.text or "Chừng 1 hộ" in page.text
    page = browser.get(f"/reforms/{number}")
    household = land.households[1].code
    assert household in page.html
    browser.post(f"/reforms/{number}/households/{household}", {"village": villages[0].code})
    session.expire_all()
    assert land.households[1].village_id == villages[0].id


def test_what_does_not_fit_is_said_and_nothing_changes(browser: Browser, land: Land) -> None:
    browser.sign_in(land.officer)
    there = f"/reforms/in/{land.province.code}/merge"
    wrong = (
        {"communes": [land.communes[0].code]},
        {"code": "1"},
        {"decision": "hôm qua"},
        {"on": "1/1/1999"},
        {"name": ""},
    )

    for words in wrong:
        browser.post(there, merging(land, sure="yes", **words), expect=422)

    assert session.scalar(select(Reform)) is None


def test_a_renaming_and_a_move_have_their_pages(browser: Browser, land: Land) -> None:
    browser.sign_in(land.officer)
    here, there = land.communes[0].code, land.communes[2].code
    base = f"/reforms/in/{land.province.code}"
    new = {"code": here, "kind": "phường", "name": "Chi Lăng"}
    day = DECIDED | {"on": on_today(), "communes": here}
    for kind in ("rename", "move"):
        browser.get(f"{base}/{kind}")
        browser.get(f"{base}/{kind}?commune={here}")

    browser.post(f"{base}/move", day | {"chosen": land.villages[0].code, "into": there}, expect=200)
    browser.post(f"{base}/rename", day | new | {"communes": [here, there]}, expect=422)
    browser.post(f"{base}/rename", day | new, expect=200)
    browser.post(f"{base}/rename", day | new | {"sure": "yes"})

    assert "phường Chi Lăng" in browser.get(f"{base}/move?commune={here}").text


def test_villages_left_in_a_commune_that_is_gone_are_moved_out(
    browser: Browser, land: Land
) -> None:
    with deed():
        old = session.get_one(Place, land.communes[0].id)
        old.valid_to = clock.village_date(clock.now())
    browser.sign_in(land.officer)
    source = f"{old.code}@{old.valid_from}"
    base = f"/reforms/in/{land.province.code}"
    assert any(source in link.replace("%40", "@") for link in browser.get(base).links())

    page = browser.get(f"/growth/{land.province.code}")
    assert "Ước tính: chưa xét 2 hộ của xã Chi Lăng cũ" in page.text

    there = land.communes[2].code
    said = DECIDED | {"on": on_today(), "communes": source, "into": there, "sure": "yes"}
    browser.get(f"{base}/move?commune={source}")
    browser.post(f"{base}/move", said | {"chosen": [it.code for it in land.villages[:2]]})

    session.expire_all()
    assert {it.parent_id for it in land.villages[:2]} == {land.communes[2].id}
    assert source not in browser.get(base).html


def test_nobody_else_comes_in(browser: Browser, land: Land) -> None:
    with deed():
        commune = session.get_one(Place, land.communes[0].id)
        officer = posted("Nông Văn Thắng", Role.COMMUNE_OFFICER, commune)
        elsewhere = posted("Vi Thị Én", Role.PROVINCE_OFFICER, Land().province)
    for person in (officer, elsewhere):
        browser.sign_in(person)
        browser.get(f"/reforms/in/{land.province.code}", expect=404)
        browser.post(
            f"/reforms/in/{land.province.code}/merge", merging(land, sure="yes"), expect=404
        )
