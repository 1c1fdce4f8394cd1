"""Who works for the market: the cast, an officer in every commune, and the teams."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from argon2 import PasswordHasher

from storefront.accounts.permissions import Role
from storefront.clock import start_of
from storefront.demo import cast, names
from storefront.demo.book import Book
from storefront.demo.cast import CAST, Character
from storefront.demo.chance import Chance
from storefront.demo.ground import Ground, Village
from storefront.demo.rows import seconds, stamp
from storefront.demo.size import Size
from storefront.teams.models import Duty

DECIDED = date(2021, 9, 15)
"""When most communes decided on their teams."""
MEMBERS = 2
"""Beside the head, as guidance 793 has it."""


@dataclass(slots=True)
class Helpers:
    """A team and those in it, the head first. Nobody's team has no id."""

    team_id: int | None
    village: Village | None
    people: list[int]


@dataclass(slots=True)
class Staff:
    teams: list[Helpers]
    walker: Helpers
    """A postwoman who goes to the villages without a team."""
    phones: Phones
    cast: dict[str, int] = field(default_factory=dict)
    """Ids by phone."""


class Phones:
    """Numbers nobody has: 0301 000 000 and on."""

    def __init__(self) -> None:
        self._next = 301_000_000

    def next(self) -> str:
        self._next += 1
        return f"+84{self._next}"


def hire(ground: Ground, size: Size, book: Book, chance: Chance) -> Staff:
    return _Hiring(ground, book, chance).hire(size.teams)


class _Hiring:
    def __init__(self, ground: Ground, book: Book, chance: Chance) -> None:
        self._ground, self._book, self._chance = ground, book, chance
        self._phones = Phones()
        self._since = stamp(seconds(start_of(DECIDED)))
        self._cast: dict[str, int] = {}
        # One hash for all: they share a password that is printed on the page.
        self._hash = PasswordHasher().hash(cast.PASSWORD, salt=chance.bytes(16))

    def hire(self, teams: int) -> Staff:
        for character in CAST:
            self._introduce(character)
        for commune in self._ground.communes:
            if commune.code != cast.CHI_LANG:
                self._post(self._stranger(), Role.COMMUNE_OFFICER, commune.id)
        walker = self._stranger()
        self._post(walker, Role.MEMBER, self._ground.province.id)
        villages = self._ground.with_team
        found = [self._team(villages[n % len(villages)], n // len(villages)) for n in range(teams)]
        return Staff(found, Helpers(None, None, [walker]), self._phones, self._cast)

    def _introduce(self, character: Character) -> None:
        person = self._person(character.name, character.phone, self._hash)
        self._cast[character.phone] = person
        place = self._place_of(character)
        if character.role and place:
            self._post(person, character.role, place)

    def _place_of(self, character: Character) -> int | None:
        """Where the posting is; team people are posted with their team."""
        if character.role in (Role.LEADER, Role.MEMBER):
            return None
        if character.place == cast.PROVINCE:
            return self._ground.province.id
        return next(
            commune.id for commune in self._ground.communes if commune.code == character.place
        )

    def _team(self, village: Village, turn: int) -> Helpers:
        team_id = self._book.teams.next_id()
        which = f" số {turn + 1}" if turn else ""
        name = f"Tổ {village.kind} {village.name}{which}"
        self._book.teams.add((team_id, name, village.id, str(DECIDED)))
        people = self._famous(village) if not turn else []
        while len(people) < 1 + MEMBERS:
            people.append(self._stranger())
        for place, person in enumerate(people):
            self._enlist(person, team_id, village, head=place == 0)
        return Helpers(team_id, village, people)

    def _famous(self, village: Village) -> list[int]:
        """Those of the cast who belong to this village's team, the leader first."""
        here = [
            character
            for character in CAST
            if character.role in (Role.LEADER, Role.MEMBER)
            and (character.place, character.village) == (village.commune.code, village.name)
        ]
        here.sort(key=lambda character: character.role is not Role.LEADER)
        return [self._cast[character.phone] for character in here]

    def _enlist(self, person: int, team_id: int, village: Village, *, head: bool) -> None:
        duty, role = (Duty.HEAD, Role.LEADER) if head else (Duty.MEMBER, Role.MEMBER)
        membership = self._book.memberships.next_id()
        self._book.memberships.add((membership, team_id, person, duty, str(DECIDED)))
        self._post(person, role, village.id)

    def _stranger(self) -> int:
        name = names.a_villager(self._chance, born=self._chance.between(1966, 2000))
        return self._person(name.full, self._phones.next(), None)

    def _person(self, name: str, phone: str, password_hash: str | None) -> int:
        person = self._book.people.next_id()
        self._book.people.add((person, name, phone, password_hash, "vi", self._since))
        return person

    def _post(self, person: int, role: Role, place: int) -> None:
        posting = self._book.postings.next_id()
        self._book.postings.add((posting, person, place, role, str(DECIDED)))
