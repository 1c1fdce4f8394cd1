"""Nobody answers: the team is told once, then the commune once, and somebody rings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Look, Person, Seen
from storefront.accounts.permissions import Role
from storefront.answers import calling, escalating, queries
from storefront.answers.models import Call, Rung, Why
from storefront.answers.urgency import BEGINNING, Patience, Urgency, of_goods, waited
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.screening import warning
from storefront.screening.models import EarlyWarning, WarningKind
from tests.browser import Browser
from tests.village import MARKET_DAY, a_household, a_shop, a_village, an_order, na, posted

HOUR = timedelta(hours=1)
EVENING = MARKET_DAY + 10 * HOUR  # six in the evening in the village


class Village:
    """A household with fresh goods, its team's head and its commune's officer."""

    def __init__(self, *, at: datetime = MARKET_DAY, has_team: bool = True) -> None:
        with deed():
            village = a_village()
            self.leader = posted("Vi Văn Páo", Role.LEADER, village) if has_team else None
            self.officer = posted("Vi Thị Hoa", Role.COMMUNE_OFFICER, village.parent or village)
            goods = na(shop=a_shop(a_household(village=village)))
            goods.shelf_days = 3
            self.order = an_order(goods, at=at)

    def told(self, person: Person | None) -> int:
        words = select(func.count()).where(Message.to == (person.phone if person else ""))
        return session.scalar(words.where(Message.body.contains("Danh sách gọi"))) or 0


@pytest.mark.parametrize(
    ("hours", "awake"), [(3, 3), (13, 13), (14, 13), (22, 13), (24, 15), (48, 30)]
)
def test_only_hours_in_which_people_are_awake_count(hours: int, awake: int) -> None:
    assert waited(MARKET_DAY, MARKET_DAY + hours * HOUR) == awake * HOUR


def test_urgency_goes_by_what_spoils_first() -> None:
    assert [of_goods(days) for days in (1, 3, 4, 14, 15, None)] == [
        *[Urgency.FRESH] * 2,
        *[Urgency.SOON] * 2,
        *[Urgency.LASTING] * 2,
    ]


def test_first_the_team_then_the_commune_each_once(app: Flask) -> None:
    village = Village()

    told = []
    for hours in (1, 2, 3, 5, 6, 7):
        escalating.escalate(at=MARKET_DAY + hours * HOUR)
        told.append((village.told(village.leader), village.told(village.officer)))

    assert told == [(0, 0), (1, 0), (1, 0), (1, 1), (1, 1), (1, 1)]


def test_an_answer_ends_it(app: Flask) -> None:
    village = Village()
    with deed():
        order = session.get_one(Order, village.order.id)
        orders.confirm(order, by=order.shop.household.keeper, at=MARKET_DAY + HOUR)

    assert escalating.escalate(at=EVENING) == 0
    assert village.told(village.leader) == 0


def test_nobody_is_told_at_night(app: Flask) -> None:
    village = Village(at=MARKET_DAY - 12 * HOUR)  # eight in the evening

    escalating.escalate(at=MARKET_DAY - 4 * HOUR)
    assert village.told(village.leader) == 0
    escalating.escalate(at=MARKET_DAY)
    assert village.told(village.leader) == 1


def test_without_a_team_the_commune_is_told_at_once_and_not_again(app: Flask) -> None:
    village = Village(has_team=False)

    for hours in (2, 5, 6):
        escalating.escalate(at=MARKET_DAY + hours * HOUR)

    assert village.told(village.officer) == 1


def test_whoever_asked_to_be_called_is_told_of_to_the_commune_later(app: Flask) -> None:
    village = Village()
    with deed():
        order = queries.locked(village.order.id)
        assert order
        calling.put_on_the_list(order, Why.ASKED, at=MARKET_DAY)

    escalating.escalate(at=MARKET_DAY + 3 * HOUR)
    assert village.told(village.leader) == 1, "it asked; nothing new is known after three hours"
    escalating.escalate(at=EVENING)
    assert village.told(village.officer) == 1


def test_warnings_and_calls_follow_one_rule(app: Flask) -> None:
    village = Village()
    with deed():
        for urgency in Urgency:
            patience = Patience(4, 9)
            calling.set_hours(urgency, patience, by=village.officer, at=MARKET_DAY)

    def both(hours: int) -> tuple[int, int]:
        at = MARKET_DAY + hours * HOUR
        warning.watch(at=at)
        escalating.escalate(at=at)
        unanswered = EarlyWarning.kind == WarningKind.UNANSWERED
        warned = session.scalar(select(func.count()).where(unanswered)) or 0
        return warned, session.scalar(select(func.count()).select_from(Call)) or 0

    assert both(BEGINNING[Urgency.FRESH].team) == (0, 0)
    assert both(4) == (1, 1)


@contextmanager
def at_one_moment(app: Flask, many: int) -> Iterator[list[int]]:
    """So many workers escalate at once, each with a session of its own."""
    gate, told = Barrier(many), list[int]()

    def work() -> None:
        with app.app_context():
            gate.wait()
            told.append(escalating.escalate(at=EVENING))
            session.remove()

    workers = [Thread(target=work) for _worker in range(many)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    yield told


def test_two_workers_tell_once(app: Flask) -> None:
    village = Village()

    with at_one_moment(app, 3) as told:
        session.expire_all()

    assert sum(told) == 1
    assert (village.told(village.leader), village.told(village.officer)) == (1, 1)


def test_ringing_is_written_down_and_the_list_is_looked_at(app: Flask, browser: Browser) -> None:
    village = Village(at=clock.now() - timedelta(days=3))
    with deed():
        order = queries.locked(village.order.id)
        assert order
        calling.put_on_the_list(order, Why.SILENT, at=clock.now())
    browser.sign_in(village.officer)
    page = browser.get("/ringing")
    keeper = village.order.shop.household.keeper
    assert f"tel:{keeper.phone}" in page.links()
    assert "Vi Thị Hoa" in page.text or "chưa ai" in page.text.lower()
    assert f"/orders/{village.order.code}" not in page.links(), (
        "the commune rings; it does not sell"
    )

    call = session.scalars(select(Call)).one()
    browser.post(f"/ringing/{call.id}", {"rung": "evening"})
    browser.post(f"/ringing/{call.id}", {"rung": "perhaps"}, expect=400)

    session.expire_all()
    assert (call.rung, call.rung_by_id) == (Rung.AGAIN, village.officer.id)
    assert call.again_at
    assert call.again_at > clock.now()
    assert "Gọi lại lúc" in browser.get("/ringing").text
    assert session.scalars(select(Look).where(Look.seen == Seen.CALLS)).all()


def test_the_team_answers_for_the_household_and_the_line_goes(app: Flask, browser: Browser) -> None:
    village = Village(at=clock.now() - timedelta(days=3))
    with deed():
        order = queries.locked(village.order.id)
        assert order
        calling.put_on_the_list(order, Why.SILENT, at=clock.now())
    assert village.leader
    browser.sign_in(village.leader)
    assert f"/orders/{village.order.code}" in browser.get("/ringing").links()

    browser.post(f"/orders/{village.order.code}/confirmation")

    assert "không có nhà nào" in browser.get("/ringing").text.lower()


def test_other_villages_and_strangers_ring_nobody(app: Flask, browser: Browser) -> None:
    village = Village(at=clock.now() - timedelta(days=3))
    with deed():
        order = queries.locked(village.order.id)
        assert order
        calling.put_on_the_list(order, Why.SILENT, at=clock.now())
        elsewhere = posted("Nông Văn Tài", Role.LEADER, a_village())
    call = session.scalars(select(Call)).one()
    browser.get("/ringing", expect=302)
    browser.sign_in(village.order.shop.household.keeper)
    browser.get("/ringing", expect=404)
    browser.sign_in(elsewhere)

    assert village.order.short_code not in browser.get("/ringing").text
    browser.post(f"/ringing/{call.id}", {"rung": "reached"}, expect=404)


def test_the_province_sets_the_hours(app: Flask, browser: Browser) -> None:
    with deed():
        province = posted("Hà Văn Sơn", Role.PROVINCE_OFFICER, a_village())
    browser.sign_in(province)
    browser.get("/ringing/hours")
    wanted = {f"team_{key}": "3" for key in Urgency} | {f"commune_{key}": "6" for key in Urgency}
    wrong = wanted | {"commune_soon": "2"}
    browser.post("/ringing/hours", wrong, expect=422)

    browser.post("/ringing/hours", wanted)

    from storefront.answers import silence

    assert set(silence.hours().values()) == {Patience(3, 6)}
