"""What Postmart and Voso once said of two communes: beside the market's own figures."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

from sqlalchemy import select

from storefront import text
from storefront.accounts.models import Posting
from storefront.accounts.permissions import Role
from storefront.db import session
from storefront.demo.chance import Chance
from storefront.demo.farms import Farm
from storefront.demo.ground import Ground
from storefront.demo.names import a_villager
from storefront.imports import actions, reading
from storefront.imports.actions import File, Looked
from storefront.imports.models import ImportedSheet, Platform
from storefront.imports.placing import Meant
from storefront.imports.sheet import SheetKind
from storefront.places.models import Place

UNTIL = date(2021, 10, 13)
"""The day on which the province told of 68,311 shops."""
BROUGHT = timedelta(days=30)
OURS, OTHERS = 5, 4
"""In a list of shops: households that came here too, and those that did not."""


def tell(land: Ground, farms: Sequence[Farm], chance: Chance, *, at: datetime) -> None:
    communes = land.communes[:2]
    officer = session.scalars(
        select(Posting.person_id)
        .where(Posting.role == Role.PROVINCE_OFFICER)
        .order_by(Posting.id)
        .limit(1)
    ).one()
    told = _Telling(land.province, communes, officer, chance, at - BROUGHT)
    heading = ["Xã, phường", "Gian hàng số", "Mặt hàng", "Doanh thu (₫)"]
    told.sheet(Platform.VOSO, SheetKind.COMMUNES, [heading, *_sums(communes, chance)])
    heading = ["Xã, phường", "Chủ hộ", "Tên gian hàng", "Mặt hàng", "Doanh thu (₫)"]
    told.sheet(Platform.POSTMART, SheetKind.HOUSEHOLDS, [heading, *_shops(communes, farms, chance)])


def _sums(communes: Iterable[Place], chance: Chance) -> list[list[Any]]:
    rows = [
        [it.full_name, chance.between(300, 700), chance.between(30, 80), _revenue_of_many(chance)]
        for it in communes
    ]
    return [*rows, ["Tổng cộng", *(sum(it) for it in list(zip(*rows, strict=True))[1:])]]


def _shops(communes: Iterable[Place], farms: Sequence[Farm], chance: Chance) -> list[list[Any]]:
    rows = []
    for commune in communes:
        here = [it for it in farms if it.village.commune.id == commune.id]
        ours = {it.name.full: it for it in here}
        names = [*list(ours)[:OURS], *(a_villager(chance, born=1975).full for _ in range(OTHERS))]
        for name in dict.fromkeys(names):
            shop = f"Gian {name.split()[-1]} Postmart"
            rows.append([commune.full_name, name, shop, chance.between(1, 9), _revenue(chance)])
    return rows


def _revenue(chance: Chance) -> int:
    return chance.between(20, 900) * 1_000


def _revenue_of_many(chance: Chance) -> int:
    return chance.between(400, 9_000) * 100_000


class _Telling:
    def __init__(
        self, place: Place, communes: Iterable[Place], officer: int, chance: Chance, at: datetime
    ) -> None:
        self._place, self._officer, self._at = place, officer, at
        self._known = {text.spelling(it.full_name): Meant(it) for it in communes}
        self._codes = chance.codes(10)

    def sheet(self, platform: Platform, kind: SheetKind, rows: Iterable[Sequence[Any]]) -> None:
        """As if an officer had brought the file and taken it in."""
        out = StringIO()
        csv.writer(out).writerows(rows)
        file = File(f"{platform}.csv", out.getvalue().encode())
        sheet = ImportedSheet(
            code=self._codes.next().lower(),
            kind=kind,
            platform=platform,
            place_id=self._place.id,
            until=UNTIL,
            name=file.name,
            digest=file.digest,
            body=file.body,
            brought_at=self._at,
            brought_by_id=self._officer,
            taken_in_at=self._at,
            taken_in_by_id=self._officer,
        )
        session.add(sheet)
        session.flush()
        actions.write(sheet, Looked(reading.read(file.body, kind), self._known))
