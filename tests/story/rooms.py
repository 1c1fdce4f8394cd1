"""Every page of the market, walked through: who comes in, what they open, what they get wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeAlias

from playwright.sync_api import FilePayload, Page

from storefront import clock
from storefront.reports.periods import Span, period_of
from tests.rolls.lists import a_csv, a_row
from tests.story.after_rooms import People, after
from tests.story.counter_rooms import counter
from tests.story.helped_rooms import one_of_two, pressed_for
from tests.story.kit_rooms import kit
from tests.story.learning_rooms import lessons, tongues
from tests.story.people import LEADER, OFFICER
from tests.story.produce_rooms import commune, fees, produce
from tests.story.walking import Room, at, link, link_of, press

Phone: TypeAlias = Callable[[], Page]

GOODS = ".goods :is(h2, h3) a"
BUY = 'button[form="buy"]:visible, #buy .btn-patch:visible'
KEEPER, OPERATOR, COMMUNE = "Hoàng Thị Nhình", "Trần Minh Quân", "Vi Văn Thắng"
NEWCOMER, LATECOMER, ACCOUNT = "Lành Thị Bưởi", "Mông Thị Sáo", "108877665577"
VILLAGE = "Nà Lìa"


def every_room(phone: Phone) -> Iterator[Room]:
    yield from passing_by(phone())
    yield from buying(phone())
    leader = _signed_in(phone, LEADER)
    yield from registering(leader)
    yield from lists(leader)
    yield from team(leader)
    yield from tongues(leader)
    keeper, buyer = _signed_in(phone, KEEPER), phone()
    yield from keeping(keeper, buyer)
    yield from produce(keeper, buyer)
    province, of_commune = _signed_in(phone, OFFICER), _signed_in(phone, COMMUNE)
    yield from lessons(keeper, of_commune)
    yield from officer(province)
    yield from commune(of_commune)
    operator = _signed_in(phone, OPERATOR)
    yield from practice(operator)
    yield from fees(operator)
    yield from after(People(keeper, buyer, leader, of_commune, province))
    yield from pressed_for(keeper, leader, of_commune)
    yield from one_of_two(leader, of_commune, province)
    yield from counter(_signed_in(phone, LEADER))
    yield from kit(_signed_in(phone, LEADER))


def _signed_in(phone: Phone, name: str) -> Page:
    page = phone()
    page.goto("/sign-in")
    press(page, f'main button:has-text("{name}")')
    return page


def shop_of(page: Page, house: str) -> str:
    page.goto(f"/search?q={house}")
    page.goto(link(page, GOODS))
    return link(page, 'main a[href^="/shops/"]:not([href$="/ratings"])')


# --- strangers and buyers ---------------------------------------------------------------------


def passing_by(page: Page) -> Iterator[Room]:
    yield from at(
        page, home="/", nearby="/nearby", category="/categories/fruit", shops="/shops",
        search="/search", found="/search?q=na chi lang", not_found="/search?q=zzzz",
        narrow="/search/narrow?q=na&now=1", read_as="/search?q=na chi lawng&sort=cheap",
        find_order="/orders", help="/help?q=tra tien roi", topic="/help/paid-not-seen",
        order_rules="/help/orders", listen="/listen",
        places="/places", province="/places/20",
        specialities="/specialities", speciality="/specialities/na-chi-lang",
        speciality_gone="/specialities/khoai-lang-loc-binh",
        commune="/places/06463", split="/places/00019", places_asked="/places?q=lang son",
        check="/check", check_unknown="/check/QR2222222", check_report="/check/reports",
        check_report_unknown="/check/reports?q=1/BC-2020", statistics="/statistics",
        statistics_api="/statistics/api", statistics_complaints="/statistics/complaints",
        statistics_takedowns="/statistics/takedowns", terms="/terms", tax_rules="/tax-rules",
        terms_of_today="/terms/sellers", terms_for_buyers="/terms/buyers",
        gone="/no-such-stall", saved_none="/saved-shops", sign_in="/sign-in",
    )  # fmt: skip
    page.fill("main [name=phone]", "12")
    press(page)
    yield "sign-in-wrong", page
    page.fill("main [name=phone]", "0300 000 005")
    press(page)
    yield "sign-in-code", page
    page.goto("/orders")
    press(page)
    yield "find-order-wrong", page
    page.goto("/nearby")
    page.fill("main [name=commune]", "Hoàn Kiếm")
    page.locator("main [name=commune]").blur()  # what is suggested would cover the button
    press(page)
    yield "home-near", page


def buying(page: Page) -> Iterator[Room]:
    yield from at(page, basket_empty="/basket", checkout_empty="/checkout")
    for house in ("nhà bà Nhình", "nhà anh Páo"):
        yield from _into_the_basket(page, house)
    yield from at(page, basket="/basket", checkout="/checkout")
    yield from at(page, order_by_link=f"{shop_of(page, 'nhà bà Nhình')}/order")
    page.goto("/checkout")
    press(page)
    yield "checkout-wrong", page
    page.fill("main [name=name]", "Trần Minh Hà")
    page.fill("main [name=phone]", "0912 345 678")
    page.fill("main [name=address]", "12 Hàng Bạc")
    page.fill("main [name=commune]", "Phường Hoàn Kiếm, Hà Nội")
    page.locator('main [name=pay_by][value="vietqr"]').check()
    press(page)
    if page.url.endswith("/checkout"):
        yield "checkout-which", page
        page.locator('main input[type="radio"][name^="commune"]').first.check()
        press(page)
    yield from _following(page)
    yield from _mine(page)
    page.goto(shop_of(page, "nhà bà Nhình"))
    press(page, "main .heart")
    yield "shop-saved", page
    yield from at(page, saved_shops="/saved-shops")
    yield from _together(page)
    yield from _with_deposit(page)


def _together(page: Page) -> Iterator[Room]:
    """A group order: opened, joined, chosen, closed."""
    shop = shop_of(page, "nhà bà Nhình")
    page.goto(f"/groups/new?shop={shop.rpartition('/')[2]}")
    yield "group-new", page
    press(page)
    yield "group-wrong", page
    day = clock.village_date(clock.now()) + timedelta(days=3)
    said = {"title": "Na cho cả lớp", "name": "Cô Hạnh", "phone": "0912 345 679"}
    days = {"wanted_on": str(day), "closes_on": str(day - timedelta(days=1))}
    for name, words in (said | days).items():
        page.fill(f"main [name={name}]", words)
    page.locator('main [name=delivery][value="pick_up"]').check()
    press(page)
    yield "group", page
    group = page.url
    yield from at(page, group_join=page.locator("[data-copied]").inner_text())
    page.fill("main [name=name]", "Lan")
    press(page)
    page.locator('main [name^="quantity-"]').first.fill("2")
    press(page)
    yield "group-mine", page
    mine = page.url
    yield from at(page, group_closing=f"{group}/closing")
    page.locator('main [name=pay_by][value="cash"]').check()
    press(page)
    yield "group-ordered", page
    yield from at(page, group_mine_ordered=mine)


def _with_deposit(page: Page) -> Iterator[Room]:
    """Ordered before it is picked: the deposit is asked for, then paid."""
    page.goto("/search?q=che shan tuyet mot tom hai la")
    page.goto(link(page, GOODS))
    yield "product-with-deposit", page
    yield from at(page, order_with_deposit=f"{page.url.split('?')[0]}/order")
    page.fill("main [name=name]", "Trần Minh Hà")
    page.fill("main [name=phone]", "0912 345 678")
    page.locator('main [name^="way-"][value="pick_up"]').check()
    page.locator('main [name="pay_by"][value="vietqr"]').check()
    press(page)
    if page.locator("#order").count():  # pressed before the sum had followed: it is told now
        press(page)
    yield "deposit-asked", page
    follow = str(page.locator("body").get_attribute("data-here"))
    page.goto(link(page, 'main a[href*="/practice/bank?code="]'))
    press(page, 'main button[value="right"]')
    for _look in range(50):
        page.goto(follow)
        if page.locator('main a[href$="/receipt"]').count():
            break
        page.wait_for_timeout(100)
    yield "deposit-paid", page
    yield from at(page, receipt_with_deposit=f"{follow}/receipt")


def _mine(page: Page) -> Iterator[Room]:
    """What was ordered without an account, found again by a code."""
    page.goto("/sign-in?next=/my-orders")
    page.fill("main [name=phone]", "0912 345 678")
    press(page)
    asked = page.url
    page.goto("/practice/outbox")
    digits = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
    page.goto(asked)
    page.fill("main [name=digits]", digits.group() if digits else "")
    press(page)
    yield "my-orders", page


def _into_the_basket(page: Page, house: str) -> Iterator[Room]:
    page.goto(shop_of(page, house))
    yield "shop", page
    for address in [link_of(it) for it in page.locator(GOODS).all()]:
        page.goto(address)
        if page.locator("#buy").count():
            break
    yield "product", page
    press(page, BUY)


def _following(page: Page) -> Iterator[Room]:
    yield "qr-first", page
    secret = page.url.split("/follow/")[1].split("/")[0]
    page.goto(f"/follow/{secret}")
    yield "orders-by-link", page
    links = page.locator(f'main a[href^="/follow/{secret}/"]').all()
    first, second = dict.fromkeys(link_of(link) for link in links)
    yield from at(page, qr_second=second, order_change=f"{second}/change")
    yield from at(page, complaint_too_early=f"{first}/complaint")
    code = first.rsplit("/", 1)[1]
    yield from at(page, bank_order=f"/practice/bank?code={code}")
    press(page, 'main button[value="right"]')
    yield "bank-paid", page
    yield from at(page, order_paid=first)
    yield from _at_a_gateway(page, second)


def _at_a_gateway(page: Page, order: str) -> Iterator[Room]:
    """Away to a wallet's page, paid there, told of, and back."""
    page.goto(order)
    press(page, 'main button[name="way"][value="momo"]')
    page.wait_for_url("**/practice/gateways/charges/*")
    yield "gateway", page
    press(page, 'main button[value="notice_first"]')
    yield "gateway-paid", page
    press(page, 'main a[href*="/payments/return/momo"]')
    yield "order-paid-by-wallet", page
    yield from at(page, gateways="/practice/gateways")


