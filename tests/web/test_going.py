"""How each parcel goes: chosen by the household, shown with its fee, frozen in the order."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.tables import Row
from storefront.delivery.ways import Offer, Way
from storefront.delivery.zones import Zone
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.places.models import Place
from storefront.shops.models import Shop
from tests.browser import Browser, Page
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_village,
    an_order,
    na,
    posted,
)
from tests.village_photos import a_photo
from tests.web.test_checkout import fill, form, placed

DAY = timedelta(days=1)


def a_shop_that_sends(offers: dict[Way, Offer]) -> Shop:
    commune = a_commune("Chi Lăng", inside=a_province("Lạng Sơn", code="20"))
    shop = a_shop(a_household(village=a_village(inside=commune)))
    delivery.choose(shop, offers, by=shop.household.keeper, at=MARKET_DAY)
    return shop


def far_away() -> Place:
    return a_commune("Ngọc Hà", inside=a_province("Hà Nội", code="01"))


def order_to(
    browser: Browser, place: Place, seen: int, *, expect: int = 201, **changes: str
) -> Page:
    there = {"address": "Số 5", "commune": place.name, "commune_code": place.code}
    typed = form(seen, delivery="send") | there | changes
    return browser.post("/checkout", typed, expect=expect)


def test_the_fee_is_in_the_sum_the_qr_and_the_order(browser: Browser) -> None:
    with deed():
        shop = a_shop_that_sends({Way.COACH: Offer(Money(40_000), 1, "Bến Mỹ Đình")})
        product, there = na(shop=shop), far_away()
    fill(browser, {product: 3})
    assert "244.000" in browser.get("/checkout").text

    page = order_to(browser, there, 244_000)

    [order] = placed()
    assert (order.way, order.fee, order.total) == (Way.COACH, Money(40_000), Money(244_000))
    assert "244.000" in page.text
    assert "Hai trăm bốn mươi bốn nghìn đồng" in page.text
    assert "Bến Mỹ Đình" in page.text


def test_a_courier_is_reckoned_when_the_place_is_known(browser: Browser) -> None:
    with deed():
        product, there = na(shop=a_shop_that_sends({Way.VNPOST: Offer()})), far_away()
    fill(browser, {product: 3})

    assert "Ghi xã, phường để biết cước" in browser.get("/checkout").text
    asked = order_to(browser, there, 204_000, expect=200, only="fees", name="", phone="")
    assert "44.000" in asked.text  # 3 kg within the north, by the first table
    order_to(browser, there, 204_000, expect=409)
    order_to(browser, there, 248_000)

    [order] = placed()
    assert (order.way, order.fee) == (Way.VNPOST, Money(44_000))


def test_what_staff_entered_is_asked_from_its_day(browser: Browser) -> None:
    rows = {zone: Row((Money(5_000),) * 3, Money(1_000), 2) for zone in Zone}
    with deed():
        product, there = na(shop=a_shop_that_sends({Way.VNPOST: Offer()})), far_away()
        keeper, day = product.shop.household.keeper, clock.village_date(MARKET_DAY)
        delivery.enter_table(
            Way.VNPOST, rows, from_day=day, source="Bảng giá", by=keeper, at=MARKET_DAY - DAY
        )
    fill(browser, {product: 3})

    assert "7.000" in order_to(browser, there, 204_000, expect=200, only="fees").text
    order_to(browser, there, 211_000)

    [order] = placed()
    assert order.fee == Money(7_000)


def test_slow_carriers_are_blocked_for_what_does_not_keep(browser: Browser) -> None:
    with deed():
        shop = a_shop_that_sends(
            {Way.VNPOST: Offer(), Way.COACH: Offer(Money(90_000), 1)},
        )
        product, there = na(shop=shop), far_away()
        product.shelf_days = 2
    fill(browser, {product: 1})

    asked = order_to(browser, there, 0, expect=200, only="fees")
    assert "Chậm quá" in asked.text
    way = {f"way-{shop.code}": "vnpost"}
    refused = order_to(browser, there, 158_000, expect=422, **way)
    assert "không còn tươi" in refused.text
    assert placed() == []
    order_to(browser, there, 158_000)  # the coach, though it costs more

    assert placed()[0].way is Way.COACH


def test_what_was_said_about_risk_stays_with_the_order(browser: Browser) -> None:
    with deed():
        shop = a_shop_that_sends({Way.COACH: Offer(Money(40_000), 1)})
        product, there = na(shop=shop), far_away()
    fill(browser, {product: 1})
    assert "mỗi bên chịu một nửa" in browser.get("/checkout").text
    order_to(browser, there, 108_000)
    with deed():
        shop = session.get_one(Shop, shop.id)
        keeper = shop.household.keeper
        delivery.choose(shop, {Way.PICK_UP: Offer()}, by=keeper, at=MARKET_DAY)

    [order] = placed()
    page = browser.get(f"/follow/{order.checkout.secret}/{order.code}")

    assert order.terms is not None
    assert order.terms["version"] == "1"
    assert "mỗi bên chịu một nửa" in page.text
    assert "Gửi xe khách" in page.text


def test_nothing_is_sent_without_an_address(browser: Browser) -> None:
    with deed():
        shop = a_shop_that_sends({Way.COACH: Offer()})
        product = na(shop=shop)
    fill(browser, {product: 1})

    browser.post("/checkout", form(68_000, delivery="pick_up"), expect=422)

    assert placed() == []


def test_the_keeper_ticks_ways_and_wrong_words_are_kept(browser: Browser) -> None:
    with deed():
        product = na()
    browser.sign_in(product.shop.household.keeper)
    path = f"/shops/{product.shop.code}/delivery"

    page = browser.post(
        path, {"offer-coach": "yes", "fee-coach": "bốn mươi", "days-coach": "1"}, expect=422
    )
    assert "bốn mươi" in page.html
    browser.post(path, {}, expect=422)
    browser.post(path, {"offer-coach": "yes", "fee-coach": "40.000", "days-coach": "1"})

    session.rollback()
    ways = session.scalars(select(Shop.ways).where(Shop.code == product.shop.code)).one()
    assert ways == {"coach": {"fee": 40_000, "days": 1, "note": ""}}
    assert "Gửi xe khách" in browser.get(f"/products/{product.code}").text


def test_a_new_table_holds_from_its_day_and_not_before(browser: Browser) -> None:
    with deed():
        officer = posted("Cán bộ tỉnh", Role.PROVINCE_OFFICER, a_province())
    browser.sign_in(officer)
    rows = {
        f"{name}-{zone}": value
        for zone in ("commune", "province", "region", "country")
        for name, value in {
            "first": "10.000", "second": "11.000", "third": "12.000", "more": "1.000", "days": "2",
        }.items()
    }  # fmt: skip
    typed = rows | {"source": "Bảng giá 2099"}

    browser.post("/delivery/tables/ghn", typed | {"from_day": "1/1/2020"}, expect=422)
    browser.post("/delivery/tables/coach", typed | {"from_day": "1/1/2099"}, expect=404)
    browser.post("/delivery/tables/ghn", typed | {"from_day": "1/1/2099"})

    page = browser.get("/delivery")
    assert "Bảng mới áp dụng từ 1/1/2099" in page.text
    assert "Bảng giá 2099" not in page.text


def test_strangers_do_not_enter_tables(browser: Browser) -> None:
    with deed():
        product = na()
    browser.sign_in(product.shop.household.keeper)

    assert "Ghi bảng mới" not in browser.get("/delivery").text
    browser.get("/delivery/tables/ghn", expect=404)


def test_the_coach_is_written_down_and_the_buyer_is_told(browser: Browser) -> None:
    with deed():
        shop = a_shop_that_sends({Way.COACH: Offer(Money(40_000), 1)})
        order = an_order(na(shop=shop))
        orders.confirm(order, by=shop.household.keeper, at=MARKET_DAY)
    browser.sign_in(shop.household.keeper)
    path = f"/orders/{order.code}/dispatch"

    page = browser.post(path, {"plate": "12b-004.56"}, expect=422)
    assert "12b-004.56" in page.html
    assert "Khách gọi bác tài" in page.text
    browser.post(path, {"plate": "12b-004.56", "phone": "0912345678", "hour": "19 giờ"})

    session.rollback()
    told = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert told is not None
    assert "12B-004.56, +84912345678, 19 giờ" in told
    page = browser.get(f"/follow/{order.checkout.secret}/{order.code}")
    assert "12B-004.56" in page.text
    assert "0912 345 678" in page.text


def test_a_photo_of_the_hand_over_is_kept(browser: Browser) -> None:
    with deed():
        order = an_order()
        orders.confirm(order, by=order.shop.household.keeper, at=MARKET_DAY)
    browser.sign_in(order.shop.household.keeper)

    picture = (BytesIO(a_photo()), "gui-hang.jpg")
    browser.post(f"/orders/{order.code}/dispatch", {"tracking": "VN123", "photo": picture})

    page = browser.get(f"/orders/{order.code}")
    assert "VN123" in page.text
    assert any("Ảnh lúc gửi hàng" in str(it.get("alt")) for it in page.all("img"))


def test_days_off_are_told_everywhere(browser: Browser) -> None:
    with deed():
        product = na()
    today = clock.village_date(clock.now())
    first, last = (f"{day.day}/{day.month}/{day.year}" for day in (today, today + timedelta(4)))
    back = today + timedelta(5)
    browser.sign_in(product.shop.household.keeper)
    path = f"/shops/{product.shop.code}/delivery/hours"
    days_off = {"first": first, "last": last, "reason": "Đám cưới"}
    browser.post(path, days_off | {"last": ""}, expect=422)
    browser.post(path, days_off | {"closed": list("0123456")}, expect=422)
    browser.post(path, days_off)
    browser.client.delete_cookie("who")
    fill(browser, {product: 1})

    for page in (
        f"/products/{product.code}",
        f"/shops/{product.shop.code}",
        "/basket",
        "/checkout",
    ):
        assert f"Nhà nghỉ từ {first} đến {last}: Đám cưới" in browser.get(page).text, page
    told = f"{back.day}/{back.month}/{back.year}"
    assert told in browser.get("/basket").text
    order_page = browser.post("/checkout", form(68_000), expect=201)
    assert placed()[0].leaves_on == back
    assert told in order_page.text
