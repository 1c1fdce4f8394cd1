"""What goes over from one entry to the other: asked before, shown, and then done by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from storefront import text
from storefront.accounts.models import Consent
from storefront.db import session
from storefront.imports.models import ImportedRow
from storefront.screening.models import Scheme, Suspect, SuspectState
from storefront.shops.folders import queries as folders
from storefront.shops.models import Folder, Household, PaymentAccount, Product, Shop, full_name
from storefront.visits import queries as visits
from storefront.visits.models import IdentityCheck


@dataclass(frozen=True, slots=True)
class Plan:
    kept: Household
    gone: Household
    shop: Shop | None
    """Goes over as it is: the kept entry has none."""
    resting: Shop | None
    """Both have one: this one rests, and its address leads to the other."""
    goods: Sequence[Product]
    """Of the resting shop, those the other does not have."""
    doubles: Sequence[Product]
    """Those it has, by name and unit: no longer shown."""
    account: PaymentAccount | None
    """Goes over: the kept entry has none."""
    retired: Sequence[PaymentAccount]
    """No longer paid into: the kept entry has its own."""
    phone: str | None
    consents: Sequence[Consent]
    """To what the kept entry was never asked about."""
    folder: Folder | None
    checks: Sequence[IdentityCheck]
    imported: Sequence[ImportedRow]
    suspects: Sequence[Suspect]
    """That they are one household twice is decided with this."""


def plan(kept: Household, gone: Household) -> Plan:
    shop = gone.shop if kept.shop is None else None
    resting = gone.shop if kept.shop is not None else None
    new, doubles = _goods(resting, kept.shop)
    stand = [it for it in gone.accounts if it.retired_at is None]
    account = gone.account if kept.account is None else None
    return Plan(
        kept=kept,
        gone=gone,
        shop=shop,
        resting=resting,
        goods=new,
        doubles=doubles,
        account=account,
        retired=[it for it in stand if it is not account],
        phone=_phone(kept, gone),
        consents=_consents(kept, gone),
        folder=None if folders.of_household(kept) else folders.of_household(gone),
        checks=visits.checks_of(gone) if shop else [],
        imported=session.scalars(
            select(ImportedRow).where(ImportedRow.household_id == gone.id).order_by(ImportedRow.id)
        ).all(),
        suspects=_suspects(kept, gone),
    )


def _goods(resting: Shop | None, shop: Shop | None) -> tuple[list[Product], list[Product]]:
    if resting is None or shop is None:
        return [], []
    there = {_called(it) for it in shop.products}
    new = [it for it in resting.products if _called(it) not in there]
    return new, [it for it in resting.products if _called(it) in there and it.shown]


def _called(product: Product) -> tuple[str, str]:
    return text.fold(full_name(product.name, product.grade)), product.unit


def _phone(kept: Household, gone: Household) -> str | None:
    """Whoever works for the market keeps the number by which they sign in to work."""
    return gone.keeper.phone if kept.keeper.phone is None and not gone.keeper.postings else None


def _consents(kept: Household, gone: Household) -> list[Consent]:
    asked = {it.purpose for it in kept.keeper.consents}
    return [it for it in gone.keeper.consents if it.purpose not in asked]


def _suspects(kept: Household, gone: Household) -> Sequence[Suspect]:
    wanted = select(Suspect).where(
        Suspect.household_id.in_((kept.id, gone.id)),
        Suspect.scheme == Scheme.TWICE,
        Suspect.state == SuspectState.OPEN,
    )
    them = {kept.id, gone.id}
    found = session.scalars(wanted.order_by(Suspect.id)).all()
    return [it for it in found if them & set(it.evidence.get("households", []))]
