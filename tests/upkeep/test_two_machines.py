"""Nothing sticks to a machine: what one took in, the other shows, at the very next request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts import factors, sign_in
from storefront.accounts.models import Person, SecondFactor
from storefront.accounts.permissions import Role
from storefront.campaign import actions as campaigns
from storefront.cli.duties import HANDLERS
from storefront.cli.working import Worker
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.kept import Kept
from storefront.reports import exporting
from storefront.settings import Bucketed
from storefront.shops.models import Product
from storefront.tills import at_hand
from tests.databases import settings_for
from tests.village import (
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_team,
    a_village,
    an_account,
    counted,
    na,
    posted,
)  # fmt: skip
from tests.village_photos import a_photo
from tests.wide import Roamer, a_bucket, two_machines

WORD = "na dai Chi Lăng"
HIDDEN = re.compile(r'name="(once|seen)" value="([^"]+)"')


@dataclass
class Wide:
    folder: Path
    ports: tuple[int, int]
    told: Bucketed
    product: Product
    leader: Person
    officer: Person


@pytest.fixture
def wide(app: Flask, tmp_path: Path) -> Iterator[Wide]:
    with deed():
        province = a_province(code="20")
        campaigns.start_known_campaign(province)
        village = a_village(inside=a_commune(inside=province))
        household = a_household(village=village)
        product = na(shop=a_shop(household))
        an_account(household)
        leader = posted("Nông Văn Tài", Role.LEADER, village)
        a_team(village, head=leader)
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)
        for person, phone in ((leader, "+84912000001"), (officer, "+84912000002")):
            person.phone, person.password_hash = phone, sign_in.hash_password(WORD)
    url = app.config["SETTINGS"].database_url
    with a_bucket() as told, two_machines(url, told, tmp_path) as (one, other):
        yield Wide(tmp_path, (one.port, other.port), told, product, leader, officer)


def enters(wide: Wide, person: Person) -> Roamer:
    browser = Roamer(wide.ports)
    answer = browser.post("/sign-in", {"phone": person.phone or "", "password": WORD})
    assert answer.status_code == 302, answer.text
    return browser


@pytest.mark.slow
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_two_machines_are_one_market(wide: Wide, app: Flask) -> None:
    _a_buyer_orders(wide)
    _a_leader_shows_a_photo(wide)
    _an_officer_watches(wide)
    _who_guesses_is_counted_once(wide)
    assert not [it for it in wide.folder.rglob("*") if it.suffix in (".webp", ".xlsx", ".db")]


def _a_buyer_orders(wide: Wide) -> None:
    buyer = Roamer(wide.ports)
    assert all(it.status_code == 200 for it in buyer.both(f"/products/{wide.product.code}"))
    buyer.post("/basket", {"product": str(wide.product.id), "quantity": "2"})
    page = buyer.get("/checkout").text
    typed = {"name": "Nguyễn Thị Lan", "phone": "0912345678", "delivery": "pick_up"}
    placed = buyer.post("/checkout", typed | dict(HIDDEN.findall(page)) | {"pay_by": "vietqr"})
    assert placed.status_code == 201
    (link,) = set(re.findall(r"/follow/[\w-]+/\w+(?=\")", placed.text))
    followed = buyer.both(link)
    assert [it.status_code for it in followed] == [200, 200]
    assert all(wide.product.name in it.text for it in followed)


def _a_leader_shows_a_photo(wide: Wide) -> None:
    """And a price that both machines had on a kept page."""
    product, stranger, leader = wide.product, Roamer(wide.ports), enters(wide, wide.leader)
    for _time in range(3):
        assert all("68.000" in it.text for it in stranger.both(f"/products/{product.code}"))
    desk = f"/shops/{product.shop.code}/products"
    form = leader.get(f"{desk}/{product.code}/edit").text
    kept = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    changed = kept | {"price": "71.000", "name": product.name, "hidden": ""}
    taken = leader.post(f"{desk}/{product.code}/edit", changed, files={"photo": a_photo()})
    assert taken.headers.get("Location") == desk, taken.text
    shown = stranger.both(f"/products/{product.code}")
    assert all("71.000" in it.text for it in shown)
    (picture,) = {found for it in shown for found in re.findall(r"/media/\w+\.webp", it.text)[:1]}
    sent = stranger.both(picture)
    assert [it.status_code for it in sent] == [200, 200]
    assert sent[0].content == sent[1].content
    assert "immutable" in sent[0].headers["Cache-Control"]


def _an_officer_watches(wide: Wide) -> None:
    """With a second step; then the board, and a file that a third machine wrote."""
    officer = enters(wide, wide.officer)
    officer.get("/sign-in/second/new")
    session.expire_all()
    held = session.query(SecondFactor).filter_by(person_id=wide.officer.id).one()
    code = factors.code_now(at_hand().safe.open_words(held.sealed), at=clock.now())
    officer.post("/sign-in/second/new", {"code": code})
    assert [it.status_code for it in officer.both("/me")] == [200, 200]
    before = [it.text for it in officer.both("/growth/20/board.json")]
    with deed():
        counted(Indicator.SHOP_OPENED, wide.product.shop.household, amount=640, at=clock.now())
    after = [it.text for it in officer.both("/growth/20/board.json")]
    assert before[0] not in after
    assert before[1] not in after
    _a_file(wide, officer)
    officer.post("/sign-out", {})
    assert {it.status_code for it in officer.both("/me")} != {200}


def _a_file(wide: Wide, officer: Roamer) -> None:
    officer.post("/looks/why", {"why": "for the quarter's report"})
    page = urlsplit(officer.post("/growth/20/exports", {}).headers["Location"]).path
    third = replace(settings_for("", wide.folder / "third"), s3=wide.told)
    kept = Kept.of(third)
    job = {exporting.JOB: lambda told, /, at: exporting.carry_out(told, to=kept.exports, at=at)}
    assert exporting.JOB in HANDLERS
    Worker(job, ()).step(at=clock.now())
    files = officer.both(f"{page}/file")
    assert [it.status_code for it in files] == [200, 200]
    assert files[0].content == files[1].content
    assert files[0].content.startswith(b"PK")


def _who_guesses_is_counted_once(wide: Wide) -> None:
    """Wrong words, one at each machine in turn: both have had enough together."""
    guesser, said = Roamer(wide.ports), []
    for _time in range(40):
        answer = guesser.post(
            "/sign-in", {"phone": "+84912000001", "password": secrets.token_hex(6)}
        )
        said.append(answer.status_code)
        if 429 in said:
            break
    assert guesser.post("/sign-in", {"phone": "+84912000001", "password": "x"}).status_code == 429
    assert len(said) <= 30, said
