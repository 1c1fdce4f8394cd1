"""What is printed for a market day, read as people and phones read it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.closings import actions as closings
from storefront.closings.models import FairReport
from storefront.db import deed, session
from storefront.fairs import actions as fairs
from storefront.fairs import queries
from storefront.fairs.models import Stall
from storefront.money import Money
from storefront.payments import vietqr
from storefront.posters.models import Poster
from storefront.web import fair_cards
from tests.browser import Browser
from tests.scanners import opencv, zxing
from tests.statements import counted
from tests.village import a_household, a_market_day, a_shop, a_stall, posted

NOW = clock.now
PAPERS = {"a4": (595, 842), "a5": (420, 595), "a6": (298, 420)}
"""In points."""

pytestmark = [
    pytest.mark.skipif(not shutil.which("pdftoppm"), reason="apt-get install poppler-utils"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@pytest.fixture
def stall(app: Flask) -> Stall:
    """One of two that have a keeper; only this one has a card yet."""
    with deed():
        stall = a_stall(at=NOW())
        assert stall.shop
        village = stall.shop.household.village
        other = a_shop(a_household("Lý Văn Páo", village=village), at=NOW())
        free = queries.stall(stall.fair, "B2")
        assert free
        fairs.give(free, other, by=stall.shop.household.keeper, at=NOW())
    return stall


@pytest.fixture
def officer(stall: Stall) -> Person:
    with deed():
        return posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, stall.fair.place)


def pages(pdf: bytes, folder: Path, *, dots: int = 110) -> list[tuple[str, Image.Image]]:
    """Of each page what it says, and its picture."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", file, folder / "p"], check=True)
    pictures = sorted(folder.glob("p-*.png"))
    said = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True)
    texts = said.stdout.decode().split("\f")
    return [(text, _seen(it)) for text, it in zip(texts, pictures, strict=False)]


def _seen(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.copy()


def cards(browser: Browser, stall: Stall, size: str, folder: Path) -> dict[str, Poster]:
    """The cards that a file shows, page by page, by the name of their stall."""
    browser.post(f"/fairs/{stall.fair.code}/cards")
    session.expire_all()
    laid = {it.name: it.poster for it in queries.stalls_of(stall.fair) if it.poster}
    pdf = browser.client.get(f"/fairs/{stall.fair.code}/cards-{size}.pdf").data
    width, height = PAPERS[size]
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)", pdf)
    assert boxes
    assert all(abs(float(w) - width) <= 1 and abs(float(h) - height) <= 1 for w, h in boxes)
    for (name, card), (text, picture) in zip(laid.items(), pages(pdf, folder), strict=True):
        _is_on_paper(name, card, text, picture)
    return laid


def _is_on_paper(name: str, card: Poster, text: str, picture: Image.Image) -> None:
    assert card.account
    flat = " ".join(text.split())
    serial = f"{card.serial[:4]} {card.serial[4:]}"
    for words in (f"Sạp {name}", serial, card.account.holder, card.account.tail, card.shop.name):
        assert words in flat, (words, flat)
    for scanner in (zxing, opencv):
        assert scanner(picture) == [card.content], scanner
    transfer = vietqr.read(card.content)
    assert (transfer.number, transfer.memo) == (card.account.number, card.serial)


@pytest.mark.parametrize("size", PAPERS)
def test_each_card_says_whose_it_is_and_its_qr_pays_them(
    browser: Browser, stall: Stall, officer: Person, tmp_path: Path, size: str
) -> None:
    browser.sign_in(officer)

    laid = cards(browser, stall, size, tmp_path)
    assert list(laid) == ["A1", "B2"]
    assert len({it.serial for it in laid.values()}) == 2


def test_where_stalls_are_paid_is_asked_for_all_at_once(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    browser.sign_in(officer)
    browser.post(f"/fairs/{stall.fair.code}/cards")
    code = stall.fair.code
    session.expunge_all()
    fair = queries.by_code(code)
    assert fair

    with counted() as asked:
        there = [fair_cards.is_there(it) for it in queries.stalls_of(fair)]

    assert there.count(True) == 2
    assert len([it for it in asked if "FROM payment_account" in it]) == 1, asked


def test_a_card_of_somebody_else_is_found_out(
    browser: Browser, stall: Stall, officer: Person, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A planted fault: the sheets are told another household's QR."""
    browser.sign_in(officer)
    right = fair_cards.sheet
    other = stall.poster.content if stall.poster else ""
    monkeypatch.setattr(
        fair_cards, "sheet", lambda it, size: replace(right(it, size), content=other)
    )

    with pytest.raises(AssertionError):
        cards(browser, stall, "a6", tmp_path)


def test_a_card_moves_with_its_keeper_and_nobody_is_alarmed(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    with deed():
        again = a_market_day(stall.fair.place, at=NOW())
        again.series = stall.fair.series
        there = queries.stall(again, "B1")
        assert there
        assert stall.shop
        fairs.give(there, stall.shop, by=officer, at=NOW())
    browser.sign_in(officer)
    browser.post(f"/fairs/{again.code}/cards")
    session.expire_all()

    assert there.poster is stall.poster
    assert stall.poster
    seen = {"serial": stall.poster.serial, "qr": stall.poster.content, "spot": stall.poster.spot}
    assert "B1" in stall.poster.spot
    assert "Đúng như đã treo" in browser.post("/stickers/scan", seen, expect=200).text


def test_paper_slips_are_numbered_and_go_on_where_the_last_sheet_ended(
    browser: Browser, stall: Stall, officer: Person, tmp_path: Path
) -> None:
    browser.sign_in(officer)
    slips = f"/fairs/{stall.fair.code}/stalls/A1/slips.pdf?first=49"
    said = " ".join(it for it, _picture in pages(browser.client.get(slips).data, tmp_path, dots=20))

    assert sorted(set(re.findall(r"\b0\d\d\b", said))) == [f"{it:03}" for it in range(49, 97)]
    assert said.count("Sạp A1") == 48


def test_the_report_on_paper_says_what_the_table_says(
    browser: Browser, stall: Stall, officer: Person, tmp_path: Path
) -> None:
    with deed():
        for it in queries.stalls_of(stall.fair):
            if it.is_given:
                closed = closings.close(it, counted=Money(0), seen=Money(0), note="",
                                        by=officer, at=NOW())  # fmt: skip
                closings.agree(closed, by=officer, on_paper=True, at=NOW())
    browser.sign_in(officer)
    browser.post(f"/fairs/{stall.fair.code}/reports")
    report = browser.client.get(f"/fairs/{stall.fair.code}/reports/1.pdf").data
    said = " ".join(it for it, _picture in pages(report, tmp_path, dots=20))

    digest = session.scalars(select(FairReport.digest)).one()
    assert digest[:16] in said.replace("\n", "").replace(" ", "")
    assert {"A1", "B2"} <= set(said.split())
