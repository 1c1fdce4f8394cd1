"""A poster for the stall: it fits a page, its QR says what the register says, and is made once."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from storefront.accounts.models import Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer
from storefront.posters import actions as posters
from storefront.posters import press
from storefront.posters.models import Leads, Poster, Why
from storefront.posters.press import Sheet, Size
from storefront.shops.models import Shop
from tests.browser import Browser
from tests.scanners import SCANNERS, Scanner
from tests.village import (
    MARKET_DAY,
    VIETINBANK,
    a_household,
    a_poster,
    a_shop,
    an_account,
    posted,
)

SHEET = Sheet(
    size="a5",
    lang="vi",
    code="nha-ba-nhinh-7k3m2",
    content="https://cho.example/shops/nha-ba-nhinh-7k3m2",
    name="Nhà bà Nhình",
    place="thôn Bản Nà Lìa, xã Chi Lăng",
    call="Quét để xem tuần này hái gì",
    compare="Điện thoại phải hiện đúng hoa văn này.",
    check="Mã này thật không? cho.example/check · QR7K 2M9Q4",
    qr_words="Mã QR tới gian hàng",
    mark_words="Hoa văn của gian hàng",
)
TO_PAY = replace(
    SHEET,
    content=vietqr.payload(Transfer(VIETINBANK, "101872344821", memo="QR7K2M9Q4")),
    sum="229.000 ₫",
    holder="HOANG THI NHINH",
    account="VietinBank · số cuối 4821",
)
WIDTHS = {"a6": 298, "a5": 420, "a4": 595}
"""In points."""


@pytest.mark.parametrize("size", ["a6", "a5", "a4"])
@pytest.mark.parametrize("name", ["Nhà bà Nhình", "Ấ" * 80, "#pagebreak() $x$ @y *z*", "x " * 40])
@pytest.mark.parametrize("sheet", [SHEET, TO_PAY], ids=["to the shop", "to pay"])
def test_whatever_the_shop_is_called_it_is_one_page(sheet: Sheet, size: Size, name: str) -> None:
    content = press.pdf(replace(sheet, size=size, name=name))

    assert content.startswith(b"%PDF")
    assert len(content) < 300_000
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    width = re.search(rb"/MediaBox\s*\[0 0 (\d+)", content)
    assert width
    assert abs(int(width[1]) - WIDTHS[size]) <= 1


@pytest.mark.parametrize("scanner", SCANNERS)
@pytest.mark.parametrize("sheet", [SHEET, TO_PAY], ids=["to the shop", "to pay"])
def test_the_qr_on_paper_says_what_it_should(sheet: Sheet, scanner: Scanner) -> None:
    picture = Image.open(
        BytesIO(press.typeset(press.TEMPLATE, *press._said([sheet], ""), form="png"))
    )

    assert scanner(picture) == [sheet.content]


@pytest.mark.parametrize("leads", Leads)
def test_a_poster_is_in_the_register_before_it_is_printed(
    app: Flask, browser: Browser, leads: Leads
) -> None:
    with deed():
        shop = a_shop()
    browser.sign_in(shop.household.keeper)

    page = browser.get(browser.post(f"/shops/{shop.code}/posters", {"leads": leads}).url)

    poster = session.scalars(select(Poster)).one()
    assert (poster.shop_id, poster.printed_by_id) == (shop.id, shop.household.keeper_id)
    assert f"{poster.serial[:4]} {poster.serial[4:]}" in page.text
    assert page.html.count('class="qr"') == 1
    if leads is Leads.TO_SHOP:
        assert poster.content == f"https://cho.example/shops/{shop.code}"
    else:
        account = shop.household.accounts[0]
        assert poster.account_id == account.id
        assert vietqr.read(poster.content) == Transfer(
            account.bank_bin, account.number, memo=poster.serial
        )


def test_pressed_twice_it_is_one_poster_and_later_another(app: Flask) -> None:
    with deed():
        shop = a_shop()
        first = a_poster(shop)
        again = a_poster(shop, at=MARKET_DAY + timedelta(minutes=1))
        later = a_poster(shop, at=MARKET_DAY + timedelta(hours=1))

    assert first.serial == again.serial
    assert later.serial != first.serial


def test_a_household_without_an_account_prints_no_poster_to_pay(
    app: Flask, browser: Browser
) -> None:
    with deed():
        shop = a_shop()
        shop.household.accounts[0].retired_at = MARKET_DAY
    browser.sign_in(shop.household.keeper)

    back = browser.post(f"/shops/{shop.code}/posters", {"leads": "to_account"})

    assert back.url == f"/shops/{shop.code}/share"
    assert "to_account" not in browser.get(back.url).html
    assert session.scalar(select(Poster)) is None


def test_a_poster_is_sent_once(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
        poster = a_poster(shop, Leads.TO_ACCOUNT)
    browser.sign_in(shop.household.keeper)
    url = f"/shops/{shop.code}/posters/{poster.serial}"

    first = browser.client.get(f"{url}/a4.pdf")
    again = browser.client.get(f"{url}/a4.pdf", headers={"If-None-Match": first.headers["ETag"]})
    picture = browser.client.get(f"{url}/qr.png")

    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    assert (again.status_code, again.data) == (304, b"")
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    browser.get(f"{url}/a0.pdf", expect=404)


def test_what_was_withdrawn_is_not_printed_again(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
        poster = a_poster(shop)
    browser.sign_in(shop.household.keeper)
    url = f"/shops/{shop.code}/posters/{poster.serial}"

    browser.post(f"{url}/withdrawal", {"why": "pasted_over"})
    browser.post(f"{url}/withdrawal", {"why": "lost"})

    assert poster.withdrawn_why is Why.PASTED_OVER
    assert "có người dán mã khác" in browser.get(url).text.lower()
    browser.get(f"{url}/a5.pdf", expect=404)
    browser.get(f"{url}/qr.png", expect=404)
    verbs = session.scalars(
        select(Trace.verb).where(Trace.verb.like("poster.%")).order_by(Trace.id)
    ).all()
    assert sorted(verbs) == ["poster.print", "poster.withdraw"]


def test_only_those_who_may_press_for_the_house_print(app: Flask, browser: Browser) -> None:
    with deed():
        shop, other = a_shop(), a_shop(a_household("Vi Văn Sính"))
        poster = a_poster(shop)
        here = posted("Nông Văn Páo", Role.LEADER, shop.household.village)
        elsewhere = posted("Lý Thị Mẩy", Role.LEADER, other.household.village)
    url = f"/shops/{shop.code}/posters"

    browser.post(url, {"leads": "to_shop"})  # nobody: sign in first
    for stranger in (elsewhere, other.household.keeper):
        browser.sign_in(stranger)
        browser.post(url, {"leads": "to_shop"}, expect=404)
        browser.get(f"{url}/{poster.serial}", expect=404)
        browser.post(f"{url}/{poster.serial}/withdrawal", {"why": "lost"}, expect=404)
    browser.sign_in(other.household.keeper)
    browser.get(f"/shops/{other.code}/posters/{poster.serial}", expect=404)

    assert session.scalars(select(Poster)).one().is_good
    browser.sign_in(here)
    browser.get(f"{url}/{poster.serial}")


def test_posters_to_an_account_that_is_retired_are_withdrawn(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
        to_shop, to_pay = a_poster(shop), a_poster(shop, Leads.TO_ACCOUNT)
        elsewhere = a_poster(_another(), Leads.TO_ACCOUNT)
    browser.sign_in(shop.household.keeper)

    browser.post(f"/team/households/{shop.household.code}/consents/payout/withdrawal")

    session.refresh(to_pay)
    assert (to_pay.withdrawn_why, to_shop.is_good) == (Why.ACCOUNT_RETIRED, True)
    assert elsewhere.is_good


def test_withdrawing_all_of_an_account_is_done_once(app: Flask) -> None:
    with deed():
        shop = a_shop()
        account = shop.household.accounts[0]
        a_poster(shop, Leads.TO_ACCOUNT)
        keeper = shop.household.keeper
        why = Why.ACCOUNT_CHANGED
        counts = [posters.withdraw_all(account, why=why, by=keeper, at=MARKET_DAY) for _ in "ab"]

    assert counts == [1, 0]


def test_the_qr_on_the_page_is_the_shops(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
    browser.sign_in(shop.household.keeper)

    page = browser.get(f"/shops/{shop.code}/share")

    assert f"https://cho.example/shops/{shop.code}" in page.text
    assert page.html.count('class="qr"') == 1


def _another() -> Shop:
    household = a_household("Vi Văn Sính")
    an_account(household, number="0011001234567")
    return a_shop(household)
