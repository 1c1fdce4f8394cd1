"""A buyer complains, a person answers, and money goes back once and never beyond what came."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.complaints import actions, bearing, clocks, queries
from storefront.complaints.models import Complaint, ComplaintState, Desk, Stepped, Trouble, Wants
from storefront.complaints.refusals import Enough, NotTheirTurn, NotYet, OneAtATime, TooLate
from storefront.db import deed, session
from storefront.delivery.terms import VERSIONS, Fault, Kind
from storefront.delivery.ways import Way
from storefront.errors import MarketError
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Order, PayBy
from storefront.payments import by_word, refunding
from storefront.payments import queries as payments
from storefront.payments.models import Receipt, RefundState
from storefront.payments.refusals import MoreThanCame
from storefront.shops.models import Category
from storefront.tills import at_hand
from tests.village import MARKET_DAY, an_order, na, posted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DONE = MARKET_DAY + 2 * DAY
ALL = Money(204_000)


@pytest.fixture(autouse=True)
def _market(app: Flask) -> None:
    """Everything here needs one."""


def handed_over(
    *, pay_by: PayBy = PayBy.VIETQR, paid: bool = True, category: Category = Category.FRUIT
) -> Order:
    with deed():
        order = an_order(na(category=category), pay_by=pay_by)
        keeper = order.shop.household.keeper
        if paid:
            cash = pay_by is PayBy.CASH
            by_word.keeper_received(order, by=keeper, cash=cash, at=MARKET_DAY)
        orders.confirm(order, by=keeper, at=MARKET_DAY)
        orders.send(order, by=keeper, at=MARKET_DAY + DAY)
        orders.hand_over(order, by=keeper, at=DONE)
    return order


def keeper(order: Order) -> Person:
    return order.shop.household.keeper


def officer(order: Order) -> Person:
    with deed():
        commune = order.shop.commune
        return posted("Lý Thị Sen", Role.COMMUNE_OFFICER, commune)


def complain(
    order: Order,
    trouble: Trouble = Trouble.SPOILED,
    *,
    asked: Money = ALL,
    wants: Wants = Wants.MONEY,
    at: datetime = DONE + HOUR,
) -> Complaint:
    with deed():
        return actions.complain(order, trouble, "Dập nát cả", wants=wants, asked=asked, at=at)


def told_last() -> str:
    body = session.query(Message.body).order_by(Message.id.desc()).limit(1).scalar()
    return body or ""


def test_what_the_house_accepts_goes_back_through_the_one_door() -> None:
    order = handed_over()
    complaint = complain(order)
    assert "hàng hỏng" in told_last()

    with deed():
        actions.accept(complaint, at_hand(), by=keeper(order), at=DONE + 2 * HOUR)

    assert (complaint.state, complaint.given) == (ComplaintState.ENDED, ALL)
    refund = complaint.refund
    assert refund is not None
    assert (refund.state, refund.amount) == (RefundState.ASKED, ALL)
    assert queries.most(order) == Money(0)
    with deed():
        refunding.to_account(refund, bank_bin="970415", number="1", holder="HA")
        refunding.transferred(refund, by=keeper(order), at=DONE + DAY)
    assert (order.paid, order.refunded) == (Money(0), ALL)
    assert not queries.waiting(keeper(order), on=DONE.date())


def test_cash_goes_back_by_hand_and_is_written_down() -> None:
    order = handed_over(pay_by=PayBy.CASH)
    complaint = complain(order, asked=Money(68_000))
    with deed():
        actions.accept(complaint, at_hand(), by=keeper(order), at=DONE + HOUR)
    assert (order.refunded, complaint.refund) == (Money(0), None)
    assert queries.waiting(keeper(order), on=DONE.date()) == [complaint]

    with deed():
        actions.gave_cash(complaint, by=keeper(order), at=DONE + DAY)

    assert order.refunded == Money(68_000)
    with pytest.raises(NotTheirTurn), deed():
        actions.gave_cash(complaint, by=keeper(order), at=DONE + DAY)
    assert order.refunded == Money(68_000)


def test_an_offer_is_the_buyers_turn_and_the_commune_has_the_last_word() -> None:
    order = handed_over()
    sen = officer(order)
    complaint = complain(order)
    with deed():
        actions.answer(
            complaint, Money(50_000), "Chỉ hỏng hai quả", by=keeper(order), at=DONE + HOUR
        )
    assert complaint.state is ComplaintState.ANSWERED

    with deed():
        actions.appeal(complaint, "Hỏng cả thùng", at=DONE + DAY)
    assert queries.waiting(sen, on=DONE.date()) == [complaint]
    told = session.scalars(select(Message.body).where(Message.person_id == sen.id)).all()
    assert len(told) == 1
    assert f"nhờ xã xét đơn {order.code}" in told[0]
    with pytest.raises(NotTheirTurn), deed():
        actions.accept(complaint, at_hand(), by=keeper(order), at=DONE + DAY)
    with deed():
        actions.decide(
            complaint, Money(100_000), "Ảnh rõ nửa thùng", at_hand(), by=sen, at=DONE + 2 * DAY
        )

    assert (complaint.given, complaint.answered_by) == (Money(100_000), sen)
    with pytest.raises(NotTheirTurn), deed():
        actions.appeal(complaint, "Vẫn không chịu", at=DONE + 2 * DAY)


def test_silence_passes_it_on_and_then_waits_for_a_person() -> None:
    order = handed_over()
    sen = officer(order)
    complaint = complain(order)
    at = complaint.opened_at
    seen = []
    for _turn in range(8):
        at += 25 * HOUR
        with deed():
            actions.pass_on_due(at_hand(), at=at)
        seen.append(complaint.desk)

    assert seen == [Desk.TEAM] + [Desk.COMMUNE] * 7
    told = session.scalars(select(Message.body).where(Message.person_id == sen.id)).all()
    assert len(told) == 1, "once, when it reached the commune"
    assert complaint.state is ComplaintState.OPEN
    assert complaint.given is None
    assert complaint.due_at
    assert complaint.due_at < at


def test_an_answer_the_buyer_leaves_stands() -> None:
    order = handed_over()
    complaint = complain(order)
    with deed():
        actions.answer(complaint, Money(0), "Hàng tốt lúc gửi", by=keeper(order), at=DONE + HOUR)
    with deed():
        actions.pass_on_due(at_hand(), at=DONE + HOUR + clocks.BUYER_WITHIN)
    assert complaint.state is ComplaintState.ANSWERED

    with deed():
        actions.pass_on_due(at_hand(), at=DONE + 2 * HOUR + clocks.BUYER_WITHIN)

    assert (complaint.state, complaint.given) == (ComplaintState.ENDED, Money(0))
    assert complaint.refund is None


@pytest.mark.parametrize(
    ("category", "trouble", "within"),
    [
        (Category.FRUIT, Trouble.SPOILED, clocks.FRESH_WITHIN),
        (Category.CRAFT, Trouble.SPOILED, clocks.OTHERS_WITHIN),
        (Category.FRUIT, Trouble.NOT_COME, clocks.NOT_COME_WITHIN),
    ],
)
def test_each_kind_of_good_has_its_time(
    category: Category, trouble: Trouble, within: timedelta
) -> None:
    order = handed_over(category=category)
    with pytest.raises(TooLate):
        complain(order, trouble, at=DONE + within + HOUR)

    assert complain(order, trouble, at=DONE + within).is_live


def test_what_has_not_left_is_not_complained_about() -> None:
    with deed():
        order = an_order()
    with pytest.raises(NotYet):
        complain(order, Trouble.NOT_COME, asked=Money(0), at=MARKET_DAY)


def test_one_at_a_time_and_not_for_ever() -> None:
    order = handed_over()
    for _time in range(actions.MOST_OFTEN):
        complaint = complain(order)
        with pytest.raises(OneAtATime):
            complain(order)
        with deed():
            actions.withdraw(complaint, at=DONE + HOUR)

    with pytest.raises(Enough):
        complain(order)


def test_where_nothing_was_paid_nothing_goes_back() -> None:
    order = handed_over(paid=False, pay_by=PayBy.CASH)
    with pytest.raises(MoreThanCame):
        complain(order, asked=Money(1))

    complaint = complain(order, wants=Wants.AGAIN)
    with deed():
        actions.accept(complaint, at_hand(), by=keeper(order), at=DONE + HOUR)

    assert (complaint.given, complaint.again, order.refunded) == (Money(0), True, Money(0))


def test_every_agreed_word_has_its_share() -> None:
    for version, terms in VERSIONS.items():
        for fault in (Fault.SELLER, Fault.CARRIER):
            assert set(bearing.SHARES[version][fault]) == set(Kind) == set(terms.said[fault])


def test_by_coach_half_of_the_goods_is_proposed() -> None:
    order = handed_over()
    with deed():
        order.way = Way.COACH

    assert bearing.proposal(order, Trouble.SPOILED) == Money(102_000)
    assert bearing.proposal(order, Trouble.WRONG) == ALL


def test_each_step_is_kept_with_whose_it_was() -> None:
    order = handed_over()
    complaint = complain(order)
    with deed():
        actions.answer(complaint, Money(1_000), "Một quả", by=keeper(order), at=DONE + HOUR)
    with deed():
        actions.agree(complaint, at_hand(), at=DONE + HOUR)

    [kept] = queries.of_order(order)
    assert [(it.what, it.by) for it in kept.steps] == [
        (Stepped.OPENED, None),
        (Stepped.OFFERED, keeper(order)),
        (Stepped.TAKEN, None),
    ]


def test_whatever_is_pressed_no_more_goes_back_than_came() -> None:
    """Complaints and refunds by chance, in any order: money is counted by its receipts."""
    dice = random.Random(124)  # noqa: S311
    for pay_by in (PayBy.CASH, PayBy.VIETQR):
        order = handed_over(pay_by=pay_by)
        sen = officer(order)
        for turn in range(40):
            try:
                with deed():
                    _press_anything(order, sen, dice, at=DONE + turn * HOUR)
            except MarketError:
                pass
            _no_more_has_gone_than_came(order)


def _no_more_has_gone_than_came(order: Order) -> None:
    with deed():
        assert payments.sums(order.id).net >= Money(0)
        back = session.query(Receipt.amount).filter(
            Receipt.order_id == order.id, Receipt.amount < Money(0)
        )
        gone = -Money.sum(amount for (amount,) in back)
        assert gone + payments.spoken_for(order.id) <= ALL


def _press_anything(order: Order, sen: Person, dice: random.Random, *, at: datetime) -> None:
    asked, house, tills = Money(dice.randrange(0, 205) * 1_000), keeper(order), at_hand()
    told = queries.of_order(order)
    if not told or (not told[-1].is_live and dice.random() < 0.5):
        actions.complain(order, Trouble.SHORT, "Thiếu cân", wants=Wants.MONEY, asked=asked, at=at)
        return
    last = told[-1]
    refund = last.refund
    deeds: list[Callable[[], object]] = [
        lambda: actions.accept(last, tills, by=house, at=at),
        lambda: actions.answer(last, asked, "Xin trả", by=house, at=at),
        lambda: actions.agree(last, tills, at=at),
        lambda: actions.appeal(last, "Không chịu", at=at),
        lambda: actions.decide(last, asked, "Xã quyết", tills, by=sen, at=at),
        lambda: actions.gave_cash(last, by=house, at=at),
        lambda: refunding.by_bank(order, asked, by=house, once=str(at), at=at),
    ]
    if refund is not None:
        deeds.append(partial(refunding.transferred, refund, by=house, at=at))
        deeds.append(partial(refunding.take_back, refund, at=at))
    dice.choice(deeds)()
