"""Writing shops, accounts and products, last of all: as what happened to them has left them."""

from __future__ import annotations

from dataclasses import dataclass

from storefront import text, units
from storefront.demo import folders, words
from storefront.demo.book import Book
from storefront.demo.chance import Chance
from storefront.demo.counting import count
from storefront.demo.farms import Account, Farm, Ware
from storefront.demo.founding import UNTIL_OPEN
from storefront.demo.pictures import Pictures
from storefront.demo.rows import DAY, HOUR, TO_VILLAGE, moment, stamp, village_day
from storefront.demo.size import Span
from storefront.facts.models import Indicator
from storefront.holders.models import Outcome
from storefront.places.models import Place
from storefront.shops.kinds import kind_of
from storefront.shops.models import AccountStep, Category
from storefront.shops.wording import names_above, words_for

_FRESH = 15
"""Goods that keep for fewer days are not on the shelf out of season."""
_SOFT = 7
"""Goods that keep for no longer are sold by the day they are picked."""
_PLOTS = ("đồi Khau Slung", "vườn sau nhà", "nương Pác Ve", "soi bãi ven suối", "thửa Nà Pài")
_PAUSES = ("Nhà có việc, nghỉ mấy hôm", "Hết mùa, nghỉ chờ vụ sau", "Nhà đang sửa lại sân phơi")


def shelve(farms: list[Farm], pictures: Pictures, span: Span, book: Book, chance: Chance) -> None:
    shelving = _Shelving(pictures, span, book, chance)
    for place, farm in enumerate(farms):
        shelving.shop(farm, may_rest=place > 10)


@dataclass(frozen=True, slots=True)
class _Promise:
    id: int
    closes: int
    """In seconds."""


