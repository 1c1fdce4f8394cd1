"""Writing shops, accounts and products, last of all: as what happened to them has left them."""

from __future__ import annotations

from storefront import text, units
from storefront.demo import words
from storefront.demo.book import Book
from storefront.demo.chance import Chance
from storefront.demo.farms import Account, Farm, Ware
from storefront.demo.pictures import Pictures
from storefront.demo.rows import DAY, moment, stamp
from storefront.demo.size import Span
from storefront.places.models import Place
from storefront.shops.kinds import kind_of
from storefront.shops.models import AccountStep
from storefront.shops.wording import names_above, words_for

_FRESH = 15
"""Goods that keep for fewer days are not on the shelf out of season."""
_PAUSES = ("Nhà có việc, nghỉ mấy hôm", "Hết mùa, nghỉ chờ vụ sau", "Nhà đang sửa lại sân phơi")


def shelve(farms: list[Farm], pictures: Pictures, span: Span, book: Book, chance: Chance) -> None:
    shelving = _Shelving(pictures, span, book, chance)
    for place, farm in enumerate(farms):
        shelving.shop(farm, may_rest=place > 10)


class _Shelving:
    def __init__(self, pictures: Pictures, span: Span, book: Book, chance: Chance) -> None:
        self._pictures, self._span, self._book, self._chance = pictures, span, book, chance
        self._month = moment(span.now).month
        self._around: dict[int, list[str]] = {}

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
            )
        )
        if farm.account:
            self._account(farm, farm.account)
        for ware in farm.wares:
            self._product(farm, ware)

    def _account(self, farm: Farm, account: Account) -> None:
        self._book.accounts.add(
            (
                account.id,
                farm.id,
                kind_of(account.bank_bin).value,
                account.bank_bin,
                account.number,
                account.holder,
                self._step(account).value,
                stamp(account.declared),
                account.declared_by,
            )
        )

    def _step(self, account: Account) -> AccountStep:
        if account.received:
            return AccountStep.RECEIVED
        steps = (AccountStep.DECLARED, AccountStep.NAME_MATCHED, AccountStep.TRIED)
        return self._chance.weighed(steps, (5, 4, 1))

    def _product(self, farm: Farm, ware: Ware) -> None:
        good, held = ware.good, units.read(ware.good.unit)
        found_by = words_for(
            name=good.name,
            category=good.category,
            shop=farm.shop_name,
            keeper=farm.name.full,
            places=[farm.village.name, *self._names_around(farm.village.commune)],
        )
        self._book.products.add(
            (
                ware.id,
                ware.code,
                farm.shop_id,
                good.name,
                good.category.value,
                good.unit,
                held.measure.value if held else None,
                held.many if held else None,
                ware.price,
                self._left(ware),
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
