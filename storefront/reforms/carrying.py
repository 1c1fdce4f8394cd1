"""Carrying a reform out, and taking it back, step by step.

What takes long shows nothing as now: first the sums of villages that go over are set apart, and at
the end they are gathered in again, a village a step. In between lies one short step by which all of
it happens. A worker that dies is followed by another, who goes on where the last step ended.
"""

from __future__ import annotations

from datetime import datetime

from storefront import jobs
from storefront.campaign import moves
from storefront.campaign.models import Reform, ReformState
from storefront.db import deed, session
from storefront.places.models import Place
from storefront.reforms import forgetting, happening, journal, preparing, retelling
from storefront.reforms.checking import DoesNotFit, check

JOB = "reform"
WORDS = "reform_words"
STEPS = 50
"""That one job takes: the next one takes as many."""


def work(payload: dict[str, int], /, *, at: datetime) -> None:
    """The worker's job: each step a deed."""
    number = payload["reform"]
    if all(_step_in_a_deed(number, at=at) for _turn in range(STEPS)):
        with deed():
            jobs.enqueue(JOB, {"reform": number}, at=at)


def _step_in_a_deed(number: int, *, at: datetime) -> bool:
    with deed():
        reform = session.get(Reform, number, with_for_update=True)
        return reform is not None and step(reform, at=at)


def step(reform: Reform, *, at: datetime) -> bool:
    """Whether there is another. In the caller's deed, under a lock on the reform."""
    if reform.state is ReformState.WAITING:
        return _begin(reform)
    if reform.state is ReformState.UNDER_WAY:
        return _prepare_next(reform) or _happens(reform, at=at)
    if reform.state is ReformState.SETTLING:
        is_under_way = retelling.next_households(reform, at=at) or _gather_next(reform)
        return is_under_way or _settled(reform, at=at)
    if reform.state is ReformState.GOING_BACK:
        return _go_back(reform, at=at)
    return False


# --- preparing --------------------------------------------------------------------------------


def _begin(reform: Reform) -> bool:
    try:
        check(reform.kind, journal.plan_of(reform), reform.place, on=reform.on, but=reform)
    except DoesNotFit as refusal:
        reform.state, reform.refused = ReformState.REFUSED, refusal.why
        return False
    reform.state, reform.total = ReformState.UNDER_WAY, len(preparing.to_set_apart(reform))
    return True


def _prepare_next(reform: Reform) -> bool:
    return preparing.set_next_apart(reform, preparing.to_set_apart(reform))


def _happens(reform: Reform, *, at: datetime) -> bool:
    happening.happen(reform, at=at)
    return True


# --- afterwards -------------------------------------------------------------------------------


def _gather_next(reform: Reform) -> bool:
    keys = [village for village, _old in journal.moved(reform)] + reform.journal["ended"]
    waiting = preparing.apart(keys)
    if waiting:
        moves.gather(session.get_one(Place, waiting[0]))
    return bool(waiting)


def _settled(reform: Reform, *, at: datetime) -> bool:
    reform.state = ReformState.IN_FORCE
    _reword(reform, at=at)
    return False


def _reword(reform: Reform, *, at: datetime) -> None:
    for village, _old in journal.moved(reform):
        jobs.enqueue(WORDS, {"village": village}, at=at)


# --- taking back ------------------------------------------------------------------------------


def _go_back(reform: Reform, *, at: datetime) -> bool:
    villages = [village for village, _old in journal.moved(reform)]
    if not reform.journal.get("returned"):
        return preparing.set_next_apart(reform, villages) or _switch_back(reform, at=at)
    if retelling.next_households(reform, is_back=True, at=at):
        return True
    return _gather_next(reform) or _taken_back(reform, at=at)


def _switch_back(reform: Reform, *, at: datetime) -> bool:
    """A commune that it began has stood on no day."""
    for old in journal.places(reform.journal["ended"]):
        old.valid_to = None
    session.flush()
    moves.go_back(_went(reform), on=reform.on)
    forgetting.unfollow(reform.journal["followed"])
    forgetting.forget(reform)
    for commune in journal.places(reform.journal["begun"]):
        commune.valid_to = commune.valid_from
    journal.write(reform, returned=True, **{retelling.TOLD_TO: 0})
    reform.changed_at = at
    return True


def _went(reform: Reform) -> list[tuple[Place, Place]]:
    """Each village that went over, and the commune it came from."""
    moved = journal.moved(reform)
    there = {it.id: it for it in journal.places({number for pair in moved for number in pair})}
    return [(there[village], there[home]) for village, home in moved]


def _taken_back(reform: Reform, *, at: datetime) -> bool:
    for commune in journal.places(reform.journal["begun"]):
        forgetting.never_began(commune)
    reform.state = ReformState.TAKEN_BACK
    journal.trace("reform.taken_back", reform, at=at)
    _reword(reform, at=at)
    return False
