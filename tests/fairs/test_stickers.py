"""Stickers are put up and looked at: each look is kept, and what is wrong is heard of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.posters import actions as posters
from storefront.posters import queries
from storefront.posters.models import Leads, Poster, Scan, Sight, Why
from tests.village import MARKET_DAY, a_poster, posted

HERE, THERE = "chợ Đồng Bành, sạp A3", "bến xe Đồng Mỏ"
A_DAY = timedelta(days=1)


@pytest.fixture
def sticker(app: Flask) -> Poster:
    with deed():
        sticker = a_poster(leads=Leads.TO_ACCOUNT)
        posters.place(sticker, where=HERE, by=sticker.printed_by, at=MARKET_DAY)
    return sticker


def scan(sticker: Poster, content: str = "", where: str = HERE, *, days: int = 1) -> Sight:
    with deed():
        found = posters.scan(
            sticker.serial, content=content, where=where,
            by=sticker.printed_by, at=MARKET_DAY + days * A_DAY,
        )  # fmt: skip
    return found.sight


def test_what_is_as_it_was_put_is_fine(sticker: Poster) -> None:
    assert scan(sticker, content=sticker.content, where="Chợ Dong Banh, sap A3") is Sight.FINE
    assert session.scalar(select(func.count(Message.id))) == 0


@pytest.mark.parametrize(
    ("content", "where", "sight"),
    [
        ("00020101021138570010A000000727", HERE, Sight.OTHER_ACCOUNT),
        ("", THERE, Sight.ELSEWHERE),
    ],
)
def test_pasted_over_or_moved_the_household_hears_of_it_once(
    sticker: Poster, content: str, where: str, sight: Sight
) -> None:
    for _time in range(2):
        assert scan(sticker, content, where) is sight

    assert session.scalar(select(func.count(Scan.id))) == 1
    (words,) = session.scalars(select(Message.body)).all()
    assert sticker.serial in words


def test_withdrawn_but_up_still_and_never_printed(sticker: Poster) -> None:
    with deed():
        posters.withdraw(sticker, why=Why.LOST, by=None, at=MARKET_DAY)
        unknown = posters.scan("QR2222222", by=sticker.printed_by, at=MARKET_DAY)

    assert (scan(sticker), unknown.sight) == (Sight.WITHDRAWN, Sight.UNKNOWN)


def test_an_alarm_stays_until_somebody_has_seen_to_it_and_is_none_elsewhere(
    sticker: Poster,
) -> None:
    scan(sticker, where=THERE)
    village = sticker.shop.household.village
    with deed():
        leader = posted("Nông Thị Hoa", Role.LEADER, village)
    (alarm,) = queries.alarms([village])
    assert not queries.alarms([])
    assert not queries.to_check([], since=MARKET_DAY)
    with deed():
        posters.end(alarm, by=leader, at=MARKET_DAY)

    assert queries.alarms([village]) == []


def test_who_has_not_looked_for_a_week_is_asked_once_a_week(sticker: Poster) -> None:
    def asked(days: int) -> int:
        with deed():
            return posters.remind_of_checks(at=MARKET_DAY + days * A_DAY)

    assert [asked(6), asked(7), asked(8), asked(14)] == [0, 1, 0, 1]
    scan(sticker, days=15)
    assert [asked(21), asked(22)] == [0, 1]
