"""A shared computer, as browsers see it: one house's pages, and what is left when it has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Person, Purpose
from storefront.accounts.permissions import Role
from storefront.complaints.models import Complaint, Trouble, Wants
from storefront.counters import actions, points
from storefront.counters.models import IDLE, AccessPoint, Outcome, Sitting, Task
from storefront.counters.points import About
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Order
from storefront.shops.models import Shop
from storefront.web.people import SESSION_COOKIE
from tests.browser import Browser, Page
from tests.crowd import at_once
from tests.village import MARKET_DAY, a_household, a_shop, a_team, a_village, an_order, na, posted

ABOUT = About("Điểm Nà Lìa", "Nhà văn hóa thôn", "+84912345678", {})
SAID = {"task": "product", "outcome": "done", "note": "Đăng hai mặt hàng."}


@dataclass
class Here:
    point: AccessPoint
    leader: Person
    shop: Shop
    other: Shop


@pytest.fixture
def here(app: Flask) -> Here:
    with deed():
        village = a_village("Nà Lìa")
        leader = posted("Vi Văn Thắng", Role.LEADER, village)
        a_team(village, head=leader)
        point = points.begin(village, ABOUT, by=leader, at=MARKET_DAY)
        shops = [a_shop(a_household(name, village=village)) for name in ("Lý Thị Mai", "Lý A Sủng")]
        na(shop=shops[0])
        return Here(point, leader, *shops)


@pytest.fixture
def counter(here: Here, browser: Browser) -> Browser:
    browser.sign_in(here.leader)
    browser.speak("en")
    browser.post(f"/counter/shifts/{here.point.code}")
    return browser


def begins(counter: Browser, shop: Shop) -> Page:
    return counter.post("/counter/turns", {"household": shop.household.code})


def sittings() -> list[Sitting]:
    session.expire_all()
    return list(session.scalars(select(Sitting).order_by(Sitting.id)))


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    then = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: then)


def test_begun_shown_on_every_page_ended_and_in_the_log(counter: Browser, here: Here) -> None:
    assert "Lý Thị Mai" in counter.get("/counter?q=ly thi mai").text
    begins(counter, here.shop)
    for address in ("/counter", f"/shops/{here.shop.code}/products", "/", "/help"):
        assert "The turn of bà Mai" in counter.get(address).text, address
        assert address == "/counter/end" or "/counter/end" in counter.get(address).links()

    counter.post("/counter/end", {"task": "product"}, expect=422)
    assert sittings()[0].ended_at is None
    counter.post("/counter/end", SAID)

    assert "The turn of" not in counter.get("/").text
    log = counter.get(f"/counters/{here.point.code}").text
    assert "bà Lý Thị Mai" in log
    assert SAID["note"] in log
    assert (sittings()[0].task, sittings()[0].outcome) == (Task.PRODUCT, Outcome.DONE)


def test_a_number_too_long_for_the_database_is_no_complaint(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    counter.post(f"/complaints/{'9' * 30}/decision", expect=404)


def test_no_other_house_and_no_list_of_houses_opens(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    mine, other = here.shop.household.code, here.other.household.code
    counter.get(f"/team/households/{mine}")
    for address in (
        f"/team/households/{other}",
        f"/shops/{here.other.code}/products",
        "/team",
        "/team/visits",
        "/team/field",
        "/team/field/pack",
        "/me",
        f"/counters/{here.point.code}",
    ):
        assert counter.get(address, expect=302).url == "/counter", address
    counter.post(f"/team/households/{other}/visits", {"outcome": "done"})
    begins(counter, here.other)
    assert [it.household_id for it in sittings()] == [here.shop.household_id]


def test_only_its_own_orders_and_complaints_open(counter: Browser, here: Here) -> None:
    with deed():
        orders = [an_order(na(shop=it), at=MARKET_DAY) for it in (here.shop, here.other)]
        numbers = [_complained(it) for it in orders]
    begins(counter, here.shop)
    counter.get(f"/orders/{orders[0].code}")
    counter.get(f"/complaints/{numbers[0]}")
    assert counter.get(f"/orders/{orders[1].code}", expect=302).url == "/counter"
    assert counter.get(f"/complaints/{numbers[1]}", expect=302).url == "/counter"


def _complained(order: Order) -> int:
    complaint = Complaint(
        order=order,
        trouble=Trouble.SHORT,
        words="Thiếu cân",
        wants=Wants.MONEY,
        asked=Money(10_000),
        opened_at=MARKET_DAY,
    )
    session.add(complaint)
    session.flush()
    return complaint.id


def test_of_two_requests_at_once_one_begins(app: Flask, counter: Browser, here: Here) -> None:
    cookies = counter.client.get_cookie("who")
    assert cookies is not None
    who, address, code = cookies.value, "/counter/turns", here.other.household.code
    session.remove()

    def begin(client: FlaskClient) -> int:
        client.set_cookie("who", who)
        return client.post(address, data={"household": code}).status_code

    assert at_once(app, [begin] * 4) == [302] * 4
    assert session.scalar(select(func.count(Sitting.id))) == 1


def test_elsewhere_is_not_found(app: Flask, counter: Browser, here: Here) -> None:
    with deed():
        stranger = a_household("Hoàng Văn Xa", village=a_village("Pác Khuông"))
        officer = posted("Nông Văn Páo", Role.LEADER, stranger.village)
    assert "Hoàng Văn Xa" not in counter.get("/counter?q=hoang van xa").text
    counter.post("/counter/turns", {"household": stranger.code}, expect=404)
    counter.post("/counter/turns", {"household": "nothing"}, expect=404)
    assert sittings() == []

    elsewhere = Browser(app.test_client())
    elsewhere.sign_in(officer)
    elsewhere.get(f"/counters/{here.point.code}", expect=404)
    elsewhere.get(f"/counters/{here.point.code}/edit", expect=404)
    elsewhere.post(f"/counter/shifts/{here.point.code}", expect=404)


def test_the_end_leaves_nothing_in_the_browser(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    page = counter.client.get(f"/shops/{here.shop.code}/products/new")
    assert page.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.headers
    assert "<form " in page.text.replace('<form autocomplete="off" ', "<form ")
    forms = page.text.split("<form ")[1:]
    assert all('autocomplete="off"' in it.split(">")[0] for it in forms)
    assert page.text.count("autocomplete=") == page.text.count('autocomplete="off"')
    for name in ("basket", "place", "saved", "text", "whatever"):
        counter.client.set_cookie(name, "1.2")
    with counter.client.session_transaction() as kept:
        kept["why"] = ["2026-08-22", "của nhà ấy"]

    ended = counter.client.post("/counter/end", data=SAID)

    assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert ended.headers["Cache-Control"] == "no-store"
    left = {it.key for it in (counter.client._cookies or {}).values()}
    assert left == {"who", "lang", "text", "phone-of"}
    assert counter.client.get_cookie("phone-of").value == "nobody"  # type: ignore[union-attr]
    with counter.client.session_transaction() as kept:
        flashed = kept.pop("_flashes")
        assert set(kept) == {"_user_id", "_fresh", "_permanent", "counter"}
        assert not kept.permanent
        assert kept["counter"][1] == 0
    assert here.shop.household.keeper.name not in str(flashed)
    assert here.shop.household.keeper.name not in counter.get("/counter").text
    back = counter.get(f"/team/households/{here.shop.household.code}", expect=302)
    assert back.url == "/counter"


def test_whoever_left_is_wiped_by_the_next_request(
    counter: Browser, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins(counter, here.shop)
    later(monkeypatch, IDLE - timedelta(minutes=1))
    counter.post("/counter/presence", expect=204)
    later(monkeypatch, IDLE - timedelta(minutes=1))
    assert "The turn of bà Mai" in counter.get("/").text
    later(monkeypatch, IDLE)

    answer = counter.client.get(f"/team/households/{here.shop.household.code}")

    assert answer.headers["Location"] == "/counter"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert [it.outcome for it in sittings()] == [Outcome.LEFT]


def test_a_host_that_cannot_be_is_refused_before_anything_is_wiped(
    app: Flask, counter: Browser, here: Here
) -> None:
    begins(counter, here.shop)
    with deed():
        actions.end_idle(at=clock.now() + IDLE)
    kept = counter.client.get_cookie(SESSION_COOKIE)
    said = {"Host": "x" * 300, "Cookie": f"{SESSION_COOKIE}={kept.value if kept else ''}"}
    assert app.test_client(use_cookies=False).get("/", headers=said).status_code == 400
    assert counter.client.get("/").location == "/counter"


def test_what_the_worker_ended_is_wiped_as_well(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    with deed():
        actions.end_idle(at=clock.now() + IDLE)
    answer = counter.client.get("/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "The turn of" not in counter.get("/").text


def test_closing_signs_out_and_not_while_somebody_sits(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    assert counter.post("/counter/closing").url == "/counter"
    counter.post("/counter/end", SAID)
    answer = counter.client.post("/counter/closing")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    counter.get("/counter", expect=302)
    assert "/sign-in" in counter.get("/counters", expect=302).url


def test_a_counter_kept_elsewhere_since_is_closed_here(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    with deed():
        actions.begin_shift(here.point, by=here.leader, at=clock.now())
    assert counter.get(f"/shops/{here.shop.code}/products", expect=302).url == "/"
    assert "/sign-in" in counter.get("/team", expect=302).url


def test_without_its_consent_nobody_presses(app: Flask, counter: Browser, here: Here) -> None:
    with deed():
        only = frozenset({Purpose.SHOP})
        shy = a_shop(a_household("Mông Thị Sáo", village=here.point.village, agreeing=only))
    begins(counter, shy)
    page = counter.get("/counter")
    assert "has not agreed that others press for it" in page.text
    assert f"/shops/{shy.code}/products" not in page.links()
    counter.get(f"/shops/{shy.code}/products", expect=404)
    counter.get(f"/team/households/{shy.household.code}/consents")


def test_a_new_house_gets_its_name_when_it_is_in_the_book(counter: Browser, here: Here) -> None:
    counter.post("/counter/turns")
    assert "A new household" in counter.get("/counter").text
    who = {"name": "Lành Thị Bưởi", "honorific": "bà", "village": here.point.village.code}
    counter.post("/team/households/consent", who, expect=200)
    agreed = {"purposes": ["shop", "assist"], "mode": "self", "language": "vi"}
    shop = counter.post("/team/households", who | agreed).url
    counter.get(shop)
    assert "The turn of bà Bưởi" in counter.get("/counter").text


CARDS = (
    "CCCD 020163001234",
    "020 163 001 234",
    "020.163.001.234 của bà",
    "0201 6300 1234",
    "CMND 082123456",
    "082 123 456",
    "số 082-123-456, gọi lại",
)


@pytest.mark.parametrize("words", CARDS)
def test_numbers_of_cards_are_refused(counter: Browser, here: Here, words: str) -> None:
    begins(counter, here.shop)
    page = counter.post("/counter/end", SAID | {"note": words}, expect=422)
    assert "Leave numbers of identity cards out" in page.text
    assert sittings()[0].ended_at is None


def test_telephone_numbers_and_small_sums_are_not(counter: Browser, here: Here) -> None:
    begins(counter, here.shop)
    words = "Gọi 0912 345 678 hoặc +84 912 345 678, hai đơn 1.250.000 ₫, ngày 24/8/2026"
    counter.post("/counter/end", SAID | {"note": words})
    assert sittings()[0].note == words


def test_put_right_and_taken_back_on_the_page(
    counter: Browser, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins(counter, here.shop)
    counter.post("/counter/end", SAID)
    log = f"/counters/{here.point.code}"
    row = f"{log}/log/{sittings()[0].id}"
    counter.get(row)
    counter.post(row, SAID | {"note": CARDS[0]}, expect=422)
    counter.post(row, SAID | {"task": "order"})
    assert sittings()[0].task is Task.ORDER
    counter.post(f"{row}/withdrawal")
    assert "Taken back" in counter.get(log).text
    assert row not in counter.get(log).links()


@pytest.fixture
def month(counter: Browser, here: Here) -> str:
    """Of three turns."""
    for _nth in range(3):
        begins(counter, here.shop)
        counter.post("/counter/end", SAID)
    return f"/counters/in/{here.point.village.parent.code}"  # type: ignore[union-attr]


def test_figures_are_the_rows_and_small_ones_stay_in_the_commune(
    app: Flask, month: str, counter: Browser, here: Here
) -> None:
    with deed():
        assert here.point.village.parent is not None
        province = here.point.village.parent.parent
        assert province is not None
        officer = posted("Nông Thị Hòa", Role.PROVINCE_OFFICER, province)
    assert "Turns 3 " in counter.get(month).text
    rows = counter.client.get(f"{month}/months.csv").text.splitlines()
    assert len(rows) == 13
    assert rows[-1].split(",")[1:4] == ["3", "1", "1"]

    outside = Browser(app.test_client())
    outside.sign_in(officer)
    outside.speak("en")
    assert "Turns <5 " in outside.get(month).text
    told = outside.client.get(f"{month}/months.csv").text.splitlines()[-1].split(",")[1:]
    assert "3" not in told
    outside.says_why()
    log = outside.get(f"/counters/{here.point.code}").text
    assert here.shop.household.keeper.name not in log
    assert SAID["note"] not in log
    with deed():
        stranger = posted("Hứa Văn Lợi", Role.COMMUNE_OFFICER, a_village().parent)  # type: ignore[arg-type]
    outside.sign_in(stranger)
    outside.get(month, expect=404)


def test_everybody_reads_where_and_when(browser: Browser, here: Here) -> None:
    browser.speak("en")
    commune = here.point.village.parent
    assert commune is not None
    for address in ("/help/where", f"/help/where/{commune.code}"):
        page = browser.get(address)
        assert "Điểm Nà Lìa" in page.text
        assert "0912\u00a0345\u00a0678" in page.html
        assert page.text.count("closed") >= 7
    browser.get("/help/where/nothing", expect=404)


def test_opened_changed_and_closed(browser: Browser, here: Here) -> None:
    browser.sign_in(here.leader)
    browser.speak("en")
    point = {
        "name": "Điểm UBND",
        "village": here.point.village.code,
        "address": "Tầng 1, UBND xã",
        "day0": "7:30-11:30, 13:30-17:00",
        "day5": "7h30-11h",
        "closed_words": "Chiều thứ Sáu cuối tháng",
    }
    browser.get("/counters/new")
    wrong = browser.post(
        "/counters/new", point | {"day5": "sáng", "address": "CCCD " + "1" * 12}, expect=422
    )
    assert "Write hours as" in wrong.text
    assert "Leave numbers of identity cards out" in wrong.text
    assert session.scalar(select(func.count(AccessPoint.id))) == 1

    show = browser.post("/counters/new", point).url
    browser.get(show)
    browser.get(f"{show}/edit")
    browser.post(f"{show}/edit", point | {"day0": ""})
    public = browser.get("/help/where").text
    assert "Chiều thứ Sáu cuối tháng" in public
    assert "07:30\u2060–\u206011:00" in public
    browser.post(f"{show}/closing")
    assert "Điểm UBND" not in browser.get("/help/where").text
    browser.post(f"/counter/shifts/{show.rsplit('/', 1)[1]}")
    assert "Điểm UBND" in browser.get("/counters").text
    today = clock.village_date(clock.now())
    browser.get(f"{show}/days/{today}")
    browser.get(f"{show}/days/{today + timedelta(days=1)}", expect=404)
    browser.get(f"{show}/days/hôm-nay", expect=404)
