"""What a reform is to do, as it is kept: ids of what stands, and what is to begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from storefront.campaign.models import ReformKind


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune that is to begin, or a province."""

    code: str
    kind: str
    name: str

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Joining:
    """Communes go whole into one, which may bear the code of one of them. One alone is renamed."""

    olds: tuple[int, ...]
    new: Unit


@dataclass(frozen=True, slots=True)
class Part:
    unit: Unit
    villages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dividing:
    old: int
    parts: tuple[Part, ...]
    divided: tuple[int, ...] = ()
    """Villages that were themselves divided: their households are decided one by one."""


@dataclass(frozen=True, slots=True)
class Moving:
    villages: tuple[int, ...]
    into: int


@dataclass(frozen=True, slots=True)
class Uniting:
    """Provinces go whole into one, which may bear the code of one of them; one alone is renamed.
    Each of their communes goes on there, by its code and name."""

    olds: tuple[int, ...]
    """The one that leads first."""
    new: Unit


Plan = Joining | Dividing | Moving | Uniting


def kept(plan: Plan) -> dict[str, Any]:
    return asdict(plan)


def read(kind: ReformKind, told: dict[str, Any]) -> Plan:
    if kind is ReformKind.MOVE:
        return Moving(tuple(told["villages"]), told["into"])
    if kind is ReformKind.SPLIT:
        parts = tuple(Part(Unit(**it["unit"]), tuple(it["villages"])) for it in told["parts"])
        return Dividing(told["old"], parts, tuple(told["divided"]))
    if kind is ReformKind.UNITE:
        return Uniting(tuple(told["olds"]), Unit(**told["new"]))
    return Joining(tuple(told["olds"]), Unit(**told["new"]))


def units(plan: Plan) -> list[Unit]:
    """What is to begin."""
    if isinstance(plan, Joining | Uniting):
        return [plan.new]
    return [part.unit for part in plan.parts] if isinstance(plan, Dividing) else []


def named(plan: Plan) -> set[int]:
    """All that stands and is spoken of."""
    if isinstance(plan, Joining | Uniting):
        return set(plan.olds)
    if isinstance(plan, Dividing):
        return {plan.old}.union(*(part.villages for part in plan.parts))
    return {plan.into, *plan.villages}


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """The total in whole parts by weight, which add up to it; what is left over goes to those with
    the largest remainder."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rest = [(-(total * weight % whole), nth) for nth, weight in enumerate(weights)]
    for _remainder, nth in sorted(rest)[: total - sum(parts)]:
        parts[nth] += 1
    return parts


def ordered(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(ids)))