class _Shelving:
    def __init__(self, pictures: Pictures, span: Span, book: Book, chance: Chance) -> None:
        self._pictures, self._span, self._book, self._chance = pictures, span, book, chance
        self._month = moment(span.now).month
        self._codes = chance.codes(7)
        self._around: dict[int, list[str]] = {}
        self._known: set[str] = set()

    def shop(self, farm: Farm, *, may_rest: bool) -> None:
        rests = may_rest and self._chance.of(0.04)
        paused = self._span.now - self._chance.between(1, 20) * DAY
        rests = rests and paused > farm.changed
        self._book.shops.add(
            (
                farm.shop_id,
                farm.shop_code,
                farm.id,
                farm.shop_name,
                text.fold(farm.shop_name),
                words.a_story(self._chance, farm.wares[0].good) if farm.wares else "",
                farm.village.commune.id,
                stamp(farm.opened),
                farm.helper,
                stamp(paused) if rests else None,
                self._chance.pick(_PAUSES) if rests else None,
                stamp(paused if rests else farm.changed),
                *(farm.met or (None, None)),
            )
        )
        live = max(farm.opened, min(it.listed for it in farm.wares)) if farm.wares else None
        folders.begin(self._book, farm, farm.opened - UNTIL_OPEN, live)
        if farm.account:
            self._account(farm, farm.account)
        for ware in farm.wares:
            self._product(farm, ware, _siblings(farm, ware))
            self._prices(farm, ware)

    def _account(self, farm: Farm, account: Account) -> None:
        matched = self._matched(farm, account)
        self._book.accounts.add(
            (
                account.id,
                farm.id,
                kind_of(account.bank_bin).value,
                account.bank_bin,
                account.number,
                account.holder,
                _step(account, matched).value,
                stamp(account.declared),
                account.declared_by,
                stamp(matched) if matched else None,
                stamp(account.received) if account.received else None,
            )
        )

    def _matched(self, farm: Farm, account: Account) -> int | None:
        """Most banks are asked once somebody knows the keeper, and know the name."""
        at = max(account.declared, farm.met_at) + HOUR
        if not farm.met or at >= self._span.now or self._chance.of(0.3):
            return None
        when, checks = stamp(at), self._book.name_checks
        same, holder = Outcome.SAME.value, account.holder
        checks.add(
            (checks.next_id(), account.id, farm.helper, when, 1, when, same, holder, when, "")
        )
        count(self._book, farm, Indicator.ACCOUNT_MATCHED, f"{farm.id}:0", at)
        return at

    def _product(self, farm: Farm, ware: Ware, siblings: list[Ware]) -> None:
        """Grades of one thing are listed as one; the first stands for them."""
        good, held, is_lead = ware.good, units.read(ware.good.unit), ware is siblings[0]
        name, grade = ware.graded if len(siblings) > 1 else (good.name, "")
        said = [name, *(it.graded[1] for it in siblings)] if grade and is_lead else [good.name]
        left = self._left(ware)
        lot = self._lot(farm, ware, left) if left else None
        found_by = words_for(
            name=" ".join(said),
            category=good.category,
            shop=farm.shop_name,
            keeper=farm.name.full,
            places=[farm.village.name, *self._names_around(farm.village.commune)],
        )
        self._learn(found_by.folded.split())
        self._book.products.add(
            (
                ware.id,
                ware.code,
                farm.shop_id,
                name,
                grade,
                None if is_lead else siblings[0].id,
                min(it.price for it in siblings) if grade and is_lead else None,
                good.category.value,
                lot.id if lot else None,
                stamp(lot.closes) if lot else None,
                good.unit,
                held.measure.value if held else None,
                held.many if held else None,
                ware.price,
                left,
                good.season,
                words.description_of(good),
                good.shelf_days,
                self._pictures.of(good.name),
                True,
                stamp(ware.listed),
                stamp(max(ware.changed, ware.listed)),
                found_by.words,
                found_by.folded,
            )
        )

    def _lot(self, farm: Farm, ware: Ware, left: int) -> _Promise | None:
        """What is picked ripe is promised for a day; some of it was moved by rain."""
        grows = ware.good.category in (Category.FRUIT, Category.VEGETABLE)
        soft = grows and ware.good.shelf_days is not None and ware.good.shelf_days <= _SOFT
        if not soft or not ware.good.in_season(self._month) or self._chance.of(0.4):
            return None
        days, is_moved = self._chance.between(2, 5), self._chance.of(0.2)
        harvest = self._span.now + days * DAY
        closes = (harvest + TO_VILLAGE) // DAY * DAY - TO_VILLAGE - 6 * HOUR
        planned = village_day(harvest - (2 * DAY if is_moved else 0))
        lot = _Promise(self._book.lots.next_id(), closes)
        self._book.lots.add(
            (
                lot.id,
                self._codes.next().lower(),
                ware.id,
                self._chance.pick(_PLOTS),
                village_day(harvest),
                left + self._chance.between(0, 20),
                None,
                stamp(closes),
                planned,
                "mưa, quả chưa khô nước" if is_moved else "",
                False,
                stamp(max(ware.listed, self._span.now - 2 * DAY)),
                farm.keeper,
            )
        )
        return lot

    def _prices(self, farm: Farm, ware: Ware) -> None:
        """Some have been dearer or cheaper before, as harvests go."""
        since, earlier = ware.listed, self._chance.between(0, 3)
        for _ in range(earlier):
            price = max(1_000, ware.price * self._chance.between(65, 135) // 100_000 * 1_000)
            self._price(farm, ware, price, since)
            since += (self._span.now - since) // 3
        self._price(farm, ware, ware.price, since)

    def _price(self, farm: Farm, ware: Ware, price: int, since: int) -> None:
        number, unit = self._book.prices.next_id(), ware.good.unit
        self._book.prices.add((number, ware.id, price, unit, village_day(since), farm.keeper))

    def _learn(self, words: list[str]) -> None:
        """As the product table's triggers would, which are set aside."""
        for word in words:
            if word not in self._known and 2 <= len(word) <= 30:
                self._known.add(word)
                self._book.known_words.add((self._book.known_words.next_id(), word))

    def _names_around(self, commune: Place) -> list[str]:
        names = self._around.get(commune.id)
        if names is None:
            names = names_above(commune.path, commune_id=commune.id)
            self._around[commune.id] = names
        return names

    def _left(self, ware: Ware) -> int:
        """As many as make a neighbour's harvest: fewer of what costs much."""
        fresh = ware.good.shelf_days is not None and ware.good.shelf_days <= _FRESH
        if fresh and not ware.good.in_season(self._month):
            return 0
        most = max(2, min(120, 6_000_000 // ware.price))
        return 0 if self._chance.of(0.04) else self._chance.between(max(1, most // 6), most)


def _step(account: Account, matched: int | None) -> AccountStep:
    if account.received:
        return AccountStep.RECEIVED
    return AccountStep.NAME_MATCHED if matched else AccountStep.DECLARED


def _siblings(farm: Farm, ware: Ware) -> list[Ware]:
    """Other grades of the same thing in this shop, this one among them."""
    name, grade = ware.graded
    alike = [it for it in farm.wares if it.graded[0] == name and it.good.unit == ware.good.unit]
    return alike if grade and all(it.graded[1] for it in alike) else [ware]
