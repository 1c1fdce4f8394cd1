from __future__ import annotations

from datetime import date, datetime

from storefront import addresses, clock
from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement, Proof
from storefront.accounts.models import PROVEN_BY, ConsentMode, Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.notifications import actions as notifications
from storefront.shops import actions as shops
from storefront.shops import noting
from storefront.shops.models import Household
from storefront.terms import queries, texts
from storefront.terms.models import TermsAcceptance
from storefront.terms.texts import Terms

_TOLD = {
    "vi": "Chợ Bản: ngày {day} nhà mình chấp nhận điều khoản bán hàng bản {version}. {by} ghi. "
    "Không phải ý nhà mình thì bảo cán bộ xã. Đọc ở {address}.",
    "en": "Chợ Bản: on {day} your household accepted the terms for sellers of {version}. Written "
    "down by {by}. If that was not your wish, tell the commune. Read them at {address}.",
}


class NotNewest(MarketError):
    """Another version came out while this one was read."""


class NotTheirOwn(MarketError):
    """Only a keeper says that she read it herself."""


def accept(
    household: Household, version: str, agreement: Agreement, *, by: Person, at: datetime
) -> None:
    """Write down that the keeper accepted the newest terms. Doing it twice changes nothing.

    `agreement` says how, as for a consent; its purposes stay empty, for terms are no consent to
    the keeping of data. Raises NotNewest, NotTheirOwn.
    """
    if version != texts.newest(Terms.SELLERS).name:
        raise NotNewest(version)
    keeper = household.keeper
    if agreement.mode is ConsentMode.SELF and by.id != keeper.id:
        raise NotTheirOwn(household.code)
    shops.hold(household)
    if session.query(TermsAcceptance).filter_by(person_id=keeper.id, version=version).first():
        return
    session.add(_written(keeper, version, agreement, by=by, at=at))
    if agreement.proof:
        _prove(keeper, agreement.proof, by=by, at=at)
    noting.trace("terms.accept", household, by=by, at=at, version=version)
    _tell(keeper, version, by=by, at=at)


def add_proof(household: Household, proof: Proof, *, by: Person, at: datetime) -> None:
    """That was not at hand then. Where nothing lacks it, nothing is kept."""
    shops.hold(household)
    if _prove(household.keeper, proof, by=by, at=at):
        noting.trace("terms.prove", household, by=by, at=at)


def _prove(keeper: Person, proof: Proof, *, by: Person, at: datetime) -> bool:
    """For all versions accepted in this way that lack it."""
    session.flush()
    lacking = [it for it in queries.accepted(keeper) if it.lacks_proof]
    proven = [it for it in lacking if PROVEN_BY[it.mode] is proof.kind]
    if proven:
        kept = accounts.keep_proof(proof, keeper, by=by, at=at)
        for acceptance in proven:
            acceptance.proof = kept
    return bool(proven)


def _written(
    keeper: Person, version: str, agreement: Agreement, *, by: Person, at: datetime
) -> TermsAcceptance:
    return TermsAcceptance(
        person=keeper,
        version=version,
        mode=agreement.mode,
        language=agreement.language,
        witness=agreement.witness,
        collector=by,
        accepted_at=at,
    )


def _tell(keeper: Person, version: str, *, by: Person, at: datetime) -> None:
    """Only what somebody else wrote down for her."""
    if keeper.phone is None or by.id == keeper.id:
        return
    words = _TOLD.get(keeper.language, _TOLD["vi"])
    body = words.format(
        day=f"{clock.village_date(at):%d/%m/%Y}",
        version=f"{date.fromisoformat(version):%d/%m/%Y}",
        by=by.name,
        address=addresses.terms(Terms.SELLERS, version),
    )
    notifications.write(body, to=keeper.phone, person=keeper, at=at)
