"""The file in which a phone carries what waits on it, taken in by the market: each errand once."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.field.models import Errand, SentPhoto
from storefront.places.models import Place
from storefront.shops.models import Household, Product
from storefront.teams.models import Duty, Membership
from storefront.teams.queries import teams_of
from tests.field.phone import MUSHROOMS, NOON, Phone, a_house
from tests.village import LONG_AGO, MARKET_DAY, a_household, a_team, a_village, posted
from tests.village_photos import a_photo

FILES = "/team/field/files"


class Kit:
    """What one phone has written down."""

    def __init__(self, person: int) -> None:
        self.told: dict[str, Any] = {"format": "cho-ban-field-1", "person": person}
        self.told |= {"errands": [], "photos": []}

    def write(self, kind: str, of: str = "", photo: str = "", **said: Any) -> str:
        pairs = [[name, it] for name, its in said.items() for it in _several(its)]
        number = str(uuid.uuid4())
        errand = {"id": number, "kind": kind, "made": int(NOON), "of": of, "photo": photo}
        self.told["errands"].append(errand | {"title": said.get("name", ""), "pairs": pairs})
        return number

    def photo(self, picture: bytes) -> str:
        number, digest = str(uuid.uuid4()), hashlib.sha256(picture).hexdigest()
        content = base64.b64encode(picture).decode()
        photo = {"id": number, "size": len(picture), "digest": digest, "content": content}
        self.told["photos"].append(photo)
        return number

    @property
    def file(self) -> bytes:
        return json.dumps(self.told).encode()


def _several(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def tai(app: Flask, village: Place) -> Phone:
    with deed():
        leader = posted("Nông Văn Tài", Role.LEADER, village)
        a_team(village, head=leader)
    return Phone(app, leader)


@pytest.fixture
def dung(app: Flask, tai: Phone, village: Place) -> Phone:
    """Of the same team, without leading it."""
    with deed():
        member = posted("Lành Văn Dũng", Role.MEMBER, village)
        (team,) = teams_of(tai.person, on=MARKET_DAY.date())
        joined = {"team_id": team.id, "person_id": member.id, "from_day": LONG_AGO}
        session.add(Membership(duty=Duty.MEMBER, **joined))
    return Phone(app, member)


def a_shop_with_goods(person: int, village: Place) -> Kit:
    kit = Kit(person)
    house = kit.write("household", **a_house(village))
    kit.write("shop", house, name="Nhà bà Bưởi")
    kit.write("goods", house, kit.photo(a_photo()), **MUSHROOMS)
    return kit


def bring(phone: Phone, kit: Kit | bytes, *, expect: int = 200) -> str:
    file = kit if isinstance(kit, bytes) else kit.file
    answer = phone._browser().client.post(FILES, data={"file": (BytesIO(file), "kit.json")})
    assert answer.status_code == expect
    return answer.text


def how_many(model: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_is_taken_in_once_however_often_it_comes(tai: Phone, village: Place) -> None:
    kit = a_shop_with_goods(tai.person.id, village)

    first = bring(tai, kit)
    again = bring(tai, kit)

    assert "Xong 3 việc" in first
    assert "3 việc đã ở chợ từ trước" in again
    assert [how_many(it) for it in (Household, Product, SentPhoto, Errand)] == [1, 1, 0, 3]
    product = session.scalars(select(Product)).one()
    assert product.photo is not None


def test_the_phone_hears_the_same_when_it_sends_by_itself_afterwards(
    tai: Phone, village: Place
) -> None:
    kit = Kit(tai.person.id)
    house = kit.write("household", **a_house(village))
    bring(tai, kit)

    told = tai.send("household", house, **a_house(village))

    code = session.scalars(select(Household.code)).one()
    assert (told["outcome"], told["result"]["household"]) == ("done", code)


def test_the_head_of_a_team_brings_what_a_member_wrote_and_answers_for_it(
    tai: Phone, dung: Phone, village: Place
) -> None:
    kit = a_shop_with_goods(dung.person.id, village)

    page = bring(tai, kit)

    assert "Người ghi: Lành Văn Dũng" in page
    assert set(session.scalars(select(Errand.person_id))) == {dung.person.id}
    assert set(session.scalars(select(Trace.actor_id))) == {tai.person.id}
    house = kit.told["errands"][0]["id"]
    assert dung.send("household", house, **a_house(village))["outcome"] == "done"
    assert how_many(Household) == 1


def test_who_has_left_does_nothing_and_the_head_brings_what_she_wrote(
    app: Flask, tai: Phone, dung: Phone, village: Place
) -> None:
    kit = a_shop_with_goods(dung.person.id, village)
    house = kit.told["errands"][0]["id"]
    with deed():
        (posting,) = session.get_one(Person, dung.person.id).postings
        posting.to_day = LONG_AGO + timedelta(days=1)
        (member,) = session.scalars(
            select(Membership).where(Membership.person_id == dung.person.id)
        )
        member.to_day = LONG_AGO + timedelta(days=1)

    for page in ("", "/pack", "/waiting"):
        assert dung._browser().client.get(f"/team/field{page}").status_code == 404
    sent = {"client_id": house, "kind": "household", "person": dung.person.id, "made": NOON}
    sent |= a_house(village)
    answer = dung._browser().client.post("/team/field/errands", data=sent)
    assert answer.status_code == 404
    bring(dung, kit, expect=404)
    assert how_many(Household) == 0

    assert "Xong 3 việc" in bring(tai, kit)
    assert set(session.scalars(select(Trace.actor_id))) == {tai.person.id}


def test_nobody_else_brings_it(app: Flask, tai: Phone, dung: Phone, village: Place) -> None:
    with deed():
        elsewhere = a_village("Bản Khác")
        stranger = posted("Vi Văn Lạ", Role.LEADER, elsewhere)
        a_team(elsewhere, head=stranger)

    bring(Phone(app, stranger), a_shop_with_goods(tai.person.id, village), expect=422)
    bring(dung, a_shop_with_goods(tai.person.id, village), expect=422)

    assert how_many(Errand) == how_many(SentPhoto) == 0


@pytest.mark.parametrize("file", [b"", b"{}", b"[1]", b"\xff\x00", b'{"format": "other"}'])
def test_what_is_no_file_of_the_kit_is_told_so(tai: Phone, file: bytes) -> None:
    assert "không phải tệp" in bring(tai, file, expect=422)


def test_a_photo_that_came_in_part_goes_on_where_it_stopped(tai: Phone, village: Place) -> None:
    kit = a_shop_with_goods(tai.person.id, village)
    photo = kit.told["photos"][0]
    tai.piece(photo["id"], base64.b64decode(photo["content"]), begin=0, end=500)

    assert "Xong 3 việc" in bring(tai, kit)


def test_two_truths_are_shown_side_by_side_and_one_is_pressed(tai: Phone, village: Place) -> None:
    with deed():
        known = a_household("Lành Thị Bưởi", village=village)
    kit = a_shop_with_goods(tai.person.id, village)

    page = bring(tai, kit)
    said = kit.told["errands"][0]
    fields = MultiDict(said["pairs"])
    fields.update({"client_id": said["id"], "kind": "household", "person": str(tai.person.id)})
    fields["same"] = known.code
    decided = tai._browser().client.post(f"{FILES}/decisions", data=fields)

    assert "Cùng một nhà: Lành Thị Bưởi" in page
    assert "Xong 1 việc" in decided.text
    assert "Xong 2 việc" in bring(tai, kit)
    assert how_many(Household) == 1


def test_without_its_photo_goods_stay_out(tai: Phone, village: Place) -> None:
    kit = a_shop_with_goods(tai.person.id, village)
    kit.told["photos"] = []

    assert "mất ảnh" in bring(tai, kit)

    assert how_many(Product) == 0
