"""The growth pages: who may look, what they see, and that every way of saying it agrees."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from storefront import clock
from storefront.accounts.actions import withdraw_consent
from storefront.accounts.models import Look, Person, Purpose
from storefront.accounts.permissions import Role
from storefront.campaign import actions, folding
from storefront.campaign.indicators import DEFINITIONS
from storefront.db import deed, session
from storefront.facts.models import COUNTED, Indicator
from storefront.payments import billing
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.teams.models import Team
from tests import statements
from tests.browser import Browser, Page
from tests.village import (
    a_bill,
    a_commune,
    a_commune_goes_over,
    a_household,
    a_person,
    a_province,
    a_shop,
    a_team,
    a_village,
    counted,
    posted,
)

NBSP = "\N{NO-BREAK SPACE}"


@dataclass
class Scene:
    province: Place
    chi_lang: Place
    bac_son: Place
    team: Team
    household: Household
    province_officer: Person
    commune_officer: Person
    officer_elsewhere: Person
    leader: Person

    @property
    def pages(self) -> list[str]:
        """Every page about Chi Lăng and what lies in it."""
        code = self.chi_lang.code
        return [
            f"/growth/{code}",
            f"/growth/{code}/communes",
            f"/growth/{code}/teams",
            f"/growth/{code}/households",
            f"/growth/{code}/rows?of=revenue",
            f"/growth/teams/{self.team.id}",
            f"/growth/households/{self.household.code}",
            f"/growth/{code}/communes.csv",
            f"/growth/{code}/months.csv",
            f"/growth/{code}/teams.csv",
            f"/growth/{code}/rows.csv?of=revenue",
            f"/growth/teams/{self.team.id}/households.csv",
            f"/growth/households/{self.household.code}/rows.csv",
        ]


@pytest.fixture
def scene(app: Flask) -> Scene:
    now = clock.now()
    with deed():
        province = a_province(code="20")
        actions.start_known_campaign(province)
        chi_lang, bac_son = (a_commune(it, inside=province) for it in ("Chi Lăng", "Bắc Sơn"))
        leader = posted("Nông Văn Tài", Role.LEADER, chi_lang)
        village = a_village(inside=chi_lang)
        team = a_team(village, head=leader)
        household = a_household("Hoàng Thị Nhình", village=village, team=team)
        sells(household, 204_000)
        it = Scene(
            province,
            chi_lang,
            bac_son,
            team,
            household,
            province_officer=posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province),
            commune_officer=posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, chi_lang),
            officer_elsewhere=posted("Dương Mai", Role.COMMUNE_OFFICER, bac_son),
            leader=leader,
        )
    assert now
    return it


def sells(household: Household, dong: int) -> None:
    """A household that came all the way: registered, open, ready, ordered from, paid."""
    now = clock.now()
    for indicator in (
        Indicator.HOUSEHOLD_REGISTERED,
        Indicator.SHOP_OPENED,
        Indicator.ACCOUNT_DECLARED,
        Indicator.PRODUCT_LISTED,
        Indicator.ORDER_PLACED,
        Indicator.ORDER_COMPLETED,
        Indicator.ACCOUNT_RECEIVED,
    ):
        counted(indicator, household, at=now)
    counted(Indicator.REVENUE, household, amount=dong, at=now)


def told(page: Page) -> str:
    return " ".join(page.text.replace(NBSP, " ").split())


def sheet(browser: Browser, url: str) -> list[dict[str, str]]:
    answer = browser.client.get(url)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_officer_sees_the_campaign_as_published_and_as_counted(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.province_officer)

    words = told(browser.get("/growth"))

    assert "phát động 20/7/2021" in words
    for multiple in (68, 192, 174):
        assert f"gấp {multiple} lần mốc" in words
    assert "68,311" in words
    assert "192,601…" in words
    assert "chỉ công bố bội số" in words
    assert "Tỉnh công bố bội số. Không công bố số đồng." in words


def test_the_page_moves_at_once(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)
    assert "204.000 ₫" in told(browser.get("/growth"))

    with deed():
        household = session.get_one(Household, scene.household.id)
        counted(Indicator.REVENUE, household, amount=-4_000, at=clock.now())

    assert "200.000 ₫" in told(browser.get("/growth"))
    folding.fold_all(at=clock.now())
    assert "200.000 ₫" in told(browser.get("/growth"))


@pytest.mark.parametrize("geography", ["now", "then"])
def test_page_and_files_say_the_same(browser: Browser, scene: Scene, geography: str) -> None:
    with deed():
        sells(a_household("Vi Páo", village=a_village(inside=scene.bac_son)), 96_000)
    browser.sign_in(scene.province_officer)
    browser.says_why()
    query = f"of=revenue&geo={geography}"

    page = told(browser.get(f"/growth/20/communes?{query}"))
    communes = sheet(browser, f"/growth/20/communes.csv?{query}")
    months = sheet(browser, f"/growth/20/months.csv?{query}")
    rows = sheet(browser, f"/growth/20/rows.csv?{query}")

    assert "Cộng" in page
    assert "300.000 ₫" in page
    assert {it["Doanh thu gian hàng"] for it in communes} == {"…"}
    assert sum(int(it["Doanh thu gian hàng"]) for it in months) == 300_000
    assert sum(int(it["Số"]) for it in rows) == 300_000


def test_a_commune_without_data_is_named_and_is_not_zero(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)

    page = told(browser.get("/growth"))

    assert "Nối được 1 trên 2" in page
    assert "1 xã, phường chưa có gian hàng Bắc Sơn" in page
    assert "Bắc Sơn Dương Mai chưa có số liệu" in page


def test_an_open_shop_that_cannot_sell_is_somebodys_work(browser: Browser, scene: Scene) -> None:
    with deed():
        team = session.get_one(Team, scene.team.id)
        idle = a_household("Triệu Mùi", village=team.place, team=team)
        counted(Indicator.SHOP_OPENED, idle, at=clock.now())
    browser.sign_in(scene.province_officer)

    page = told(browser.get("/growth"))

    assert "1 gian mở mà chưa bán được." in page
    assert "Chi Lăng · Nông Văn Tài" in page


@pytest.mark.parametrize(
    ("who", "known_as"),
    [("province_officer", "H.T.N."), ("commune_officer", "bà Hoàng Thị Nhình")],
)
def test_the_province_sees_initials_and_the_commune_sees_names(
    browser: Browser, scene: Scene, who: str, known_as: str
) -> None:
    browser.sign_in(getattr(scene, who))
    browser.says_why()

    for page in scene.pages[3:7]:
        words = told(browser.get(page))
        assert (known_as in words) is (page != scene.pages[3])
        assert ("Nhình" in words) is ("Nhình" in known_as and page != scene.pages[3])


def test_who_did_not_agree_to_be_in_reports_is_counted_and_not_shown(
    browser: Browser, scene: Scene
) -> None:
    with deed():
        keeper = session.get_one(Household, scene.household.id).keeper
        withdraw_consent(keeper, Purpose.REPORT, by=keeper, at=clock.now())
    browser.sign_in(scene.commune_officer)
    household, team = f"/growth/households/{scene.household.code}", f"/growth/teams/{scene.team.id}"
    rows = f"/growth/{scene.chi_lang.code}/rows"

    browser.get(household, expect=404)
    assert browser.client.get(f"{household}/rows.csv").status_code == 404
    for words in (told(browser.get(team)), told(browser.get(f"{rows}?of=revenue"))):
        assert "Nhình" not in words
        assert scene.household.code not in words
    assert "204.000 ₫" in told(browser.get(f"{rows}?of=revenue"))
    assert sheet(browser, f"{team}/households.csv") == []
    (row,) = sheet(browser, f"{rows}.csv?of=revenue")
    assert [it for it in row.values() if it] == [row["Ngày"], row["Chỉ tiêu"], "204000"]


def test_money_for_a_bill_names_the_bill(browser: Browser, scene: Scene) -> None:
    with deed():
        household = session.get_one(Household, scene.household.id)
        bill = a_bill(a_shop(household), at=clock.now())
        billing.keeper_received(bill, by=household.keeper, cash=True, at=clock.now())
    browser.sign_in(scene.commune_officer)

    words = told(browser.get(next(it for it in scene.pages if "/rows?" in it)))

    assert f"Phiếu thu {bill.code[:4]} {bill.code[4:]}" in words
    assert "receipt:" not in words


def test_every_look_at_a_household_is_written_down(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune_officer)

    for page in scene.pages:
        browser.get(page)

    looks = session.scalars(select(Look)).all()
    assert {it.actor_id for it in looks} == {scene.commune_officer.id}
    assert sorted(it.subject.partition(":")[0] for it in looks) == [
        "household",
        "household",
        "households",
        "rows",
        "rows",
        "team",
        "team",
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("province_officer", 200),
        ("commune_officer", 200),
        ("officer_elsewhere", 404),
        ("leader", 404),
        ("keeper", 404),
        ("stranger", 404),
        ("nobody", 302),
    ],
)
def test_doors(browser: Browser, scene: Scene, who: str, status: int) -> None:
    with deed():
        stranger = a_person("Khách")
    if who != "nobody":
        people = {"keeper": scene.household.keeper, "stranger": stranger}
        browser.sign_in(people.get(who) or getattr(scene, who))
        browser.client.post("/looks/why", data={"why": "kiểm tra"})

    answers = {page: browser.client.get(page).status_code for page in scene.pages}

    assert answers == dict.fromkeys(scene.pages, status)


def test_a_commune_officer_does_not_see_the_province(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune_officer)

    browser.get("/growth/20", expect=404)
    assert "xã Chi Lăng" in told(browser.get("/growth"))


def test_a_former_commune_is_found_by_its_code_and_first_day(
    browser: Browser, scene: Scene
) -> None:
    with deed():
        old = a_commune("Quang Lang", inside=session.get_one(Place, scene.province.id))
        sells(a_household(village=a_village(inside=old)), 50_000)
        chi_lang = session.get_one(Place, scene.chi_lang.id)
        a_commune_goes_over(old, into=chi_lang, on=clock.village_date(clock.now()))
        old.valid_to = clock.village_date(clock.now()) - timedelta(days=1)
        there_once = posted("Lộc Thị Bé", Role.COMMUNE_OFFICER, old)
    browser.sign_in(scene.province_officer)

    page = browser.get("/growth/20/communes?of=revenue&geo=then")

    there = f"/growth/{old.code}@{old.valid_from}"
    assert any(link.startswith(there) for link in page.links())
    browser.get(f"{there}?geo=then")
    for page_of_it in (there, f"{there}/communes", f"{there}/communes.csv"):
        browser.get(page_of_it)
    browser.sign_in(there_once)
    assert "50.000 ₫" in told(browser.get(f"{there}?geo=then"))
    browser.sign_in(scene.commune_officer)
    assert "254.000 ₫" in told(browser.get(f"/growth/{scene.chi_lang.code}"))


def test_a_spreadsheet_runs_nothing(browser: Browser, scene: Scene) -> None:
    with deed():
        team = session.get_one(Team, scene.team.id)
        team.name = '=HYPERLINK("http://evil.example")'
    browser.sign_in(scene.province_officer)

    answer = browser.client.get("/growth/20/teams.csv")

    assert answer.text.startswith("\ufeff")
    assert "'=HYPERLINK" in answer.text
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="cac-to-tinh-lang-son-20'
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/growth?of=gold", 400),
        ("/growth?to=yesterday", 400),
        ("/growth?to=2026-02-30", 400),
        ("/growth/20/teams?page=x", 400),
        ("/growth/20/teams?page=99999999999999999999999999999999", 200),
        ("/growth/teams/99999999999999999999999999999999", 404),
        ("/growth/households/nobody", 404),
        ("/growth/20@never", 404),
        ("/growth/20%00", 400),
        ("/growth?to=0001-01-01", 200),
    ],
)
def test_odd_addresses_get_a_clear_answer(
    browser: Browser, scene: Scene, address: str, status: int
) -> None:
    browser.sign_in(scene.province_officer)

    assert browser.client.get(address).status_code == status


def test_twice_the_rows_ask_no_more_of_the_database(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)
    pages = ["/growth", "/growth/20/communes", "/growth/20/teams", *scene.pages]

    def asked() -> dict[str, int]:
        counts = {}
        for page in pages:
            g.pop("_login_user", None)  # a test's own context keeps it from one page to the next
            with statements.counted() as sent:
                browser.client.get(page)
            counts[page] = len(sent)
        return counts

    before = asked()
    with deed():
        team = session.get_one(Team, scene.team.id)
        for number in range(6):
            sells(a_household(village=team.place, team=team if number % 2 else None), 1000)
        other = a_village(inside=a_commune(inside=session.get_one(Place, scene.province.id)))
        sells(a_household(village=other, team=a_team(other)), 1000)

    assert asked() == before
    assert before["/growth"] <= 14


def test_the_dictionary_says_what_each_number_means(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)

    page = told(browser.get("/growth/dictionary"))

    assert "Mở rồi chưa chắc đã bán." in page
    html = browser.get("/growth/dictionary").html
    assert all(f'id="{it.value}"' in html for it in COUNTED)
    assert html.count("Chia cho") == len(DEFINITIONS), "also of what is no share it is said"
    assert f'href="/growth/{scene.province.code}/teams"' in html, "members are counted from rosters"


def test_every_number_of_the_growth_page_leads_to_its_rows(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)

    page = browser.get("/growth?of=account_declared")
    words = told(page)

    code = scene.province.code
    assert "1 trên 1 · 100,0 % tài khoản thanh toán" in words, "a share by the name of its whole"
    assert f'href="/growth/{code}/communes?of=account_received"' in page.html
    last_month = clock.village_date(clock.now()).replace(day=1) - timedelta(days=1)
    month = f"/growth/{code}/communes?to={last_month}&amp;of=account_declared"
    other_way = f"/growth/{code}/communes?of=account_declared&amp;to={last_month}"
    assert month in page.html or other_way in page.html


def test_a_number_that_is_not_told_is_not_called_nobody(browser: Browser, scene: Scene) -> None:
    with deed():
        away = a_village(inside=session.get_one(Place, scene.bac_son.id))
        here = session.get_one(Household, scene.household.id).village
        for village in [here] * 9 + [away] * 20:
            home = a_household(village=village)
            counted(Indicator.HOUSEHOLD_REGISTERED, home, at=clock.now())
            counted(Indicator.SHOP_OPENED, home, at=clock.now())
    browser.sign_in(scene.province_officer)

    words = told(browser.get(f"/growth/{scene.chi_lang.code}"))

    assert "Hộ đã đăng ký 10 100,0 %" in words
    assert "Sẵn sàng bán …" in words
    assert "chưa hộ nào đăng ký" not in words


def test_small_numbers_are_told_in_the_commune_and_nowhere_else(
    browser: Browser, scene: Scene
) -> None:
    with deed():
        village = a_village(inside=session.get_one(Place, scene.bac_son.id))
        team = a_team(village)  # alone in its commune: its number is the commune's
        for _shop in range(20):
            home = a_household(village=village, team=team)
            counted(Indicator.SHOP_OPENED, home, at=clock.now())
    code = scene.chi_lang.code

    def seen(person: Person) -> list[str]:
        browser.sign_in(person)
        browser.get("/growth")
        teams = sheet(browser, f"/growth/{code}/teams.csv")
        months = sheet(browser, f"/growth/{code}/months.csv")
        communes = sheet(browser, f"/growth/{code}/communes.csv")
        return [it[0]["Gian hàng số"] for it in (teams, months, communes)]

    assert seen(scene.commune_officer) == ["1", "1", "1"]
    assert seen(scene.province_officer) == ["…", "…", "<5"]
    page = told(browser.get(f"/growth/{code}"))
    assert "Gian hàng số <5" in page
    assert "204.000" not in page
    neighbours = told(browser.get("/growth/20/communes"))
    assert "Dương Mai 20" not in neighbours
    assert "Dương Mai …" in neighbours
    browser.sign_in(scene.province_officer)
    browser.get("/growth/20/teams")
    teams = sheet(browser, "/growth/20/teams.csv")
    assert {it["Gian hàng số"] for it in teams} == {"…"}
