"""A keeper hears the day's money; a buyer's voice goes to the keeper, and an answer comes back."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.story.market import a_phone, fits
from tests.story.rooms import BUY, GOODS, shop_of

KEEPER = "Hoàng Thị Nhình"
RECORDED = b"#!AMR\n" + bytes([4, *[0] * 12]) * 150
"""Three seconds, as older phones record."""
TALKING = """
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [{lang: "vi-VN"}], addEventListener() {}, cancel() {}, speaking: false,
  speak: (it) => { window.heard = it.text; },
}});
"""


def test_a_voice_goes_and_an_answer_comes(chromium: Browser, address: str) -> None:
    buyer = a_phone(chromium, address, language="vi")
    keeper = a_phone(chromium, address, language="vi")
    keeper.add_init_script(TALKING)
    keeper.goto("/sign-in")
    _press(keeper, f'main button:has-text("{KEEPER}")')
    order = _ordered(buyer)

    _speaks(buyer, order)
    _answers(keeper, code=order.rsplit("/", 1)[1])
    buyer.goto(f"{order}/messages")

    assert "Mưa làm tắc đường" in buyer.locator(".talk").inner_text()
    assert "đã đọc" in buyer.locator(".said-mine").inner_text()
    _hears_the_day(keeper, code=order.rsplit("/", 1)[1])


def _ordered(buyer: Page) -> str:
    buyer.goto(shop_of(buyer, "nhà bà Nhình"))
    for link in [str(it.get_attribute("href")) for it in buyer.locator(GOODS).all()]:
        buyer.goto(link)
        if buyer.locator("#buy").count():
            break
    _press(buyer, BUY)
    buyer.goto("/checkout")
    buyer.fill("main [name=name]", "Trần Minh Hà")
    buyer.fill("main [name=phone]", "0912 345 678")
    for name, value in (("delivery", "pick_up"), ("pay_by", "vietqr")):
        buyer.locator(f'main [name={name}][value="{value}"]').check()
    _press(buyer, "main .btn-patch")
    return str(buyer.locator("body").get_attribute("data-here"))


def _speaks(buyer: Page, order: str) -> None:
    buyer.goto(f"{order}/messages")
    fits(buyer)
    buyer.set_input_files(
        "main [name=voice]",
        {"name": "ghi-am.amr", "mimeType": "audio/amr", "buffer": RECORDED},
    )
    _press(buyer, 'main form:has([name="voice"]) button')
    assert "Lời nói, 3 giây" in buyer.locator(".said-mine").inner_text()


def _answers(keeper: Page, *, code: str) -> None:
    keeper.goto("/keeper")
    _press(keeper, f'main a[href="/orders/{code}/messages"]')
    fits(keeper)
    heard = keeper.request.get(str(keeper.locator("audio").first.get_attribute("src")))
    assert heard.body() == RECORDED
    _press(keeper, 'main button[value="road_cut"]')


def _hears_the_day(keeper: Page, *, code: str) -> None:
    """Once the keeper has said that the money is in."""
    keeper.goto(f"/orders/{code}")
    _press(keeper, 'main button[name="means"][value="bank"]')
    keeper.goto("/keeper/money")
    fits(keeper)
    keeper.locator("[data-say]").first.click()
    heard = str(keeper.evaluate("window.heard"))
    assert heard.startswith("Hôm nay tiền vào "), heard
    assert "Trần Minh Hà trả" in heard
    assert "Từng khoản" in keeper.locator("main").inner_text()


def _press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()