# --- leaders and their team -------------------------------------------------------------------


def registering(page: Page) -> Iterator[Room]:
    yield from at(page, leader_home="/team", who="/team/households/new")
    press(page)
    yield "who-wrong", page
    _tell_who(page, KEEPER)
    yield "alike", page
    page.goto("/team/households/new")
    _tell_who(page, NEWCOMER)
    yield "consent", page
    press(page)
    yield "consent-wrong", page
    for box in page.locator("main [name=purposes]").all():
        box.check()
    press(page, "main button[name=mode][value=self]")
    yield "shop-name", page
    press(page)
    yield "account", page
    press(page)
    yield "account-wrong", page
    page.locator("main [name=bank][value='970415']").check()
    page.fill("main [name=number]", ACCOUNT)
    press(page)
    yield "product-new", page
    press(page)
    yield "product-wrong", page
    yield from at(page, goods_none=page.url.split("?")[0].replace("/products/new", "/products"))
    page.goto(link(page, 'main a[href*="/team/households/"]'))
    household = page.url.split("?")[0]
    yield "household-new", page
    yield from at(
        page, account_done=f"{household}/done", household_edit=f"{household}/edit",
        folder=f"{household}/folder", folders_late="/folders",
        account_steps=f"{household}/account/steps",
    )  # fmt: skip


