"""What photos look like: 64 bits that survive cropping a little, brightening and sending on.

A difference hash: the picture in nine by eight grey squares, each compared with its neighbour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from sqlalchemy import or_, select

from storefront import clock, files
from storefront.db import session
from storefront.files import Files
from storefront.screening.dossier import PhotoUse, Ware
from storefront.screening.models import PhotoPrint
from storefront.screening.trade import folded
from storefront.settings import ROOT
from storefront.shops.models import Household, Photo, Product, Shop

WIDE, HIGH = 9, 8
FEWEST_BITS = 6
"""A picture of nothing but sky is like every other."""
MOST_USES = 60
"""Of one picture that are looked at: beyond that it is clear enough."""


def look(content: bytes) -> int | None:
    """The bits of a picture; nothing when there is nothing to tell it by."""
    try:
        with Image.open(BytesIO(content)) as picture:
            small = picture.convert("L").resize((WIDE, HIGH), Image.Resampling.LANCZOS)
    except (OSError, UnidentifiedImageError):
        return None
    light = list(small.tobytes())
    bits = 0
    for row in range(HIGH):
        for column in range(WIDE - 1):
            here = row * WIDE + column
            bits = bits << 1 | (light[here] > light[here + 1])
    return bits if FEWEST_BITS <= bits.bit_count() <= 64 - FEWEST_BITS else None


def differing(one: int, other: int) -> int:
    return ((one ^ other) & (2**64 - 1)).bit_count()


def unseen(after: int, *, limit: int) -> Sequence[Photo]:
    return session.scalars(
        select(Photo).where(Photo.id > after).order_by(Photo.id).limit(limit)
    ).all()


def developed(photos: Sequence[Photo], kept: Files) -> dict[int, int]:
    """Slow: done before the deed."""
    seen = {photo.id: look(files.read(kept, photo.small) or b"") for photo in photos}
    return {key: bits for key, bits in seen.items() if bits is not None}


def keep(prints: dict[int, int]) -> None:
    for photo_id, bits in prints.items():
        bands = {f"band{piece}": bits >> 16 * piece & 0xFFFF for piece in range(4)}
        signed = bits - 2**64 if bits >= 2**63 else bits
        session.merge(PhotoPrint(photo_id=photo_id, bits=signed, **bands))


def uses(
    wares: dict[int, list[Ware]], *, bits: int, known: dict[int, list[PhotoUse]]
) -> dict[int, tuple[PhotoUse, ...]]:
    """By household: other houses' goods shown with a picture like one of ours."""
    found: dict[int, tuple[PhotoUse, ...]] = {}
    for household_id, goods in wares.items():
        ours = [
            (ware, use) for ware in goods if ware.photo for use in _likes(ware.photo, bits, known)
        ]
        found[household_id] = tuple(
            PhotoUse(
                ware.code,
                use.photo,
                use.household_id,
                use.village_id,
                use.opened_by,
                use.name,
                use.differs,
                use.listed_on,
            )
            for ware, use in ours
            if use.household_id != household_id
        )
    return found


def _likes(photo_id: int, bits: int, known: dict[int, list[PhotoUse]]) -> list[PhotoUse]:
    """Looked up once a round."""
    if photo_id not in known:
        photo = session.get_one(Photo, photo_id)
        known[photo_id] = [] if photo.small in _drawn() else _used(_alike(photo_id, bits))
    return known[photo_id]


@cache
def _drawn() -> frozenset[str]:
    """The market's own drawings of goods are everybody's."""
    drawings = (ROOT / "static" / "img" / "goods").glob("*.webp")
    return frozenset(files.name_of(it.read_bytes(), suffix=".webp") for it in drawings)


def _alike(photo_id: int, most: int) -> dict[int, int]:
    """Photos that share a quarter of the bits exactly and differ in few of the others."""
    own = session.get(PhotoPrint, photo_id)
    if own is None:
        return {photo_id: 0}
    bands = [getattr(PhotoPrint, name) == getattr(own, name) for name in _BANDS]
    near = session.execute(select(PhotoPrint.photo_id, PhotoPrint.bits).where(or_(*bands)))
    apart = {key: differing(own.bits, bits) for key, bits in near}
    return {key: differs for key, differs in apart.items() if differs <= most} | {photo_id: 0}


_BANDS = ("band0", "band1", "band2", "band3")


def _used(alike: dict[int, int]) -> list[PhotoUse]:
    rows = session.execute(
        select(
            Product.photo_id,
            Product.name,
            Product.listed_at,
            Household.id,
            Household.village_id,
            Shop.opened_by_id,
        )
        .select_from(Product)
        .join(Shop, Shop.id == Product.shop_id)
        .join(Household, Household.id == Shop.household_id)
        .where(Product.photo_id.in_(list(alike)))
        .order_by(Product.id)
        .limit(MOST_USES)
    )
    found = defaultdict(list)
    for photo, name, at, household, village, hand in rows:
        day, differs = clock.village_date(at), alike[photo or 0]
        use = PhotoUse("", photo or 0, household, village, hand, folded(name), differs, day)
        found[household].append(use)
    return [use for of_one in found.values() for use in of_one]
