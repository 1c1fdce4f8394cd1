"""Whether a plan fits what stands. Every refusal has a name; the words are upstairs."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from storefront.campaign.models import Reform, ReformKind, ReformState
from storefront.db import session
from storefront.errors import MarketError
from storefront.places.models import FormerCommune, Level, Place
from storefront.reforms import journal
from storefront.reforms import plan as plans
from storefront.reforms.plan import Dividing, Joining, Moving, Plan, Unit, Uniting

_CODE = re.compile(r"[0-9]{5}")
OF_PROVINCE = re.compile(r"[0-9]{2}")
MOST_PARTS = 20
"""Into which one commune can be divided."""
EARLIEST = date(2020, 1, 2)
"""Our history of places begins the day before."""


class Why(enum.StrEnum):
    NOT_HERE = "not_here"
    """Something named does not stand, or not in one's own provinces."""
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOTHING_CHANGES = "nothing_changes"
    NO_NAME = "no_name"
    BAD_CODE = "bad_code"
    CODE_TAKEN = "code_taken"
    TOO_EARLY = "too_early"
    """Something named began, or was changed, on that day or later."""
    VILLAGE_LEFT = "village_left"
    """A village of a divided commune goes nowhere, or to two places."""
    ALREADY_THERE = "already_there"
    NAME_TAKEN = "name_taken"
    """Two villages of one name would lie in one commune."""
    LEFT_BEHIND = "left_behind"
    """Villages still lie in a commune that ended."""
    WAITING = "waiting"
    """Another change of the same places waits for its day or is under way."""


class DoesNotFit(MarketError):
    def __init__(self, why: Why, about: str = "") -> None:
        super().__init__(why, about)
        self.why, self.about = why, about


OPEN = (
    ReformState.WAITING, ReformState.UNDER_WAY, ReformState.SETTLING, ReformState.GOING_BACK
)  # fmt: skip


def check(
    kind: ReformKind, plan: Plan, province: Place, *, on: date, but: Reform | None = None
) -> None:
    """Raises DoesNotFit. The province is that in which it ends up."""
    if on < EARLIEST:
        raise DoesNotFit(Why.TOO_EARLY)
    if isinstance(plan, Joining):
        _check_joining(kind, plan, _communes(plan.olds, on), province)
    elif isinstance(plan, Dividing):
        _check_dividing(plan, _communes([plan.old], on)[0])
    elif isinstance(plan, Uniting):
        _check_uniting(plan, on)
    else:
        _check_moving(plan, on)
    _check_units(plan, on)
    _check_others(plan, but)


def _communes(ids: Sequence[int], on: date, *, goes_on: bool = False) -> list[Place]:
    # Held until the deed ends, so that no village is added meanwhile; not so strongly that a
    # sale there, which refers to the commune, must wait.
    wanted = select(Place).where(
        Place.id.in_(ids), Place.level == Level.COMMUNE, Place.valid_to.is_(None)
    )
    found = list(session.scalars(wanted.order_by(Place.id).with_for_update(key_share=True)))
    if len(found) != len(set(ids)):
        raise DoesNotFit(Why.NOT_HERE)
    for commune in found:
        if not (goes_on and on == commune.valid_from):
            _check_age(commune, on)
    return found


def _check_age(commune: Place, on: date) -> None:
    later = select(FormerCommune.id).where(
        FormerCommune.until > on,
        or_(
            FormerCommune.commune_id == commune.id,
            FormerCommune.village_id.in_(_inside(commune)),
        ),
    )
    if on <= commune.valid_from or session.scalar(later.limit(1)):
        raise DoesNotFit(Why.TOO_EARLY, commune.full_name)


def _inside(commune: Place) -> Select[int]:
    return select(Place.id).where(Place.parent_id == commune.id, Place.level == Level.VILLAGE)


def _check_joining(kind: ReformKind, plan: Joining, olds: list[Place], province: Place) -> None:
    if kind is ReformKind.RENAME:
        if len(olds) > 1:
            raise DoesNotFit(Why.NOT_HERE)
        old, new = olds[0], plan.new
        if _is_called(old, new) and province.contains(old):
            raise DoesNotFit(Why.NOTHING_CHANGES)
    elif len(olds) < 2:
        raise DoesNotFit(Why.TOO_FEW)


def _check_dividing(plan: Dividing, old: Place) -> None:
    if len(plan.parts) < 2:
        raise DoesNotFit(Why.TOO_FEW)
    if len(plan.parts) > MOST_PARTS:
        raise DoesNotFit(Why.TOO_MANY)
    placed = sorted(village for part in plan.parts for village in part.villages)
    inside = select(Place).where(Place.parent_id == old.id, Place.level == Level.VILLAGE)
    there = {village.id: village for village in session.scalars(inside)}
    if placed != sorted(there):
        astray = next((it for key, it in there.items() if placed.count(key) != 1), None)
        raise DoesNotFit(Why.VILLAGE_LEFT, astray.full_name if astray else "")
    if not set(plan.divided) <= set(placed):
        raise DoesNotFit(Why.NOT_HERE)