def _rounds(page: Page) -> Iterator[Room]:
    """The demo's helper means to go tomorrow."""
    tomorrow = clock.village_date(clock.now()) + timedelta(days=1)
    page.goto("/team/territory")
    village = link(page, "main table a")
    there = f"/team/visits?village={village.rpartition('/')[2]}"
    yield from at(
        page, territory="/team/territory", village_signal=village, visits_there=there,
        visit_day=f"/team/visits/days?day={tomorrow}", visit_log="/team/visits/log?outcome=done",
    )  # fmt: skip
    page.goto("/team/visits")
    press(page)
    yield "visits-none-chosen", page


def _tell_who(page: Page, name: str) -> None:
    page.fill("main [name=name]", name)
    page.locator('main [name=honorific][value="bà"]').check()
    village = page.locator('main select[name="village"]')
    village.select_option(index=village.locator("option").count() - 1)
    press(page)


def lists(page: Page) -> Iterator[Room]:
    """One with a fault; one that is right, written on the page until it is thrown away."""
    yield from at(page, lists="/team/lists")
    press(page)
    yield "lists-wrong", page
    wrong, right = a_row(NEWCOMER, village="?", phone="0912"), a_row(LATECOMER, village=VILLAGE)
    for name, row in (("list-wrong", wrong), ("list", right)):
        page.goto("/team/lists")
        file: FilePayload = {"name": "hộ.csv", "mimeType": "text/csv", "buffer": a_csv(row)}
        page.set_input_files("main [name=file]", files=[file])
        press(page)
        yield name, page
    press(page, 'main form[action$="/removal"] button')
    yield from _twins(page)
    yield from at(page, grid="/team/lists/rows")
    page.fill("main [name=r1-name]", "Lý Thị Mai")
    page.fill("main [name=r1-phone]", "0912 345 67")
    press(page)
    yield "grid-wrong", page


