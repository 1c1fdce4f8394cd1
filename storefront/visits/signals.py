"""How good the telephone networks are in a village: who found it so, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.places.models import Place
from storefront.visits.models import Network, Signal, SignalMark, Strength

Standing = dict[Network | None, SignalMark]

WORDS = {Signal.NONE: Strength.NONE, Signal.PARTIAL: Strength.WEAK, Signal.GOOD: Strength.GOOD}
"""What the village book has three words for."""
SHOWN = 30


def mark(
    village: Place, network: Network | None, strength: Strength, *, by: Person, at: datetime
) -> SignalMark:
    """Saying the same again is a new mark: somebody has looked, and the day is newer."""
    made = SignalMark(village_id=village.id, network=network, strength=strength, by=by, at=at)
    session.add(made)
    session.flush()
    village.signal = word(standing([village])[village.id]).value
    told = {"network": network or "", "strength": strength.value}
    accounts.trace("signal.mark", f"place:{village.code}", actor=by, detail=told, at=at)
    return made


def word(marks: Standing) -> Signal:
    """For the village book: none only where no network has any, good where one is."""
    found = {it.strength for it in marks.values()}
    if found == {Strength.NONE}:
        return Signal.NONE
    return Signal.GOOD if Strength.GOOD in found else Signal.PARTIAL


def standing(villages: Iterable[Place]) -> dict[int, Standing]:
    """By village, the newest of each network. One about the whole village ends all before it."""
    found: dict[int, Standing] = {it.id: {} for it in villages}
    wanted = select(SignalMark).where(SignalMark.village_id.in_(found)).order_by(SignalMark.id)
    for it in session.scalars(wanted.options(joinedload(SignalMark.by))):
        if it.network is None:
            found[it.village_id].clear()
        found[it.village_id][it.network] = it
    return found


def history(village: Place) -> Sequence[SignalMark]:
    """The newest first."""
    wanted = select(SignalMark).where(SignalMark.village_id == village.id)
    wanted = wanted.options(joinedload(SignalMark.by)).order_by(SignalMark.id.desc())
    return session.scalars(wanted.limit(SHOWN)).all()
