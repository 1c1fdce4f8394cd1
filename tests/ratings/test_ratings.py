"""Only who received the goods rates them, once, with manners; the house does not praise itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Order, PayBy
from storefront.ratings import actions, manners
from storefront.ratings.manners import Bad
from storefront.ratings.models import Rating
from storefront.ratings.refusals import AlreadySaid, NotBought, OwnGoods, TooLate
from storefront.screening import marks
from storefront.shops.models import Product
from storefront.web.rating_words import mean_of
from tests.browser import Browser
from tests.village import MARKET_DAY, a_person, an_order, na, posted


def received(product: Product | None = None, *, at: datetime = MARKET_DAY) -> Order:
    with deed():
        order = an_order(product, quantity=1, pay_by=PayBy.CASH, at=at)
        orders.confirm(order, by=order.shop.household.keeper, at=at)
        orders.hand_over(order, by=order.shop.household.keeper, at=at)
    return order


def rate(order: Order, stars: int = 5, words: str = "", *, at: datetime = MARKET_DAY) -> Rating:
    with deed():
        return actions.rate(order, order.lines[0], stars, words, at=at)


def test_stars_are_added_up_beside_goods_and_shop(app: Flask) -> None:
    with deed():
        product = na()
    for stars in (5, 4, 4):
        rate(received(product), stars)

    session.expire_all()
    assert (product.rated_sum, product.rated_many) == (13, 3)
    assert (product.shop.rated_sum, product.shop.rated_many) == (13, 3)
    assert mean_of(product.rated_sum, product.rated_many) == "4,3"
    with app.test_request_context(), force_locale("en"):
        assert mean_of(product.rated_sum, product.rated_many) == "4.3"


def test_of_two_no_mean_is_told() -> None:
    assert mean_of(10, 2) == ""
    assert mean_of(None, None) == ""


def test_one_line_is_rated_once(app: Flask) -> None:
    order = received()
    rate(order)
    with pytest.raises(AlreadySaid):
        rate(order, 1)

    session.expire_all()
    assert order.shop.rated_many == 1


def test_only_what_was_received_and_not_for_ever(app: Flask) -> None:
    with deed():
        waiting = an_order()
    with pytest.raises(NotBought):
        rate(waiting)
    order = received()
    with pytest.raises(TooLate):
        rate(order, at=MARKET_DAY + actions.WITHIN + timedelta(seconds=1))


def test_the_house_does_not_rate_itself_by_phone_or_by_browser(app: Flask) -> None:
    by_phone, by_browser = received(), received()
    with deed():
        by_phone.shop.household.keeper.phone = by_phone.checkout.buyer_phone
        by_browser.checkout.mark = "m1"
        marks.signed_in(by_browser.shop.household.keeper_id, "m1", at=MARKET_DAY)

    for order in (by_phone, by_browser):
        with pytest.raises(OwnGoods):
            rate(order)


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("Na ngọt, giao đúng hẹn", None),
        ("na ngot lam, se mua lai", None),
        ("Nặng 5 kg, giá 68.000, mua 3 lần từ 8/2026", None),
        ("gọi 0912 345 678 nhé", Bad.NUMBER),
        ("goi 0912.345.678", Bad.NUMBER),
        ("mua ở re-hon.com", Bad.LINK),
        ("Đồ mất dạy", Bad.INSULT),
        ("do mat day", Bad.INSULT),
        ("gian hàng mặt đầy bụi", None),
    ],
)
def test_words_need_no_marks_but_manners(words: str, bad: Bad | None) -> None:
    assert manners.found(words) is bad


def test_what_is_taken_down_counts_no_more_and_is_explained(app: Flask) -> None:
    order = received()
    rating = rate(order, 1, "Bịa đặt")
    with deed():
        officer = posted("Lý Thị Sen", Role.COMMUNE_OFFICER, order.shop.commune)
        actions.remove(rating, "Không nói về hàng", by=officer, at=MARKET_DAY)

    session.expire_all()
    assert (order.shop.rated_sum, order.shop.rated_many) == (0, 0)
    assert rating.words == "Bịa đặt"
    told = session.query(Message).order_by(Message.id.desc()).first()
    assert told is not None
    assert told.to == order.checkout.buyer_phone
    assert "Không nói về hàng" in told.body


def test_from_the_link_to_the_stall(browser: Browser) -> None:
    order = received(at=clock.now())
    here = f"/follow/{order.checkout.secret}/{order.code}/ratings"
    line, shop = order.lines[0].id, order.shop.code
    assert here in browser.get(here.removesuffix("/ratings")).links()
    browser.get(here)
    browser.post(f"{here}/{line}", {"stars": "9"}, expect=422)
    browser.post(f"{here}/{line}", {"stars": "4", "words": "gọi 0912 345 678"}, expect=422)
    browser.post(f"{here}/{line}", {"stars": "4", "words": "Ngọt"})
    rating = session.query(Rating).one()

    page = browser.get(f"/shops/{shop}/ratings")
    assert "Ngọt" in page.text
    assert "4/5" in page.text
    assert f"/shops/{shop}/ratings" in browser.get(f"/shops/{shop}").links()
    assert (
        f"/shops/{shop}/ratings" in browser.get(f"/products/{order.lines[0].product.code}").links()
    )
    browser.sign_in(order.shop.household.keeper)
    browser.post(f"/ratings/{rating.id}/answer", {"words": "Cảm ơn chị"})
    browser.get("/ratings/mine")
    browser.post(f"/ratings/{rating.id}/answer", {"words": "Lần nữa"})
    assert "Cảm ơn chị" in browser.get(f"/shops/{shop}/ratings").text
    browser.post(f"/ratings/{rating.id}/removal", {"why": "tự gỡ"}, expect=404)


def test_reported_by_anyone_decided_by_the_commune(browser: Browser) -> None:
    order = received(at=clock.now())
    rating = rate(order, 1, "Nhà này gian", at=clock.now())
    browser.get(f"/ratings/{rating.id}/report")
    browser.post(f"/ratings/{rating.id}/report", {"why": ""}, expect=422)
    browser.post(f"/ratings/{rating.id}/report", {"why": "Nói xấu người"})
    with deed():
        officer = posted("Lý Thị Sen", Role.COMMUNE_OFFICER, order.shop.commune)
        stranger = a_person("Người Lạ")

    browser.sign_in(stranger)
    browser.post(f"/ratings/{rating.id}/answer", {"words": "tôi trả lời"}, expect=404)
    browser.get("/ratings/reported", expect=404)
    browser.sign_in(officer)
    assert "Nói xấu người" in browser.get("/ratings/reported").text
    browser.post(f"/ratings/{rating.id}/removal", {"why": "Xúc phạm người bán"})

    assert "Nhà này gian" not in browser.get(f"/shops/{order.shop.code}/ratings").text


def test_reporting_again_and_again_is_slowed_down(browser: Browser) -> None:
    hammered = rate(received(at=clock.now()), at=clock.now())
    other = rate(received(at=clock.now()), at=clock.now())
    said = {"why": "Nói xấu người"}
    for _nth in range(5):
        browser.post(f"/ratings/{hammered.id}/report", said)

    page = browser.post(f"/ratings/{hammered.id}/report", said, expect=429)
    browser.post(f"/ratings/{other.id}/report", said)

    assert "Đợi" in page.text
