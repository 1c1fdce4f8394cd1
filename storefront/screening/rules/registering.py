"""Households and shops that are there for the count."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from storefront.facts.models import Indicator
from storefront.screening.dossier import Dossier, Finding, Other, PhotoUse
from storefront.screening.models import Scheme
from storefront.screening.thresholds import Thresholds
from storefront.shops.likeness import same_year, years_agree

SHOP = frozenset({Indicator.SHOP_OPENED, Indicator.SHOP_READY})
ACCOUNT = frozenset({Indicator.ACCOUNT_DECLARED, Indicator.SHOP_READY})
GROUPS = ("htx", "hop tac xa", "to hop tac", "cong ty")
"""Holders who are paid for many, by law or by contract."""


def empty_shell(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """Nothing on the stall for a month, and many such from the same hand in the same days."""
    if it.opened_on is None or (it.today - it.opened_on).days < t.shell_days or it.sales:
        return
    if any(ware.stock or (ware.photo and not _is_filler(ware.name)) for ware in it.wares):
        return
    opened, empty = it.opened_alongside
    if empty >= t.shell_alongside and empty >= t.shell_share * opened:
        yield Finding(
            Scheme.EMPTY_SHELL,
            "shop",
            {"days": (it.today - it.opened_on).days, "alongside": opened, "empty": empty},
            indicators=SHOP,
            wares=frozenset(ware.code for ware in it.wares),
        )


def _is_filler(name: str) -> bool:
    """Put there to have put something: one word at most, or no letters."""
    return len(name) < 4 or name in {"san pham", "hang hoa", "test", "nong san", "mat hang"}


def twice(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """The later of two entries for what seems one household."""
    for other in it.near:
        if other.id < it.household_id and _is_same(it, other, t):
            yield Finding(
                Scheme.TWICE,
                f"of:{other.id}",
                {"households": [other.id], "years": [other.birth_year, it.birth_year]},
                is_everything=True,
            )
            return


def _is_same(it: Dossier, other: Other, t: Thresholds) -> bool:
    if it.account and it.account == other.account:
        is_alike = _is_shortened(it, other) or _likeness(it, other) >= t.name_likeness
        return is_alike and years_agree(it.birth_year, other.birth_year, within=t.birth_slip)
    return other.village_id == it.village_id and _is_same_at_home(it, other, t)


def _is_same_at_home(it: Dossier, other: Other, t: Thresholds) -> bool:
    """Of a village's many Hoàng Văn, one letter apart, only the year tells who is who: without
    it the whole name must be the same."""
    if same_year(it.birth_year, other.birth_year):
        return _likeness(it, other) >= t.name_likeness
    return years_agree(it.birth_year, other.birth_year) and it.name == other.name


def _is_shortened(it: Dossier, other: Other) -> bool:
    """Family and given name are the same, and one leaves out of the middle what the other has:
    Hoàng Thị Nhình, Hoàng Thị Minh Nhình."""
    short, long = sorted((it.name.split(), other.name.split()), key=len)
    ends = short[:1] + short[-1:] == long[:1] + long[-1:]
    return len(short) > 1 and ends and set(short) <= set(long)


def _likeness(it: Dossier, other: Other) -> float:
    return SequenceMatcher(None, it.name, other.name).ratio()


def shared_account(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """One account for many shops. Its holder's own household keeps it, the others wait."""
    if not it.account or it.name == it.holder or it.holder.startswith(GROUPS):
        return
    households = 1 + len(it.same_account)
    related = _is_family(it)
    if households >= t.account_households + related or (households > 1 and _is_far(it)):
        yield Finding(
            Scheme.SHARED_ACCOUNT,
            it.account[-8:],
            {"households": [other.id for other in it.same_account], "count": households},
            indicators=ACCOUNT,
        )


def _is_family(it: Dossier) -> int:
    """In one village and with the holder's family name: one household more is usual."""
    everybody = (it.name, *(other.name for other in it.same_account))
    at_home = all(other.village_id == it.village_id for other in it.same_account)
    surname = it.holder.split()[:1]
    return int(at_home and all(name.split()[:1] == surname for name in everybody))


def _is_far(it: Dossier) -> bool:
    """Several villages, and the holder keeps none of the shops."""
    names = {it.name, *(other.name for other in it.same_account)}
    villages = {it.village_id, *(other.village_id for other in it.same_account)}
    return len(villages) > 1 and it.holder not in names


def copied_photo(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """One picture in many houses that cannot all have taken it."""
    ours = {ware.code: ware for ware in it.wares}
    for code in dict.fromkeys(use.ware for use in it.photo_uses):
        uses = [u for u in it.photo_uses if u.ware == code and u.differs <= t.photo_bits]
        households = {use.household_id for use in uses} | {it.household_id}
        if len(households) >= t.photo_households and _cannot_be(it, uses, ours[code].name):
            yield Finding(
                Scheme.COPIED_PHOTO,
                code,
                {
                    "households": sorted(households - {it.household_id})[:20],
                    "count": len(households),
                    "photos": [ours[code].photo, *dict.fromkeys(use.photo for use in uses)][:6],
                    "exact": all(use.photo == ours[code].photo for use in uses),
                },
                wares=frozenset({code}),
            )


def _cannot_be(it: Dossier, uses: list[PhotoUse], name: str) -> bool:
    """Shown as different goods; or the same hand put it into several villages."""
    if len({use.name for use in uses} | {name}) > 1:
        return True
    villages = {use.village_id for use in uses} | {it.village_id}
    hands = {use.opened_by for use in uses} | {it.opened_by}
    return len(villages) > 1 and len(hands) < len(villages)


def overlap(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """The same sales in an imported table and in our own book."""
    for told in it.imports:
        then = [s for s in it.sales if told.since <= s.day <= told.until and s.paid]
        own = sum(sale.goods for sale in then)
        if then and told.revenue and abs(own - told.revenue) <= t.overlap * told.revenue:
            yield Finding(
                Scheme.OVERLAP,
                f"{told.since}:{told.until}:{told.platform}"[:60],
                {
                    "platform": told.platform,
                    "amount": own,
                    "imported": told.revenue,
                    "from": told.since.isoformat(),
                    "to": told.until.isoformat(),
                },
            )
