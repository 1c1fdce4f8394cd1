"""What is in the pack that a phone takes along, for programs and for the type checker."""

from __future__ import annotations

from typing_extensions import TypedDict

from storefront.web.described import Dong, shape


class PersonTold(TypedDict):
    id: int
    name: str


class MemberTold(TypedDict):
    name: str
    phone: str
    leads: bool


class TeamTold(TypedDict):
    name: str
    place: str
    members: list[MemberTold]


@shape
class VillageTold(TypedDict):
    code: str
    name: str
    commune: str
    signal: str
    """How good the network was when somebody marked it last, in words."""


@shape
class GoodsTold(TypedDict):
    code: str
    name: str
    unit: str
    price: Dong
    stock: int
    shown: bool
    """Whether buyers see it."""


@shape
class HouseholdTold(TypedDict):
    code: str
    name: str
    called: str
    """As the village says it."""
    born: int | None
    phone: str
    village: str
    """The code of it."""
    place: str
    steps: list[bool]
    """How far its shop is, step by step."""
    assist: bool
    """Whether the team may press for it."""
    payout: bool
    asks: list[str]
    """Consents that may be asked for."""
    shop: str
    account: str
    """Its bank and the last digits."""
    goods: list[GoodsTold]


@shape
class PlanTold(TypedDict):
    household: str
    day: str
    """In words."""
    over: bool
    by: str
    why: list[str]


@shape
class StickerTold(TypedDict):
    serial: str
    house: str
    says: str
    """A digest of what its QR says."""
    spot: str
    good: bool


@shape
class PriceTold(TypedDict):
    """What is asked for the same goods in this territory."""

    name: str
    unit: str
    least: Dong
    most: Dong
    many: int


@shape
class VoiceTold(TypedDict):
    id: int
    tongue: str
    speaker: str
    sheets: tuple[str, ...]
    bytes: int


@shape
class PackTold(TypedDict):
    """The territory of one person."""

    person: PersonTold
    teams: list[TeamTold]
    villages: list[VillageTold]
    households: list[HouseholdTold]
    communes: list[list[str]]
    """Code and name of each to which goods may have to go."""
    plan: list[PlanTold]
    stickers: list[StickerTold]
    prices: list[PriceTold]
    voices: list[VoiceTold]
    banks: list[list[str]]
    """Number, short name and name of each."""
