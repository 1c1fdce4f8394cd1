"""The kit's pages in people's own tongues: the pack says which recordings a phone takes along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.accounts.tongues import Tongue
from storefront.db import deed, session
from storefront.demo.scenes import voices
from storefront.recordings import actions, queries
from storefront.recordings.models import SAMPLE, ScreenPlay
from storefront.recordings.screens import of_sheet, screens
from storefront.talks import recordings
from storefront.web.field import PAGES
from tests.browser import Browser
from tests.village import MARKET_DAY, a_village, posted


@pytest.fixture
def tai(app: Flask) -> Browser:
    with deed():
        leader = posted("Nông Văn Tài", Role.LEADER, a_village())
    browser = Browser(app.test_client())
    browser.sign_in(leader)
    return browser


def test_a_phone_takes_along_what_people_recorded_and_no_tone(tai: Browser) -> None:
    consent, goods = of_sheet("consent"), of_sheet("goods")
    assert consent
    assert goods
    _record(goods.key, Tongue.NUNG, "Bà Lả")
    _record(consent.key, Tongue.TAY, "Ông Slìn")
    newest = _record(consent.key, Tongue.TAY, "Bà Lả")
    _record(consent.key, Tongue.DAO, SAMPLE)

    first, second = _pack(tai)["voices"]

    assert (first["id"], first["tongue"], first["sheets"]) == (newest, "tyz", ["new", "consent"])
    assert (second["tongue"], second["sheets"]) == ("nut", ["goods"])
    taken = tai.client.get(f"/listen/{newest}?kept=yes")
    assert len(taken.data) == first["bytes"]
    assert session.scalar(select(func.count()).select_from(ScreenPlay)) == 0, "nobody heard it yet"
    tai.client.get(f"/listen/{newest}")
    assert session.scalar(select(func.count()).select_from(ScreenPlay)) == 1


def test_every_sheet_that_people_work_on_is_a_key_screen() -> None:
    told = {it for screen in screens().values() for it in screen.sheets}

    assert {it or "home" for it in PAGES} - told == {"help", "away"}, "topics are heard one by one"


def _record(screen: str, tongue: Tongue, speaker: str, at: datetime = MARKET_DAY) -> int:
    with deed():
        by = session.scalars(select(Person).where(Person.name == "Nông Văn Tài")).one()
        province = queries.records_in(by, on=at.date())
        assert province
        sound = recordings.read(voices.humming(seconds=2))
        kept = actions.record(
            screens()[screen], tongue, sound, province=province, speaker=speaker, by=by, at=at
        )
        return kept.id


def _pack(browser: Browser) -> Any:
    return browser.client.get("/team/field/pack").get_json()