def _check_uniting(plan: Uniting, on: date) -> None:
    wanted = select(Place).where(
        Place.id.in_(plan.olds), Place.level == Level.PROVINCE, Place.valid_to.is_(None)
    )
    olds = list(session.scalars(wanted.order_by(Place.id).with_for_update(key_share=True)))
    if not olds or len(olds) != len(set(plan.olds)):
        raise DoesNotFit(Why.NOT_HERE)
    for old in olds:
        if on <= old.valid_from:
            raise DoesNotFit(Why.TOO_EARLY, old.full_name)
        _refuse_left_behind(old)
    if len(olds) == 1 and _is_called(olds[0], plan.new):
        raise DoesNotFit(Why.NOTHING_CHANGES)
    _communes([it.id for it in journal.communes_in(plan.olds)], on)


def _is_called(old: Place, new: Unit) -> bool:
    return (old.code, old.kind, old.name) == (new.code, new.kind, new.name)


def _refuse_left_behind(province: Place) -> None:
    """As now they would be in neither province."""
    village = aliased(Place)
    wanted = (
        select(Place)
        .join(village, village.parent_id == Place.id)
        .where(
            Place.level == Level.COMMUNE,
            Place.path.startswith(province.path),
            Place.valid_to.is_not(None),
            village.valid_to.is_(None),
        )
    )
    if left := session.scalar(wanted.limit(1)):
        raise DoesNotFit(Why.LEFT_BEHIND, left.full_name)


def _check_moving(plan: Moving, on: date) -> None:
    if not plan.villages:
        raise DoesNotFit(Why.TOO_FEW)
    (into,) = _communes([plan.into], on, goes_on=True)
    wanted = select(Place).where(Place.id.in_(plan.villages), Place.level == Level.VILLAGE)
    villages = session.scalars(wanted.where(Place.valid_to.is_(None))).all()
    if len(villages) != len(plan.villages):
        raise DoesNotFit(Why.NOT_HERE)
    _check_villages(plan, into, villages, on)


def _check_villages(plan: Moving, into: Place, villages: Sequence[Place], on: date) -> None:
    later = select(FormerCommune.id).where(
        FormerCommune.village_id.in_(plan.villages), FormerCommune.until > on
    )
    if session.scalar(later.limit(1)):
        raise DoesNotFit(Why.TOO_EARLY)
    there = select(Place.name).where(Place.parent_id == into.id, Place.level == Level.VILLAGE)
    names = set(session.scalars(there))
    for village in villages:
        if village.parent_id == into.id:
            raise DoesNotFit(Why.ALREADY_THERE, village.full_name)
        if village.name in names:
            raise DoesNotFit(Why.NAME_TAKEN, village.full_name)
        names.add(village.name)


def _check_units(plan: Plan, on: date) -> None:
    codes = [unit.code for unit in plans.units(plan)]
    written = OF_PROVINCE if isinstance(plan, Uniting) else _CODE
    for code in codes:
        if not written.fullmatch(code):
            raise DoesNotFit(Why.BAD_CODE, code)
    borne = select(Place.code).where(
        Place.code.in_(codes),
        Place.id.not_in(plans.named(plan)),
        # One that stood on no day was taken back, and may begin after all.
        or_(Place.valid_to.is_(None), Place.valid_to > on),
    )
    taken = session.scalar(borne.limit(1))
    if taken or len(set(codes)) < len(codes):
        raise DoesNotFit(Why.CODE_TAKEN, taken or codes[0])


def _check_others(plan: Plan, but: Reform | None) -> None:
    others = session.scalars(select(Reform).where(Reform.state.in_(OPEN))).all()
    mine = around(plans.named(plan))
    for other in others:
        if other is not but and mine & around(plans.named(plans.read(other.kind, other.plan))):
            raise DoesNotFit(Why.WAITING, other.decision)


def around(ids: Iterable[int]) -> set[int]:
    """These places, the communes of those that are villages, and all that ever were in those that
    are provinces."""
    wanted = select(Place.id, Place.parent_id, Place.level).where(Place.id.in_(list(ids)))
    found: set[int] = set()
    for number, parent_id, level in session.execute(wanted):
        found.add(number)
        if level is Level.VILLAGE and parent_id is not None:
            found.add(parent_id)
        elif level is Level.PROVINCE:
            found.update(session.scalars(select(Place.id).where(Place.parent_id == number)))
    return found