def _twins(page: Page) -> Iterator[Room]:
    """Proposed to be one household, and taken back."""
    yield from at(page, twins="/team/twins")
    yield from at(page, twins_pair=link(page, 'main a[href^="/team/twins/"]'))
    yield from at(page, twins_kept=link(page, 'main a[href*="keep="]'))
    press(page, 'main form[action$="/proposal"] button')
    yield "twins-proposed", page
    press(page, 'main form[action$="/withdrawal"] button')


def team(page: Page) -> Iterator[Room]:
    shop = shop_of(page, "nhà bà Nhình")
    page.goto(f"{shop}/products")
    yield "goods-of-somebody", page
    page.goto(link(page, 'main a[href^="/team/households/"]'))
    yield "household", page
    household = page.url
    yield from at(
        page, consents=f"{household}/consents", consents_paper=f"{household}/consents/paper",
        consents_lacking="/team/consents", terms_lacking="/team/terms",
        objections="/objections", visits="/team/visits",
        my_data="/me/data", my_data_copy="/me/data/copy",
        questions="/help/questions", question_new="/help/questions/new?topic=no-signal",
        visit=f"{household}/visits/new", identity=f"{household}/identity", share=f"{shop}/share",
        share_order=f"{shop}/share/order", call=f"{shop}/calls",
        weekly=f"{shop}/weekly",
    )  # fmt: skip
    page.goto("/team/terms")
    yield from at(page, terms_to_read_out=link(page, 'main .rows a[href$="/terms"]'))
    press(page)
    yield "terms-wrong", page
    page.locator("main [name=mode][value=spoken]").check()
    page.fill("main [name=witness]", "Vi Văn Sính")
    press(page)
    yield "terms-accepted", page
    page.goto("/me/data")
    page.locator("main [name=kind][value=erasure]").check()
    press(page)
    yield "my-data-request", page
    yield from _rounds(page)
    page.goto(f"{shop}/share")
    yield from _posters(page)
    yield from _own_wallet(page)
    yield from _another_account(page)
    page.goto("/team")
    order = page.locator('main a[href^="/orders/"]')
    if order.count():
        yield from at(page, order_desk=link(page, 'main a[href^="/orders/"]'))


