"""A poster for the stall: it fits a page, its QR leads to the shop, and it is made once."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from storefront.db import deed
from storefront.shops import posters
from storefront.shops.posters import Poster, Size
from tests.browser import Browser
from tests.village import a_shop

POSTER = Poster(
    size="a5",
    lang="vi",
    code="nha-ba-nhinh-7k3m2",
    link="https://cho.example/shops/nha-ba-nhinh-7k3m2",
    name="Nhà bà Nhình",
    place="thôn Bản Nà Lìa, xã Chi Lăng",
    call="Quét để xem tuần này hái gì",
    compare="Điện thoại phải hiện đúng hoa văn này.",
    address="cho.example/shops/nha-ba-nhinh-7k3m2",
    qr_words="Mã QR tới gian hàng",
    mark_words="Hoa văn của gian hàng",
)
WIDTHS = {"a5": 420, "a4": 595}
"""In points."""


@pytest.mark.parametrize("size", ["a5", "a4"])
@pytest.mark.parametrize("name", ["Nhà bà Nhình", "Ấ" * 80, "#pagebreak() $x$ @y *z*", "x " * 40])
def test_whatever_the_shop_is_called_it_is_one_page(size: Size, name: str) -> None:
    content = posters.pdf(replace(POSTER, size=size, name=name))

    assert content.startswith(b"%PDF")
    assert len(content) < 300_000
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    width = re.search(rb"/MediaBox\s*\[0 0 (\d+)", content)
    assert width
    assert abs(int(width[1]) - WIDTHS[size]) <= 1


def test_the_qr_on_paper_leads_to_the_shop() -> None:
    picture = Image.open(BytesIO(posters._set(POSTER, form="png")))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [POSTER.link]


def test_a_poster_is_sent_once(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
    browser.sign_in(shop.household.keeper)
    url = f"/shops/{shop.code}/poster.pdf?size=a4"

    first = browser.client.get(url)
    again = browser.client.get(url, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    assert (again.status_code, again.data) == (304, b"")
    browser.get(f"/shops/{shop.code}/poster.pdf?size=a0", expect=404)


def test_the_qr_on_the_page_is_the_shops(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
    browser.sign_in(shop.household.keeper)

    page = browser.get(f"/shops/{shop.code}/share")

    assert f"https://cho.example/shops/{shop.code}" in page.text
    assert page.html.count('class="qr"') == 1
