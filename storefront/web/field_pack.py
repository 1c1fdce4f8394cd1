"""What a phone takes along to where there is no signal: the territory of one person, as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from storefront import banks, clock
from storefront.accounts.models import Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.posters import queries as posters
from storefront.posters.models import Poster
from storefront.recordings import queries as voices
from storefront.recordings.screens import in_the_kit
from storefront.rounds.suggesting import of_homes
from storefront.shops import queries as shops
from storefront.shops.models import Household, Product
from storefront.shops.progress import Step, progress
from storefront.teams import queries as teams
from storefront.teams.models import Membership, Team
from storefront.visits import plans, signals
from storefront.web import consents, listening, place_picker, round_words, visit_words
from storefront.web.field_pack_told import (
    GoodsTold,
    HouseholdTold,
    MemberTold,
    PackTold,
    PlanTold,
    PriceTold,
    StickerTold,
    TeamTold,
    VillageTold,
    VoiceTold,
)
from storefront.web.filters import day, phone

MOST_STICKERS = 1_000
"""The newest; about an older one the market is asked when the errand arrives."""
MARK = 16
"""Letters of a digest: enough to see that a QR says something else, and short on a thin line."""


def households(person: Person, *, on: date) -> Sequence[Household]:
    return shops.households_of(person, on=on)


def pack(person: Person, homes: Sequence[Household], *, on: date) -> PackTold:
    territory = person.places_where(Permission.SHOP_OPEN, on=on)
    villages = places.villages_inside(territory, on=on)
    stickers = posters.newest_inside(territory, limit=MOST_STICKERS)
    return {
        "person": {"id": person.id, "name": person.name},
        "teams": [_team(it, on=on) for it in teams.with_rosters(person, on=on)],
        "villages": _villages(villages),
        "households": [_household(it) for it in homes],
        "communes": _communes(villages, on=on),
        "plan": _plan(homes, on=on),
        "stickers": [_sticker(it) for it in stickers],
        "prices": _prices(homes),
        "voices": _voices(),
        "banks": [[it.bin, it.short_name, it.name] for it in banks.all_banks().values()],
    }


def _voices() -> list[VoiceTold]:
    """The kit's pages as people told them in their tongues; the sound itself is fetched apart."""
    province, told = listening.of_listener(), {it.key: it for it in in_the_kit()}
    heard = voices.to_keep(province, list(told)) if province else []
    return [
        {
            "id": voice.id,
            "tongue": voice.tongue,
            "speaker": voice.speaker,
            "sheets": told[voice.screen].sheets,
            "bytes": heavy,
        }
        for voice, heavy in heard
    ]


def _team(team: Team, *, on: date) -> TeamTold:
    members = [_member(it) for it in team.members if it.to_day is None or it.to_day > on]
    return {"name": team.name, "place": team.place.full_name, "members": members}


def _member(member: Membership) -> MemberTold:
    number = phone(member.person.phone) if member.person.phone else ""
    return {"name": member.person.name, "phone": number, "leads": member.duty == "head"}


def _villages(villages: Sequence[Place]) -> list[VillageTold]:
    marks = signals.standing(villages)
    return [_village(it, visit_words.signal_of(it, marks[it.id])) for it in villages]


def _village(village: Place, signal: str) -> VillageTold:
    within = village.parent.full_name if village.parent else ""
    return {"code": village.code, "name": village.full_name, "commune": within, "signal": signal}


def _communes(villages: Sequence[Place], *, on: date) -> list[list[str]]:
    """Where goods may have to go: all communes of the province, as the market calls them."""
    homes = {it.parent.parent for it in villages if it.parent and it.parent.parent}
    found = places.communes_of(homes, on=on) if homes else []
    return [[it.code, place_picker.full_label(it)] for it in found]


def _household(household: Household) -> HouseholdTold:
    keeper, shop, account = household.keeper, household.shop, household.account
    far = progress(household).done
    return {
        "code": household.code,
        "name": keeper.name,
        "called": household.called,
        "born": household.birth_year,
        "phone": phone(keeper.phone) if keeper.phone else "",
        "village": household.village.code,
        "place": household.village.full_name,
        "steps": [step in far for step in Step],
        "assist": household.takes_help,
        "payout": keeper.agrees_to(Purpose.PAYOUT),
        "asks": [it for it in Purpose if consents.is_asked(keeper, it)],
        "shop": shop.name if shop else "",
        "account": f"{banks.name_of(account.bank_bin)} …\u00a0{account.tail}" if account else "",
        "goods": [_goods(it) for it in shop.products] if shop else [],
    }


def _plan(homes: Sequence[Household], *, on: date) -> list[PlanTold]:
    """Where somebody means to go, the earliest day first, then by village; and why."""
    planned = plans.open_at(homes)
    going = [it for it in homes if it.id in planned]
    why = of_homes(going, at=clock.now())
    going.sort(key=lambda it: (planned[it.id].day, it.village.folded, it.folded))
    return [
        {
            "household": it.code,
            "day": day(planned[it.id].day),
            "over": planned[it.id].day < on,
            "by": planned[it.id].by.name,
            "why": [round_words.reason(one) for one in why[it.id].reasons],
        }
        for it in going
    ]


def _goods(product: Product) -> GoodsTold:
    return {
        "code": product.code,
        "name": product.full_name,
        "unit": product.unit,
        "price": product.price.dong,
        "stock": product.stock,
        "shown": product.shown,
    }


def _sticker(poster: Poster) -> StickerTold:
    """What its QR says only as a digest: whoever finds the phone cannot print it anew."""
    return {
        "serial": poster.serial,
        "house": poster.shop.household.code,
        "says": hashlib.sha256(poster.content.encode()).hexdigest()[:MARK],
        "spot": poster.spot,
        "good": poster.is_good,
    }


def _prices(homes: Sequence[Household]) -> list[PriceTold]:
    """What is asked for the same goods in this territory, from the lowest to the highest."""
    on_sale = [
        product
        for household in homes
        if household.shop and household.shop.is_open
        for product in household.shop.products
        if product.shown
    ]
    on_sale.sort(key=_name_and_unit)
    return [
        {"name": name, "unit": unit, "least": min(asked), "most": max(asked), "many": len(asked)}
        for (_folded, name, unit), several in groupby(on_sale, _name_and_unit)
        for asked in [[product.price.dong for product in several]]
    ]


def _name_and_unit(product: Product) -> tuple[str, str, str]:
    return product.full_name.lower(), product.full_name, product.unit
