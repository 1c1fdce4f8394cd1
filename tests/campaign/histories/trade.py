"""How each step of a deal is done: by the market's own deeds, and noted in the record."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from sqlalchemy import select

from storefront import clock, tills
from storefront.bills import actions as bills
from storefront.bills.actions import Item, Payer
from storefront.bills.models import Bill, BillFor
from storefront.db import deed, session
from storefront.ledger.models import Journal
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.deadlines import ANSWER_WITHIN, GRACE, PAY_WITHIN
from storefront.orders.models import Delivery, PayBy
from storefront.orders.placing import Buyer
from storefront.payments import actions as payments
from storefront.payments import attempts, billing, by_word, deciding, giving_back, undoing
from storefront.payments.models import CaseKind, CaseState, PaymentCase
from storefront.payments.provider import Notice
from storefront.payments.refusals import UsedMeanwhile
from storefront.screening import actions as screening
from storefront.screening.dossier import Finding
from storefront.screening.models import Scheme, Suspect, SuspectState
from storefront.shops.models import Shop
from tests.campaign.histories.record import COUNTED, LEFT_OUT, WAITS, Doubt
from tests.campaign.histories.world import PRICE, Deal, Home, World
from tests.gateway import NAME

_numbers = count(1)
_phones = count(840_000_001)
_STANDS = {
    COUNTED: SuspectState.INNOCENT,
    LEFT_OUT: SuspectState.NOT_COUNTED,
}


def a_phone() -> str:
    return f"+84{next(_phones)}"


class Trade:
    world: World

    # --- buying -----------------------------------------------------------------------------

    def _buy(
        self, homes: Iterable[Home], many: int, phone: str, to: str | None, *, by_bank: bool
    ) -> list[Deal]:
        basket = {home.products[0]: many for home in homes}
        once, world = f"history-{next(_numbers)}", self.world
        with deed():
            commune = world.places[to] if to else None
            buyer = Buyer(
                "Chị Hạnh", phone, Delivery.SEND if to else Delivery.PICK_UP, "Số 12", commune
            )
            pay_by = PayBy.VIETQR if by_bank else PayBy.CASH
            checkout = placing.place(basket, buyer=buyer, pay_by=pay_by, once=once, at=world.at)
            placed = [(it.shop.household_id, it.code, it.id) for it in checkout.orders]
        deals = []
        for household, code, number in placed:
            home = next(it.name for it in world.homes.values() if it.household == household)
            deal = Deal(
                f"order {len(world.deals) + 1}", home, code, number, once, phone, many * PRICE,
                world.at, to, by_bank,
            )  # fmt: skip
            world.deals[deal.name] = deal
            world.record.placed(deal.name, home, deal.goods, world.at)
            deals.append(deal)
        return deals

    def _bill(self, home: Home, many: int) -> Deal:
        world = self.world
        with deed():
            bill = bills.issue(
                session.get_one(Shop, home.shop), [Item("Na dai", many, Money(PRICE))],
                payer=Payer("Chị Hạnh", a_phone()), what_for=BillFor.PHONE_ORDER,
                due_on=clock.village_date(world.at), once=f"bill-{next(_numbers)}",
                by=world.keeper(home.name), at=world.at,
            )  # fmt: skip
        deal = Deal(
            f"bill {len(world.deals) + 1}", home.name, bill.code, bill.id, "", "", many * PRICE,
            world.at, by_bank=True, is_bill=True,
        )  # fmt: skip
        world.deals[deal.name] = deal
        world.record.billed(deal.name, home.name, deal.goods)
        return deal

    # --- paying -----------------------------------------------------------------------------

    def _transfer(self, deal: Deal, amount: int, times: int) -> None:
        """A bank tells of it, and perhaps again."""
        deal.transfers += 1
        account = self.world.homes[deal.home].account
        assert account
        notice = Notice(
            "sepay", f"FT{deal.code}{deal.transfers}", account, Money(amount), f"MB.{deal.code}.CT"
        )
        for _turn in range(times):
            with deed():
                payments.settle(notice, at=self.world.at)
        self.world.record.reached(deal.home, self.world.at)
        self.world.record.came(deal.name, amount, "bank", self.world.at)

    def _open_gateway(self, deal: Deal) -> None:
        with deed():
            till = tills.at_hand().find(NAME, "")
            assert till
            attempt = attempts.begin(self.world.order(deal), till, at=self.world.at)
            deal.attempts.append((attempt.reference, attempt.amount.dong))

    def _collect(self, deal: Deal) -> None:
        reference, amount = deal.attempts.pop()
        notice = Notice(NAME, f"T{reference}", "SHOP", Money(amount), "", reference)
        with deed():
            payments.settle(notice, at=self.world.at)
        self.world.record.came(deal.name, amount, "gateway", self.world.at)

    def _keeper_says(self, deal: Deal, *, cash: bool) -> None:
        world = self.world
        with deed():
            by = world.keeper(deal.home)
            if deal.is_bill:
                bill = session.get_one(Bill, deal.id)
                said = billing.keeper_received(bill, by=by, cash=cash, at=world.at)
            else:
                said = by_word.keeper_received(world.order(deal), by=by, cash=cash, at=world.at)
            amount = said.amount.dong if said else 0
        assert amount in (0, deal.goods), "what is due is said to have come, or nothing"
        deal.is_word = deal.is_word or not cash
        world.record.came(deal.name, amount, "cash" if cash else "bank", world.at)

    def _give_back(self, deal: Deal, amount: int, *, cash: bool) -> None:
        world, once = self.world, f"back-{next(_numbers)}"
        with deed():
            by, sum_ = world.keeper(deal.home), Money(amount)
            if deal.is_bill:
                bill = session.get_one(Bill, deal.id)
                billing.refund(bill, sum_, by=by, cash=cash, once=once, at=world.at)
            else:
                order = world.order(deal)
                giving_back.refund(order, sum_, by=by, cash=cash, once=once, at=world.at)
        world.record.went_back(deal.name, amount, world.at)

    # --- goods ------------------------------------------------------------------------------

    def _move_on(self, deal: Deal, what: str) -> None:
        world = self.world
        with deed():
            by = world.keeper(deal.home)
            getattr(orders, what)(world.order(deal), by=by, at=world.at)
        if what == "confirm":
            deal.state = "confirmed"
            world.record.answered(deal.name, deal.placed, world.at)
        elif what == "cancel":
            deal.state = "cancelled"
            world.record.answered(deal.name, deal.placed, world.at)
            world.record.ended(deal.name)
        else:
            deal.state = "done"
            world.record.done(deal.name, deal.buyer, deal.basket, deal.sent_to, world.at)

    def _cancel_by_buyer(self, deal: Deal) -> None:
        with deed():
            orders.cancel(self.world.order(deal), by=None, at=self.world.at)
        deal.state = "cancelled"
        self.world.record.ended(deal.name)

    def _expire(self) -> None:
        world = self.world
        with deed():
            orders.expire_due(at=world.at)
        for deal in world.deals.values():
            has_money = world.record.money[deal.name].net
            if deal.state == "placed" and not deal.is_bill and not has_money:
                held = PAY_WITHIN + GRACE if deal.by_bank else ANSWER_WITHIN
                if deal.waits_since + held < world.at:
                    deal.state = "expired"
                    world.record.ended(deal.name)
                    if not deal.by_bank:
                        world.record.left_unanswered(deal.name, world.at)

    def _late_case(self, deal: Deal, state: CaseState) -> PaymentCase | None:
        wanted = select(PaymentCase).where(
            PaymentCase.order_id == deal.id,
            PaymentCase.kind == CaseKind.LATE,
            PaymentCase.state == state,
        )
        return session.scalars(wanted.order_by(PaymentCase.id.desc())).first()

    def _open_again(self, deal: Deal) -> None:
        world, before = self.world, self.world.record.money[deal.name].earned
        with deed():
            case = self._late_case(deal, CaseState.OPEN)
            assert case
            deciding.revive(case, by=world.keeper(deal.home), at=world.at)
        deal.state, deal.revived, deal.opened = "placed", before, world.at
        world.record.opened_again(deal.name, world.at)

    def _end_again(self, deal: Deal) -> None:
        """The keeper takes that back; when anything happened since, it is too late."""
        world = self.world
        try:
            with deed():
                case = self._late_case(deal, CaseState.DONE)
                assert case
                undoing.undo(case, by=world.keeper(deal.home), at=world.at)
        except UsedMeanwhile:
            return
        assert deal.revived is not None
        world.record.answered(deal.name, deal.placed, world.at)
        world.record.ended_again(deal.name, deal.revived, world.at)
        deal.state, deal.revived = "cancelled", None
        world.mistakes.add(self._newest_journal(deal))

    def _newest_journal(self, deal: Deal) -> str:
        wanted = select(Journal.source).where(Journal.source.startswith(f"order:{deal.code}:"))
        return session.scalars(wanted.order_by(Journal.id.desc()).limit(1)).one()

    # --- looking twice ----------------------------------------------------------------------

    def _look_into(self, home: Home, key: str, deals: list[Deal]) -> None:
        codes = frozenset(it.code for it in deals)
        finding = Finding(Scheme.STAFF_ROUND, key, {}, orders=codes)
        with deed():
            screening.look_into(home.household, [finding], at=self.world.at)
        self.world.record.doubted(home.name, key, [it.name for it in deals])

    def _decide(self, doubt: Doubt, state: str) -> None:
        world, household = self.world, self.world.homes[doubt.home].household
        cause = f"{Scheme.STAFF_ROUND}:{household}:{doubt.key}"
        with deed():
            suspect = session.scalars(select(Suspect).where(Suspect.cause == cause)).one()
            by = world.keeper(doubt.home)
            if state == WAITS:
                screening.reopen(suspect, by=by, at=world.at)
            else:
                screening.decide(suspect, _STANDS[state], by=by, at=world.at)
        world.record.decided(doubt, state)

    def _may_open_again(self, deal: Deal) -> bool:
        """Its case still waits, and nothing of it went back."""
        session.rollback()
        order = self.world.order(deal)
        session.refresh(order)
        return bool(self._late_case(deal, CaseState.OPEN)) and not order.refunded
