"""What shops sell: products with their words and pictures, and certificates."""

from __future__ import annotations

from datetime import date, timedelta

from storefront.clock import village_date
from storefront.demo.book import Book
from storefront.demo.cast import KEEPERS
from storefront.demo.chance import Chance
from storefront.demo.counting import count, trace
from storefront.demo.farms import Farm, Ware
from storefront.demo.goods import Good, common_goods, good_named, goods_of
from storefront.demo.rows import DAY, MINUTE, moment
from storefront.demo.size import Size, Span
from storefront.facts.models import Indicator
from storefront.shops.models import CertificateKind

FROM_ELSEWHERE = 0.25
"""How often a shop sells what every village has beside the pride of its commune."""


def stock(farms: list[Farm], size: Size, span: Span, book: Book, chance: Chance) -> None:
    """Give the shops something to sell, those that ever have anything."""
    listing = _Listing(span, book, chance)
    for place, farm in enumerate(farms):
        if place < len(KEEPERS):
            listing.fill(farm, [good_named(name) for name in KEEPERS[place].sells])
        elif chance.of(size.selling):
            listing.fill(farm, listing.choice(farm))


class _Listing:
    def __init__(self, span: Span, book: Book, chance: Chance) -> None:
        self._span, self._book, self._chance = span, book, chance
        self._codes = chance.codes(7)

    def fill(self, farm: Farm, goods: list[Good]) -> None:
        at = farm.opened + 8 * MINUTE
        for good in goods:
            farm.wares.append(self._list(farm, good, min(at, self._span.now - MINUTE)))
            later = self._chance.between(2, 50) * DAY if self._chance.of(0.4) else 3 * MINUTE
            at += later
        self._is_ready(farm)
        self._certify(farm)

    def _is_ready(self, farm: Farm) -> None:
        """With an open shop, goods and an account; see facts.actions.READY."""
        if farm.account and farm.wares:
            at = max(farm.wares[0].listed, farm.account.declared)
            count(self._book, farm, Indicator.SHOP_READY, f"household:{farm.id}", at)

    def choice(self, farm: Farm) -> list[Good]:
        known = goods_of(farm.village.commune.name)
        size = self._chance.between(1, 4)
        goods = self._chance.sample(known, size)
        if not goods or self._chance.of(FROM_ELSEWHERE):
            goods += self._chance.sample(common_goods(), 1 + size // 2)
        return list(dict.fromkeys(goods))

    def _list(self, farm: Farm, good: Good, at: int) -> Ware:
        ware = Ware(
            id=self._book.products.next_id(),
            code=self._codes.next().lower(),
            good=good,
            price=self._price(good),
            listed=at,
        )
        count(self._book, farm, Indicator.PRODUCT_LISTED, f"product:{ware.code}", at)
        trace(self._book, farm, "product.add", at, product=ware.code, name=good.name)
        farm.changed = max(farm.changed, at)
        return ware

    def _price(self, good: Good) -> int:
        """A round sum inside the found range."""
        step = 1_000 if good.lowest >= 10_000 else 500
        return self._chance.between(-(-good.lowest // step), good.highest // step) * step

    def _certify(self, farm: Farm) -> None:
        today = village_date(moment(self._span.now))
        for ware in farm.wares:
            if ware.good.stars and self._chance.of(0.7):
                self._certificate(farm, ware, CertificateKind.OCOP, ware.good.stars, today)
            elif "VietGAP" in ware.good.name:
                self._certificate(farm, ware, CertificateKind.VIETGAP, None, today)
        if self._chance.of(0.3):
            self._certificate(farm, None, CertificateKind.SAFE_FOOD, None, today)

    def _certificate(
        self, farm: Farm, ware: Ware | None, kind: CertificateKind, stars: int | None, today: date
    ) -> None:
        """Good for three years (VietGAP two), and about a third has run out."""
        years = 2 if kind is CertificateKind.VIETGAP else 3
        issued = today - timedelta(days=self._chance.between(30, int(years * 365 * 1.4)))
        self._book.certificates.add(
            (
                self._book.certificates.next_id(),
                farm.shop_id,
                ware.id if ware else None,
                kind.value,
                stars,
                f"{self._chance.between(11, 990)}/{_PAPERS[kind]}-{issued.year}",
                _issuer(kind, farm),
                str(issued),
                str(issued.replace(year=issued.year + years, day=min(issued.day, 28))),
            )
        )


_PAPERS = {
    CertificateKind.OCOP: "QĐ-OCOP",
    CertificateKind.VIETGAP: "VietGAP-TT",
    CertificateKind.SAFE_FOOD: "CK-ATTP",
}


def _issuer(kind: CertificateKind, farm: Farm) -> str:
    if kind is CertificateKind.SAFE_FOOD:
        return f"UBND {farm.village.commune.full_name}"
    return "UBND tỉnh Lạng Sơn" if kind is CertificateKind.OCOP else "Trung tâm kiểm nghiệm (mẫu)"
