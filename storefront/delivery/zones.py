"""How far a parcel goes, in the steps by which carriers ask."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Zone(enum.StrEnum):
    COMMUNE = "commune"
    """Within one commune. Districts, by which carriers once asked, are gone since 1 July 2025."""
    PROVINCE = "province"
    REGION = "region"
    """Within the north, the centre or the south."""
    COUNTRY = "country"


REGIONS = {"north": ("01", "37"), "centre": ("38", "68"), "south": ("69", "99")}
"""Official codes of provinces run from north to south, before and after the reform of 2025."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune, and the code of its province."""

    commune_id: int
    province_code: str


def between(here: Spot, there: Spot) -> Zone:
    if here.commune_id == there.commune_id:
        return Zone.COMMUNE
    if here.province_code == there.province_code:
        return Zone.PROVINCE
    near = _region(here.province_code)
    return Zone.REGION if near and near == _region(there.province_code) else Zone.COUNTRY


def codes_near(province_code: str) -> tuple[str, str] | None:
    """The first and the last code of provinces in the same part of the country."""
    near = _region(province_code)
    return REGIONS[near] if near else None


def _region(province_code: str) -> str | None:
    if not (province_code.isascii() and province_code.isdigit()):
        return None
    number = int(province_code)
    return next((name for name, (_first, last) in REGIONS.items() if number <= int(last)), None)
