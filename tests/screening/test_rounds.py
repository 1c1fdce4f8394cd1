"""The worker's round: what is new is looked at, once, and everybody's turn comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions as campaigns
from storefront.campaign.models import Campaign
from storefront.db import deed, session
from storefront.facts.models import Fact
from storefront.files import Folder
from storefront.imports import actions as imports
from storefront.imports import reading
from storefront.imports.actions import File, Source
from storefront.imports.models import Platform
from storefront.imports.sheet import SheetKind
from storefront.orders.models import Origin, PayBy
from storefront.orders.placing import Buyer, place
from storefront.payments import by_word
from storefront.places.models import Level, Place
from storefront.screening import pictures, running
from storefront.screening.models import Round, Scheme, Suspect
from storefront.shops.models import Household, Product
from tests.imports.tables import a_list, a_shop_of
from tests.village import MARKET_DAY, a_buyer, a_household, a_shop, an_order, na, posted

LATER = MARKET_DAY + timedelta(days=2)


def a_campaign(product: Product) -> Campaign:
    commune = product.shop.household.village.parent
    assert commune is not None
    province = session.get_one(Place, commune.parent_id)
    assert province.level is Level.PROVINCE
    return campaigns.start_campaign(province, name="Chợ", began_on=MARKET_DAY.date(), baselines={})


def bought_by_the_keeper(product: Product, once: str) -> None:
    phone = product.shop.household.keeper.phone or ""
    buyer = Buyer(name="Chị Hạnh", phone=phone, address="Số 1")
    place({product.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=once, at=MARKET_DAY)


def test_what_the_house_itself_writes_down_is_looked_at(app: Flask, tmp_path: Path) -> None:
    with deed():
        product = na()
        a_campaign(product)
        keeper = product.shop.household.keeper
        for number in range(4):
            buyer = replace(
                a_buyer(phone=f"+8491234567{number}"), origin=Origin.PHONE, entered_by=keeper
            )
            once, at = f"once-{number}", MARKET_DAY
            checkout = place({product.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=once, at=at)
            by_word.keeper_received(checkout.orders[0], by=keeper, cash=True, at=at)

    running.screen_all(Folder(tmp_path), at=LATER)

    suspect = session.scalars(select(Suspect)).one()
    assert suspect.scheme is Scheme.SELF_BUYING
    assert (suspect.evidence["by"], suspect.evidence["by_hand"]) == ("device", 4)


def test_a_round_finds_who_bought_from_himself(app: Flask, tmp_path: Path) -> None:
    with deed():
        product = na()
        a_campaign(product)
        bought_by_the_keeper(product, "once-a")

    assert running.screen_all(Folder(tmp_path), at=LATER) == 1

    suspect = session.scalars(select(Suspect)).one()
    assert suspect.scheme is Scheme.SELF_BUYING
    assert suspect.evidence["by"] == "phone"


def test_the_next_round_finds_nothing_new_and_writes_no_fact(app: Flask, tmp_path: Path) -> None:
    with deed():
        product = na()
        a_campaign(product)
        bought_by_the_keeper(product, "once-a")
    running.screen_all(Folder(tmp_path), at=LATER)
    facts = session.scalar(select(func.count(Fact.id)))

    assert running.screen_all(Folder(tmp_path), at=LATER) == 0

    assert session.scalar(select(func.count(Fact.id))) == facts


def test_another_order_joins_the_suspect_that_waits(app: Flask, tmp_path: Path) -> None:
    with deed():
        product = na()
        a_campaign(product)
        bought_by_the_keeper(product, "once-a")
    running.screen_all(Folder(tmp_path), at=LATER)
    with deed():
        bought_by_the_keeper(product, "once-b")

    running.screen_all(Folder(tmp_path), at=LATER)

    suspect = session.scalars(select(Suspect)).one()
    assert len(suspect.evidence["holds"]["orders"]) == 2


def test_a_round_remembers_how_far_it_came(app: Flask, tmp_path: Path) -> None:
    with deed():
        product = na()
        campaign = a_campaign(product)
        bought_by_the_keeper(product, "once-a")
    before = session.scalar(select(func.max(Fact.id)))

    running.screen_all(Folder(tmp_path), at=LATER)

    assert session.get_one(Round, campaign.id).fact_id == before


def test_a_household_outside_the_campaign_is_left_alone(app: Flask, tmp_path: Path) -> None:
    with deed():
        a_campaign(na())
        bought_by_the_keeper(na(), "once-a")

    assert running.screen_all(Folder(tmp_path), at=LATER) == 0


def test_a_picture_brightened_and_saved_again_is_still_known() -> None:
    hill = Image.radial_gradient("L").rotate(30).resize((480, 480)).convert("RGB")
    hill.paste((200, 30, 30), (40, 60, 200, 220))
    lake = Image.linear_gradient("L").resize((480, 480)).convert("RGB")
    lake.paste((250, 250, 250), (250, 90, 420, 400))
    seen = [
        pictures.look(_saved(picture, quality))
        for picture, quality in (
            (hill, 80),
            (hill.point(lambda light: light * 0.9), 40),
            (lake, 80),
        )
    ]

    assert None not in seen
    assert pictures.differing(seen[0] or 0, seen[1] or 0) <= 6
    assert pictures.differing(seen[0] or 0, seen[2] or 0) > 12


def test_a_plain_sheet_is_like_nothing() -> None:
    assert pictures.look(_saved(Image.new("RGB", (480, 480), "white"), 80)) is None


def _saved(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=quality)
    return out.getvalue()


def test_a_round_finds_sales_that_a_platform_tells_of_too(app: Flask, tmp_path: Path) -> None:
    told = 4 * 68_000
    with deed():
        product = na()
        campaign = a_campaign(product)
        household, other = product.shop.household, na(shop=a_shop(a_household("Vi Văn Páo")))
        for it in (product, other):
            order = an_order(it, quantity=4)
            by_word.keeper_received(order, by=household.keeper, cash=True, at=MARKET_DAY)
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, campaign.place)
        a_sheet_of_august(household, told, by=officer)

    running.screen_all(Folder(tmp_path), at=LATER)

    suspects = session.scalars(select(Suspect).where(Suspect.scheme == Scheme.OVERLAP)).all()
    assert [it.household_id for it in suspects] == [household.id]
    assert suspects[0].evidence["imported"] == suspects[0].evidence["amount"] == told
    assert suspects[0].evidence["platform"] == "postmart"


def a_sheet_of_august(household: Household, revenue: int, *, by: Person) -> None:
    """Postmart's list, in which the household is known by its name."""
    body = a_list(a_shop_of(household.keeper.name, revenue=revenue))
    source = Source(Platform.POSTMART, "", date(2026, 8, 1), date(2026, 8, 31))
    read = reading.read(body, SheetKind.HOUSEHOLDS)
    inside = by.postings[0].place
    looked = imports.look(read, source, inside=inside, on=MARKET_DAY.date())
    file = File("postmart.csv", body)
    sheet = imports.bring(looked, source, file, inside=inside, by=by, at=MARKET_DAY)
    imports.take_in(sheet, by=by, at=MARKET_DAY)
