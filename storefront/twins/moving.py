"""What goes over when two entries are made one; how it goes back is in `undoing`. What was bought,
paid, counted or written in the books stays with the entry it was written for.

KEPT and MOVED name every table that refers to a household; a test walks the schema by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storefront.accounts import stays
from storefront.accounts.models import Consent, ConsentProof, Ended, Person
from storefront.db import session
from storefront.facts import joining
from storefront.posters import actions as posters
from storefront.posters.models import Poster, Why
from storefront.ratings import actions as rating
from storefront.ratings import queries as ratings
from storefront.screening import actions as screening
from storefront.screening.models import Suspect, SuspectState
from storefront.shops import goods, noting, verifying
from storefront.shops.models import (
    Certificate,
    Household,
    Product,
    Shop,
)
from storefront.twins.plan import Plan
from storefront.visits import counting

MOVED = frozenset({"payment_account", "shop", "folder", "identity_check", "imported_row"})
"""Goes over, where the kept entry has none of its own or it is of no account whose it was."""
KEPT = frozenset(
    {
        "residence", "fact", "household_fold", "journal", "payout", "held_cash", "payment_case",
        "merchant_credential", "account_change", "order_call", "objection", "outside_sales",
        "visit", "planned_visit", "suspect", "audit_call", "early_warning", "roll_row",
        "undecided", "twin", "counter_sitting",
    }
)  # fmt: skip
"""Stays with the entry that goes, and is read from the kept one."""

Moved = dict[str, Any]


def move(it: Plan, *, cause: str, by: Person, at: datetime) -> Moved:
    """Do what the plan says. Gives what undoing needs."""
    moved: Moved = {"suspects": _end_suspects(it.suspects, by=by, at=at)}
    moved["phone"] = _move_phone(it, by=by, at=at)
    moved["consents"] = give_consents(it.consents, it.kept.keeper)
    moved["posters"] = _retire(it, by=by, at=at)
    moved["retired"] = [account.id for account in it.retired]
    moved |= _hand_over(it, at=at)
    moved["rest"] = _rest(it, at=at)
    session.flush()
    session.expire_all()
    moved["facts"] = _count(it.gone, it.kept, checks=bool(moved["checks"]), cause=cause, at=at)
    return moved


def _end_suspects(suspects: Sequence[Suspect], *, by: Person, at: datetime) -> list[int]:
    """Nobody has made anything up: it was written down twice, and counts once from now on."""
    for it in suspects:
        screening.decide(it, SuspectState.INNOCENT, note="twin", by=by, at=at)
    return [it.id for it in suspects]


def _move_phone(it: Plan, *, by: Person, at: datetime) -> str | None:
    if it.phone:
        stays.end_all(it.gone.keeper, Ended.PHONE, by=by, at=at)
        it.gone.keeper.phone = None
        session.flush()
        it.kept.keeper.phone = it.phone
    return it.phone


def give_consents(consents: Sequence[Consent], to: Person) -> list[int]:
    for it in consents:
        it.person_id = to.id
    _proofs_follow(consents, to)
    return [it.id for it in consents]


def _proofs_follow(consents: Sequence[Consent], to: Person) -> None:
    proofs = {it.proof_id for it in consents if it.proof_id}
    for proof in session.scalars(select(ConsentProof).where(ConsentProof.id.in_(proofs))):
        proof.person_id = to.id


def _retire(it: Plan, *, by: Person, at: datetime) -> list[int]:
    """Posters that ask for money to an account which is no longer used are not to be trusted."""
    withdrawn = select(Poster.id).where(Poster.withdrawn_at.is_(None))
    theirs = withdrawn.where(Poster.account_id.in_([account.id for account in it.retired]))
    found = list(session.scalars(theirs.order_by(Poster.id)))
    for account in it.retired:
        account.retired_at = at
        posters.withdraw_all(account, why=Why.ACCOUNT_RETIRED, by=by, at=at)
    return found


def _hand_over(it: Plan, *, at: datetime) -> Moved:
    """To the kept entry, with the same ids."""
    for thing in (it.shop, it.account, it.folder, *it.checks, *it.imported):
        if thing is not None:
            thing.household_id = it.kept.id
    if it.shop:
        settle_in(it.shop, it.kept.village.parent_id, at=at)
    return {
        "shop": it.shop.id if it.shop else None,
        "account": it.account.id if it.account else None,
        "folder": it.folder.id if it.folder else None,
        "checks": [check.id for check in it.checks],
        "imported": [row.id for row in it.imported],
    }


def settle_in(shop: Shop, commune_id: int | None, *, at: datetime) -> None:
    shop.commune_id = commune_id or shop.commune_id
    session.flush()
    session.expire(shop, ["household", "commune"])
    goods.reword_all(shop, at=at)
    noting.touch(shop, at=at)


def _rest(it: Plan, *, at: datetime) -> Moved | None:
    """The second shop sells nothing more; what it alone had stands in the first."""
    shop, into = it.resting, it.kept.shop
    if shop is None or into is None:
        return None
    before = shop.paused_at.isoformat() if shop.paused_at else None
    labels = _labels(shop, it.goods)
    said = list(ratings.ids_of(shop))
    things: tuple[Product | Certificate, ...] = (*it.goods, *labels)
    for thing in things:
        thing.shop_id = into.id
    for product in it.doubles:
        product.shown = False
    was = {"until": shop.paused_until.isoformat() if shop.paused_until else None}
    shop.paused_at, shop.paused_until = shop.paused_at or at, None
    session.flush()
    session.expire(into, ["products", "certificates"])
    session.expire(shop, ["products", "certificates"])
    goods.reword_all(into, at=at)
    rating.go_over(said, to=into, at=at)
    for each in (shop, into):
        noting.touch(each, at=at)
    return was | {
        "paused_at": before,
        "goods": [product.id for product in it.goods],
        "labels": [label.id for label in labels],
        "hidden": [product.id for product in it.doubles],
        "ratings": said,
    }


def _labels(shop: Shop, moving: Sequence[Product]) -> list[Certificate]:
    """Of the goods that go over. Those of the whole shop stay: they are on its papers."""
    ids = {it.id for it in moving}
    return [it for it in shop.certificates if it.product_id in ids]


def _count(
    gone: Household, kept: Household, *, checks: bool, cause: str, at: datetime
) -> list[int]:
    if checks:
        for household in (gone, kept):
            counting.count_checks(household, at=at)
    facts = joining.join(party(gone), party(kept), cause=cause, at=at)
    for household in (gone, kept):
        verifying.recount(household, at=at)
    return facts


def party(household: Household) -> joining.Party:
    return joining.Party(household.id, household.code, household.village)
