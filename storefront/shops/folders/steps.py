"""How far a folder has come: who did each step, when and how, read from the deeds themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.accounts.models import Person, Purpose, Trace
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.shops.folders import queries
from storefront.shops.models import Folder, FolderStep, Household


@dataclass(frozen=True, slots=True)
class Done:
    step: FolderStep
    on: date
    by: Person | None
    """Nobody of the market, when a buyer ordered."""
    how: str = ""
    """The way of a consent, the account's last digits, the goods' name, or what a helper wrote."""


def steps(folder: Folder) -> dict[FolderStep, Done | None]:
    """All of them, in their order; nothing where it is still to be done."""
    done = {it.step: it for it in _done(folder)}
    return {step: done.get(step) for step in FolderStep}


def _done(folder: Folder) -> Iterator[Done]:
    home = folder.household
    yield from _consent(home)
    yield from _account(home)
    yield from _product(home)
    yield from _order(home)
    for it in queries.ticks(folder):
        yield Done(it.step, clock.village_date(it.at), it.by, it.note)


def _consent(home: Household) -> Iterator[Done]:
    for it in home.keeper.consents:
        if it.purpose is Purpose.SHOP and it.withdrawn_at is None:
            day = clock.village_date(it.given_at)
            yield Done(FolderStep.CONSENT, day, it.collector, it.mode)


def _account(home: Household) -> Iterator[Done]:
    if home.account:
        by = session.get(Person, home.account.declared_by_id)
        day = clock.village_date(home.account.declared_at)
        yield Done(FolderStep.ACCOUNT, day, by, home.account.tail)


def _product(home: Household) -> Iterator[Done]:
    """By the keeper's own hand: what a helper listed is not meant."""
    own = select(Trace).where(
        Trace.for_id == home.keeper_id,
        Trace.actor_id == home.keeper_id,
        Trace.verb == "product.add",
    )
    first = session.scalar(own.options(joinedload(Trace.actor)).order_by(Trace.id).limit(1))
    if first:
        day, name = clock.village_date(first.at), str(first.detail.get("name", ""))
        yield Done(FolderStep.PRODUCT, day, first.actor, name)


def _order(home: Household) -> Iterator[Done]:
    first = select(func.min(Fact.day)).where(
        Fact.household_id == home.id, Fact.indicator == Indicator.FIRST_ORDER
    )
    if day := session.scalar(first):
        yield Done(FolderStep.ORDER, day, None)
