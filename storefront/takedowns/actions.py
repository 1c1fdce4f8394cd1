"""Reports of listings: by anyone, decided by the commune's officer, objected to once by the house.

Every deed locks the household's shop and goods first, then the report.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront.accounts.models import Person
from storefront.db import session
from storefront.shops.models import Product, Shop
from storefront.takedowns import hiding, queries, telling
from storefront.takedowns.models import DOWN, ListingReport, ReportState, Wrong
from storefront.takedowns.refusals import NotTheirTurn, SecondPerson, ShopIsDown

LOOK_WITHIN = timedelta(hours=24)
"""By the clock, not by working days: what harms somebody does so on a Sunday too."""
CHANGE_WITHIN = timedelta(days=3)
OBJECT_WITHIN = timedelta(days=10)
REVIEW_WITHIN = timedelta(days=3)
QUIET = timedelta(hours=1)
LETTERS = 10
"""Of a commune in that time: whoever floods it with reports does not flood its phones."""


def report(
    shop: Shop,
    product: Product | None,
    wrong: Wrong,
    words: str,
    *,
    contact: str = "",
    at: datetime,
) -> ListingReport:
    it = ListingReport(
        shop=shop,
        product=product,
        wrong=wrong,
        words=words,
        contact=contact,
        reported_at=at,
        state=ReportState.OPEN,
        due_at=at + LOOK_WITHIN,
    )
    session.add(it)
    session.flush()
    telling.note(it, "report", by=None, at=at)
    first = queries.first_of_the_same(it)
    if first:
        _join(it, first)
    elif queries.many_lately(shop, since=at - QUIET) <= LETTERS:
        telling.tell_commune(it, "reported", at=at)
    return it


def _join(it: ListingReport, first: ListingReport) -> None:
    """An officer has one matter to decide, and not a day longer than for this one alone."""
    if first.due_at and it.due_at:
        first.due_at = min(first.due_at, it.due_at)
    it.state, it.due_at, it.together_id = ReportState.TOGETHER, None, first.id


def keep(it: ListingReport, ruling: str, *, by: Person, at: datetime) -> None:
    """Nothing is wrong with it, or no more. Raises NotTheirTurn."""
    asked = it.state is ReportState.ASKED
    _decide(it, ReportState.KEPT, None, ruling, by=by, at=at)
    telling.note(it, "keep", by=by, at=at)
    if asked:
        telling.tell_keeper(it, "kept", at=at)


def ask(it: ListingReport, why: Wrong, ruling: str, *, by: Person, at: datetime) -> None:
    """The keeper is to change it; whoever asked looks again. Raises NotTheirTurn."""
    _decide(it, ReportState.ASKED, why, ruling, by=by, at=at)
    it.due_at = at + CHANGE_WITHIN
    telling.note(it, "ask", by=by, at=at)
    telling.tell_keeper(it, "asked", at=at)


def take_down(it: ListingReport, why: Wrong, ruling: str, *, by: Person, at: datetime) -> None:
    """Nobody sees it or orders it until it is put back. Raises NotTheirTurn or ShopIsDown."""
    shop = _decide(it, ReportState.DOWN, why, ruling, by=by, at=at)
    if shop.down_at is not None:
        raise ShopIsDown(shop.code)
    it.down_at, it.due_at = at, None
    it.before = (
        hiding.take_product(it.product, at=at) if it.product else hiding.take_shop(shop, at=at)
    )
    telling.note(it, "down", by=by, at=at)
    telling.tell_keeper(it, "down", at=at)


def put_back(it: ListingReport, *, by: Person, at: datetime) -> None:
    """As it was. Raises NotTheirTurn or ShopIsDown."""
    shop = queries.locked_listing(it)
    queries.locked(it)
    if it.state not in DOWN:
        raise NotTheirTurn(str(it.id))
    before = it.before or {}
    if it.product is None:
        hiding.give_shop(shop, before, at=at)
    elif shop.down_at is not None:
        raise ShopIsDown(shop.code)
    else:
        hiding.give_product(it.product, before, at=at)
    it.state, it.due_at, it.back_at, it.back_by_id = ReportState.BACK, None, at, by.id
    telling.note(it, "back", by=by, at=at)
    telling.tell_keeper(it, "back", at=at)


def object_to(it: ListingReport, words: str, *, by: Person, at: datetime) -> None:
    """By the house, once and in time. Raises NotTheirTurn."""
    queries.locked(it)
    if not may_object(it, at=at):
        raise NotTheirTurn(str(it.id))
    it.state, it.due_at = ReportState.OBJECTED, at + REVIEW_WITHIN
    it.objection, it.objected_at = words, at
    telling.note(it, "object", by=by, at=at)
    telling.tell_commune(it, "objected", at=at)


def may_object(it: ListingReport, *, at: datetime) -> bool:
    if it.state is not ReportState.DOWN or it.down_at is None:
        return False
    return at <= it.down_at + OBJECT_WITHIN


def uphold(it: ListingReport, answer: str, *, by: Person, at: datetime) -> None:
    """A second officer agrees with the first. Raises NotTheirTurn or SecondPerson."""
    queries.locked(it)
    if it.state is not ReportState.OBJECTED:
        raise NotTheirTurn(str(it.id))
    if it.decided_by_id == by.id:
        raise SecondPerson(str(it.id))
    it.state, it.due_at = ReportState.UPHELD, None
    it.answer, it.reviewed_at, it.reviewed_by_id = answer, at, by.id
    telling.note(it, "uphold", by=by, at=at)
    telling.tell_keeper(it, "upheld", at=at)


def _decide(
    it: ListingReport,
    state: ReportState,
    why: Wrong | None,
    ruling: str,
    *,
    by: Person,
    at: datetime,
) -> Shop:
    shop = queries.locked_listing(it)
    queries.locked(it)
    if it.state not in (ReportState.OPEN, ReportState.ASKED):
        raise NotTheirTurn(str(it.id))
    it.state, it.why, it.ruling, it.due_at = state, why, ruling, None
    it.decided_at, it.decided_by_id = at, by.id
    for other in queries.of_the_same(it):
        other.state, other.due_at, other.together_id = ReportState.TOGETHER, None, it.id
    session.flush()
    return shop
