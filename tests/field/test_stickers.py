"""Stickers that were scanned, put up or taken down where there was no signal."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.posters import actions
from storefront.posters.models import Leads, Poster, Scan, Sight, Why
from tests.field.phone import Phone
from tests.field.sticker_cases import CASES, SERIAL
from tests.village import MARKET_DAY, a_commune, a_shop, a_village, posted

SAYS = "https://choban.example/shops/nhinh"


@pytest.fixture
def poster(app: Flask) -> Poster:
    with deed():
        shop = a_shop()
        keeper = shop.household.keeper
        return actions.enter(
            shop, Leads.TO_SHOP, carries=lambda _serial: SAYS, by=keeper, at=MARKET_DAY
        )


@pytest.fixture
def tai(app: Flask, poster: Poster) -> Phone:
    with deed():
        leader = posted("Nông Văn Tài", Role.LEADER, poster.shop.household.village)
    return Phone(app, leader)


def test_a_sticker_is_looked_at_once_and_told_of(tai: Phone, poster: Poster) -> None:
    told = tai.send("sticker", does="look", serial=poster.serial, qr=SAYS)
    again = tai.send("sticker", told["id"], does="look", serial=poster.serial, qr=SAYS)

    assert told["result"] == {"serial": poster.serial, "sight": Sight.FINE}
    assert again == told
    assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_another_code_pasted_over_it_is_found_out(tai: Phone, poster: Poster) -> None:
    told = tai.send("sticker", does="look", serial=poster.serial.lower(), qr="https://elsewhere")

    assert told["result"]["sight"] == Sight.OTHER_ACCOUNT


def test_what_is_told_of_a_sticker_is_what_phones_tell(tai: Phone, poster: Poster) -> None:
    """They compare by a rule of their own (tests/story/test_the_sticker_rule.py)."""
    told = {}
    for case in CASES:
        with deed():
            _print(poster, case["printed"])
        seen = tai.send("sticker", does="look", **{it: case[it] for it in ("serial", "qr", "spot")})
        told[case["why"]] = seen.get("result", {}).get("sight", "")

    assert told == {it["why"]: it["sight"] for it in CASES}


def _print(poster: Poster, printed: dict[str, Any] | None) -> None:
    poster.serial = SERIAL if printed else "QR2222222"
    for scan in session.scalars(select(Scan)):
        session.delete(scan)
    if printed:
        poster.content, poster.spot = printed["says"], printed["spot"]
        poster.withdrawn_at = None if printed["good"] else MARKET_DAY


def test_it_is_put_up_and_taken_down(tai: Phone, poster: Poster) -> None:
    nowhere = tai.send("sticker", does="place", serial=poster.serial)
    tai.send("sticker", nowhere["id"], does="place", serial=poster.serial, spot="Sạp A3")
    tai.send("sticker", does="withdraw", serial=poster.serial, why="lost")
    late = tai.send("sticker", does="place", serial=poster.serial, spot="Sạp A4")

    session.refresh(poster)
    assert set(nowhere["faults"]) == {"spot"}
    assert (poster.spot, poster.withdrawn_why) == ("Sạp A3", Why.LOST)
    assert set(late["faults"]) == {"serial"}


def test_without_a_serial_that_was_printed_nothing_is_put_up(tai: Phone) -> None:
    unread = tai.send("sticker", does="look", qr="https://elsewhere")
    unknown = tai.send("sticker", does="withdraw", serial="QR2222222")

    assert set(unread["faults"]) == set(unknown["faults"]) == {"serial"}


def test_a_sticker_of_another_territory_is_not_taken_down(app: Flask, poster: Poster) -> None:
    with deed():
        elsewhere = a_village("Bản Khác", inside=a_commune("Bắc Sơn"))
        stranger = Phone(app, posted("Vi Văn Lạ", Role.LEADER, elsewhere))

    told = stranger.send("sticker", does="withdraw", serial=poster.serial)

    session.refresh(poster)
    assert told["outcome"] == "refused"
    assert poster.is_good
