"""Tables are read by a short way, which must lead where the picker of places would."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from storefront import text
from storefront.db import session
from storefront.imports import placing
from storefront.places.models import Level, Place

TODAY = date(2026, 8, 22)


def test_a_plain_name_means_what_the_picker_says(country: Flask) -> None:
    lang_son = session.scalars(
        select(Place).where(Place.code == "20", Place.level == Level.PROVINCE)
    ).one()
    ever = session.scalars(
        select(Place)
        .where(Place.level == Level.COMMUNE, Place.path.startswith(lang_son.path))
        .order_by(Place.id)
    ).all()
    names = placing.Names.inside(lang_son, on=TODAY)

    plain = 0
    for place in ever[::12]:
        written = [place.name, f"{text.fold(place.full_name)}, lang son"][place.id % 2]
        found = names.plainly(written)
        if found:
            plain += 1
            slowly = placing.meant(written, inside=lang_son, on=TODAY)
            offered = [match.place for match in slowly.choices]
            assert found == slowly or found.place in offered, written

    assert plain > 15
    assert names.plainly("Hà Lang, Thái Nguyên") is None
