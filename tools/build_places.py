"""Makes storefront/places/data/*.csv, once, from published tables. README.md there says from which.

    tools/build_places.py TABLES LANGSON_MAP LANGSON_COMMUNES OUT

TABLES is the `data` folder of the unpacked `vietnamadminunits` wheel. Only its tables are read.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

LANGSON = "20"
KINDS = ("thị trấn", "thành phố", "thị xã", "đặc khu", "phường", "quận", "huyện", "tỉnh", "xã")
TWO_LEVELS = "2025-07-01"
NQ1246 = "2024-12-01"
CITY = "2026-04-30"

# The official list gives 06978 to the xã Ba Chẽ of 2025; the tables still carry the town's code.
NAMES = {"06337": "Đồng Ý"}
CODES_2025 = {"06970": "06978"}
WARDS_2026 = frozenset(
    {
        "25270", "25357", "25363", "26116", "26170", "26248", "26326", "26368", "26425", "26485",
    }
)  # fmt: skip
DONG_NAI = "75"

# Official codes of the communes that NQ 1246 ended, by district and name. Thất Khê took over the
# code of Đại Đồng, most of which it swallowed.
ENDED_2024 = {
    ("Huyện Tràng Định", "Xã Vĩnh Tiến"): "06007",
    ("Huyện Tràng Định", "Xã Đại Đồng"): "06040",
    ("Huyện Văn Quan", "Xã Đồng Giáp"): "06295",
    ("Huyện Văn Quan", "Xã Tràng Các"): "06301",
    ("Huyện Hữu Lũng", "Xã Sơn Hà"): "06454",
    ("Huyện Lộc Bình", "Xã Tĩnh Bắc"): "06574",
}
BEFORE_2024 = {"06040": "05995"}
ALSO = {"79": "HCM TPHCM Sài Gòn", "01": "HN", "77": "BRVT", "46": "Thừa Thiên Huế"}


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    kind: str
    name: str
    parent: str
    since: str = ""
    """Empty: it was there when our history begins."""
    until: str = ""
    lat: float | str = ""
    lon: float | str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    on: str
    old: str
    new: str
    part: str = ""
    people: str = ""


Row = sqlite3.Row
Maps = dict[str, Any]
Rows = list[dict[str, str]]


def main(tables: Path, langson_map: Path, langson_communes: Path, out: Path) -> None:
    base = sqlite3.connect(tables / "dataset.db")
    base.row_factory = sqlite3.Row
    old = base.execute("SELECT * FROM admin_units_legacy").fetchall()
    new = base.execute("SELECT * FROM admin_units").fetchall()
    map_2025 = json.loads((tables / "converter_2025.json").read_text("utf-8"))
    langson = read(langson_map)
    new_units = {unit.code: unit for unit in units_2025(new, centres(read(langson_communes)))}
    old_units = {unit.code: unit for unit in legacy(old)}
    steps = [
        *provinces_2025(map_2025, old, new, old_units, new_units),
        *communes_2025(map_2025, old, new),
        *[step_2025(row) for row in langson if row["effective_from"] == TWO_LEVELS],
    ]
    units = [Unit("VN", "nước", "Việt Nam", ""), *two_ages(old_units, new_units)]
    units, steps = with_nq1246(units, steps, langson)
    units, steps = with_city(units, steps)
    write(out / "units.csv", units)
    write(out / "successions.csv", steps)


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[Unit] | list[Step]) -> None:
    fields = list(type(rows[0]).__slots__)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(fields)
        out.writerows(sorted([str(getattr(row, field)) for field in fields] for row in rows))


def named(full_name: str) -> tuple[str, str]:
    """'Thị trấn Đồng Mỏ' as ('thị trấn', 'Đồng Mỏ')."""
    kind = next(kind for kind in KINDS if full_name.lower().startswith(kind + " "))
    return kind, full_name[len(kind) + 1 :]


def legacy(rows: list[Row]) -> Iterator[Unit]:
    """Provinces, districts and communes as they stood on 30 June 2025."""
    seen: set[str] = set()
    for row in rows:
        for code, name, parent in (
            (row["provinceCode"], row["province"], "VN"),
            (row["districtCode"], row["district"], row["provinceCode"]),
            (row["wardCode"], row["ward"], row["districtCode"]),
        ):
            if code and code not in seen:  # five island districts have no communes
                seen.add(code)
                kind, short = named(name)
                yield Unit(code, kind, NAMES.get(code, short), parent, also=ALSO.get(code, ""))


def units_2025(rows: list[Row], langson: dict[str, tuple[str, str]]) -> Iterator[Unit]:
    seen: set[str] = set()
    for row in rows:
        code = row["provinceCode"]
        if code not in seen:
            seen.add(code)
            yield Unit(
                code,
                *named(row["province"]),
                "VN",
                TWO_LEVELS,
                lat=row["provinceLat"],
                lon=row["provinceLon"],
                also=ALSO.get(code, ""),
            )
        centre = langson.get(row["wardCode"], (row["wardLat"], row["wardLon"]))
        yield Unit(code_2025(row), *named(row["ward"]), code, TWO_LEVELS, "", *centre)


def code_2025(row: Row) -> str:
    return CODES_2025.get(row["wardCode"], row["wardCode"])


def centres(rows: Rows) -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["lat"], row["lon"]) for row in rows}


def two_ages(old: dict[str, Unit], new: dict[str, Unit]) -> list[Unit]:
    """Both ages together. A province that nothing was added to goes on as the same unit."""
    lasting = {code for code in old if goes_on(old[code], new.get(code))}
    return [
        *[replace(unit, until=TWO_LEVELS) for code, unit in old.items() if code not in lasting],
        *[replace(unit, since="") if code in lasting else unit for code, unit in new.items()],
    ]


def goes_on(old: Unit, new: Unit | None) -> bool:
    return new is not None and old.name == new.name and old.code in UNMERGED


UNMERGED = frozenset({"01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"})


def provinces_2025(
    maps: Maps,
    old: list[Row],
    new: list[Row],
    old_units: dict[str, Unit],
    new_units: dict[str, Unit],
) -> Iterator[Step]:
    old_code = {row["provinceKey"]: row["provinceCode"] for row in old}
    new_code = {row["provinceKey"]: row["provinceCode"] for row in new}
    for new_key, old_keys in maps["DICT_PROVINCE"].items():
        code = new_code[new_key]
        if (len(old_keys) == 1) is not goes_on(old_units[code], new_units.get(code)):
            raise SystemExit(f"the tables changed: was {code} merged or not?")
        if len(old_keys) > 1:
            yield from (Step(TWO_LEVELS, old_code[key], code) for key in old_keys)


def communes_2025(maps: Maps, old: list[Row], new: list[Row]) -> Iterator[Step]:
    """All but Lạng Sơn's, whose map was verified by hand."""
    code = {(row["provinceKey"], row["wardKey"]): code_2025(row) for row in new}
    before = {
        old_key(row): row["wardCode"] or row["districtCode"]
        for row in old
        if row["provinceCode"] != LANGSON
    }
    for source, target, part in joined(maps):
        if source in before:
            yield Step(TWO_LEVELS, before[source], code[target], part)