def _another_account(page: Page) -> Iterator[Room]:
    """Asked for, and stopped again."""
    page.goto(f"{shop_of(page, 'nhà bà Nhình')}/products")
    page.goto(link(page, 'main a[href^="/team/households/"]'))
    household = page.url.split("?")[0]
    yield from at(page, account_known=f"{household}/account")
    page.fill("main [name=number]", "000000123456")
    press(page)
    yield "account-change", page
    press(page, 'main form[action$="/code"] button')
    yield "account-change-wrong", page
    press(page, 'main form[action$="/stop"] button')
    yield "account-change-stopped", page


def _own_wallet(page: Page) -> Iterator[Room]:
    """Typed in, asked whether it works, and stopped again."""
    page.goto(f"{shop_of(page, 'nhà bà Nhình')}/products")
    page.goto(link(page, 'main a[href^="/team/households/"]'))
    yield from at(page, wallets=link(page, 'main a[href$="/credentials"]'))
    page.goto(link(page, 'main a[href$="/credentials/momo"]'))
    press(page)
    yield "wallet-wrong", page
    for name in ("partner_code", "access_key", "secret_key", "holder"):
        page.fill(f"main [name={name}]", "NHINH01")
    press(page)
    press(page, 'main form[action$="/test"] button')
    yield "wallet", page
    press(page, 'main form[action$="/stop"] button')
    yield "wallet-stopped", page


def _posters(page: Page) -> Iterator[Room]:
    """Printed, checked by its serial, withdrawn, checked again."""
    press(page, 'main input[value="to_account"] ~ button')
    yield "poster", page
    poster, check = page.url, link(page, 'main a[href^="/check/"]')
    yield from at(page, check_good=check)
    page.goto(poster)
    page.locator("main summary").click()
    press(page, 'main button[value="pasted_over"]')
    yield "poster-withdrawn", page
    yield from at(page, check_withdrawn=check)
    page.goto("/check")
    page.fill("main [name=qr]", "00020101021138570010A00000072")
    press(page)
    yield "check-broken", page


# --- keepers ----------------------------------------------------------------------------------


def keeping(page: Page, buyer: Page) -> Iterator[Room]:
    """A keeper's own pages, and what buyers see of goods in each state."""
    yield from at(
        page, keeper_home="/keeper", keeper_orders="/keeper/orders",
        keeper_money="/keeper/money", keeper_money_book="/keeper/money/all", me="/me",
        looks_at_me="/looks/mine", keeper_year="/keeper/years", who_presses="/keeper/own",
    )  # fmt: skip
    yield from _bank_statement(page)
    page.goto("/keeper")
    goods = link(page, 'main a[href$="/products"]')
    yield from at(page, goods=goods)
    edit = link(page, 'main .stock-row a[href$="/edit"]')
    product = "/products/" + edit.split("/")[-2]
    _save(page, edit, stock="40", month=None)
    yield from _ordered(page, buyer, product)
    _save(page, edit, stock="0", month=None)
    yield from at(buyer, product_sold_out=product)
    _save(page, edit, stock="40", month=_far_month())
    yield from at(buyer, product_out_of_season=product)
    page.goto("/keeper")
    press(page, 'main form[action$="/pause"] button')
    yield "keeper-resting", page
    yield from at(
        buyer, product_paused=f"{product}?resting", shop_paused=goods.removesuffix("/products")
    )
    page.goto("/keeper")
    press(page, 'main form[action$="/resume"] button')
    yield from _bills(page, buyer)


