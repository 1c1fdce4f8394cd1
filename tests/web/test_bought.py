"""A buyer's receipt says what came, in parts, and what went back. It is no invoice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from storefront import clock
from storefront.db import deed
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments import giving_back
from storefront.payments.provider import Notice
from tests.browser import Browser
from tests.village import an_order


def paid_in_two_parts_and_some_back() -> Order:
    with deed():
        order = an_order(at=clock.now())
        assert order.account is not None
        for number, dong in (("FT1", 200_000), ("FT2", 4_000)):
            notice = Notice("sepay", number, order.account.number, Money(dong), order.code)
            payments.settle(notice, at=clock.now())
        keeper = order.shop.household.keeper
        giving_back.refund(order, Money(9_000), by=keeper, cash=True, once="a", at=clock.now())
    return order


def test_every_sum_is_on_the_receipt(browser: Browser) -> None:
    order = paid_in_two_parts_and_some_back()
    here = f"/follow/{order.checkout.secret}/{order.code}"
    assert f"{here}/receipt" in browser.get(here).links()

    page = browser.get(f"{here}/receipt")
    said = page.text

    for amount in ("204.000", "200.000", "4.000", "9.000", "195.000"):
        assert amount in said
    assert "không phải hóa đơn" in said
    assert "/terms/buyers/2026-07-01" in page.links()


def test_on_paper_too(browser: Browser) -> None:
    answer = paper(browser)

    assert answer.startswith(b"%PDF")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="apt-get install poppler-utils")
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_paper_says_which_conditions_hold(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "receipt.pdf"
    file.write_bytes(paper(browser))

    said = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True).stdout

    assert "/terms/buyers/2026-07-01" in "".join(said.decode().split())


def paper(browser: Browser) -> bytes:
    order = paid_in_two_parts_and_some_back()
    answer = browser.client.get(f"/follow/{order.checkout.secret}/{order.code}/receipt.pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    return bytes(answer.data)


def test_nothing_came_no_receipt(browser: Browser) -> None:
    with deed():
        order = an_order(at=clock.now())
    browser.get(f"/follow/{order.checkout.secret}/{order.code}/receipt", expect=404)
