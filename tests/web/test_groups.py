"""A group order on a phone: opened, joined by a link, closed, handed out by a list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storefront import clock
from storefront.db import deed, session
from storefront.groups.models import GroupOrder, Member
from storefront.notifications.models import Message
from storefront.orders.models import Checkout
from storefront.shops.models import Product
from tests.browser import Browser
from tests.village import na


@pytest.fixture
def apples(app: object) -> Product:
    with deed():
        return na(stock=10, price=50_000)


def a_plan(goods: Product) -> dict[str, str]:
    today = clock.village_date(clock.now())
    return {
        "title": "Na cho cả lớp",
        "name": "Cô Hạnh",
        "phone": "0912 345 678",
        "delivery": "pick_up",
        "shops": goods.shop.code,
        "wanted_on": str(today + timedelta(days=3)),
        "closes_on": str(today + timedelta(days=2)),
        "closes_hour": "18",
    }


def opened(browser: Browser, goods: Product, **other: str) -> str:
    """The organiser's address."""
    return browser.post("/groups/new", a_plan(goods) | other).url


def joined(browser: Browser, name: str, product: Product, many: int) -> str:
    """The member's own address, after choosing."""
    group = session.query(GroupOrder).one()
    mine = browser.post(f"/groups/join/{group.invite}", {"name": name}).url
    browser.post(mine, {f"quantity-{product.id}": str(many)})
    return mine


def test_from_the_link_to_the_list(browser: Browser, apples: Product) -> None:
    assert browser.get(f"/groups/new?shop={apples.shop.code}").all("input")
    here = opened(browser, apples)
    lan, minh = joined(browser, "Lan", apples, 2), joined(browser, "Minh", apples, 3)
    assert "150.000" in browser.get(minh).text
    assert "250.000" in browser.get(minh).text
    assert "250.000" in browser.get(here).text
    closing = browser.get(f"{here}/closing")
    [seen] = [it["value"] for it in closing.all("input") if it.get("name") == "seen"]

    browser.post(f"{here}/closing", {"pay_by": "cash", "seen": seen or ""})

    [checkout] = session.query(Checkout)
    done = browser.get(here)
    assert f"/follow/{checkout.secret}" in done.links()
    assert "Lan" in done.text
    assert "100.000" in browser.get(lan).text
    paper = browser.client.get(f"{here}/list.pdf")
    assert paper.data.startswith(b"%PDF")
    assert browser.post(lan, {f"quantity-{apples.id}": "9"})
    assert [it.quantity for it in checkout.orders[0].lines] == [5]


def test_members_see_nothing_of_each_other(browser: Browser, apples: Product) -> None:
    here = opened(browser, apples)
    lan, minh = joined(browser, "Lan", apples, 2), joined(browser, "Minh", apples, 3)

    for page in (lan, minh):
        seen = browser.get(page)
        assert not ("Lan" in seen.text and "Minh" in seen.text)
        assert here.rpartition("/")[2] not in seen.html
        assert "345" not in seen.text


def test_what_ran_short_is_told_before_it_is_ordered(browser: Browser, apples: Product) -> None:
    here = opened(browser, apples)
    joined(browser, "Lan", apples, 8)
    joined(browser, "Minh", apples, 6)

    blind = browser.post(f"{here}/closing", {"pay_by": "cash", "seen": "500000"}, expect=409)
    told = browser.get(f"{here}/closing")
    assert "Minh 6 → 2" in told.text
    assert "Minh 6 → 2" in blind.text
    assert not session.query(Checkout).count()

    browser.post(f"{here}/closing", {"pay_by": "cash", "seen": "500000", "deal_out": "yes"})

    assert session.query(Checkout).one().orders[0].lines[0].quantity == 10


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("phone", "12"),
        ("shops", "no-such-shop"),
        ("wanted_on", "2020-01-01"),
        ("closes_hour", "31"),
        ("delivery", "send"),
        ("institution", "school"),
    ],
)
def test_what_is_missing_is_said(browser: Browser, apples: Product, field: str, value: str) -> None:
    browser.post("/groups/new", a_plan(apples) | {field: value}, expect=422)

    assert not session.query(GroupOrder).count()


def test_called_off_is_read_by_everybody(browser: Browser, apples: Product) -> None:
    here = opened(browser, apples)
    lan = joined(browser, "Lan", apples, 2)

    browser.post(f"{here}/cancellation")
    browser.post(lan, {f"quantity-{apples.id}": "3"})

    assert not any("quantity" in str(it.get("name")) for it in browser.get(lan).all("input"))
    invite = session.query(GroupOrder).one().invite
    browser.post(f"/groups/join/{invite}", {"name": "Páo"}, expect=409)
    assert session.query(Member).count() == 1


def test_telephones_are_not_told_without_end(browser: Browser, apples: Product) -> None:
    for _ in range(5):
        opened(browser, apples)

    browser.post("/groups/new", a_plan(apples), expect=429)

    assert session.query(Message).count() == 5


def test_strangers_find_nothing(browser: Browser, apples: Product) -> None:
    here = opened(browser, apples)
    group = session.query(GroupOrder).one()

    for address in (f"/groups/{group.invite}", f"/groups/join/{group.secret}", f"{here}x"):
        browser.get(address, expect=404)
