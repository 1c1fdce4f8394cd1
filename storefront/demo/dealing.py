"""What an order writes on its way, as orders.placing and .actions do: the same verbs and rows."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.delivery import terms
from storefront.demo.book import Book
from storefront.demo.buyers import Buyer
from storefront.demo.counting import count
from storefront.demo.farms import Farm, Ware
from storefront.demo.rows import stamp, village_day
from storefront.facts.models import Indicator
from storefront.orders.counting import SOON
from storefront.orders.deadlines import ANSWER_WITHIN, GRACE, PAY_WITHIN

_PAY_WITHIN = int(PAY_WITHIN.total_seconds())
_HOLD = _PAY_WITHIN + int(GRACE.total_seconds())
_SOON = int(SOON.total_seconds())
_ANSWER_WITHIN = int(ANSWER_WITHIN.total_seconds())


@dataclass(slots=True)
class Deal:
    """An order while it happens."""

    id: int
    code: str
    checkout_id: int
    buyer: Buyer
    farm: Farm
    by_qr: bool
    fetched: bool
    """The buyer comes for the goods."""
    lines: list[tuple[Ware, int]]
    goods: int
    placed: int
    state: str = "placed"
    paid: int = 0
    refunded: int = 0
    earned: int = 0
    cashless: int = 0
    """What came without cash, refunds left out."""
    credit: int = 0
    """What is owed back to the buyer."""
    confirmed: int | None = None
    sent: int | None = None
    done: int | None = None
    cancelled: int | None = None
    reason: str | None = None

    @property
    def has_ended_unsold(self) -> bool:
        return self.state in ("cancelled", "expired")

    @property
    def due(self) -> int:
        if self.has_ended_unsold:
            return 0
        return max(self.goods - self.paid - self.refunded, 0)

    @property
    def hold_until(self) -> int:
        return self.placed + (_HOLD if self.by_qr else _ANSWER_WITHIN)


_TERMS = f'{{"version": "{terms.NOW.version}"}}'


class Dealing:
    def __init__(self, book: Book, *, traced_since: int) -> None:
        self.book = book
        self._traced_since = traced_since

    def place(self, deal: Deal) -> None:
        for ware, quantity in deal.lines:
            good = ware.good
            self.book.lines.add(
                (
                    self.book.lines.next_id(),
                    deal.id,
                    ware.id,
                    good.name,
                    good.unit,
                    quantity,
                    ware.price,
                )
            )
            ware.changed = deal.placed
        self.tell(deal, "placed", None, deal.placed)
        self.count(deal, Indicator.ORDER_PLACED, deal.code, 1, deal.placed)
        if not deal.farm.has_orders:
            deal.farm.has_orders = True
            self.count(deal, Indicator.FIRST_ORDER, f"household:{deal.farm.id}", 1, deal.placed)
        self.post(
            deal,
            f"order:{deal.code}:placed",
            (("receivable", deal.goods), ("sales", -deal.goods)),
            deal.placed,
        )

    def confirm(self, deal: Deal, by: int, at: int) -> None:
        deal.state, deal.confirmed = "confirmed", at
        self.tell(deal, "confirmed", by, at)
        self._answered(deal, at)

    def send(self, deal: Deal, by: int, at: int) -> None:
        deal.state, deal.sent = "sent", at
        self.tell(deal, "sent", by, at)

    def hand_over(self, deal: Deal, by: int, at: int) -> None:
        deal.state, deal.done = "done", at
        self.tell(deal, "done", by, at)
        self.count(deal, Indicator.ORDER_COMPLETED, deal.code, 1, at)
        self._count_buyer(deal, at)

    def cancel(self, deal: Deal, by: int | None, reason: str | None, at: int) -> None:
        deal.state, deal.cancelled, deal.reason = "cancelled", at, reason
        if by and deal.confirmed is None:
            self._answered(deal, at)
        self._end_unsold(deal, at)
        self.tell(deal, "cancelled", by, at, note=reason)

    def expire(self, deal: Deal, at: int) -> None:
        deal.state, deal.cancelled = "expired", at
        if not deal.by_qr:
            self.count(deal, Indicator.ANSWER_DUE, deal.code, 1, at)
        self._end_unsold(deal, at)
        self.tell(deal, "expired", None, at)

    def _answered(self, deal: Deal, at: int) -> None:
        self.count(deal, Indicator.ANSWER_DUE, deal.code, 1, at)
        if at - deal.placed <= _SOON:
            self.count(deal, Indicator.ANSWER_SOON, deal.code, 1, at)

    def _count_buyer(self, deal: Deal, at: int) -> None:
        buyer = deal.buyer
        cause = f"buyer:{buyer.first_basket}"
        if buyer.reached_by is None:
            buyer.reached_by = deal.checkout_id
            self.count(deal, Indicator.BUYER_NEW, cause, 1, at)
            if not (deal.fetched or buyer.is_from_here):
                self.count(deal, Indicator.BUYER_OUTSIDE, cause, 1, at)
        elif buyer.reached_by != deal.checkout_id and not buyer.came_back:
            buyer.came_back = True
            self.count(deal, Indicator.BUYER_REPEAT, cause, 1, at)

    def close(self, deal: Deal) -> None:
        """Write the order itself, as what happened has left it."""
        account = deal.farm.account if deal.by_qr else None
        self.book.orders.add(
            (
                deal.id,
                deal.code,
                deal.checkout_id,
                deal.farm.shop_id,
                deal.state,
                "vietqr" if deal.by_qr else "cash",
                deal.goods,
                0,
                deal.paid,
                deal.refunded,
                max(min(deal.refunded, deal.goods - deal.paid), 0),
                deal.earned,
                0,
                0,
                account.id if account else None,
                "pick_up" if deal.fetched else "send",
                village_day(deal.placed),
                _TERMS,
                stamp(deal.placed),
                stamp(deal.placed + _PAY_WITHIN) if deal.by_qr else None,
                stamp(deal.hold_until),
                stamp(deal.confirmed) if deal.confirmed else None,
                stamp(deal.sent) if deal.sent else None,
                stamp(deal.done) if deal.done else None,
                stamp(deal.cancelled) if deal.cancelled else None,
                deal.reason,
            )
        )

    def tell(
        self,
        deal: Deal,
        happened: str,
        by: int | None,
        at: int,
        *,
        amount: int | None = None,
        note: str | None = None,
    ) -> None:
        events = self.book.events
        events.add((events.next_id(), deal.id, stamp(at), happened, amount, by, note))
        if at >= self._traced_since:
            self._trace(deal, happened, by, amount, at)

    def _trace(
        self, deal: Deal, happened: str, by: int | None, amount: int | None, at: int
    ) -> None:
        detail = f'{{"amount": {amount}}}' if amount else "{}"
        traces = self.book.traces
        traces.add(
            (
                traces.next_id(),
                stamp(at),
                by,
                deal.farm.keeper,
                f"order.{happened}",
                f"order:{deal.code}",
                detail,
            )
        )

    def count(self, deal: Deal, indicator: Indicator, cause: str, amount: int, at: int) -> None:
        count(self.book, deal.farm, indicator, cause, at, amount)

    def post(
        self, deal: Deal, source: str, movements: tuple[tuple[str, int], ...], at: int
    ) -> None:
        journal = self.book.journals.next_id()
        self.book.journals.add((journal, source, stamp(at), deal.farm.id))
        rows = self.book.movements
        for account, amount in movements:
            if amount:
                rows.add((rows.next_id(), journal, account, deal.id, amount))

    def _end_unsold(self, deal: Deal, at: int) -> None:
        """Nothing owed by the buyer; what was paid is owed to the buyer."""
        unpaid = max(deal.goods - deal.paid, 0)
        paid = deal.goods - unpaid
        deal.credit += paid
        movements = (("receivable", -unpaid), ("sales", deal.goods), ("customer_credit", -paid))
        self.post(deal, f"order:{deal.code}:undone", movements, at)
