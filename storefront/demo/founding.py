"""Households with their consents, their shops, and where they are paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import cycle
from typing import NamedTuple

from storefront import banks, text
from storefront.accounts import texts
from storefront.accounts.models import ConsentMode, Purpose
from storefront.clock import start_of
from storefront.demo import folders, names
from storefront.demo.book import Book
from storefront.demo.cast import KEEPERS, Character
from storefront.demo.chance import Chance
from storefront.demo.counting import count, trace
from storefront.demo.farms import Account, Farm
from storefront.demo.ground import Ground, Village
from storefront.demo.names import Name
from storefront.demo.people import Helpers, Staff
from storefront.demo.rows import DAY, HOUR, MINUTE, TO_VILLAGE, seconds, stamp, village_day
from storefront.demo.size import Size, Span
from storefront.facts.models import Indicator
from storefront.shops.kinds import COUNTED_AS, kind_of
from storefront.terms.texts import Terms, newest

LONE = 0.45
"""The share of a small market's shops that no team looks after, each in a commune of its own as
long as there are enough."""
UNTIL_OPEN = 6 * MINUTE
"""From the register to an open shop."""
ANNOUNCED = 30 * DAY
"""So long before a version applies it is asked about."""
NOT_VISITED = 11
"""One house in so many has not read it yet."""
_BANKS = ("970405", "970405", "970415", "970436", "970418", "970449", "970422", "971005")
"""Where people in the mountains bank; Agribank twice, because most do."""
_NOBODYS = "000000"
"""No bank gives out numbers that begin so: whoever scans a demo QR pays nobody by mistake."""


class Calendar(NamedTuple):
    """When shops opened and when accounts were declared, the first first, where that is told."""

    shops: Iterable[int]
    accounts: Iterable[int]


def found(
    ground: Ground,
    staff: Staff,
    size: Size,
    span: Span,
    book: Book,
    chance: Chance,
    calendar: Calendar | None = None,
) -> list[Farm]:
    founding = _Founding(staff, span, book, chance, calendar)
    famous = [founding.famous(character) for character in KEEPERS[: size.shops]]
    homes = _homes(ground, staff, size, chance)
    strangers = [founding.stranger(*home) for home in homes[: size.shops - len(famous)]]
    reached = {farm.village.id for farm in (*famous, *strangers)}
    for village, helpers in _villages(ground, staff):
        if village.id not in reached:
            founding.newest(village, helpers)
    farms = [*famous, *strangers]
    if calendar:
        return _with_accounts_by(calendar, farms, founding)
    return _with_accounts(farms, size, founding, chance)


def _homes(
    ground: Ground, staff: Staff, size: Size, chance: Chance
) -> list[tuple[Village, Helpers]]:
    """Where each household lives and who looks after it."""
    homes, alone = [], cycle(chance.sample(ground.alone, len(ground.alone)))
    for _ in range(size.shops):
        if ground.alone and chance.of(LONE):
            homes.append((next(alone), staff.walker))
        else:
            helpers = chance.pick(staff.teams)
            assert helpers.village  # noqa: S101
            homes.append((helpers.village, helpers))
    return homes


def _villages(ground: Ground, staff: Staff) -> Iterator[tuple[Village, Helpers]]:
    """Each, with who goes there."""
    for helpers in staff.teams:
        if helpers.village:
            yield helpers.village, helpers
    for village in ground.alone:
        yield village, staff.walker


def _with_accounts(
    farms: list[Farm], size: Size, founding: _Founding, chance: Chance
) -> list[Farm]:
    """Exactly as many as asked for, the cast among them, the others by chance."""
    wanted, left = size.accounts, len(farms)
    for place, farm in enumerate(farms):
        if (place < len(KEEPERS) and wanted) or chance.roll() * left < wanted:
            founding.declare_account(farm)
            wanted -= 1
        left -= 1
    return farms


def _with_accounts_by(calendar: Calendar, farms: list[Farm], founding: _Founding) -> list[Farm]:
    """Whoever opened first declares first, and nobody before opening."""
    for farm, at in zip(sorted(farms, key=_opening), calendar.accounts, strict=False):
        founding.declare_account(farm, max(at, farm.opened + MINUTE))
    return farms


def _opening(farm: Farm) -> int:
    return farm.opened


class _Founding:
    def __init__(
        self,
        staff: Staff,
        span: Span,
        book: Book,
        chance: Chance,
        calendar: Calendar | None = None,
    ) -> None:
        self._staff, self._span, self._book, self._chance = staff, span, book, chance
        self._openings = iter(calendar.shops) if calendar else iter(())
        self._codes = chance.codes(8)
        self._tails = chance.codes(5)

    def famous(self, character: Character) -> Farm:
        """A keeper of the cast, who was among the first."""
        name = Name(character.name, character.honorific)
        helpers = self._helpers_of(character)
        assert helpers.village  # noqa: S101
        at = self._told_moment() or self._span.first_shop + 9 * DAY
        keeper = self._staff.cast[character.phone]
        farm = self._found(name, character.birth_year, keeper, helpers.village, helpers, at)
        self._open(farm)
        self._accept_terms(farm)
        return farm

    def _helpers_of(self, character: Character) -> Helpers:
        wanted = (character.place, character.village)
        return next(
            team
            for team in self._staff.teams
            if team.village and (team.village.commune.code, team.village.name) == wanted
        )

    def stranger(self, village: Village, helpers: Helpers) -> Farm:
        farm = self.newcomer(village, helpers)
        self._open(farm)
        if farm.id % NOT_VISITED:
            self._accept_terms(farm)
        return farm

    def newest(self, village: Village, helpers: Helpers) -> None:
        """Of these days: the folder is begun, and the shop not open yet."""
        at = self._told_moment() or self._span.now - self._chance.between(1, 9) * DAY
        farm = self.newcomer(village, helpers, at)
        folders.begin(self._book, farm, at, None)

    def newcomer(self, village: Village, helpers: Helpers, at: int | None = None) -> Farm:
        """Somebody who has agreed, and has no shop yet."""
        born = self._chance.between(1948, 1999)
        name = names.a_villager(self._chance, born=born)
        at = at or self._told_moment() or self._moment()
        keeper = self._book.people.next_id()
        phone = self._staff.phones.next() if self._chance.of(0.9) else None
        self._book.people.add((keeper, name.full, phone, None, "vi", stamp(at)))
        return self._found(name, born, keeper, village, helpers, at)

    def _told_moment(self) -> int | None:
        opened = next(self._openings, None)
        return opened - UNTIL_OPEN if opened else None

    def _moment(self) -> int:
        """Many in the first months, fewer later, by daylight, and none later than an hour ago."""
        whole = self._span.now - self._span.first_shop - 3600
        at = self._span.first_shop + int(self._chance.roll() ** 1.8 * whole)
        midnight = at - (at + TO_VILLAGE) % DAY
        return min(midnight + self._chance.between(7 * 60, 19 * 60) * MINUTE, at)

    def _found(
        self, name: Name, born: int, keeper: int, village: Village, helpers: Helpers, at: int
    ) -> Farm:
        farm = Farm(
            id=self._book.households.next_id(),
            code=self._codes.next().lower(),
            keeper=keeper,
            name=name,
            village=village,
            helpers=helpers,
            opened=at + UNTIL_OPEN,
        )
        self._register(farm, born, at)
        return farm

    def _register(self, farm: Farm, born: int, at: int) -> None:
        self._book.households.add(
            (
                farm.id,
                farm.code,
                farm.keeper,
                text.fold(farm.name.full),
                farm.name.honorific,
                born,
                farm.village.id,
                farm.helpers.team_id,
                stamp(at),
                farm.helper,
            )
        )
        self._live_in(farm, at)
        self._agree(farm, at)
        count(self._book, farm, Indicator.HOUSEHOLD_REGISTERED, f"household:{farm.code}", at)
        trace(self._book, farm, "household.register", at)

    def _live_in(self, farm: Farm, at: int) -> None:
        """The house stays where it is; the commune around it changes its name."""
        since = village_day(at)
        for stay in farm.village.stays:
            if at < stay.ends:
                until = str(stay.until) if stay.until else None
                self._book.residences.add(
                    (
                        self._book.residences.next_id(),
                        farm.id,
                        farm.village.id,
                        stay.commune_id,
                        since,
                        until,
                    )
                )
                since = until or since

    def _agree(self, farm: Farm, at: int) -> None:
        mode = self._chance.weighed(tuple(ConsentMode), (8, 80, 12))
        neighbour = names.a_villager(self._chance, born=1975).full
        witness = neighbour if mode is ConsentMode.SPOKEN else None
        for purpose in Purpose:
            self._book.consents.add(
                (
                    self._book.consents.next_id(),
                    farm.keeper,
                    purpose.value,
                    texts.on(village_day(at)).name,
                    "vi",
                    mode.value,
                    witness,
                    farm.helper,
                    stamp(at),
                )
            )

    def _open(self, farm: Farm) -> None:
        farm.shop_id = self._book.shops.next_id()
        farm.shop_code = f"{text.slug(farm.shop_name)}-{self._tails.next().lower()}"
        farm.changed = farm.opened
        count(self._book, farm, Indicator.SHOP_OPENED, f"shop:{farm.shop_code}", farm.opened)
        trace(self._book, farm, "shop.open", farm.opened)

    def _accept_terms(self, farm: Farm) -> None:
        """Read and accepted on her own phone, once the newest version was announced: what a helper
        writes down wants a voice note or a paper, and here nobody has spoken."""
        version = newest(Terms.SELLERS).name
        announced = seconds(start_of(date.fromisoformat(version))) - ANNOUNCED + farm.id % 20 * DAY
        at = min(max(farm.opened + UNTIL_OPEN, announced + 9 * HOUR), self._span.now - MINUTE)
        number, mode = self._book.acceptances.next_id(), ConsentMode.SELF.value
        told = (number, farm.keeper, version, mode, "vi", None, farm.keeper, stamp(at))
        self._book.acceptances.add(told)
        trace(self._book, farm, "terms.accept", at, by=farm.keeper, version=version)

    def declare_account(self, farm: Farm, at: int | None = None) -> None:
        """Most do so at once, some after weeks."""
        if at is None:
            soon = 5 * MINUTE if self._chance.of(0.7) else self._chance.between(1, 40) * DAY
            at = min(farm.opened + soon, self._span.now - MINUTE)
        bank = self._chance.pick(_BANKS)
        number = _NOBODYS + self._chance.digits(6)
        farm.account = Account(
            id=self._book.accounts.next_id(),
            bank_bin=bank,
            number=number,
            holder=text.fold(farm.name.full).upper(),
            declared=at,
            declared_by=farm.helper,
        )
        farm.changed = max(farm.changed, at)
        for indicator in (Indicator.ACCOUNT_DECLARED, COUNTED_AS[kind_of(bank)]):
            count(self._book, farm, indicator, f"household:{farm.code}", at)
        trace(self._book, farm, "account.declare", at, bank=banks.name_of(bank), tail=number[-4:])
