"""What a phone wrote down without signal is done once, by the same rules, and told why when not."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Consent, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.field.models import Errand, SentPhoto
from storefront.places.models import Place
from storefront.shops.models import Household, Photo, Product, Shop
from storefront.visits.models import Visit
from tests.browser import sign_in
from tests.field.forgetful import FAULT
from tests.field.phone import ACCOUNT, ERRANDS, MUSHROOMS, Phone, a_house
from tests.village import a_commune, a_household, a_shop, a_team, a_village, posted
from tests.village_photos import a_photo


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


def how_many(model: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_whole_shop_is_opened_from_errands_that_name_each_other(
    tai: Phone, village: Place
) -> None:
    house = tai.send("household", **a_house(village))
    tai.send("shop", household=house["id"], name="Nhà bà Bưởi")
    tai.send("account", household=house["id"], **ACCOUNT)
    goods = tai.send("goods", household=house["id"], **MUSHROOMS)

    found = session.scalars(select(Household)).one()
    assert goods["outcome"] == "done"
    assert found.code == house["result"]["household"]
    assert found.shop is not None
    assert [it.name for it in found.shop.products] == ["Nấm hương rừng"]
    assert found.account is not None
    pressed = session.scalars(
        select(Trace.verb).where(Trace.for_id == found.keeper_id).order_by(Trace.id)
    ).all()
    assert pressed == ["household.register", "shop.open", "account.declare", "product.add"]


def test_hearing_an_errand_again_changes_nothing_and_tells_the_same(
    tai: Phone, village: Place
) -> None:
    house, day = a_house(village), clock.village_date(clock.now()).isoformat()
    first = _tells_twice(tai, "household", **house)
    _tells_twice(tai, "shop", household=first["id"], name="Nhà bà Bưởi")
    _tells_twice(tai, "account", household=first["id"], **ACCOUNT)
    _tells_twice(tai, "goods", household=first["id"], **MUSHROOMS)
    _tells_twice(tai, "visit", household=first["id"], outcome="done", purpose="help", day=day)

    assert [how_many(it) for it in (Household, Shop, Product, Visit)] == [1, 1, 1, 1]
    registered = select(Fact).where(Fact.indicator == Indicator.HOUSEHOLD_REGISTERED)
    assert len(session.scalars(registered).all()) == 1


def test_a_market_that_forgets_what_it_has_done_is_found_out(
    tai: Phone, village: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where, name, fault in FAULT:
        monkeypatch.setattr(where, name, fault)

    with pytest.raises(AssertionError):
        _tells_twice(tai, "household", **a_house(village, another="yes"))

    assert how_many(Household) == 2


def _tells_twice(phone: Phone, kind: str, **said: Any) -> dict[str, Any]:
    first = phone.send(kind, **said)
    assert first["outcome"] == "done"
    assert phone.send(kind, first["id"], **said) == first
    return first


def test_the_same_errand_sent_by_two_pages_at_once_is_done_once(
    app: Flask, tai: Phone, village: Place
) -> None:
    number = str(uuid.uuid4())
    said = {"client_id": number, "kind": "household", "person": str(tai.person.id)}
    said |= a_house(village)
    answers: list[Any] = []
    together = threading.Barrier(4)
    clients = [app.test_client() for _ in range(4)]
    for client in clients:
        sign_in(client, tai.person.id)

    def press(client: Any) -> None:
        together.wait()
        answers.append(client.post(ERRANDS, data=said).get_json())

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [it["outcome"] for it in answers] == ["done"] * 4
    assert len({it["result"]["household"] for it in answers}) == 1
    assert how_many(Household) == how_many(Errand) == 1


def test_two_households_of_one_name_in_a_row_stay_two(tai: Phone, village: Place) -> None:
    tai.send("household", **a_house(village))

    asked = tai.send("household", **a_house(village))
    assert asked["outcome"] == "asks"
    assert asked["there"][0]["title"] == "Lành Thị Bưởi"

    tai.send("household", asked["id"], **a_house(village, another="yes"))
    assert how_many(Household) == 2


def test_the_same_household_is_one_when_a_person_says_so(tai: Phone, village: Place) -> None:
    with deed():
        known = a_household("Lành Thị Bưởi", village=village, agreeing=frozenset())
    asked = tai.send("household", **a_house(village))
    (same, _another) = asked["choices"]

    told = tai.send("household", asked["id"], **(a_house(village) | same["sets"]))
    tai.send("shop", household=asked["id"], name="Nhà bà Bưởi")

    assert told["result"]["household"] == known.code
    assert how_many(Household) == how_many(Shop) == 1
    assert how_many(Consent) == 4


def test_what_is_wrong_is_said_at_its_field_and_may_be_put_right(
    tai: Phone, village: Place
) -> None:
    wrong = tai.send("household", **a_house(village, phone="12", witness=""))

    assert wrong["status"] == 422
    assert set(wrong["faults"]) == {"phone", "witness"}
    assert how_many(Household) == how_many(Errand) == 0
    right = tai.send("household", wrong["id"], **a_house(village, phone="0912 345 678"))
    assert right["outcome"] == "done"


def test_what_rests_on_an_errand_that_has_not_come_waits(tai: Phone) -> None:
    told = tai.send("shop", household=str(uuid.uuid4()), name="Nhà bà Bưởi")

    assert (told["status"], told["outcome"], told["missing"]) == (409, "waits", "household")


def test_without_consent_to_help_no_goods_are_listed(tai: Phone, village: Place) -> None:
    house = tai.send("household", **a_house(village, purposes=["shop"]))
    tai.send("shop", household=house["id"], name="Nhà bà Bưởi")

    goods = tai.send("goods", household=house["id"], **MUSHROOMS)
    account = tai.send("account", household=house["id"], **ACCOUNT)

    assert (goods["outcome"], account["outcome"]) == ("refused", "refused")
    assert how_many(Product) == 0


def test_old_words_of_consent_are_refused(tai: Phone, village: Place) -> None:
    told = tai.send("household", **a_house(village, text_version="2025-01-01"))

    assert "text_version" in told["faults"]


def test_a_photo_comes_in_pieces_and_goes_on_where_it_stopped(tai: Phone, village: Place) -> None:
    house = tai.send("household", **a_house(village))
    tai.send("shop", household=house["id"], name="Nhà bà Bưởi")
    photo, picture = str(uuid.uuid4()), a_photo()
    goods = {"household": house["id"], "photo": photo, **MUSHROOMS}
    waits = tai.send("goods", **goods)
    assert (waits["missing"], waits["have"]) == ("photo", 0)

    half = len(picture) // 2
    tai.piece(photo, picture, begin=0, end=half)
    assert tai.piece(photo, picture, begin=0, end=half)["have"] == half
    assert tai.send("goods", waits["id"], **goods)["have"] == half
    tai.piece(photo, picture, begin=half)
    done = tai.send("goods", waits["id"], **goods)

    product = session.scalars(select(Product)).one()
    assert done["result"]["product"] == product.code
    assert product.photo is not None
    assert how_many(SentPhoto) == 0
    assert tai.send("goods", waits["id"], **goods)["result"] == done["result"]
    assert how_many(Photo) == 1


def test_a_photo_that_arrived_broken_begins_anew(tai: Phone) -> None:
    photo, picture = str(uuid.uuid4()), b"na" * 500
    tai.piece(photo, picture, begin=0, end=10)

    broken = Phone.piece(tai, photo, picture[:10] + b"x" * 990, begin=10)

    assert broken["have"] == 0


def test_somebody_elses_queue_is_not_taken(app: Flask, tai: Phone, village: Place) -> None:
    with deed():
        dung = Phone(app, posted("Lành Văn Dũng", Role.MEMBER, village))
    house = tai.send("household", **a_house(village))

    borrowed = dung.send("household", person=str(tai.person.id), **a_house(village, "Vi Thị Sen"))
    repeated = dung.send("household", house["id"], **a_house(village, "Vi Thị Sen"))
    resting = dung.send("shop", household=house["id"], name="Nhà bà Bưởi")

    assert borrowed["status"] == repeated["status"] == 403
    assert resting["outcome"] == "waits"
    assert how_many(Household) == 1


def test_outside_the_territory_nothing_is_done(app: Flask, tai: Phone) -> None:
    with deed():
        elsewhere = a_village("Bản Khác", inside=a_commune("Bắc Sơn"))
        stranger = a_shop(a_household("Vi Thị Sen", village=elsewhere)).household

    house = tai.send("household", **a_house(elsewhere))
    goods = tai.send("goods", household=stranger.code, **MUSHROOMS)

    assert "village" in house["faults"]
    assert goods["outcome"] == "refused"
    assert how_many(Household) == 1


def test_a_shop_opened_meanwhile_is_shown_beside(tai: Phone, village: Place) -> None:
    with deed():
        known = a_shop(a_household("Lành Thị Bưởi", village=village)).household
    asked = tai.send("shop", household=known.code, name="Nấm nhà Bưởi")
    assert asked["outcome"] == "asks"
    keep, take = asked["choices"]

    said = {"household": known.code, "name": "Nấm nhà Bưởi"}
    tai.send("shop", asked["id"], **said, **take["sets"])
    tai.send("shop", **said, **keep["sets"])

    assert session.scalars(select(Shop.name)).one() == "Nấm nhà Bưởi"


def test_another_account_is_asked_about_and_never_changed_by_the_way(
    tai: Phone, village: Place
) -> None:
    with deed():
        known = a_shop(a_household("Lành Thị Bưởi", village=village)).household
    before = known.accounts[-1].number

    asked = tai.send("account", household=known.code, **ACCOUNT)
    kept = tai.send("account", asked["id"], household=known.code, keep="there", **ACCOUNT)

    assert (asked["outcome"], kept["outcome"]) == ("asks", "done")
    session.expire_all()
    assert [it.number for it in known.accounts] == [before]


def test_a_visit_is_written_down(tai: Phone, village: Place) -> None:
    house = tai.send("household", **a_house(village))
    day = clock.village_date(clock.now()).isoformat()

    told = tai.send("visit", household=house["id"], outcome="done", purpose="help", day="1/1/2020")
    assert set(told["faults"]) == {"day"}
    tai.send("visit", told["id"], household=house["id"], outcome="done", purpose="help", day=day)

    assert how_many(Visit) == 1
