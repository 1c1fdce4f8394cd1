"""What goes wrong quietly is noticed, has an age, can be put off, and ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.bills.models import BillFor
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Order, OrderState
from storefront.screening import tasks, warning
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.screening.tasks import Task
from storefront.shops.models import Household, Product
from storefront.visits import actions as visits
from storefront.visits.actions import Told
from storefront.visits.models import Outcome, VisitFor
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_bill,
    a_household,
    a_shop,
    a_team,
    a_village,
    an_order,
    na,
    posted,
)

DAY = timedelta(days=1)
TODAY = MARKET_DAY.date()


def seen(at: timedelta) -> dict[WarningKind, int]:
    """Kinds that stand so long after market day, and for how many days they have."""
    now = MARKET_DAY + at
    warning.watch(at=now)
    rows = session.scalars(select(EarlyWarning).where(EarlyWarning.ended_at.is_(None)))
    return {it.kind: (clock.village_date(now) - it.since).days for it in rows}


def test_an_order_nobody_answers_is_told_of_after_hours(app: Flask) -> None:
    with deed():
        an_order()

    assert WarningKind.UNANSWERED not in seen(DAY / 4)
    assert seen(2 * DAY)[WarningKind.UNANSWERED] == 2


def test_it_ends_by_itself_when_somebody_answers(app: Flask) -> None:
    with deed():
        order = an_order()
    seen(2 * DAY)
    with deed():
        session.get_one(Order, order.id).state = OrderState.CONFIRMED

    assert seen(3 * DAY) == {}


def test_a_shop_that_sold_and_went_quiet(app: Flask) -> None:
    with deed():
        product = na()
        for _ in range(3):
            an_order(product).state = OrderState.DONE

    assert WarningKind.DYING not in seen(30 * DAY)
    assert seen(60 * DAY)[WarningKind.DYING] == 60


def test_out_of_season_a_quiet_shop_is_no_trouble(app: Flask) -> None:
    with deed():
        product = na(season=1 << 7)
        for _ in range(3):
            an_order(product).state = OrderState.DONE

    assert WarningKind.DYING not in seen(60 * DAY)


def test_a_new_shop_has_two_months_to_sell_something(app: Flask) -> None:
    with deed():
        na()

    assert WarningKind.DYING not in seen(60 * DAY)
    assert seen(61 * DAY)[WarningKind.DYING] == 61


def test_one_that_sold_little_may_rest_for_longer(app: Flask) -> None:
    with deed():
        an_order().state = OrderState.DONE

    assert WarningKind.DYING not in seen(134 * DAY)
    assert seen(135 * DAY)[WarningKind.DYING] == 135


def test_nobody_is_late_when_a_season_begins(app: Flask) -> None:
    with deed():
        na(season=_month_of(MARKET_DAY + 200 * DAY) | _month_of(MARKET_DAY + 225 * DAY))

    assert WarningKind.DYING not in seen(200 * DAY)
    assert WarningKind.DYING in seen(230 * DAY)


def test_who_sells_over_the_table_is_alive(app: Flask) -> None:
    with deed():
        product = na()
        for _ in range(3):
            an_order(product).state = OrderState.DONE
        a_bill(product.shop, what_for=BillFor.STALL_SALE, at=MARKET_DAY + 70 * DAY)

    assert WarningKind.DYING not in seen(71 * DAY)
    assert seen(116 * DAY)[WarningKind.DYING] == 46


def _month_of(moment: datetime) -> int:
    return 1 << clock.village_date(moment).month - 1


def test_fresh_goods_that_nobody_buys(app: Flask) -> None:
    with deed():
        na().shelf_days = 3

    assert seen(8 * DAY)[WarningKind.UNSOLD] == 8


def test_a_price_that_fell(app: Flask) -> None:
    with deed():
        product = na(price=68_000)
        for _ in range(2):
            an_order(product).state = OrderState.DONE
    with deed():
        dear = session.get_one(Product, product.id)
        dear.price = Money(34_000)
        session.flush()
        for _ in range(2):
            an_order(dear, at=MARKET_DAY + 30 * DAY).state = OrderState.DONE

    assert WarningKind.PRICE_DROP in seen(31 * DAY)


def test_an_account_that_never_received(app: Flask) -> None:
    with deed():
        an_order().state = OrderState.DONE

    assert seen(70 * DAY)[WarningKind.NEVER_RECEIVED] == 70


def test_a_team_that_stopped(app: Flask) -> None:
    with deed():
        product = na()
        home = product.shop.household
        home.team = a_team(home.village)

    assert WarningKind.STOPPED_TEAM in seen(DAY)


def test_seen_to_and_put_off_leave_the_list_and_come_back(app: Flask, browser: Browser) -> None:
    now = clock.now()
    with deed():
        order = an_order(at=now - 3 * DAY)
        village = order.shop.household.village
        leader = posted("Lý Văn Minh", Role.LEADER, village)
        officer = posted("Vi Thị Hoa", Role.COMMUNE_OFFICER, village.parent or village)
    warning.watch(at=now)
    browser.sign_in(officer)
    listed = browser.get("/warnings").html
    assert "Đơn chưa ai trả lời" in listed
    assert f'href="/growth/households/{order.shop.household.code}"' in listed
    assert f'href="/growth/orders/{order.code}"' in listed

    browser.sign_in(leader)
    assert "việc nên để ý" in browser.get("/team").html
    unanswered = EarlyWarning.kind == WarningKind.UNANSWERED
    key = session.scalars(select(EarlyWarning.id).where(unanswered)).one()
    browser.post(f"/warnings/{key}", {"how": "later"})

    assert "Đơn chưa ai trả lời" not in browser.get("/warnings").html
    browser.post(f"/warnings/{key}", {"how": "done"}, expect=404)
    assert warning.how_many(leader, at=now + 8 * DAY)[WarningKind.UNANSWERED] == 1


def test_strangers_see_and_change_nothing(app: Flask, browser: Browser) -> None:
    with deed():
        order = an_order(at=clock.now() - 3 * DAY)
        stranger = posted("Nông Văn Tài", Role.LEADER, na().shop.household.village)
    warning.watch(at=clock.now())
    theirs = EarlyWarning.household_id == order.shop.household_id
    unanswered = EarlyWarning.kind == WarningKind.UNANSWERED
    key = session.scalars(select(EarlyWarning.id).where(theirs, unanswered)).one()
    browser.sign_in(stranger)

    browser.post(f"/warnings/{key}", {"how": "done"}, expect=404)
    assert order.code not in browser.get("/warnings").html


def test_a_visit_that_was_agreed_is_due_until_somebody_goes(app: Flask) -> None:
    with deed():
        leader, farm = _a_farm_and_its_leader()
        said = Told(TODAY, VisitFor.CHECK, Outcome.LATER, next_on=TODAY + 3 * DAY)
        visits.write_down(farm, said, by=leader, at=MARKET_DAY)

    assert WarningKind.VISIT_DUE not in seen(3 * DAY)
    assert seen(9 * DAY)[WarningKind.VISIT_DUE] == 6
    with deed():
        went = Told(TODAY + 9 * DAY, VisitFor.CHECK, Outcome.NOBODY_HOME)
        visits.write_down(farm, went, by=leader, at=MARKET_DAY + 9 * DAY)
    assert WarningKind.VISIT_DUE not in seen(10 * DAY)


def test_trouble_of_two_weeks_is_to_be_looked_at_on_the_spot(app: Flask, browser: Browser) -> None:
    with deed():
        leader, farm = _a_farm_and_its_leader()
        an_order(na(shop=a_shop(farm)))
    seen(2 * DAY)

    assert WarningKind.VISIT_DUE not in seen(15 * DAY)
    assert seen(17 * DAY)[WarningKind.VISIT_DUE] == 1
    browser.sign_in(leader)
    page = browser.get("/warnings")
    assert f"/team/households/{farm.code}/visits/new" in page.links()
    open_tasks = tasks.one_by_one(farm, at=MARKET_DAY + 17 * DAY)
    assert Task.WARNING in {task for task, _since in open_tasks}
    with deed():
        went = Told(TODAY + 16 * DAY, VisitFor.CHECK, Outcome.DONE)
        visits.write_down(farm, went, by=leader, at=MARKET_DAY + 17 * DAY)
    assert set(seen(17 * DAY)) == {WarningKind.UNANSWERED}


def _a_farm_and_its_leader() -> tuple[Person, Household]:
    village = a_village()
    leader = posted("Nông Văn Páo", Role.LEADER, village)
    return leader, a_household(village=village, team=a_team(village, head=leader))
