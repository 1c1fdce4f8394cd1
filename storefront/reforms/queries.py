"""Finding reforms, and what stands in the way of taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased, joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.campaign.models import Reform, ReformKind, ReformState, Undecided
from storefront.db import session
from storefront.places.models import Level, Place, Relation, Succession
from storefront.places.queries import as_now, by_name, stood, successors, touching
from storefront.reforms import plan as plans
from storefront.reforms.checking import around
from storefront.reforms.forgetting import referring
from storefront.shops.models import Household


def provinces_of(person: Person, *, on: date) -> list[Place]:
    """Those whose communes this person may change."""
    held = person.places_where(Permission.REFORMS_ENTER, on=on)
    wide = [it for it in held if it.level in (Level.COUNTRY, Level.PROVINCE)]
    if not wide:
        return []
    wanted = select(Place).where(Place.level == Level.PROVINCE, stood(on), touching(wide))
    return by_name(session.scalars(wanted))


def of(province: Place) -> Sequence[Reform]:
    """All that touch it, newest first."""
    wanted = select(Reform).options(joinedload(Reform.entered_by)).order_by(Reform.id.desc())
    return [it for it in session.scalars(wanted).all() if _touches(it, province)]


def _touches(reform: Reform, province: Place) -> bool:
    if reform.place_id == province.id:
        return True
    return any(province.contains(it) for it in names(_answered_for(reform)).values())


def to_change(number: int, person: Person, *, on: date, lock: bool = False) -> Reform | None:
    """If this person may change all that it touches."""
    reform = session.get(Reform, number, with_for_update=lock)
    if reform is None:
        return None
    touched = (reform.place, *names(_answered_for(reform)).values())
    may = (person.may(Permission.REFORMS_ENTER, at=it, on=on) for it in touched)
    return reform if all(may) else None


PASSED = frozenset(
    {
        "fact", "fold", "month_fold", "total_fold", "province_fold", "household_fold", "team_fold",
        "former_commune", "apart", "residence", "shop", "succession", "checkout", "export",
        "visit", "identity_check", "standing_order", "group_order", "question", "fair",
        "screen_voice", "signal_mark",
        "access_point", "counter_sitting", "data_request",
    }
)  # fmt: skip
"""What speaks of a commune without depending on how it came to be: it goes back by itself, or
stays as it was then."""

KEPT_FOR = timedelta(days=1)
"""So long a reform can be taken back."""

TOO_LATE = "too_late"
LATER = "reform"
DECIDED = "undecided"


def hindrances(reform: Reform, *, at: datetime) -> list[str]:
    """By name, what would be left in the air if it were taken back now. None is a good answer."""
    if reform.state is ReformState.WAITING:
        return []
    if reform.state is not ReformState.IN_FORCE or reform.applied_at is None:
        return [TOO_LATE]
    found = [TOO_LATE] if at >= reform.applied_at + KEPT_FOR else []
    if _later(reform):
        found.append(LATER)
    if _is_decided(reform):
        found.append(DECIDED)
    return found + sorted(_depending(reform))


def _later(reform: Reform) -> bool:
    mine = around(_all(reform))
    others = select(Reform).where(
        Reform.id > reform.id,
        Reform.state.not_in((ReformState.TAKEN_BACK, ReformState.REFUSED)),
    )
    return any(mine & around(_all(it)) for it in session.scalars(others).all())


def _all(reform: Reform) -> set[int]:
    journal = reform.journal
    moved = {number for pair in journal.get("moved", []) for number in pair}
    named = plans.named(plans.read(reform.kind, reform.plan))
    return {*named, *moved, *journal.get("begun", []), *journal.get("ended", [])}


def _answered_for(reform: Reform) -> set[int]:
    """Whoever answers for provinces answers for all that lies in them."""
    if reform.kind is not ReformKind.UNITE:
        return _all(reform)
    named = plans.named(plans.read(reform.kind, reform.plan))
    return {*named, *reform.journal.get("begun", [])[-1:]}


def home_of(reform: Reform, *, on: date) -> Place:
    """The province in which it is listed: that of now, if the one it happened in is gone."""
    heirs = () if reform.place.stood_on(on) else as_now(reform.place, on=on)
    return heirs[0] if heirs else reform.place


def _is_decided(reform: Reform) -> bool:
    left = session.scalars(select(Undecided).where(Undecided.reform_id == reform.id)).all()
    return len(left) < int(reform.journal.get("undecided", 0))


def _depending(reform: Reform) -> set[str]:
    """Tables with rows that came to the new communes since, and not by the reform itself."""
    journal, found = reform.journal, set()
    own = {name: set(ids) for name, ids in journal.get("made", {}).items()}
    own["place"] = {village for village, _from in journal["moved"]} | {*journal["begun"]}
    for name, number, _place in journal.get("followed", []):
        own.setdefault(name, set()).add(number)
    for name, ids in referring(journal["begun"]):
        if name not in PASSED and set(ids) - own.get(name, set()):
            found.add(name)
    return found


def undecided(reform: Reform, *, limit: int = 50) -> Sequence[Household]:
    """Households somebody must decide about."""
    wanted = (
        select(Household)
        .join(Undecided, Undecided.household_id == Household.id)
        .where(Undecided.reform_id == reform.id)
        .options(joinedload(Household.keeper), joinedload(Household.village))
    )
    return session.scalars(wanted.order_by(Household.id).limit(limit)).all()


def undecided_household(reform: Reform, code: str) -> Undecided | None:
    wanted = select(Undecided).join(Household, Household.id == Undecided.household_id)
    return session.scalar(wanted.where(Undecided.reform_id == reform.id, Household.code == code))


def villages_to_decide(reform: Reform) -> Sequence[Place]:
    """Those of all parts, by commune."""
    moved = [village for village, _from in reform.journal.get("moved", [])]
    wanted = select(Place).where(Place.id.in_(moved)).options(joinedload(Place.parent))
    return session.scalars(wanted.order_by(Place.parent_id, Place.folded)).all()


def households_by_village(villages: Iterable[int]) -> dict[int, int]:
    counted = select(Household.village_id, func.count()).group_by(Household.village_id)
    rows = session.execute(counted.where(Household.village_id.in_(list(villages))))
    return {it[0]: it[1] for it in rows}


def names(ids: Iterable[int]) -> dict[int, Place]:
    wanted = select(Place).where(Place.id.in_(list(ids)))
    return {it.id: it for it in session.scalars(wanted)}


@dataclass(frozen=True, slots=True)
class OfTheLaw:
    """What was published of one day, in one province."""

    on: date
    source: str
    ended: int
    begun: int
    divided: int


def of_the_law(province: Place) -> list[OfTheLaw]:
    """Changes of communes that came with the country, not from staff; newest first."""
    old, new = aliased(Place), aliased(Place)
    is_part = Succession.relation == Relation.PART
    own = select(Reform.decision).where(Reform.place_id == province.id)
    wanted = (
        select(
            Succession.on,
            Succession.source,
            func.count(old.id.distinct()),
            func.count(new.id.distinct()),
            func.count(case((is_part, old.id)).distinct()),
        )
        .join(old, old.id == Succession.old_id)
        .join(new, new.id == Succession.new_id)
        .where(
            new.level == Level.COMMUNE,
            new.path.startswith(province.path),
            Succession.source.not_in(own),
        )
        .group_by(Succession.on, Succession.source)
        .order_by(Succession.on.desc())
    )
    return [OfTheLaw(*row) for row in session.execute(wanted)]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A commune that ended while villages known to the market still lie in it."""

    commune: Place
    households: int
    heirs: Sequence[tuple[Place, int | None]]
    """What stands there today, and how many people are said to have gone to each."""


def left_behind(province: Place, *, on: date) -> list[LeftBehind]:
    village = aliased(Place)
    living = (
        select(village.parent_id, func.count(Household.id))
        .outerjoin(Household, Household.village_id == village.id)
        .where(village.level == Level.VILLAGE)
        .group_by(village.parent_id)
        .subquery()
    )
    columns = list(living.c)
    wanted = (
        select(Place, columns[1])
        .join(living, columns[0] == Place.id)
        .where(Place.path.startswith(province.path), Place.valid_to <= on)
        .order_by(Place.folded)
    )
    return [LeftBehind(it, many, _heirs(it, on)) for it, many in session.execute(wanted)]


def _heirs(old: Place, on: date) -> list[tuple[Place, int | None]]:
    people = {step.new_id: step.people_moved for step in successors(old)}
    return [(heir, people.get(heir.id)) for heir in as_now(old, on=on)]
