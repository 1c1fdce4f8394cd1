"""Rooms of what follows an order: answered, rung for, talked about, packed, weighed, received,
complained of, rated, and sent again each week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.story.walking import Room, at, link, press


@dataclass(frozen=True)
class People:
    keeper: Page
    buyer: Page
    leader: Page
    commune: Page
    officer: Page


def after(they: People) -> Iterator[Room]:
    they.keeper.goto("/keeper")
    shop = link(they.keeper, 'main a[href$="/products"]').removesuffix("/products")
    yield from _answering(they, shop)
    here = _ordered(they.buyer, shop, pay_by="vietqr")
    code = here.rsplit("/", 1)[1]
    yield from _talking(they, here, code)
    they.keeper.goto(f"/orders/{code}")
    press(they.keeper)
    yield from at(they.keeper, packing=f"{shop}/packing")
    yield from at(they.leader, packing_of_team="/team/packing")
    they.keeper.goto(f"/orders/{code}")
    press(they.keeper, 'main button[name="means"][value="bank"]')
    press(they.keeper, 'main form[action$="/delivery"] button')
    yield "order-handed-over", they.keeper
    yield from at(they.buyer, order_received_by_buyer=here, receipt=f"{here}/receipt")
    yield from _rating(they, here, shop)
    yield from _complaining(they, here)
    yield from _reporting(they, shop)
    yield from _each_week(they, here, shop)
    yield from _weighing(they, shop)
    yield from _earning(they.keeper)


def _ordered(buyer: Page, shop: str, *, pay_by: str, product: str = "") -> str:
    """By the link of a house, the first of its goods or this one; where it is followed."""
    buyer.goto(f"{shop}/order")
    called = f'[aria-label*="{product}"]' if product else ""
    buyer.locator(f'main input[type="number"]{called}').first.fill("1")
    buyer.fill("main [name=name]", "Trần Minh Hà")
    buyer.fill("main [name=phone]", "0912 345 677")
    buyer.locator('main [name="delivery"][value="pick_up"]').check()
    buyer.locator(f'main [name="pay_by"][value="{pay_by}"]').check()
    press(buyer)
    if buyer.locator("#order").count():  # pressed before the sum had followed: it is told now
        press(buyer)
    here = link(buyer, 'main a[href^="/follow/"][href$="/weekly"]').removesuffix("/weekly")
    buyer.goto("/help")  # else the page turns over by itself at the moment we turn it
    return here


# --- until it is sent -------------------------------------------------------------------------


def _answering(they: People, shop: str) -> Iterator[Room]:
    """By the link in the message: asked to be rung, refused without a reason, then taken."""
    here = _ordered(they.buyer, shop, pay_by="cash")
    page = they.keeper
    page.goto("/practice/outbox")
    yield from at(page, answer=link(page, f'main a[href*="/a/{here.rsplit("/", 1)[1]}"]'))
    press(page, 'main form:has([value="call"]) button')
    yield "answer-will-be-rung", page
    page.locator("#no summary").click()
    press(page, "#no button")
    yield "answer-wrong", page
    yield from at(they.leader, ringing="/ringing")
    press(they.leader, 'main form:has([value="not_reached"]) button')
    yield "ringing-not-reached", they.leader
    press(page)
    yield "answered", page
    officer = they.officer
    yield from at(officer, answer_hours="/ringing/hours")
    officer.locator("main input").first.fill("")
    press(officer)
    yield "answer-hours-wrong", officer
    yield from at(officer, answers_by_sms="/practice/answers")
    press(officer)
    yield "answers-by-sms-wrong", officer
    officer.fill("main [name=phone]", "0912 345 670")
    officer.fill("main [name=text]", "1 7K2M")
    press(officer)
    yield "answers-by-sms-sent", officer


def _talking(they: People, here: str, code: str) -> Iterator[Room]:
    yield from at(they.buyer, messages_none=f"{here}/messages")
    press(they.buyer, "main form.btn-row button")
    they.buyer.fill("main [name=words]", "Na đừng chín quá nhé bác, nhà cháu gửi đi xa.")
    press(they.buyer)
    yield "messages-of-buyer", they.buyer
    yield from at(they.keeper, messages_of_house=f"/orders/{code}/messages")
    press(they.keeper, 'main form[action$="/report"] button')
    yield "message-reported", they.keeper
    yield from at(they.commune, messages_reported="/talks/reported")
    press(they.commune, 'main form:has([value="seen"]) button')
    yield "messages-reported-none", they.commune


# --- once it has come -------------------------------------------------------------------------


def _rating(they: People, here: str, shop: str) -> Iterator[Room]:
    yield from at(they.buyer, rating=f"{here}/ratings")
    press(they.buyer)
    yield "rating-wrong", they.buyer
    they.buyer.locator('main [name="stars"][value="2"]').check()
    they.buyer.fill("main [name=words]", "Vài quả bị dập.")
    press(they.buyer)
    yield "rated", they.buyer
    yield from at(they.buyer, ratings=f"{shop}/ratings")
    yield from at(they.buyer, rating_report=link(they.buyer, 'main a[href$="/report"]'))
    press(they.buyer)
    yield "rating-report-wrong", they.buyer
    they.buyer.fill("main [name=why]", "Không đúng sự thật.")
    press(they.buyer)
    yield from at(they.keeper, ratings_to_answer="/ratings/mine")
    they.keeper.locator("main details summary").first.click()
    press(they.keeper, "main details form button")
    yield "rating-answer-wrong", they.keeper
    yield from at(they.commune, ratings_reported="/ratings/reported")
    press(they.commune, 'main form[action$="/removal"] button')
    yield "rating-removal-wrong", they.commune
    press(they.commune, 'main form[action$="/pardon"] button')
    yield "ratings-reported-none", they.commune


def _complaining(they: People, here: str) -> Iterator[Room]:
    """Complained, refused by the house, and decided by the commune."""
    buyer, keeper, commune = they.buyer, they.keeper, they.commune
    yield from at(buyer, complaint=f"{here}/complaint")
    press(buyer)
    yield "complaint-wrong", buyer
    buyer.locator('main [name="trouble"][value="spoiled"]').check()
    buyer.locator('main [name="wants"][value="money"]').check()
    buyer.fill("main [name=words]", "Dập nát nửa thùng")
    buyer.fill("main [name=amount]", "9.000")
    press(buyer)
    yield "complaint-open", buyer
    yield from at(keeper, complaints="/complaints")
    code = here.rsplit("/", 1)[1]
    desk = link(keeper, f'main .row a:has-text("{code[:4]}")')
    yield from at(keeper, complaint_desk=desk)
    keeper.locator("main details summary").click()
    press(keeper, "main details form button")
    yield "complaint-desk-wrong", keeper
    keeper.fill("main [name=amount]", "0")
    keeper.fill("main [name=reason]", "Lúc gửi quả còn nguyên.")
    press(keeper, "main details form button")
    yield "complaint-refused", keeper
    yield from at(buyer, complaint_answered=f"{here}/complaint")
    buyer.locator("main details summary").first.click()
    press(buyer, "main details form button")
    yield "complaint-appeal-wrong", buyer
    buyer.fill("main details [name=words]", "Có ảnh chụp lúc nhận.")
    press(buyer, "main details form button")
    yield "complaint-appealed", buyer
    yield from at(commune, complaint_to_decide=desk)
    commune.fill("main [name=amount]", "9.000")
    commune.fill("main [name=reason]", "Ảnh cho thấy quả dập.")
    press(commune)
    yield "complaint-decided", commune
    yield from at(buyer, complaint_ended=f"{here}/complaint")


def _reporting(they: People, shop: str) -> Iterator[Room]:
    """One of its goods is reported, taken down, objected to and put back."""
    buyer, keeper, commune = they.buyer, they.keeper, they.commune
    yield from at(keeper, reports_none="/listings")
    buyer.goto(shop)
    goods = link(buyer, 'main a[href^="/products/"]')
    yield from at(buyer, report_shop=f"{shop}/report", report_goods=f"{goods}/report")
    press(buyer)
    yield "report-wrong", buyer
    buyer.locator('main [name="wrong"][value="untrue"]').check()
    buyer.fill("main [name=words]", "Ảnh một đằng, quả một nẻo.")
    press(buyer)
    yield from at(commune, reports="/listings")
    desk = link(commune, "main .row a")
    yield from at(commune, report_desk=desk)
    press(commune)
    yield "report-desk-wrong", commune
    commune.locator('main [name="ruling"][value="down"]').check()
    commune.select_option("main select[name=why]", "untrue")
    commune.fill("main [name=words]", "Ảnh là của nhà khác.")
    press(commune)
    yield "report-down", commune
    yield from at(buyer, taken_down=goods, takedown_log="/statistics/takedowns")
    yield from at(keeper, report_of_mine=desk)
    keeper.fill("main [name=words]", "Ảnh con cháu chụp đấy.")
    press(keeper, 'main form[action$="/objection"] button')
    yield "report-objected", keeper
    yield from at(commune, reports_down="/listings", report_again=desk)
    press(commune, 'main form[action$="/return"] button')
    yield "report-back", commune


def _each_week(they: People, here: str, shop: str) -> Iterator[Room]:
    yield from at(they.buyer, weekly_new=f"{here}/weekly")
    press(they.buyer)
    yield "weekly", they.buyer
    press(they.buyer, 'main form[action$="/rest"] button')
    yield "weekly-resting", they.buyer
    yield from at(they.keeper, weekly_list=f"{shop}/weekly")
    yield from at(they.keeper, weekly_of_house=link(they.keeper, "main .row a"))
    press(they.keeper, 'main form[action$="/stop"] button')
    yield "weekly-stopped", they.keeper


# --- by weight, and what a year comes to ------------------------------------------------------


def _weighing(they: People, shop: str) -> Iterator[Room]:
    """One duck alone, so that nobody finds it afterwards: heavier than was said."""
    page = they.keeper
    page.goto(f"{shop}/products/new")
    words = {"name": "Vịt bầu Quỳ", "unit": "con", "price": "90000", "stock": "1"}
    for name, value in words.items():
        page.fill(f"main [name={name}]", value)
    page.select_option('main select[name="category"]', "animal")
    page.locator('main details:has([name="weigh_from"]) summary').click()
    page.fill("main [name=weigh_from]", "1,6")
    page.fill("main [name=weigh_to]", "2")
    press(page)
    here = _ordered(they.buyer, shop, pay_by="cash", product="Vịt bầu")
    page.goto(f"/orders/{here.rsplit('/', 1)[1]}")
    press(page)
    press(page)
    yield "weighing", page
    press(page)
    yield "weighing-wrong", page
    page.locator("main .weigh-box").first.fill("2900")
    press(page)
    yield "weighed-too-heavy", page
    yield from at(they.buyer, weight_asked=here)
    press(they.buyer, 'main form:has([value="call-off"]) button')
    yield "weight-called-off", they.buyer


def _earning(page: Page) -> Iterator[Room]:
    yield from at(page, invoices="/keeper/invoices", money_of_a_day="/keeper/money")
    yield from at(page, money_of_the_day_before=link(page, 'main a[href*="/money/days/"]'))
