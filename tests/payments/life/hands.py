"""How each step is done: by the market's own deeds, and noted in the world outside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count

from sqlalchemy import select

from storefront import tills
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders import placing
from storefront.orders.models import Order, PayBy
from storefront.orders.refusals import NotNow, OutOfStock
from storefront.payments import actions as payments
from storefront.payments import attempts, watching
from storefront.payments.models import PaymentCase
from storefront.payments.provider import Charge, Heard, News, Notice, Progress
from storefront.payments.refusals import AlreadyDone, MoreThanCame
from storefront.payments.tills import Till
from storefront.reconciliation import actions as statements
from storefront.reconciliation.models import StatementLine
from storefront.reconciliation.statement import Statement
from tests.gateway import NAME
from tests.payments.life.choices import Choices
from tests.payments.life.now import OrderNow, Row, look
from tests.payments.life.world import Transfer
from tests.village import a_buyer

MOODS = ("well", "slow", "away", "refusing")
"""Of the gateway. Away, it takes what it is asked for and does not answer."""
_numbers = count(1)


def part_of(whole: int, part: str) -> Money:
    return Money({"all": whole, "half": whole // 2, "too much": whole + 1}[part])


def once() -> str:
    return f"{next(_numbers)}"


class Hands(Choices):
    def _order(self, order: OrderNow) -> Order:
        return session.get_one(Order, order.id)

    def _place(self, basket: dict[str, int]) -> None:
        goods = {self.world.homes[name].product: many for name, many in basket.items()}
        form = f"life-{once()}"
        with suppress(OutOfStock), deed():
            placing.place(goods, buyer=a_buyer(), pay_by=PayBy.VIETQR, once=form, at=self.world.at)

    def _till(self) -> Till:
        till = tills.at_hand().find(NAME, "")
        assert till is not None
        return till

    def _mood(self, mood: str) -> None:
        gateway = self.world.gateway
        gateway.slow, gateway.away, gateway.declines = (
            mood == it for it in ("slow", "away", "refusing")
        )
        ends = {"well": Progress.DONE, "refusing": Progress.REFUSED}
        for reference, progress in gateway.back.items():
            if progress is Progress.PENDING and mood in ends:
                gateway.back[reference] = ends[mood]

    def _try_to_pay(self, order: OrderNow, mood: str) -> None:
        self._mood(mood)
        till, at = self._till(), self.world.at
        with deed():
            attempt = attempts.begin(self._order(order), till, at=at)
        charge = Charge(attempt.reference, attempt.amount, "", "", "", "", "vi", at, attempt.until)
        with suppress(watching.NotOpened):
            watching.open_(attempt, till, charge, at=at)

    def _gateway_tells(self, attempt: Row, transaction: str, amount: int) -> None:
        reference = attempt.row.reference
        notice = Notice(NAME, transaction, "SHOP", Money(amount), "", reference)
        if self._settle(notice) is Heard.BELIEVED:
            self.world.collected[reference] = amount

    def _collected_meanwhile(self) -> None:
        """What the gateway answered when it was asked."""
        for attempt in look(self.world).attempts:
            reference = attempt.row.reference
            if attempt.row.state == "succeeded" and reference in self.world.gateway.paid:
                self.world.collected.setdefault(reference, attempt.row.amount)

    def _settle(self, news: News) -> Heard:
        with deed():
            return payments.settle(news, at=self.world.at).heard

    def _told(self, transfer: Transfer) -> None:
        self._settle(transfer.notice)
        self.world.has_heard(transfer)

    def _take_in(self, home: str, statement: Statement) -> set[str]:
        """The references of what was taken for money."""
        account, at = self.world.homes[home].account, self.world.at
        with deed():
            keeper = self.world.keeper(home)
            brought = statements.bring(
                self.world.account(home), statement, name="x.csv", body=b"", by=keeper, at=at
            )
        with deed():
            statements.take_in(brought, statement, by=self.world.keeper(home), at=at)
        money = select(StatementLine.reference).where(
            StatementLine.account_id == account, StatementLine.receipt_id.is_not(None)
        )
        return set(session.scalars(money))

    def _refundable(self, order: OrderNow, part: str, give: Callable[[Money], object]) -> None:
        """What is there can be given back; whether more can is seen afterwards."""
        try:
            with deed():
                give(part_of(order.free, part))
        except MoreThanCame:
            assert part == "too much", f"{order} has {order.free}, and could not give back {part}"

    def _decide(self, how: Callable[[PaymentCase, Person], object], case: Row) -> bool:
        """Whether it could be decided so; what could not must have left all as it was."""
        order = next((it for it in self._now.orders if it.id == case.row.order_id), None)
        try:
            with deed():
                it = session.get_one(PaymentCase, case.row.id)
                how(it, self.world.keeper(order.home if order else "A"))
        except (AlreadyDone, MoreThanCame, NotNow, OutOfStock):
            return False
        return True
