"""A household's folder: begun with its registering, true by its deeds, late when nobody hurries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import ConsentMode, Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.money import Money
from storefront.places.models import Place
from storefront.screening import warning
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops import actions as shops
from storefront.shops import goods
from storefront.shops.actions import Keeper
from storefront.shops.folders import actions, queries
from storefront.shops.folders.actions import BadPause, Because, NotTicked
from storefront.shops.folders.steps import steps
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Folder, FolderStep, Household, Waits
from tests.browser import Browser
from tests.village import MARKET_DAY, VIETINBANK, a_village, an_order, posted

DAY = timedelta(days=1)
SATURDAY, MONDAY = date(2026, 8, 22), date(2026, 8, 24)
NHINH = Keeper("Hoàng Thị Nhình", "bà", 1968, "+84912345678")
EVERYTHING = Agreement(frozenset(Purpose), ConsentMode.SPOKEN, witness="Lý Thị Dín")
NA = Goods("Na dai", Category.FRUIT, "kg", Money(68_000), 40)


@pytest.fixture
def leader(app: Flask) -> Person:
    with deed():
        return posted("Nông Văn Páo", Role.LEADER, a_village())


def registered(leader: Person, keeper: Keeper = NHINH, *, at: datetime = MARKET_DAY) -> Folder:
    (village,) = session.scalars(select(Place).where(Place.name == "Bản Nà Lìa"))
    with deed():
        household = shops.register_household(
            keeper, village=village, agreement=EVERYTHING, by=leader, at=at
        )
    return folder_of(household)


def folder_of(household: Household) -> Folder:
    found = queries.of_household(household)
    assert found
    return found


def opened(folder: Folder, by: Person, *, at: datetime = MARKET_DAY) -> None:
    with deed():
        shop = shops.open_shop(folder.household, name="Nhà bà Nhình", by=by, at=at)
        goods.add_product(shop, NA, by=by, at=at)


def done(folder: Folder) -> set[str]:
    return {step for step, it in steps(folder).items() if it}


def late(person: Person, *, on: date) -> list[str]:
    return [it.number for it in queries.late_for(person, today=on, limit=9)]


def test_it_is_begun_with_the_registering_under_a_number_of_its_own(leader: Person) -> None:
    first = registered(leader)
    second = registered(leader, replace(NHINH, name="Lý A Sử", phone=None))
    next_year = registered(
        leader, replace(NHINH, name="Vi Thị Hoa", phone=None), at=MARKET_DAY + 200 * DAY
    )

    assert [first.number, second.number, next_year.number] == [
        "HS-LS-26-000001",
        "HS-LS-26-000002",
        "HS-LS-27-000001",
    ]
    assert (first.due_on, first.opened_by) == (MONDAY, leader)
    assert done(first) == {"consent"}


def test_most_steps_follow_from_deeds_and_two_are_ticked(leader: Person) -> None:
    folder = registered(leader)
    home = folder.household
    opened(folder, leader)
    assert FolderStep.PRODUCT not in done(folder)  # the leader's hand is not the keeper's

    with deed():
        shops.declare_account(
            home, bank_bin=VIETINBANK, number="101872344821", holder="Nhình", by=leader,
            at=MARKET_DAY,
        )  # fmt: skip
        assert home.shop
        own = goods.add_product(
            home.shop, replace(NA, name="Mật ong"), by=home.keeper, at=MARKET_DAY + DAY
        )
        for step in actions.TICKED:
            actions.tick(folder, step, note="xem tận nơi", by=leader, at=MARKET_DAY)
    with deed():
        an_order(own, at=MARKET_DAY + 2 * DAY)

    found = steps(folder)
    assert all(found.values())
    product, sim = found[FolderStep.PRODUCT], found[FolderStep.SIM]
    assert product
    assert sim
    assert (product.by, product.how, product.on) == (home.keeper, "Mật ong", SATURDAY + DAY)
    assert (sim.by, sim.how) == (leader, "xem tận nơi")


def test_a_tick_is_taken_back_and_both_stay_in_the_history(leader: Person) -> None:
    folder = registered(leader)
    for _ in range(2):
        with deed():
            actions.tick(folder, FolderStep.SIM, by=leader, at=MARKET_DAY)
    for _ in range(2):
        with deed():
            actions.untick(folder, FolderStep.SIM, by=leader, at=MARKET_DAY + DAY)

    assert "sim" not in done(folder)
    told = select(Trace.verb).where(Trace.for_id == folder.household.keeper_id)
    assert [it for it in session.scalars(told) if it.startswith("folder")] == [
        "folder.tick",
        "folder.untick",
    ]
    with pytest.raises(NotTicked), deed():
        actions.tick(folder, FolderStep.ORDER, by=leader, at=MARKET_DAY)


def test_it_is_late_after_its_day_and_no_more_once_the_shop_is_live(leader: Person) -> None:
    folder = registered(leader)

    assert late(leader, on=MONDAY) == []
    assert late(leader, on=MONDAY + DAY) == [folder.number]

    opened(folder, leader, at=MARKET_DAY + 3 * DAY)
    session.refresh(folder)
    assert folder.live_on == MONDAY + DAY
    assert late(leader, on=MONDAY + 9 * DAY) == []


def test_who_no_longer_wants_a_shop_is_not_late(leader: Person) -> None:
    folder = registered(leader)
    with deed():
        keeper = folder.household.keeper
        accounts.withdraw_consent(keeper, Purpose.SHOP, by=keeper, at=MARKET_DAY)

    assert late(leader, on=MONDAY + 9 * DAY) == []


def test_a_pause_gives_the_days_that_were_left_after_its_end(leader: Person) -> None:
    folder = registered(leader)
    because = Because(Waits.BANK, MONDAY + 7 * DAY, "chờ mở tài khoản")
    with deed():
        actions.pause(folder, because, by=leader, at=MARKET_DAY)

    # Monday the 31st and the first two days of September are free.
    assert folder.due_on == date(2026, 9, 3)
    assert late(leader, on=date(2026, 9, 3)) == []

    with deed():
        actions.resume(folder, by=leader, at=MARKET_DAY + 3 * DAY)
    assert folder.due_on == date(2026, 8, 26)
    assert late(leader, on=date(2026, 8, 27)) == [folder.number]


@pytest.mark.parametrize("until", [SATURDAY, SATURDAY + 31 * DAY])
def test_a_pause_ends_on_a_day_to_come_within_a_month(leader: Person, until: date) -> None:
    folder = registered(leader)

    with pytest.raises(BadPause), deed():
        actions.pause(folder, Because(Waits.OTHER, until), by=leader, at=MARKET_DAY)
    assert folder.due_on == MONDAY


def test_a_late_folder_is_an_early_warning_until_the_shop_is_live(leader: Person) -> None:
    folder = registered(leader)
    warning.watch(at=MARKET_DAY + 4 * DAY)
    opened(folder, leader, at=MARKET_DAY + 4 * DAY)

    (told,) = session.scalars(
        select(EarlyWarning).where(EarlyWarning.kind == WarningKind.FOLDER_LATE)
    )
    assert (told.detail, told.since, told.ended_at) == ({"number": folder.number}, MONDAY, None)
    warning.watch(at=MARKET_DAY + 5 * DAY)
    session.refresh(told)
    assert told.ended_at


# --- pages ------------------------------------------------------------------------------------


def test_a_leader_ticks_pauses_and_takes_back_on_the_page(leader: Person, browser: Browser) -> None:
    folder = registered(leader)
    here = f"/team/households/{folder.household.code}/folder"
    browser.sign_in(leader)
    browser.speak("en")

    assert folder.number in browser.get(here).text
    browser.post(f"{here}/steps/sim", {"note": "xem thẻ sim"})
    assert "xem thẻ sim" in browser.get(here).text
    browser.post(f"{here}/steps/sim/withdrawal")
    assert "xem thẻ sim" not in browser.get(here).text
    wrong = browser.post(f"{here}/pause", {"reason": "bank", "until": "2020-01-01"}, expect=422)
    assert "A day to come" in wrong.text
    browser.post(f"{here}/steps/order", expect=404)
    history = browser.get(f"/team/households/{folder.household.code}").text
    assert "Took back of the folder" in history


def test_nobodys_identity_number_is_kept(leader: Person, browser: Browser) -> None:
    folder = registered(leader)
    browser.sign_in(leader)
    browser.speak("en")
    here = f"/team/households/{folder.household.code}/folder"

    for note in ("020068001234", "CCCD 0200 6800 1234"):
        refused = browser.post(f"{here}/steps/sim", {"note": note}, expect=422)
        assert "Leave the identity number out" in refused.text
    browser.post(f"{here}/steps/sim", {"note": "gọi 0912 345 678, hẹn 22/8/2026"})
    assert "sim" in done(folder)


def test_those_of_elsewhere_find_nothing(leader: Person, browser: Browser) -> None:
    folder = registered(leader)
    with deed():
        elsewhere = posted("Lý A Sử", Role.LEADER, a_village("Pá Hoà"))
    here = f"/team/households/{folder.household.code}/folder"
    browser.sign_in(elsewhere)

    browser.get(here, expect=404)
    for deed_ in ("steps/sim", "steps/sim/withdrawal", "pause/end"):
        browser.post(f"{here}/{deed_}", expect=404)
    assert late(elsewhere, on=MONDAY + 9 * DAY) == []
    browser.post(f"{here}/pause", {"reason": "bank", "until": "2099-01-01"}, expect=404)
    assert done(folder) == {"consent"}


def test_leader_commune_and_province_see_who_is_late_and_who_answers(
    leader: Person, browser: Browser
) -> None:
    folder = registered(leader, at=MARKET_DAY - 300 * DAY)
    village = folder.household.village
    assert village.parent
    assert village.parent.parent
    with deed():
        officer = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, village.parent)
        province = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, village.parent.parent)

    for person in (leader, officer, province):
        browser.sign_in(person)
        page = browser.get("/folders").text
        assert folder.number in page
        assert "Vi Văn Thắng" in page  # no team here: the commune answers
        assert ("Hoàng Thị Nhình" in page) == (person is not province)
    browser.sign_in(folder.household.keeper)
    browser.get("/folders", expect=404)
    assert folder.number in browser.get(f"/team/households/{folder.household.code}/folder").text
