"""Where the market stands: communes as they are and as they were, and invented villages in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storefront import clock, text
from storefront.db import session
from storefront.demo.book import Book
from storefront.demo.cast import CAST
from storefront.demo.chance import Chance
from storefront.demo.goods import goods_of
from storefront.demo.names import village_names
from storefront.demo.rows import seconds
from storefront.demo.size import VILLAGES, Size
from storefront.money import Money
from storefront.places import actions as places
from storefront.places import queries
from storefront.places.models import Level, Place

SETTLED = date(2021, 7, 1)
"""Since when our villages have been there."""
FAR_AWAY = 1 << 40
_SIGNALS = ("good",) * 14 + ("partial",) * 4 + ("none",)


@dataclass(slots=True)
class Stay:
    """In which commune a village lay, from a day until another."""

    commune_id: int
    since: date
    until: date | None
    ends: int
    """The same end in seconds, far away while it lasts."""


@dataclass(slots=True)
class Village:
    id: int
    name: str
    kind: str
    commune: Place
    stays: list[Stay]

    def commune_at(self, at: int) -> int:
        """Geography as then."""
        for stay in self.stays:
            if at < stay.ends:
                return stay.commune_id
        raise LookupError(self.name)


@dataclass(slots=True)
class Ground:
    province: Place
    communes: list[Place]
    with_team: list[Village]
    alone: list[Village]
    """Without a team, one in each commune that has none."""


def settle(place: Place, size: Size, book: Book, chance: Chance) -> Ground:
    """Add villages to a province: where the teams are, and one in every other commune."""
    communes = _communes(place)
    settler = _Settler(book, chance)
    homes, others = communes[: size.teams], communes[size.teams :]
    with_team = settler.settle(homes, min(size.teams, VILLAGES))
    alone = settler.settle(others, len(others))
    return Ground(place, communes, with_team, alone)


def province(code: str) -> Place:
    """The province, and the whole country if that is not known yet."""
    found = _find_province(code)
    if found is None:
        places.load_country()
        found = _find_province(code)
    if found is None:
        raise LookupError(f"No province has the code {code}.")
    return found


def _communes(province: Place) -> list[Place]:
    inside = select(Place).where(
        Place.level == Level.COMMUNE,
        Place.valid_to.is_(None),
        Place.path.startswith(province.path),
    )
    return sorted(session.scalars(inside), key=_fame)


def _find_province(code: str) -> Place | None:
    wanted = select(Place).where(
        Place.code == code, Place.level == Level.PROVINCE, Place.valid_to.is_(None)
    )
    return session.scalar(wanted)


def _fame(commune: Place) -> tuple[bool, int, str]:
    """Where the cast lives first, then where most goods come from."""
    return commune.code not in _CAST_CODES, -len(goods_of(commune.name)), commune.code


_CAST_CODES = {character.place for character in CAST}


def _ways(place: Place) -> list[list[Stay]]:
    """In which ways a village may have come to lie here: one for each old commune."""
    stay = Stay(place.id, place.valid_from, place.valid_to, _end(place.valid_to))
    if place.valid_from <= SETTLED:
        return [[stay]]
    earlier = [way for step in queries.forerunners(place) for way in _ways(step.old)]
    return [[*way, stay] for way in earlier] or [[stay]]


def _end(day: date | None) -> int:
    return seconds(clock.start_of(day)) if day else FAR_AWAY


class _Settler:
    """Adds villages, and remembers them."""

    def __init__(self, book: Book, chance: Chance) -> None:
        self._book, self._chance = book, chance

    def settle(self, communes: list[Place], villages: int) -> list[Village]:
        """Share the villages out among the communes."""
        shares = Money(villages).split(len(communes)) if communes else []
        return [
            village
            for commune, share in zip(communes, shares, strict=True)
            for village in self._inside(commune, share.dong)
        ]

    def _inside(self, commune: Place, size: int) -> list[Village]:
        ways = _ways(commune)
        famous = [person.village for person in CAST if person.place == commune.code]
        names = [name for name in dict.fromkeys(famous) if name]
        invented = village_names(self._chance, size + len(names))
        names += [name for name in invented if name not in names]
        return [
            self._village(commune, name, number, self._chance.pick(ways))
            for number, name in enumerate(names[:size], start=1)
        ]

    def _village(self, commune: Place, name: str, number: int, stays: list[Stay]) -> Village:
        village_id = self._book.places.next_id()
        kind = "bản" if name.startswith("Nà ") or self._chance.of(0.2) else "thôn"
        path = f"{commune.path}{village_id}/"
        self._book.places.add(
            (
                village_id,
                f"{commune.code}-{number:02d}",
                Level.VILLAGE,
                kind,
                name,
                text.fold(name),
                places.words_for(name, commune.words),
                str(SETTLED),
                commune.id,
                path,
                self._chance.pick(_SIGNALS),
            )
        )
        for stay in stays[:-1]:
            former = self._book.former_communes
            former.add((former.next_id(), village_id, stay.commune_id, str(stay.until)))
        return Village(village_id, name, kind, commune, stays)
