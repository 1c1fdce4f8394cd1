from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront.accounts import texts
from storefront.accounts.models import (
    PROVEN_BY,
    Consent,
    ConsentMode,
    ConsentProof,
    Person,
    ProofKind,
    Purpose,
    Trace,
)
from storefront.db import session
from storefront.rows import put

CONSENT_TEXT = texts.CURRENT
"""The version of the words read aloud before a household agrees. Old consents keep theirs."""


def trace(
    verb: str,
    subject: str,
    *,
    actor: Person | None,
    for_id: int | None = None,
    detail: dict[str, Any] | None = None,
    at: datetime,
) -> None:
    """Write down who pressed what, and for whom."""
    trace_each(verb, [(subject, for_id)], actor=actor, detail=detail, at=at)


def trace_each(
    verb: str,
    subjects: Iterable[tuple[str, int | None]],
    *,
    actor: Person | None,
    detail: dict[str, Any] | None = None,
    at: datetime,
) -> None:
    """The same pressed once for several things, each of them for somebody."""
    pressed = {
        "at": at, "actor_id": actor.id if actor else None, "verb": verb, "detail": detail or {}
    }  # fmt: skip
    put(Trace, *(pressed | {"subject": it, "for_id": for_id} for it, for_id in subjects))


@dataclass(frozen=True, slots=True)
class Proof:
    """A voice note or a photographed paper that was put into the private folder."""

    kind: ProofKind
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody said yes to, and how."""

    purposes: frozenset[Purpose]
    mode: ConsentMode
    witness: str | None = None
    language: str = "vi"
    """Spoken, or read."""
    text_version: str = CONSENT_TEXT
    proof: Proof | None = None


def record_consents(
    person: Person, agreement: Agreement, *, by: Person, at: datetime
) -> list[Consent]:
    """Keep one row a purpose, and give what is new. What was agreed to before stays as it is; to
    words that have changed since, one agrees anew."""
    wanted = _new(agreement, person)
    proof = (
        keep_proof(agreement.proof, person, by=by, at=at) if wanted and agreement.proof else None
    )
    given = [
        Consent(
            purpose=purpose,
            text_version=agreement.text_version,
            language=agreement.language,
            mode=agreement.mode,
            witness=agreement.witness,
            collector=by,
            given_at=at,
            proof=proof,
        )
        for purpose in wanted
    ]
    person.consents.extend(given)
    return given


def add_proof(person: Person, proof: Proof, *, by: Person, at: datetime) -> list[Consent]:
    """For the consents given in that way that lack one: the paper was photographed later."""
    lacking = [it for it in person.consents if it.lacks_proof and it.withdrawn_at is None]
    proven = [it for it in lacking if PROVEN_BY[it.mode] is proof.kind]
    if proven:
        kept = keep_proof(proof, person, by=by, at=at)
        for consent in proven:
            consent.proof = kept
        trace("consent.prove", f"proof:{proof.kind}", actor=by, for_id=person.id, at=at)
    return proven


def keep_proof(proof: Proof, person: Person, *, by: Person, at: datetime) -> ConsentProof:
    """Of what this person said or signed."""
    kept = ConsentProof(
        person_id=person.id,
        kind=proof.kind,
        name=proof.name,
        mime=proof.mime,
        by=by,
        at=at,
    )
    session.add(kept)
    return kept


def withdraw_consent(person: Person, purpose: Purpose, *, by: Person, at: datetime) -> None:
    """Take an agreement back. Doing it twice changes nothing."""
    given = [it for it in person.consents if it.purpose is purpose and it.withdrawn_at is None]
    for consent in given:
        consent.withdrawn_at = at
    if given:
        trace("consent.withdraw", f"consent:{purpose}", actor=by, for_id=person.id, at=at)


def contest(deed: Trace, *, by: Person, at: datetime) -> None:
    """Say "that was not me, and I did not ask for it". The deed itself stays written."""
    trace("contest", f"trace:{deed.id}", actor=by, for_id=by.id, at=at)


def _new(agreement: Agreement, person: Person) -> list[Purpose]:
    wanted = [it for it in Purpose if it in agreement.purposes]
    return [it for it in wanted if not _is_agreed(person, it, agreement.text_version)]


def _is_agreed(person: Person, purpose: Purpose, version: str) -> bool:
    """To these very words, or to newer ones."""
    known = person.consent_to(purpose)
    return known is not None and (
        texts.valid(purpose, known.text_version).name >= texts.valid(purpose, version).name
    )