def _bills(page: Page, buyer: Page) -> Iterator[Room]:
    """Written, seen by its payer, paid in cash, and the receipt."""
    page.goto("/keeper")
    page.goto(link(page, 'main a[href$="/bills"]'))
    yield "bills-none", page
    page.goto(link(page, 'main a[href$="/bills/new"]'))
    press(page)
    yield "bill-wrong", page
    page.fill("main [name=payer_name]", "Nông Văn Tài")
    page.locator("main [name=item]").first.fill("Tiền chỗ tháng 8")
    page.locator("main [name=price]").first.fill("50.000")
    press(page)
    yield "bill", page
    bill = page.url
    payer = link(page, 'main a[href*="/bill/"]')
    yield from at(buyer, bill_to_pay=payer)
    buyer.goto("/help")  # else the page turns over by itself at the moment we turn it
    press(page, 'main button[value="cash"]')
    yield from at(buyer, bill_paid=payer)
    yield from at(page, bills=link(page, 'main a[href$="/bills"]'), bill_done=bill)


STATEMENT = """Ngày giao dịch,Mã GD,Ghi nợ,Ghi có,Nội dung
{day},FT1,,204.000,chị Hạnh gửi tiền na
{day},FT2,150.000,,mua phân bón
{other},FT3,,50.000,con gửi mẹ
"""


def _bank_statement(page: Page) -> Iterator[Room]:
    """One that cannot be read, then one that can."""
    page.goto("/keeper/money")
    yield from at(page, bank_and_books=link(page, 'main a[href^="/reconciliation/"]'))
    yield from at(page, statements=link(page, 'main a[href$="/statements"]'))
    today = f"{clock.village_date(clock.now()):%d/%m/%Y}"
    for name, other in (("statement-wrong", "hôm nay"), ("statement-preview", today)):
        text = STATEMENT.format(day=today, other=other)
        page.set_input_files(
            "main [name=file]",
            {"name": "sao-ke.csv", "mimeType": "text/csv", "buffer": text.encode()},
        )
        press(page)
        yield name, page
    press(page)
    yield "statement", page
    page.goto("/reconciliation")
    yield from at(page, gateway_money=link(page, 'main a[href$="/payouts"]'))


def _far_month() -> str:
    return str((clock.now().month + 5) % 12 + 1)


def _save(page: Page, edit: str, *, stock: str, month: str | None) -> None:
    page.goto(edit)
    page.fill("main [name=stock]", stock)
    for box in page.locator("main [name=months]").all():
        box.set_checked(box.get_attribute("value") == month)
    press(page)


def _ordered(page: Page, buyer: Page, product: str) -> Iterator[Room]:
    """Paid to the account, and the keeper says so before the bank does; then some goes back."""
    buyer.goto(product)
    press(buyer, BUY)
    buyer.goto("/checkout")
    buyer.fill("main [name=name]", "Trần Minh Hà")
    buyer.fill("main [name=phone]", "0912 345 678")
    for name, value in (("delivery", "pick_up"), ("pay_by", "vietqr")):
        buyer.locator(f'main [name={name}][value="{value}"]').check()
    press(buyer)
    code = link(buyer, 'main a[href*="/practice/bank?code="]').split("=")[1]
    follow = str(buyer.locator("body").get_attribute("data-here"))
    buyer.goto("/help")  # else the page turns over by itself at the moment we turn it
    yield from at(page, keeper_new_order="/keeper", order_new=f"/orders/{code}")
    press(page)
    press(page, 'main button[name="means"][value="bank"]')
    yield "order-received", page
    yield from at(buyer, keeper_said=follow)
    yield from at(page, refund=f"/orders/{code}/refund")
    page.fill("main [name=amount]", "900.000.000")
    press(page)
    yield "refund-wrong", page
    yield from _back_to_the_buyer(page, buyer, code)


