"""What anybody reports an officer decides; what is down is nowhere, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders.refusals import NotShown
from storefront.shops import actions as shops
from storefront.shops import goods as shelf
from storefront.shops import grades
from storefront.shops.errors import TakenDown
from storefront.shops.models import Product, Shop
from storefront.takedowns import actions, queries
from storefront.takedowns.models import ListingReport, ReportState, Wrong
from storefront.takedowns.refusals import NotTheirTurn, SecondPerson, ShopIsDown
from storefront.web import deeds
from tests.browser import Browser
from tests.village import MARKET_DAY, a_person, a_shop, an_order, na, posted

SAID = {"wrong": "untrue", "words": "Ảnh một đằng, quả một nẻo"}
DOWN = {"ruling": "down", "why": "fake", "words": "Ảnh của nhà khác"}


def officer_of(shop: Shop, name: str = "Lý Thị Sen") -> Person:
    return posted(name, Role.COMMUNE_OFFICER, shop.commune)


def reported(shop: Shop, product: Product | None, *, at: datetime = MARKET_DAY) -> ListingReport:
    return actions.report(shop, product, Wrong.UNTRUE, "Không đúng", at=at)


def taken(product: Product | None, shop: Shop, *, by: Person) -> ListingReport:
    with deed():
        it = reported(shop, product)
        actions.take_down(it, Wrong.FAKE, "Ảnh của nhà khác", by=by, at=MARKET_DAY)
    return it


def buyers_find(browser: Browser, product: Product) -> list[str]:
    """On which pages a buyer still comes upon it."""
    shop, here = product.shop, f"/products/{product.code}"
    pages = {
        "/": here, "/categories/fruit?all=1": here, "/search?q=na+dai": here,
        f"/places/{shop.commune.code}": here, "/shops": f"/shops/{shop.code}",
        f"/shops/{shop.code}": here,
    }  # fmt: skip
    found = []
    for page, link in pages.items():
        answer = browser.client.get(page)
        found += [page] if f'"{link}"' in answer.text else []
    leaves = ("/sitemaps/products-0.xml", here), ("/sitemaps/shops-0.xml", f"/shops/{shop.code}")
    found += [leaf for leaf, link in leaves if f"{link}<" in browser.client.get(leaf).text]
    return found


def test_from_the_link_to_the_log(browser: Browser) -> None:
    with deed():
        product = na()
        shop = product.shop
        officer = officer_of(shop)
    here = f"/products/{product.code}"
    assert f"{here}/report" in browser.get(here).links()
    assert f"/shops/{shop.code}/report" in browser.get(f"/shops/{shop.code}").links()
    assert len(buyers_find(browser, product)) >= 5

    browser.get(f"{here}/report")
    browser.post(f"{here}/report", SAID | {"wrong": "?"}, expect=422)
    browser.post(f"{here}/report", SAID | {"contact": "0912\u202e 345 678"})
    it = session.query(ListingReport).one()
    assert it.contact == "0912 345 678"
    desk = f"/listings/{it.id}"

    browser.sign_in(officer)
    assert desk in browser.get("/listings").links()
    assert "Ảnh một đằng" in browser.get(desk).text
    browser.post(f"{desk}/ruling", DOWN | {"why": ""}, expect=422)
    browser.post(f"{desk}/ruling", DOWN)
    browser.post("/sign-out")

    for _twice in range(3):  # the second time a page is asked for it may come from the shelf
        gone = browser.get(here, expect=410)
        assert "Hàng giả" in gone.text
    assert set(buyers_find(browser, product)) <= {"/shops", "/sitemaps/shops-0.xml"}
    browser.get(f"{here}/report", expect=404)
    assert "Hàng giả" in browser.get("/statistics/takedowns").text

    browser.sign_in(officer)
    browser.post(f"{desk}/return")
    browser.post(f"{desk}/return")
    assert len(buyers_find(browser, product)) >= 5
    browser.get(here)


def test_strangers_and_the_house_decide_nothing(browser: Browser) -> None:
    with deed():
        product = na()
        it = reported(product.shop, product, at=clock.now())
        elsewhere = officer_of(a_shop())
        stranger = a_person("Người Lạ")
        desk = f"/listings/{it.id}"
    for person in (stranger, elsewhere, product.shop.household.keeper):
        browser.sign_in(person)
        browser.get(desk, expect=404)
        for verb in ("ruling", "return", "upholding", "objection"):
            browser.post(f"{desk}/{verb}", DOWN, expect=404)
        assert desk not in browser.get("/listings").links()

    session.expire_all()
    assert it.state is ReportState.OPEN


def test_a_whole_shop_goes_and_comes_back_as_it_was(app: Flask) -> None:
    with deed():
        shop = a_shop()
        seen, hidden = na(shop=shop), na(shop=shop, name="Mận")
        hidden.shown = False
        officer = officer_of(shop)
        shops.pause(shop, reason="Tết", until=None, by=shop.household.keeper, at=MARKET_DAY)
    it = taken(None, shop, by=officer)
    session.expire_all()
    assert (seen.shown, shop.down_at, shop.pause_reason) == (False, MARKET_DAY, None)
    with pytest.raises(TakenDown), deed():
        shops.resume(shop, by=shop.household.keeper, at=MARKET_DAY)
    with deed():
        again = replace(shelf.goods_of(seen), shown=True)
        shelf.change_product(seen, again, by=shop.household.keeper, at=MARKET_DAY)
        assert not seen.shown
        other = reported(shop, seen)
    with pytest.raises(ShopIsDown), deed():
        actions.take_down(other, Wrong.FAKE, "Cũng thế", by=officer, at=MARKET_DAY)

    with deed():
        actions.put_back(it, by=officer, at=MARKET_DAY)

    session.expire_all()
    assert (seen.shown, hidden.shown) == (True, False)
    assert (shop.down_at, shop.pause_reason, shop.paused_at) == (None, "Tết", MARKET_DAY)


def test_the_leading_grade_leads_again(app: Flask) -> None:
    with deed():
        lead = na()
        other = na(shop=lead.shop, price=40_000)
        lead.grade, other.grade, other.variant_of_id = "to", "nhỏ", lead.id
        grades.regroup(lead, at=MARKET_DAY)
        officer = officer_of(lead.shop)
    it = taken(lead, lead.shop, by=officer)
    session.expire_all()
    assert lead.variant_of_id == other.id

    with deed():
        actions.put_back(it, by=officer, at=MARKET_DAY)

    session.expire_all()
    assert other.variant_of_id == lead.id
    assert lead.shown


def test_reports_of_one_listing_are_decided_together(app: Flask) -> None:
    with deed():
        product = na()
        officer = officer_of(product.shop)
        first, second = reported(product.shop, product), reported(product.shop, product)
        apart = reported(product.shop, None)
        with pytest.raises(NotTheirTurn):
            actions.keep(second, "Không sai", by=officer, at=MARKET_DAY)
        actions.keep(first, "Không sai", by=officer, at=MARKET_DAY)
        later = reported(product.shop, product)

    session.expire_all()
    states = [it.state for it in (first, second, apart, later)]
    assert states == [
        ReportState.KEPT, ReportState.TOGETHER, ReportState.OPEN, ReportState.OPEN,
    ]  # fmt: skip
    assert second.together_id == first.id
    assert session.query(Message).filter_by(to=officer.phone).count() == 3


def test_two_at_the_same_moment_are_decided_together_too(app: Flask) -> None:
    with deed():
        product = na()
        officer = officer_of(product.shop)
        first, second = reported(product.shop, product), reported(product.shop, product)
        second.state, second.together_id = ReportState.OPEN, None
        session.flush()
        actions.keep(second, "Không sai", by=officer, at=MARKET_DAY)

    session.expire_all()
    assert (first.state, first.together_id) == (ReportState.TOGETHER, second.id)


def test_what_is_asked_is_due_in_a_day_again_when_another_reports_it(browser: Browser) -> None:
    with deed():
        product = na()
        officer = officer_of(product.shop)
        it = reported(product.shop, product)
        actions.ask(it, Wrong.UNTRUE, "Sửa lời tả", by=officer, at=MARKET_DAY)
        reported(product.shop, product)

    session.expire_all()
    assert it.due_at == MARKET_DAY + actions.LOOK_WITHIN
    browser.sign_in(officer)
    page = browser.get("/listings").text
    assert "thêm 1 người" in page
    assert "Quá hạn" in page
    assert "19/2023/QH15" in browser.get(f"/listings/{it.id}").text


def test_a_flood_of_reports_is_no_flood_of_letters(app: Flask) -> None:
    with deed():
        shop = a_shop()
        officer = officer_of(shop)
        for nth in range(actions.LETTERS + 2):
            reported(shop, na(shop=shop, name=f"Na {nth}"))

    assert session.query(Message).filter_by(to=officer.phone).count() == actions.LETTERS


def test_what_is_taken_down_cannot_be_ordered(app: Flask) -> None:
    with deed():
        product = na()
        officer = officer_of(product.shop)
    it = taken(product, product.shop, by=officer)
    with pytest.raises(NotShown), deed():
        an_order(product)
    with deed():
        actions.put_back(it, by=officer, at=MARKET_DAY)
        an_order(product)
    taken(None, product.shop, by=officer)
    with pytest.raises(NotShown), deed():
        an_order(product)


def test_the_house_objects_once_and_a_second_officer_decides(app: Flask) -> None:
    with deed():
        product = na()
        keeper = product.shop.household.keeper
        first = officer_of(product.shop)
        second = officer_of(product.shop, "Nông Văn Hòa")
    it = taken(product, product.shop, by=first)
    with deed():
        actions.object_to(it, "Ảnh con cháu chụp", by=keeper, at=MARKET_DAY)
    with pytest.raises(NotTheirTurn), deed():
        actions.object_to(it, "Lần nữa", by=keeper, at=MARKET_DAY)
    with pytest.raises(SecondPerson), deed():
        actions.uphold(it, "Vẫn thế", by=first, at=MARKET_DAY)
    with deed():
        actions.uphold(it, "Ảnh có trên mạng", by=second, at=MARKET_DAY)

    session.expire_all()
    assert (it.state, product.shown) == (ReportState.UPHELD, False)
    told = session.query(Message).filter_by(to=keeper.phone).order_by(Message.id).all()
    assert ["gỡ" in message.body for message in told] == [True, True]
    late = MARKET_DAY + actions.OBJECT_WITHIN + timedelta(seconds=1)
    assert not actions.may_object(it, at=late)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_is_objected_to_is_listed_once(browser: Browser) -> None:
    with deed():
        product = na()
        first = officer_of(product.shop)
        second = officer_of(product.shop, "Nông Văn Hòa")
    it = taken(product, product.shop, by=first)
    with deed():
        actions.object_to(it, "Nhà tự chụp", by=product.shop.household.keeper, at=MARKET_DAY)

    browser.sign_in(second)

    assert browser.get("/listings").links().count(f"/listings/{it.id}") == 1


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_all_of_it_stands_in_the_history_in_words(app: Flask) -> None:
    with deed():
        product = na()
        officer = officer_of(product.shop)
        asked = reported(product.shop, product)
        actions.ask(asked, Wrong.UNTRUE, "Sửa lời tả", by=officer, at=MARKET_DAY)
        actions.keep(asked, "Sửa rồi", by=officer, at=MARKET_DAY)
    it = taken(product, product.shop, by=officer)
    with deed():
        actions.put_back(it, by=officer, at=MARKET_DAY)
    traces = session.query(Trace).filter(Trace.verb.startswith("listing.")).order_by(Trace.id).all()
    assert [trace.verb.partition(".")[2] for trace in traces] == [
        "report", "ask", "keep", "report", "down", "back",
    ]  # fmt: skip
    assert {trace.for_id for trace in traces} == {product.shop.household.keeper_id}
    with app.test_request_context("/"):
        assert all(deeds.in_words(it) != it.verb for it in traces)


def test_the_log_names_no_commune_of_a_few_shops(browser: Browser) -> None:
    assert "Chưa gỡ gì" in browser.get("/statistics/takedowns").text
    with deed():
        product = na()
        officer = officer_of(product.shop)
    taken(product, product.shop, by=officer)
    commune = product.shop.commune.name

    assert commune not in browser.get("/statistics/takedowns").text
    with deed():
        for _nth in range(4):
            a_shop().commune = product.shop.commune
    page = browser.get("/statistics/takedowns").text
    assert commune in page
    assert product.name not in page
    browser.get("/statistics/takedowns?below=x", expect=404)


def test_reporting_again_and_again_is_slowed_down(browser: Browser) -> None:
    with deed():
        product, other = na(), na()
    for _nth in range(5):
        browser.post(f"/products/{product.code}/report", SAID)

    browser.post(f"/products/{product.code}/report", SAID, expect=429)
    browser.post(f"/products/{other.code}/report", SAID)


def test_what_is_due_is_due_by_the_clock(app: Flask) -> None:
    friday = datetime.fromisoformat("2026-11-20T16:00:00+07:00")
    with deed():
        product = na()
        it = reported(product.shop, product, at=friday)
        officer = officer_of(product.shop)

    assert it.due_at == friday + timedelta(hours=24)
    assert list(queries.waiting(officer, on=clock.village_date(friday))) == [it]
