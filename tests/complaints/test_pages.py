"""The complaint on the buyer's page and on the desks: who may open what, and what is said there."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from PIL import Image

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.complaints.models import Complaint, ComplaintState
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.payments import by_word
from tests.browser import Browser
from tests.village import a_person, an_order, posted


def handed_over() -> Order:
    at = clock.now() - timedelta(hours=3)
    with deed():
        order = an_order(at=at)
        keeper = order.shop.household.keeper
        by_word.keeper_received(order, by=keeper, cash=False, at=at)
        orders.confirm(order, by=keeper, at=at)
        orders.hand_over(order, by=keeper, at=at)
    return order


def here(order: Order) -> str:
    return f"/follow/{order.checkout.secret}/{order.code}/complaint"


def a_picture() -> tuple[BytesIO, str]:
    out = BytesIO()
    Image.new("RGB", (200, 200), (90, 40, 40)).save(out, "JPEG")
    out.seek(0)
    return out, "na.jpg"


def complain(browser: Browser, order: Order) -> Complaint:
    said = {"trouble": "spoiled", "words": "Dập nát", "wants": "money", "amount": "68.000"}
    browser.post(here(order), said | {"photo": a_picture()})
    return session.query(Complaint).one()


def test_from_the_photo_to_the_decision(browser: Browser) -> None:
    order = handed_over()
    assert here(order) in " ".join(browser.get(here(order).removesuffix("/complaint")).links())
    browser.post(here(order), {"trouble": "spoiled", "words": "", "wants": "money"}, expect=422)
    complaint = complain(browser, order)
    assert len(complaint.photos) == 1
    page = browser.get(here(order))
    assert "nhà bán" in page.text

    browser.sign_in(order.shop.household.keeper)
    assert "/complaints" in browser.get("/keeper").links()
    desk = f"/complaints/{complaint.id}"
    assert desk in browser.get("/complaints").links()
    assert 'value="68.000"' in browser.get(desk).html, "it begins with what the buyer asks"
    browser.post(f"{desk}/answer", {"amount": "", "reason": "x"}, expect=422)
    browser.post(f"{desk}/answer", {"amount": "20.000", "reason": "Hỏng một quả"})
    assert "20.000" in browser.get(here(order)).text
    browser.post(f"{here(order)}/{complaint.id}/appeal", {"words": "Hỏng cả"})
    browser.post(f"{desk}/decision", {"amount": "1", "reason": "tự xử"}, expect=404)

    with deed():
        officer = posted("Lý Thị Sen", Role.COMMUNE_OFFICER, order.shop.commune)
    browser.sign_in(officer)
    assert "102" not in browser.get("/complaints").text
    assert "Xã xét" in browser.get(desk).text
    browser.post(f"{desk}/decision", {"amount": "68.000", "reason": "Ảnh rõ"})

    session.expire_all()
    assert (complaint.state, complaint.given) == (ComplaintState.ENDED, Money(68_000))
    assert "68.000" in browser.get(here(order)).text


def test_strangers_see_nothing_of_it(browser: Browser) -> None:
    order = handed_over()
    complaint = complain(browser, order)
    with deed():
        stranger = a_person("Người Lạ")
        elsewhere = posted("Cán Bộ", Role.COMMUNE_OFFICER, an_order().shop.commune)

    for person in (stranger, elsewhere):
        browser.sign_in(person)
        browser.get(f"/complaints/{complaint.id}", expect=404)
        browser.post(f"/complaints/{complaint.id}/cash", expect=404)
        assert f"/complaints/{complaint.id}" not in browser.get("/complaints").links()
    browser.post(
        f"{here(an_order_of_another())}/{complaint.id}/answer", {"how": "withdraw"}, expect=404
    )


def an_order_of_another() -> Order:
    with deed():
        return an_order(at=clock.now())


def test_the_buyer_withdraws_it(browser: Browser) -> None:
    order = handed_over()
    complaint = complain(browser, order)

    browser.post(f"{here(order)}/{complaint.id}/answer", {"how": "withdraw"})

    session.expire_all()
    assert complaint.state is ComplaintState.WITHDRAWN
