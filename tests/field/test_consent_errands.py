"""A yes that was heard where there is no signal: its proof comes in pieces, and it counts once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from storefront import clock, files
from storefront.accounts.actions import CONSENT_TEXT
from storefront.accounts.models import ConsentProof, ProofKind, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.field.models import SentPhoto
from storefront.helping import actions as helping
from storefront.places.models import Place
from storefront.shops.models import Household
from tests.field.phone import Phone, a_house
from tests.village import a_household, a_village, posted
from tests.village_photos import a_photo

VOICE = b"OggS" + bytes(70_000)
PIECE = 32 * 1024
SPOKEN: dict[str, Any] = {
    "purposes": ["payout", "assist"],
    "mode": "spoken",
    "witness": "Lý Thị Dín",
    "text_version": CONSENT_TEXT,
    "language": "nut",
}


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def tai(app: Flask, village: Place) -> Phone:
    with deed():
        return Phone(app, posted("Nông Văn Tài", Role.LEADER, village))


@pytest.fixture
def nhinh(village: Place) -> Household:
    """She agreed to her shop, and to nothing else."""
    with deed():
        return a_household("Hoàng Thị Nhình", village=village, agreeing=frozenset({Purpose.SHOP}))


def test_a_yes_to_more_is_written_down_once_with_its_voice_note(
    tai: Phone, nhinh: Household
) -> None:
    assert _of(tai, nhinh)["asks"] == ["payout", "assist", "report"]
    note = "0" * 8 + "-0000-0000-0000-" + "0" * 12
    waits = tai.send("consent", household=nhinh.code, photo=note, **SPOKEN)
    for begin in range(0, len(VOICE), PIECE):
        tai.piece(note, VOICE, begin=begin, end=begin + PIECE)

    done = tai.send("consent", waits["id"], household=nhinh.code, photo=note, **SPOKEN)
    again = tai.send("consent", waits["id"], household=nhinh.code, photo=note, **SPOKEN)

    assert (waits["outcome"], waits["missing"]) == ("waits", "photo")
    assert done["outcome"] == again["outcome"] == "done"
    assert _of(tai, nhinh)["asks"] == ["report"]
    given = [it for it in nhinh.keeper.consents if it.purpose is not Purpose.SHOP]
    assert {(it.purpose, it.language, it.witness) for it in given} == {
        (Purpose.PAYOUT, "nut", "Lý Thị Dín"),
        (Purpose.ASSIST, "nut", "Lý Thị Dín"),
    }
    (proof,) = session.scalars(select(ConsentProof)).all()
    assert {it.proof_id for it in given} == {proof.id}
    assert _kept(proof) == VOICE
    assert session.scalars(select(SentPhoto)).all() == []
    pressed = select(Trace.verb).where(Trace.for_id == nhinh.keeper_id).order_by(Trace.id)
    assert session.scalars(pressed).all()[-1] == "consent.give"


def test_a_new_household_brings_the_photo_of_its_paper(tai: Phone, village: Place) -> None:
    paper, picture = "1" * 8 + "-0000-0000-0000-" + "0" * 12, a_photo()
    tai.piece(paper, picture, begin=0)

    tai.send("household", photo=paper, **a_house(village, mode="paper", witness=""))

    proof = session.scalars(select(ConsentProof)).one()
    assert proof.kind is ProofKind.PAPER
    assert BytesIO(_kept(proof)).read(4) == b"RIFF", "small, as a picture of ours"


def test_without_its_proof_a_yes_counts_and_the_proof_may_follow(
    tai: Phone, nhinh: Household
) -> None:
    done = tai.send("consent", household=nhinh.code, **SPOKEN)

    assert done["outcome"] == "done"
    session.expire_all()
    assert [it.lacks_proof for it in nhinh.keeper.consents][-2:] == [True, True]


@pytest.mark.parametrize(
    ("more", "box"),
    [
        ({"mode": "spoken", "witness": ""}, "witness"),
        ({"purposes": []}, "purposes"),
        ({"text_version": "2020-01-01"}, "text_version"),
        ({"photo": "2" * 8 + "-0000-0000-0000-" + "0" * 12}, "voice"),
    ],
)
def test_what_is_wrong_with_a_yes_is_said_and_nothing_is_kept(
    tai: Phone, nhinh: Household, more: dict[str, Any], box: str
) -> None:
    tai.piece("2" * 8 + "-0000-0000-0000-" + "0" * 12, b"no sound at all", begin=0)

    told = tai.send("consent", household=nhinh.code, **SPOKEN | more)

    assert told["status"] == 422
    assert list(told["faults"]) == [box]
    assert _of(tai, nhinh)["asks"] == ["payout", "assist", "report"]


def test_what_was_taken_back_meanwhile_is_asked_about(tai: Phone, nhinh: Household) -> None:
    """The household said no at the commune after the leader had left its house."""
    before = str(int((clock.now() - timedelta(hours=1)).timestamp() * 1000))
    agreed = tai.send("consent", household=nhinh.code, **SPOKEN)
    with deed():
        house = session.get_one(Household, nhinh.id)
        helping.withdraw(house, Purpose.PAYOUT, by=house.keeper, at=clock.now())

    asks = tai.send("consent", household=nhinh.code, made=before, **SPOKEN)
    (choice,) = asks["choices"]
    assert agreed["outcome"] == "done"
    assert (asks["status"], asks["outcome"]) == (409, "asks")
    assert "payout" in _of(tai, nhinh)["asks"]

    tai.send("consent", asks["id"], household=nhinh.code, made=before, **SPOKEN | choice["sets"])
    assert "payout" not in _of(tai, nhinh)["asks"]


def test_of_a_household_elsewhere_nothing_can_be_agreed_to(tai: Phone) -> None:
    with deed():
        other = a_household(
            "Mông Thị Xa", village=a_village("Bản Xa"), agreeing=frozenset({Purpose.SHOP})
        )

    told = tai.send("consent", household=other.code, **SPOKEN)

    assert told["status"] == 422
    assert len(other.keeper.consents) == 1


def _of(phone: Phone, house: Household) -> dict[str, Any]:
    found: dict[str, Any] = next(
        it for it in phone.pack()["households"] if it["code"] == house.code
    )
    return found


def _kept(proof: ConsentProof) -> bytes:
    return files.read(current_app.extensions["kept"].private, proof.name) or b""
