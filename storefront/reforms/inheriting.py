"""Whoever answered for a commune answers for what it became, and what waits there goes along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update

from storefront.accounts.models import Posting
from storefront.boards.models import ScreenLink
from storefront.campaign.models import Reform
from storefront.db import Base, session
from storefront.payments.models import CaseState, MerchantCredential, PaymentCase
from storefront.places.models import Place
from storefront.reforms import sharing
from storefront.reforms.sharing import Inherited
from storefront.reports.models import Dispatch

FOLLOWING: dict[str, tuple[Any, Any]] = {
    "merchant_credential": (MerchantCredential.place_id, None),
    "payment_case": (PaymentCase.place_id, PaymentCase.state == CaseState.OPEN),
    "dispatch": (Dispatch.to_id, Dispatch.answered_at.is_(None)),
    "screen_link": (ScreenLink.place_id, ScreenLink.withdrawn_at.is_(None)),
}
"""What waits at a place for somebody, and goes along."""


def join(olds: Sequence[Place], new: Place, reform: Reform, *, on: date, at: datetime) -> Inherited:
    """One commune takes over from several; on is the day from which people may act there."""
    to = Inherited()
    for old in olds:
        _post(old, [new], to, on=on)
        _follow(old, new, to)
    sharing.add(olds, new, reform, to, at=at)
    return to


def unite(
    olds: Sequence[Place], new: Place, reform: Reform, *, on: date, at: datetime
) -> Inherited:
    """One province takes over from several. Its campaign goes on from the day on which theirs
    began, or the leading one's."""
    to = Inherited()
    sharing.go_on(olds, new, to, at=at)
    to.add_all(join(olds, new, reform, on=on, at=at))
    return to


def divide(
    old: Place, parts: Sequence[Place], weights: Sequence[int], reform: Reform,
    *, on: date, at: datetime,
) -> Inherited:  # fmt: skip
    to = Inherited()
    _post(old, parts, to, on=on)
    _follow(old, heir(old, parts, weights), to)
    if sum(weights):
        sharing.share(old, parts, weights, reform, to, at=at)
    return to


def heir(old: Place, parts: Sequence[Place], weights: Sequence[int]) -> Place:
    """Of a divided commune the part that keeps its code, or else the largest."""
    ranked = zip((part.code != old.code for part in parts), (-it for it in weights), strict=True)
    return min(zip(ranked, parts, strict=True), key=lambda pair: pair[0])[1]


def _post(old: Place, news: Iterable[Place], to: Inherited, *, on: date) -> None:
    """Whoever held a role there holds it in all that it became. What they hold at the old one
    stays too: its past is theirs to read, and nobody lives there."""
    held = select(Posting).where(
        Posting.place_id == old.id, or_(Posting.to_day.is_(None), Posting.to_day > on)
    )
    for posting in session.scalars(held).all():
        for new in news:
            same = select(Posting.id).filter_by(
                person_id=posting.person_id, place_id=new.id, role=posting.role
            )
            begins = max(on, posting.from_day)
            if session.scalar(same.where(Posting.from_day == begins)) is None:
                to.add(
                    Posting(
                        person_id=posting.person_id,
                        place_id=new.id,
                        role=posting.role,
                        from_day=begins,
                        to_day=posting.to_day,
                    )
                )


def _follow(old: Place, new: Place, to: Inherited) -> None:
    for name, (column, still) in FOLLOWING.items():
        model = column.class_
        waiting = select(model.id).where(column == old.id)
        if still is not None:
            waiting = waiting.where(still)
        if model is Dispatch:  # a report is sent to a place once
            there = select(Dispatch.report_id).where(Dispatch.to_id == new.id)
            waiting = waiting.where(Dispatch.report_id.not_in(there))
        ids = session.scalars(waiting).all()
        if ids:
            put(model, column, ids, new.id)
        to.followed += [(name, number, old.id) for number in ids]


def put(model: type[Base], column: Any, ids: Sequence[int], place_id: int) -> None:
    key: Any = model.id  # type: ignore[attr-defined]
    session.execute(
        update(model).where(key.in_(ids)).values({column.key: place_id}),
        execution_options={"synchronize_session": False},
    )
