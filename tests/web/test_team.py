"""The team opens shops, keepers keep them: step by step, and only where they may."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Consent, Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders.models import Order, OrderState
from storefront.payments import actions as payments
from storefront.payments.provider import Notice
from storefront.shops.models import Household, PaymentAccount, Product, Shop
from tests.browser import Browser, Page
from tests.statements import counted
from tests.village import (
    MARKET_DAY,
    VIETINBANK,
    a_household,
    a_person,
    a_shop,
    a_team,
    a_village,
    an_order,
    na,
    posted,
)
from tests.village_photos import a_photo

WHO = {"name": "Hoàng Thị Nhình", "honorific": "bà", "birth_year": "1968", "phone": "0912345678"}
YES = {"purposes": ["shop", "payout", "assist"], "mode": "self", "witness": ""}
ACCOUNT = {"bank": VIETINBANK, "number": "1018 7234 4821", "holder": "Hoàng Thị Nhình"}
GOODS = {
    "name": "Na dai",
    "category": "fruit",
    "unit": "kg",
    "price": "68.000",
    "stock": "40",
    "months": ["8", "9"],
}


@pytest.fixture
def leader(app: Flask, browser: Browser) -> Person:
    """Signed in, with one village."""
    with deed():
        village = a_village()
        leader = posted("Nông Văn Páo", Role.LEADER, village)
        a_team(village, head=leader)
    browser.sign_in(leader)
    return leader


def who(leader: Person, **more: str) -> dict[str, Any]:
    return WHO | {"village": leader.postings[0].place.code} | more


def how_many(kind: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_first_shop_step_by_step(browser: Browser, leader: Person) -> None:
    assert "Chưa có hộ nào" in browser.get("/team").text
    browser.get("/team/households/new")
    consent = browser.post("/team/households/consent", who(leader), expect=200)
    assert "checked" not in consent.html, "nothing is ticked before it was said"
    assert how_many(Household) == 0

    shop = browser.post("/team/households", who(leader) | YES)
    assert 'value="Nhà bà Nhình"' in browser.get(shop.url).html
    account = browser.post(shop.url, {"name": "Nhà bà Nhình"})
    assert 'value="HOANG THI NHINH"' in browser.get(account.url).html
    goods = browser.post(account.url, ACCOUNT)
    browser.get(goods.url)
    photo = (BytesIO(a_photo()), "na.jpg")
    done = browser.post(goods.url, GOODS | {"first": "yes", "photo": photo})

    page = browser.get(done.url)
    assert "https://cho.example/shops/nha-ba-nhinh-" in page.text
    assert "68.000" in page.text
    product = session.scalars(select(Product)).one()
    assert (product.price, product.months, product.photo is None) == (Money(68_000), [8, 9], False)
    assert session.scalars(select(PaymentAccount.number)).one() == "101872344821"


def test_stopping_halfway_is_no_loss(browser: Browser, leader: Person) -> None:
    browser.post("/team/households", who(leader) | YES)

    page = browser.get("/team")

    assert "Chưa mở gian hàng" in page.text
    assert any(link.endswith("/shop") for link in page.links())


def test_declined_means_nothing_is_kept(browser: Browser, leader: Person) -> None:
    browser.post("/team/households/consent", who(leader), expect=200)

    page = browser.get("/team?declined=yes")

    assert "chợ không ghi gì" in page.text
    assert how_many(Household) == how_many(Consent) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "\0\u202e"}, "name"),
        ({"honorific": "Sir"}, "honorific"),
        ({"birth_year": "2025"}, "birth_year"),
        ({"birth_year": "9" * 30}, "birth_year"),
        ({"birth_year": "-5"}, "birth_year"),
        ({"phone": "12"}, "phone"),
        ({"village": "06463"}, "village"),
        ({"village": "x" * 5000}, "village"),
        ({"name": "á" * 200_000}, "name"),
    ],
)
def test_errors_stand_at_their_field_and_typing_is_kept(
    browser: Browser, leader: Person, wrong: dict[str, str], field: str
) -> None:
    page = browser.post("/team/households/consent", who(leader) | wrong, expect=422)

    assert f'id="{field}-error"' in page.html
    if field != "name":
        assert 'value="Hoàng Thị Nhình"' in page.html
    again = browser.post("/team/households", who(leader) | YES | wrong, expect=422)
    assert f'id="{field}-error"' in again.html
    assert how_many(Household) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"purposes": []},
        {"purposes": ["payout"]},
        {"purposes": ["shop", "everything"]},
        {"mode": ""},
        {"mode": "silence"},
        {"mode": "spoken", "witness": "  "},
        {"mode": "self", "witness": "Lý Thị Dín"},
        {"witness": "x" * 100},
    ],
)
def test_consent_is_never_assumed(browser: Browser, leader: Person, wrong: dict[str, Any]) -> None:
    page = browser.post("/team/households", who(leader) | YES | wrong, expect=422)

    assert "error" in page.html
    assert how_many(Household) == how_many(Consent) == 0


def test_a_household_met_before_is_asked_about(browser: Browser, leader: Person) -> None:
    with deed():
        a_household(village=leader.postings[0].place)
    page = browser.post("/team/households/consent", who(leader, phone=""), expect=200)
    assert "Có phải nhà này không" in page.text

    another = who(leader, phone="") | {"another": "yes"}
    browser.post("/team/households/consent", another, expect=200)
    browser.post("/team/households", another | YES)

    assert how_many(Household) == 2


def test_pressing_twice_opens_one_shop(browser: Browser, leader: Person) -> None:
    first = browser.post("/team/households", who(leader) | YES)
    second = browser.post("/team/households", who(leader) | YES)
    assert first.url == second.url

    for _press in range(2):
        browser.post(first.url, {"name": "Nhà bà Nhình"})

    assert how_many(Household) == how_many(Shop) == 1


def test_a_number_of_somebody_else_is_an_error_at_the_field(
    browser: Browser, leader: Person
) -> None:
    with deed():
        a_person("Lương Thu Hà", phone="+84912345678")

    page = browser.post("/team/households", who(leader) | YES, expect=422)

    assert 'id="phone-error"' in page.html
    assert how_many(Household) == 0


def test_two_households_at_one_account_are_asked_about(browser: Browser, leader: Person) -> None:
    village = leader.postings[0].place
    with deed():
        first = a_shop(a_household("Vi Văn Sinh", village=village)).household
        second = a_household(village=village)
    url = f"/team/households/{second.code}/account"
    form = ACCOUNT | {"number": first.accounts[0].number}

    page = browser.post(url, form, expect=422)
    assert "Vi Văn Sinh" in page.text
    browser.post(url, form | {"shared": "yes"})

    assert how_many(PaymentAccount) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank": ""},
        {"bank": "000000"},
        {"number": "12345"},
        {"number": "1" * 30},
        {"number": "<script>"},
        {"holder": "   "},
        {"holder": "🌶"},
        {"holder": "A" * 90_000},
    ],
)
def test_odd_accounts_are_refused(browser: Browser, leader: Person, wrong: dict[str, str]) -> None:
    with deed():
        household = a_household(village=leader.postings[0].place)

    page = browser.post(f"/team/households/{household.code}/account", ACCOUNT | wrong, expect=422)

    assert f'id="{next(iter(wrong))}-error"' in page.html
    assert how_many(PaymentAccount) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"category": "gold"}, "category"),
        ({"unit": ""}, "unit"),
        ({"price": "0"}, "price"),
        ({"price": "-5"}, "price"),
        ({"price": "9" * 30}, "price"),
        ({"price": "1e9"}, "price"),
        ({"stock": "-1"}, "stock"),
        ({"stock": "9999999999"}, "stock"),
        ({"months": ["13"]}, "months"),
        ({"months": ["x"] * 100}, "months"),
        ({"shelf_days": "0"}, "shelf_days"),
        ({"description": "x" * 2_001}, "description"),
        ({"stock_seen": "many"}, None),
    ],
)
def test_odd_goods_are_refused(
    browser: Browser, leader: Person, wrong: dict[str, Any], field: str | None
) -> None:
    with deed():
        shop = a_shop(a_household(village=leader.postings[0].place))

    page = browser.post(f"/shops/{shop.code}/products/new", GOODS | wrong, expect=422)

    assert field is None or f'id="{field}-error"' in page.html
    assert how_many(Product) == 0


def test_a_photo_beside_an_error_must_be_chosen_again(browser: Browser, leader: Person) -> None:
    with deed():
        shop = a_shop(a_household(village=leader.postings[0].place))
    form = GOODS | {"price": "", "photo": (BytesIO(a_photo()), "na.jpg")}

    page = browser.post(f"/shops/{shop.code}/products/new", form, expect=422)

    assert "Chọn lại ảnh" in page.text
    assert 'value="Na dai"' in page.html


@pytest.mark.parametrize("content", [b"", b"no picture", a_photo()[:3000], a_photo("GIF")])
def test_odd_photos_are_refused(browser: Browser, leader: Person, content: bytes) -> None:
    with deed():
        shop = a_shop(a_household(village=leader.postings[0].place))
    form = GOODS | {"photo": (BytesIO(content), "na.jpg")}

    page = browser.post(f"/shops/{shop.code}/products/new", form, expect=422)

    assert 'id="photo-error"' in page.html
    assert how_many(Product) == 0


def test_price_and_stock_in_two_taps(browser: Browser, leader: Person) -> None:
    with deed():
        product = na(shop=a_shop(a_household(village=leader.postings[0].place)))
    url = f"/shops/{product.shop.code}/products/{product.code}/price-and-stock"

    browser.post(url, {"price": "70.000", "stock": "35", "stock_seen": "40"})
    bad = browser.post(url, {"price": "much", "stock": "", "stock_seen": "40"}, expect=422)

    assert "much" in bad.html
    session.refresh(product)
    assert (product.price, product.stock) == (Money(70_000), 35)


def test_what_was_sold_meanwhile_stays_sold(browser: Browser, leader: Person) -> None:
    with deed():
        product = na(shop=a_shop(a_household(village=leader.postings[0].place)), stock=40)
    with deed():
        session.refresh(product)
        product.stock = 38
    url = f"/shops/{product.shop.code}/products/{product.code}"

    browser.post(f"{url}/edit", GOODS | {"stock": "40", "stock_seen": "40"})

    session.refresh(product)
    assert product.stock == 38


def test_goods_are_hidden_and_shown(browser: Browser, leader: Person) -> None:
    with deed():
        product = na(shop=a_shop(a_household(village=leader.postings[0].place)))
    url = f"/shops/{product.shop.code}/products/{product.code}/shown"

    browser.post(url, {"shown": "no"})
    session.refresh(product)
    assert not product.shown

    browser.post(url, {"shown": "yes"})
    session.refresh(product)
    assert product.shown


def test_the_keeper_sees_who_pressed_and_puts_it_back(
    app: Flask, browser: Browser, leader: Person
) -> None:
    with deed():
        product = na(shop=a_shop(a_household(village=leader.postings[0].place)), price=35_000)
    keeper = product.shop.household.keeper
    url = f"/shops/{product.shop.code}/products/{product.code}/price-and-stock"
    browser.post(url, {"price": "38.000", "stock": "40", "stock_seen": "40"})
    own = Browser(app.test_client())
    own.sign_in(keeper)
    home = own.get("/keeper")
    assert "Nông Văn Páo bấm giúp" in home.text
    assert "35.000 ₫ → 38.000 ₫" in home.text
    (pressed,) = session.scalars(select(Trace).where(Trace.verb == "product.change"))

    browser.post(f"/keeper/deeds/{pressed.id}/reversal", expect=404)
    own.post(f"/keeper/deeds/{pressed.id}/reversal")

    session.refresh(product)
    assert product.price == Money(35_000)
    own.post(f"/keeper/deeds/{pressed.id}/objection")
    for odd in (10**17, 10**18, 10**30):
        own.post(f"/keeper/deeds/{odd}/objection", expect=404)
    assert "Chủ nhà nói" in browser.get(f"/team/households/{product.shop.household.code}").text


def test_consent_is_taken_back_and_given_again(browser: Browser, leader: Person) -> None:
    with deed():
        shop = a_shop(a_household(village=leader.postings[0].place))
    code = shop.household.code

    browser.post(f"/team/households/{code}/consents/shop/withdrawal")
    session.refresh(shop)
    assert not shop.is_open, "without consent the shop rests"
    browser.post(f"/shops/{shop.code}/resume")
    session.refresh(shop)
    assert not shop.is_open
    browser.post(f"/team/households/{code}/consents/payout/withdrawal")
    assert session.scalars(select(PaymentAccount)).one().retired_at
    browser.post(f"/team/households/{code}/consents/nonsense/withdrawal", expect=404)

    again = {"purposes": ["shop"], "mode": "spoken", "witness": "Lý Thị Dín"}
    browser.get(f"/team/households/{code}/consents")
    browser.post(f"/team/households/{code}/consents", again)
    browser.post(f"/shops/{shop.code}/resume")

    session.refresh(shop)
    assert shop.is_open


def test_a_number_with_a_posting_is_not_changed_by_others(browser: Browser, leader: Person) -> None:
    with deed():
        village = leader.postings[0].place
        household = a_household(village=village)
        household.keeper.postings = posted("Mai", Role.MEMBER, village).postings
    phone = household.keeper.phone

    browser.post(f"/team/households/{household.code}/edit", who(leader), expect=404)
    browser.post(f"/team/households/{household.code}/edit", who(leader, phone=phone or ""))

    assert session.scalar(select(Person.phone).where(Person.id == household.keeper_id)) == phone


def test_the_old_number_hears_of_the_new_one(browser: Browser, leader: Person) -> None:
    with deed():
        household = a_household(village=leader.postings[0].place)
    old = household.keeper.phone

    browser.post(f"/team/households/{household.code}/edit", who(leader))

    assert session.scalars(select(Message.to)).all() == [old]
    assert session.scalar(select(Household.birth_year)) == 1968


def test_a_leader_searches_the_roster(browser: Browser, leader: Person) -> None:
    with deed():
        a_shop(a_household(village=leader.postings[0].place))
        a_shop(a_household("Vi Văn Sinh", village=leader.postings[0].place))

    assert "Vi Văn Sinh" not in browser.get("/team?q=nhinh").text
    assert "Không có hộ nào tên ấy" in browser.get("/team?q=" + "x" * 500).text


def test_the_roster_asks_no_more_for_more_households(
    app: Flask, browser: Browser, leader: Person
) -> None:
    def asked() -> int:
        with counted() as statements:
            browser.get("/team")
        return len(statements)

    village = leader.postings[0].place
    with deed():
        na(shop=a_shop(a_household(village=village)))
    few = asked()
    with deed():
        for number in range(6):
            na(shop=a_shop(a_household(f"Vi Văn {number}", village=village)))
    assert asked() <= few


def test_a_keeper_without_a_shop_is_told_what_to_do(browser: Browser, app: Flask) -> None:
    with deed():
        person = a_person()
    browser.sign_in(person)

    assert "Chưa có gian hàng" in browser.get("/keeper").text
    browser.get("/keeper/orders")
    browser.get("/keeper/money")
    browser.get("/me")


def test_a_password_is_set_and_works(browser: Browser, app: Flask) -> None:
    with deed():
        person = a_person(phone="+84912345678")
    browser.sign_in(person)
    browser.post("/me/password", {"password": "short"}, expect=422)

    browser.post("/me/password", {"password": "na dai Chi Lăng"})
    browser.post("/sign-out")

    browser.post("/sign-in", {"phone": "0912345678", "password": "na dai Chi Lăng"})
    browser.get("/me")


OPEN_TO_TEAM = [
    "/team/households/{household}",
    "/team/households/{household}/edit",
    "/team/households/{household}/consents",
    "/team/households/{household}/account",
    "/team/households/{household}/done",
]
READ_BY_OFFICERS = (OPEN_TO_TEAM[0], OPEN_TO_TEAM[2])
OPEN_TO_BOTH = [
    "/shops/{shop}/products",
    "/shops/{shop}/products/new",
    "/shops/{shop}/products/{product}/edit",
    "/shops/{shop}/edit",
    "/shops/{shop}/share",
    "/shops/{shop}/bills",
    "/orders/{order}",
]
DEEDS = [
    "/team/households/{household}/edit",
    "/team/households/{household}/account",
    "/team/households/{household}/consents",
    "/team/households/{household}/consents/shop/withdrawal",
    "/shops/{shop}/products/new",
    "/shops/{shop}/products/{product}/edit",
    "/shops/{shop}/products/{product}/shown",
    "/shops/{shop}/products/{product}/price-and-stock",
    "/shops/{shop}/edit",
    "/shops/{shop}/pause",
    "/shops/{shop}/resume",
    "/orders/{order}/confirmation",
    "/orders/{order}/dispatch",
    "/orders/{order}/delivery",
    "/orders/{order}/receipt",
    "/orders/{order}/cancellation",
]
EVERYTHING = WHO | YES | ACCOUNT | GOODS | {"stock_seen": "0", "reason": "mưa to", "shown": "no"}


@pytest.fixture
def scene(app: Flask) -> dict[str, str]:
    with deed():
        village = a_village()
        order = an_order(na(shop=a_shop(a_household(village=village))))
        product, shop = order.lines[0].product, order.shop
        posted("leader", Role.LEADER, village)
        posted("member", Role.MEMBER, village)
        posted("elsewhere", Role.LEADER, a_village("Khuổi Cấp", inside=village.parent))
        posted("commune", Role.COMMUNE_OFFICER, village.parent or village)
        a_person("stranger")
        a_shop(a_household("other", village=village))
    return {
        "household": shop.household.code,
        "shop": shop.code,
        "product": product.code,
        "order": order.code,
    }


def as_(browser: Browser, name: str) -> None:
    browser.sign_in(session.scalars(select(Person).where(Person.name == name)).one())


@pytest.mark.parametrize("name", ["leader", "member"])
def test_the_team_is_let_in(browser: Browser, scene: dict[str, str], name: str) -> None:
    as_(browser, name)

    for path in OPEN_TO_TEAM + OPEN_TO_BOTH:
        browser.get(path.format(**scene))


def test_the_keeper_is_let_in(browser: Browser, scene: dict[str, str]) -> None:
    as_(browser, "Hoàng Thị Nhình")

    for path in [*OPEN_TO_BOTH, OPEN_TO_TEAM[0], OPEN_TO_TEAM[2], "/keeper", "/keeper/money"]:
        browser.get(path.format(**scene))


@pytest.mark.parametrize("name", ["elsewhere", "commune", "stranger", "other"])
def test_others_find_nothing_and_move_nothing(
    browser: Browser, scene: dict[str, str], name: str
) -> None:
    as_(browser, name)
    before = _state()

    reads = [it for it in OPEN_TO_TEAM if name != "commune" or it not in READ_BY_OFFICERS]
    for path in reads + OPEN_TO_BOTH:
        browser.get(path.format(**scene), expect=404)
    for path in DEEDS:
        browser.post(path.format(**scene), dict(EVERYTHING), expect=404)

    assert _state() == before


def test_nobody_is_asked_to_sign_in(browser: Browser, scene: dict[str, str]) -> None:
    before = _state()

    for path in OPEN_TO_TEAM + OPEN_TO_BOTH:
        assert browser.get(path.format(**scene), expect=302).url.startswith("/sign-in")
    for path in DEEDS:
        assert browser.post(path.format(**scene), dict(EVERYTHING)).url.startswith("/sign-in")

    assert _state() == before


def _state() -> list[Any]:
    session.rollback()
    order = session.scalars(select(Order)).one()
    product = session.scalars(select(Product)).one()
    shop = session.scalars(select(Shop).order_by(Shop.id)).first()
    assert shop
    return [
        *(how_many(kind) for kind in (Household, Product, PaymentAccount, Consent, Trace)),
        session.scalar(select(func.count()).where(Consent.withdrawn_at.is_not(None))),
        (order.state, order.paid),
        (product.name, product.price, product.stock, product.shown),
        (shop.name, shop.paused_at, shop.changed_at),
    ]


def test_an_order_is_handled_by_the_team_in_the_open(
    browser: Browser, scene: dict[str, str]
) -> None:
    as_(browser, "leader")
    url = f"/orders/{scene['order']}"
    assert "Đang bấm giúp bà Nhình" in browser.get(url).text

    browser.post(f"{url}/confirmation")
    browser.post(f"{url}/dispatch")
    browser.post(f"{url}/receipt", {"means": "cash"})
    browser.post(f"{url}/receipt", {"means": "cash"})
    browser.post(f"{url}/delivery")

    page = browser.get(url)
    assert "nhà mình tự xác nhận" in page.text
    assert session.scalars(select(Order.state)).one() is OrderState.DONE
    late = browser.post(f"{url}/cancellation", {"reason": "mưa to"})
    assert "sang bước khác" in browser.get(late.url).text


def test_a_keeper_answers_from_the_first_page(browser: Browser, scene: dict[str, str]) -> None:
    as_(browser, "Hoàng Thị Nhình")
    assert "1 đơn mới đang chờ" in browser.get("/keeper").text

    back = browser.post(f"/orders/{scene['order']}/confirmation", {"from": "home"})

    assert back.url == "/keeper"
    assert "Chưa có đơn mới" in browser.get("/keeper").text
    browser.post(f"/orders/{scene['order']}/receipt", {"means": "bank"})
    assert "mình tự xác nhận 1" in browser.get("/keeper").text
    assert scene["order"] in browser.get("/keeper/money").text
    assert scene["order"] in browser.get("/keeper/orders").html


def test_the_banks_word_and_the_keepers_look_different(
    browser: Browser, scene: dict[str, str]
) -> None:
    with deed():
        order = session.scalars(select(Order)).one()
        assert order.account
        told = Notice("bank", "FT1", order.account.number, order.total, order.code)
        payments.settle(told, at=MARKET_DAY)
    as_(browser, "Hoàng Thị Nhình")

    for page in (browser.get("/keeper"), browser.get(f"/orders/{scene['order']}")):
        assert "đã vào" in page.text
        assert 'class="coin coin-paid"' in page.html
        assert "tự xác nhận 1" not in page.text


@pytest.mark.parametrize("reason", ["", "x", "x" * 300, "\0\0\0"])
def test_cancelling_needs_a_reason(browser: Browser, scene: dict[str, str], reason: str) -> None:
    as_(browser, "leader")

    page = browser.post(f"/orders/{scene['order']}/cancellation", {"reason": reason}, expect=422)

    assert 'id="reason-error"' in page.html
    assert session.scalars(select(Order.state)).one() is OrderState.PLACED


def test_pages_speak_english_too(browser: Browser, scene: dict[str, str]) -> None:
    as_(browser, "leader")
    browser.speak("en")

    pages: list[Page] = [browser.get(path.format(**scene)) for path in OPEN_TO_TEAM + OPEN_TO_BOTH]

    assert all("Đang bấm giúp" not in page.text for page in pages)


def test_purposes_are_the_ones_asked_for(browser: Browser, leader: Person) -> None:
    page = browser.post("/team/households/consent", who(leader), expect=200)

    asked = {box["value"] for box in page.all("input") if box.get("name") == "purposes"}
    assert asked == set(Purpose)