def _back_to_the_buyer(page: Page, buyer: Page, code: str) -> Iterator[Room]:
    """By transfer: the buyer names an account, the household scans it."""
    page.goto(f"/orders/{code}/refund")
    page.fill("main [name=amount]", "9.000")
    page.locator('main [name=by][value="transfer"]').check()
    press(page)
    yield "refund-waits", page
    buyer.reload()
    yield "money-goes-back", buyer
    buyer.goto(link(buyer, 'main a[href*="/refunds/"]'))
    press(buyer)
    yield "back-to-wrong", buyer
    buyer.select_option("main select[name=bank]", "970415")
    buyer.fill("main [name=number]", ACCOUNT)
    buyer.fill("main [name=holder]", "TRAN MINH HA")
    press(buyer)
    page.reload()
    yield "refund-by-qr", page
    yield from _odd_money(page, buyer, code)


def _odd_money(page: Page, buyer: Page, code: str) -> Iterator[Room]:
    """More comes than was due: somebody must decide."""
    yield from at(page, cases_none="/cases", cash_none="/cash", complaints_none="/complaints")
    buyer.goto(f"/practice/bank?code={code}")
    press(buyer, 'main button[value="short"]')
    for _look in range(50):
        page.goto("/cases")
        if page.locator("main [name=how]").count():
            break
        page.wait_for_timeout(100)
    yield "cases", page
    press(page, 'main form:has([name=how][value="close"]) button')
    yield "cases-done", page


# --- officers, and what is practice only ------------------------------------------------------


def officer(page: Page) -> Iterator[Room]:
    yield from at(page, look_why="/looks/why")
    press(page)
    yield "look-why-wrong", page
    page.fill("main [name=why]", "Kiểm tra báo cáo tháng")
    press(page)
    yield from at(
        page, growth="/growth", to_look_at="/screening", growth_dictionary="/growth/dictionary",
        growth_targets="/growth/20/targets", growth_baselines="/growth/20/baselines",
        campaigns="/growth/20/campaigns", campaigns_none="/growth/06463/campaigns",
        growth_communes="/growth/20/communes", growth_map="/growth/20/map",
        growth_multiples="/growth/20/multiples", growth_commune="/growth/06463",
        growth_teams="/growth/06463/teams", growth_waiting="/growth/06463/households",
        growth_rows="/growth/06463/rows?of=revenue", warnings="/warnings", audits="/audits",
        twins_of_communes="/team/twins/communes",
    )  # fmt: skip
    yield from _boards(page)
    page.goto("/growth/06463/teams")
    yield from at(page, growth_team=link(page, 'main a[href*="/growth/teams/"]'))
    yield from at(page, growth_household=link(page, 'main a[href*="/growth/households/"]'))
    yield from at(
        page, looks="/looks", data_requests="/data-requests",
        sign_ins="/me/sign-ins", proof="/me/proof?next=/me/second",
        second_resets="/second-resets",
        bank_and_books_of_a_place="/reconciliation",
    )  # fmt: skip
    yield from at(page, forgotten="/what-is-kept/forgotten")
    yield from at(page, breaches_none="/breaches", breach_new="/breaches/new")
    press(page)
    yield "breach-wrong", page
    page.fill("main [name=found_at]", "2026-10-01T08:00")
    page.fill("main [name=what]", "Mất một điện thoại của tổ")
    page.fill("main [name=whose]", "Chủ gian hàng của một bản")
    press(page)
    yield "breach", page
    page.goto("/data-requests")
    yield from at(page, data_request=link(page, 'main .rows a[href^="/data-requests/"]'))
    yield from at(page, erasure=link(page, 'main a[href$="/erasure"]'))
    page.goto("/reconciliation")
    yield from at(page, wallets_of_a_place=link(page, 'main a[href$="/credentials"]'))
    yield from _figures_from_elsewhere(page)
    yield from _reporting(page)
    yield from _reforming(page)
    yield from at(page, villages="/villages", villages_inside="/villages/in/06463")
    press(page)
    yield "village-wrong", page
    yield from at(page, village=link(page, 'main a[href^="/villages/"]:not([href*="/in/"])'))


def _boards(page: Page) -> Iterator[Room]:
    yield from at(page, board="/growth/20/board", screens="/growth/20/screens")
    press(page)
    yield "screen-wrong", page
    page.fill("main [name=label]", "Sảnh UBND tỉnh")
    press(page)
    yield "screen-made", page
    yield from at(page, board_by_link=link(page, 'main a[href*="/screen/"]'))


