"""The country as published, day by day."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.db import deed, session
from storefront.places import actions as places
from storefront.places import country as published
from storefront.places.models import Level, Place, Relation, Succession
from storefront.places.queries import as_now, as_then, forerunners, stood, successors

LAUNCH = date(2021, 7, 20)
LAST_OLD_DAY = date(2025, 6, 30)
TWO_LEVELS = date(2025, 7, 1)
TODAY = date(2026, 11, 21)
LANGSON_MAP = Path(__file__).parent / "langson_units_map.csv"


def count(level: Level, day: date, *, inside: str = "/") -> int:
    wanted = select(func.count()).where(
        Place.level == level, stood(day), Place.path.startswith(inside)
    )
    return session.scalar(wanted) or 0


def place(code: str, day: date) -> Place:
    found = as_then(code, day)
    assert found is not None, f"{code} on {day}"
    return found


def names(found: object) -> list[str]:
    return [unit.full_name for unit in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("day", "provinces", "districts", "communes"),
    [
        (LAST_OLD_DAY, 63, 696, 10_035),
        (TWO_LEVELS, 34, 0, 3_321),
        (date(2026, 4, 29), 34, 0, 3_321),
        (TODAY, 34, 0, 3_321),
    ],
)
def test_the_country_is_complete_to_the_unit(
    country: Flask, day: date, provinces: int, districts: int, communes: int
) -> None:
    assert count(Level.PROVINCE, day) == provinces
    assert count(Level.DISTRICT, day) == districts
    assert count(Level.COMMUNE, day) == communes


@pytest.mark.parametrize(
    ("day", "communes"),
    [
        (LAUNCH, 200),
        (date(2024, 11, 30), 200),
        (date(2024, 12, 1), 194),
        (LAST_OLD_DAY, 194),
        (TWO_LEVELS, 65),
        (TODAY, 65),
    ],
)
def test_lang_son_had_two_reforms(country: Flask, day: date, communes: int) -> None:
    assert count(Level.COMMUNE, day, inside=place("20", day).path) == communes


def test_lang_son_has_four_wards(country: Flask) -> None:
    inside = select(Place).where(
        Place.path.startswith(place("20", TODAY).path), stood(TODAY), Place.level == Level.COMMUNE
    )
    kinds = Counter(unit.kind for unit in session.scalars(inside))

    assert kinds == {"xã": 61, "phường": 4}


def test_lang_son_is_one_province_through_it_all(country: Flask) -> None:
    assert place("20", LAUNCH) is place("20", TODAY)


def test_471_communes_were_split(country: Flask) -> None:
    """470 on 1 July 2025, because the published map also splits Hồng Phong of Bình Gia, which it
    confuses with its namesake; and Đại Đồng seven months earlier."""
    split = Counter(
        session.scalars(
            select(Succession.on)
            .where(Succession.relation == Relation.PART)
            .group_by(Succession.on, Succession.old_id)
        )
    )

    assert split == {date(2024, 12, 1): 1, TWO_LEVELS: 470}


def test_a_split_unit_has_several_heirs_and_a_merged_one_has_one(country: Flask) -> None:
    heirs: dict[int, list[Relation]] = {}
    for old, relation in session.execute(select(Succession.old_id, Succession.relation)):
        heirs.setdefault(old, []).append(relation)

    for relations in heirs.values():
        whole = relations == [Relation.WHOLE]
        assert whole or (len(relations) > 1 and set(relations) == {Relation.PART})


def test_dai_dong_was_cut_in_two(country: Flask) -> None:
    dai_dong = place("06040", LAUNCH)

    assert [(step.new.full_name, step.people_moved) for step in successors(dai_dong)] == [
        ("thị trấn Thất Khê", 8_527),
        ("xã Đội Cấn", 470),
    ]
    assert names(as_now(dai_dong, on=TODAY)) == ["xã Quốc Khánh", "xã Thất Khê"]


def test_that_khe_took_over_the_code_of_dai_dong(country: Flask) -> None:
    assert place("06040", date(2024, 11, 30)).full_name == "xã Đại Đồng"
    assert place("06040", date(2024, 12, 1)).full_name == "thị trấn Thất Khê"
    assert place("06040", TWO_LEVELS).full_name == "xã Thất Khê"
    assert names(as_now(place("05995", LAUNCH), on=TODAY)) == ["xã Thất Khê"]


def test_namesakes_go_their_own_ways(country: Flask) -> None:
    of_binh_gia, of_cao_loc = place("06079", LAUNCH), place("06205", LAUNCH)
    assert of_binh_gia.full_name == of_cao_loc.full_name == "xã Hồng Phong"

    assert names(as_now(of_binh_gia, on=TODAY)) == ["xã Hồng Phong"]
    assert names(as_now(of_cao_loc, on=TODAY)) == ["xã Đồng Đăng"]


def test_the_new_cao_loc_does_not_contain_the_old_town(country: Flask) -> None:
    assert names(as_now(place("06187", LAUNCH), on=TODAY)) == ["phường Kỳ Lừa"]


def test_asking_about_an_earlier_day_stops_there(country: Flask) -> None:
    son_ha = place("06454", LAUNCH)

    assert as_now(son_ha, on=LAUNCH) == [son_ha]
    assert names(as_now(son_ha, on=date(2024, 12, 31))) == ["thị trấn Hữu Lũng"]
    assert names(as_now(son_ha, on=TODAY)) == ["xã Hữu Lũng"]


def test_nothing_is_left_of_a_district(country: Flask) -> None:
    assert as_now(place("182", LAUNCH), on=TODAY) == []


def test_a_merged_province_is_followed(country: Flask) -> None:
    assert names(as_now(place("02", LAUNCH), on=TODAY)) == ["tỉnh Tuyên Quang"]
    assert [step.old.name for step in forerunners(place("08", TODAY))] == [
        "Hà Giang",
        "Tuyên Quang",
    ]


def test_dong_nai_became_a_city_and_ten_communes_wards(country: Flask) -> None:
    wards = [
        "25270", "25357", "25363", "26116", "26170",
        "26248", "26326", "26368", "26425", "26485",
    ]  # fmt: skip

    assert place("75", date(2026, 4, 29)).full_name == "tỉnh Đồng Nai"
    assert place("75", date(2026, 4, 30)).full_name == "thành phố Đồng Nai"
    assert {place(code, date(2026, 4, 29)).kind for code in wards} == {"xã"}
    assert {place(code, date(2026, 4, 30)).kind for code in wards} == {"phường"}


def test_ba_che_has_its_official_code(country: Flask) -> None:
    assert place("06978", TODAY).full_name == "xã Ba Chẽ"


def test_every_row_of_lang_son_is_there(country: Flask) -> None:
    """All 203 verified rows, old code and name, new code and name, and nothing besides."""
    province = place("20", TODAY)
    expected, found = set(), set()
    for row in csv.DictReader(LANGSON_MAP.read_text("utf-8").splitlines()):
        expected.add(
            (row["effective_from"], row["old_district"], row["old_unit"], row["new_unit"],
             row["old_code"], row["new_code"], row["relation"], row["people_moved"])
        )  # fmt: skip
    for step in session.scalars(
        select(Succession).join(Succession.old).where(Place.path.startswith(province.path))
    ):
        if step.on < TWO_LEVELS and step.old.name == step.new.name:
            continue  # it grew by what the map tells
        codes = (step.old.code, step.new.code) if step.on == TWO_LEVELS else ("", "")
        district = step.old.parent
        assert district is not None
        found.add(
            (step.on.isoformat(), _title(district), _title(step.old), _title(step.new),
             *codes, step.relation, str(step.people_moved or ""))
        )  # fmt: skip

    assert len(expected) == 203
    assert found == expected


def _title(unit: Place) -> str:
    return unit.full_name[0].upper() + unit.full_name[1:]


def test_every_old_commune_leads_to_today(country: Flask) -> None:
    edges: dict[int, list[int]] = {}
    for old, new in session.execute(select(Succession.old_id, Succession.new_id)):
        edges.setdefault(old, []).append(new)
    today = set(session.scalars(select(Place.id).where(stood(TODAY))))
    communes = session.scalars(select(Place.id).where(Place.level == Level.COMMUNE))

    lost = [start for start in communes if not _ends(start, edges) & today]

    assert lost == []


def _ends(start: int, edges: dict[int, list[int]]) -> set[int]:
    seen, waiting = set(), [start]
    while waiting:
        seen.add(here := waiting.pop())
        waiting += edges.get(here, [])
    return seen


@pytest.mark.parametrize("months", range(0, 84, 7))
def test_at_any_day_each_commune_lies_in_one_province(country: Flask, months: int) -> None:
    day = date(2020, 1, 1) + timedelta(days=30 * months)
    columns = (Place.id, Place.code, Place.level, Place.path, Place.parent_id)
    there = {unit.id: unit for unit in session.execute(select(*columns).where(stood(day)))}

    for unit in there.values():
        path = [int(step) for step in unit.path.strip("/").split("/")]
        assert path[-1] == unit.id
        assert path[-2:-1] == ([unit.parent_id] if unit.parent_id else [])
        assert there.keys() >= set(path), f"all that is above {unit.code} stood too"
        if unit.level is Level.COMMUNE:
            assert [there[id].level for id in path].count(Level.PROVINCE) == 1
    assert len({unit.code for unit in there.values()}) == len(there), "no code is borne twice"


def test_loading_again_changes_nothing(app: Flask) -> None:
    units = [unit for unit in published.units() if unit.code in ("VN", "20", "180", "06040")]
    with deed():
        assert places.import_units(units, []) == 6
    before = list(session.execute(select(Place.id, Place.path, Place.words)))

    with deed():
        assert places.import_units(units, []) == 0

    assert list(session.execute(select(Place.id, Place.path, Place.words))) == before


def test_loading_sets_right_what_was_published_wrong(app: Flask) -> None:
    units = [unit for unit in published.units() if unit.code in ("VN", "20")]
    with deed():
        places.import_units(units, [])
        place("20", TODAY).name = "Lạng Xơn"
    with deed():
        places.import_units(units, [])

    session.expire_all()
    assert place("20", TODAY).name == "Lạng Sơn"


def test_what_staff_ended_stays_ended(app: Flask) -> None:
    official = published.Unit(
        code="06001", level=Level.COMMUNE, kind="xã", name="Chi Lăng", parent="",
        valid_from=TWO_LEVELS, valid_to=None, lat=None, lon=None, also="",
    )  # fmt: skip
    with deed():
        places.import_units([official], [])
        place("06001", TODAY).valid_to = TODAY

    with deed():
        places.import_units([official], [])

    assert as_then("06001", TODAY) is None


def test_communes_have_their_centre(country: Flask) -> None:
    nowhere = select(func.count()).where(
        Place.level == Level.COMMUNE, stood(TODAY), Place.lat.is_(None)
    )

    assert session.scalar(nowhere) == 0
