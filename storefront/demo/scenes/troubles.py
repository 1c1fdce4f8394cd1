"""Three were not content: one waits for an answer, one got money back, one asked the commune."""

from __future__ import annotations

from datetime import timedelta

from storefront.complaints import actions as complaints
from storefront.complaints.models import Complaint, Trouble, Wants
from storefront.demo.scenes.stage import DAY, HOUR, Guest, Stage, hand_over, place
from storefront.money import Money
from storefront.payments.tills import Tills

_BROKEN_EGGS = Guest("Phùng Thị Lan", 31)
_LIGHT_BOX = Guest("Hứa Văn Toàn", 32)
_WITHERED = Guest("Vũ Thị Ngọc", 33)


def waits(stage: Stage) -> None:
    """The house has until tomorrow."""
    _complain(
        stage, _BROKEN_EGGS, Trouble.SPOILED, "Vỡ 4 quả, hộp bị móp một góc.", 17_000, ago=5 * HOUR
    )


def gets_money(stage: Stage, tills: Tills) -> None:
    words, house, ago = "Túi rau chỉ có hơn 4 cân.", stage.valley, 3 * DAY
    it = _complain(stage, _LIGHT_BOX, Trouble.SHORT, words, 15_000, ago=ago)
    complaints.accept(it, tills, by=house.keeper, at=stage.now - ago + 2 * HOUR)
    complaints.gave_cash(it, by=house.keeper, at=stage.now - ago + DAY)


def appeals(stage: Stage) -> None:
    """A part was offered; the commune has the last word."""
    words, house, ago = "Rau héo quá nửa, không nấu được.", stage.valley, 2 * DAY
    it = _complain(stage, _WITHERED, Trouble.SPOILED, words, 95_000, ago=ago)
    said = "Rau hái sáng hôm đó, nhà xin bớt 30.000 vì đi đường nắng."
    complaints.answer(it, Money(30_000), said, by=house.keeper, at=stage.now - ago + 4 * HOUR)
    words = "Nhà trả ít quá, chị bỏ đi cả túi. Nhờ xã xem giúp."
    complaints.appeal(it, words, at=stage.now - ago + DAY)


def _complain(
    stage: Stage, who: Guest, trouble: Trouble, words: str, asked: int, *, ago: timedelta
) -> Complaint:
    """Some hours after the goods came."""
    at = stage.now - ago
    basket = {stage.eggs if who is _BROKEN_EGGS else stage.box: 1}
    once = f"demo:{who.phone}"
    order = place(basket, who.as_buyer(), once=once, at=at - DAY)
    hand_over(order, stage.valley, at=at - 4 * HOUR)
    return complaints.complain(order, trouble, words, wants=Wants.MONEY, asked=Money(asked), at=at)