FIGURES = """Xã,Gian hàng,Doanh thu
Chi Lăng,30,{revenue}
Tổng,30,18.500.000
"""


def _figures_from_elsewhere(page: Page) -> Iterator[Room]:
    """A file with a wrong cell, then a right one, taken in and withdrawn again."""
    yield from at(page, imports="/imports", import_new="/imports/new")
    page.goto("/imports")
    page.goto(link(page, 'main .rows a[href^="/imports/"]'))
    yield "import-of-shops", page
    page.goto("/imports/new")
    for name, revenue in (("import-wrong", "nhiều"), ("import-preview", "18.500.000")):
        text = FIGURES.format(revenue=revenue)
        page.fill("main [name=until]", "2021-12-31")
        page.set_input_files(
            "main [name=file]",
            {"name": "voso.csv", "mimeType": "text/csv", "buffer": text.encode()},
        )
        press(page)
        yield name, page
    page.locator('main select[name^="place-"]').select_option(index=1)
    press(page)
    yield "import-taken-in", page
    page.locator("main summary").click()
    page.fill("main [name=why]", "Nhầm năm")
    press(page, 'main form[action$="/withdrawal"] button')
    yield "import-withdrawn", page


def _reforming(page: Page) -> Iterator[Room]:
    """A merger that waits for its day, and is taken back."""
    here = "/reforms/in/20"
    yield from at(
        page, reforms=here, reform_split=f"{here}/split?commune=06463",
        reform_move=f"{here}/move?commune=06463", reform_rename=f"{here}/rename",
        reform_unite=f"{here}/unite", reform_merge=f"{here}/merge",
    )  # fmt: skip
    press(page)
    yield "reform-wrong", page
    for box in page.locator('main [name="communes"]').all()[:2]:
        box.check()
    said = {"code": "06999", "name": "Mới", "decision": "1672/NQ-UBTVQH15"}
    for name, words in said.items():
        page.fill(f"main [name={name}]", words)
    page.fill("main [name=on]", str(clock.village_date(clock.now()) + timedelta(days=9)))
    press(page)
    yield "reform-preview", page
    press(page)
    yield "reform", page
    press(page, 'main form[action$="/removal"] button')
    yield "reform-taken-back", page


def _reporting(page: Page) -> Iterator[Room]:
    """Drawn up, frozen, signed, sent, and said again."""
    month = period_of(Span.MONTH, clock.village_date(clock.now()))
    yield from at(page, reports="/reports", report_runs=f"/reports/of/20/{month.code}")
    page.goto(f"/reports/of/20/{month.before.code}")
    press(page)
    yield "report-wrong", page
    page.fill("main [name=signer_title]", "Chủ tịch UBND tỉnh")
    page.fill("main [name=signer_name]", "Nguyễn Văn An")
    press(page)
    yield "report", page
    report = page.url
    press(page, 'main form[action$="/signature"] button')
    press(page, 'main form[action$="/dispatches"] button[value=down]')
    yield "report-sent", page
    code = report.rsplit("/", 1)[1]
    yield from at(page, report_checked=f"/check/reports/{code}", signatures="/reports/signatures")
    yield from at(page, report_again=f"{report}/restatement")
    page.fill("main [name=difficulties]", "Mưa nhiều")
    page.fill("main [name=why]", "Thiếu ý kiến")
    press(page)
    yield "report-restated", page


def practice(page: Page) -> Iterator[Room]:
    yield from at(page, bank="/practice/bank", outbox="/practice/outbox", gallery="/practice/look")
    yield from at(page, operation="/operation", messages="/payments/messages")
    yield from at(page, message=link(page, 'main a[href^="/payments/messages/"]'))
    page.goto("/practice/bank?code=CBNONE")
    yield "bank-none", page
