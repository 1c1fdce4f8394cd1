"""Twenty shops drawn by lot and telephoned: how often what is written is so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.screening.models import Answer, AuditCall, AuditSample
from storefront.shops.models import Household, Shop

SIZE = 20
_95_PERCENT = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those reached agree, and between which shares all shops lie, 19 times of 20."""

    agree: int
    reached: int
    unreached: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's: it holds for small samples and near 0 and 1."""
        n, z = self.reached, _95_PERCENT
        if not n:
            return (0.0, 1.0)
        p = self.agree / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return (max(0.0, middle - half), min(1.0, middle + half))


def draw(place: Place, *, by: Person, seed: str = "", at: datetime) -> AuditSample:
    """The seed is made at the moment of drawing, so that nobody knows it before."""
    seed = seed or codes.secret()[:16]
    pool = _pool(place, at=at)
    sample = AuditSample(
        place_id=place.id, seed=seed, pool=len(pool), drawn_at=at, drawn_by_id=by.id
    )
    sample.calls = [
        AuditCall(turn=turn, household_id=household_id)
        for turn, household_id in enumerate(drawn(pool, seed), start=1)
    ]
    session.add(sample)
    session.flush()
    accounts.trace("audit.draw", f"audit:{sample.id}", actor=by, detail={"seed": seed}, at=at)
    return sample


def drawn(pool: Sequence[int], seed: str) -> list[int]:
    """The same again from the same shops and seed."""
    return Random(seed).sample(pool, min(SIZE, len(pool)))  # noqa: S311  must be repeatable


def _pool(place: Place, *, at: datetime) -> Sequence[int]:
    wanted = (
        select(Household.id)
        .join(Household.village)
        .join(Shop, Shop.household_id == Household.id)
        .where(Place.path.startswith(place.path), Shop.opened_at <= at)
        .where(Household.gone_at.is_(None))
    )
    return session.scalars(wanted.order_by(Household.id)).all()


def record(call: AuditCall, answer: Answer, *, note: str, by: Person, at: datetime) -> None:
    call.answer, call.note = answer, note
    call.answered_at, call.answered_by_id = at, by.id
    detail = {"answer": answer, "turn": call.turn}
    subject = f"audit:{call.sample_id}"
    keeper = call.household.keeper_id
    accounts.trace("audit.answer", subject, actor=by, for_id=keeper, detail=detail, at=at)


def rate(sample: AuditSample) -> Rate:
    answers = [call.answer for call in sample.calls]
    agree, differ = answers.count(Answer.AGREES), answers.count(Answer.DIFFERS)
    return Rate(agree, agree + differ, answers.count(Answer.UNREACHED))


def is_finished(sample: AuditSample) -> bool:
    return all(call.answer for call in sample.calls)


def samples_of(place: Place, *, limit: int = 10) -> Sequence[AuditSample]:
    """Of exactly this place, the newest first."""
    wanted = select(AuditSample).where(AuditSample.place_id == place.id)
    whole = wanted.options(selectinload(AuditSample.calls), joinedload(AuditSample.drawn_by))
    return session.scalars(whole.order_by(AuditSample.id.desc()).limit(limit)).all()


def latest(place: Place) -> AuditSample | None:
    """The last one that is finished: this is the rate that is published."""
    return next((it for it in samples_of(place) if is_finished(it)), None)


def to_work_on(number: int, person: Person, *, on: date) -> AuditSample | None:
    home = selectinload(AuditSample.calls).joinedload(AuditCall.household)
    sample = session.scalar(
        select(AuditSample)
        .where(AuditSample.id == number)
        .options(
            joinedload(AuditSample.place),
            home.joinedload(Household.keeper).selectinload(Person.consents),
            home.joinedload(Household.village).joinedload(Place.parent),
            home.joinedload(Household.shop),
        )
    )
    if sample and person.may(Permission.CAMPAIGN_READ, at=sample.place, on=on):
        return sample
    return None