def old_key(row: Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def joined(maps: Maps) -> Iterator[tuple[str, tuple[str, str], str]]:
    """Old key, new province and key, and "1" where the old unit was divided."""
    for province, communes in maps["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, sources in communes.items():
            yield from ((source, (province, key), "") for source in sources)
    for province, divided in maps["DICT_PROVINCE_WARD_DIVIDED"].items():
        for source, pieces in divided.items():
            yield from ((source, (province, piece["newWardKey"]), "1") for piece in pieces)


def step_2025(row: dict[str, str]) -> Step:
    part = "1" if row["relation"] == "part" else ""
    return Step(TWO_LEVELS, row["old_code"], row["new_code"], part, row["people_moved"])


def with_nq1246(
    units: list[Unit], steps: list[Step], langson: Rows
) -> tuple[list[Unit], list[Step]]:
    """On 1 December 2024 six communes of Lạng Sơn ended and six others grew into new ones."""
    rows = [row for row in langson if row["effective_from"] == NQ1246]
    district = {unit.kind.capitalize() + " " + unit.name: unit.code for unit in units
                if unit.parent == LANGSON and len(unit.code) == 3}  # fmt: skip
    after = {(unit.parent, *named_key(unit)): unit for unit in units if unit.until == TWO_LEVELS}
    grown: dict[str, Unit] = {}
    for row in rows:
        key = (row["old_district"], row["old_unit"])
        parent = district[row["old_district"]]
        target = after[parent, *named(row["new_unit"])]
        grown[target.code] = target
        part = "1" if row["relation"] == "part" else ""
        steps.append(Step(NQ1246, ENDED_2024[key], target.code, part, row["people_moved"]))
    ended = [
        Unit(code, *named(name), district[where], "", NQ1246)
        for (where, name), code in ENDED_2024.items()
    ]
    units = [unit for unit in units if unit not in grown.values()]
    for unit in grown.values():
        before = replace(unit, code=BEFORE_2024.get(unit.code, unit.code), until=NQ1246)
        units += [before, replace(unit, since=NQ1246)]
        steps.append(Step(NQ1246, before.code, unit.code))
    return [*units, *ended], steps


def named_key(unit: Unit) -> tuple[str, str]:
    return unit.kind, unit.name


def with_city(units: list[Unit], steps: list[Step]) -> tuple[list[Unit], list[Step]]:
    """On 30 April 2026 Đồng Nai became a city, and ten of its communes wards.

    All of its communes begin anew, because what is above them did.
    """
    ending = [unit for unit in units if not unit.until and DONG_NAI in (unit.code, unit.parent)]
    begun = [replace(unit, since=CITY, kind=kind_2026(unit)) for unit in ending]
    kept = [unit for unit in units if unit not in ending]
    ended = [replace(unit, until=CITY) for unit in ending]
    return [*kept, *ended, *begun], [*steps, *[Step(CITY, u.code, u.code) for u in ending]]


def kind_2026(unit: Unit) -> str:
    if unit.code == DONG_NAI:
        return "thành phố"
    return "phường" if unit.code in WARDS_2026 else unit.kind


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
