"""What people agreed to, and how that can be shown."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk

if TYPE_CHECKING:
    from storefront.accounts.models.people import Person


class Purpose(enum.StrEnum):
    """What a household agrees to, each asked for on its own (Law 91/2025/QH15)."""

    SHOP = "shop"
    """Open and keep a shop, with name, village and produce shown."""
    PAYOUT = "payout"
    """Keep the payment account and show holder name and last digits beside every QR."""
    ASSIST = "assist"
    """Let the team press for the household; each deed is shown to it."""
    REPORT = "report"
    """Count the household in the province's report, without naming it."""


class ConsentMode(enum.StrEnum):
    SELF = "self"
    SPOKEN = "spoken"
    """Read aloud and agreed to before a witness."""
    PAPER = "paper"


class ProofKind(enum.StrEnum):
    VOICE = "voice"
    """What was said, recorded."""
    PAPER = "paper"
    """What was signed, photographed."""


class ConsentProof(Base):
    """A voice note or a photographed paper, kept where no address leads to it."""

    __tablename__ = "consent_proof"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ProofKind]
    name: Mapped[str] = mapped_column(String(60))
    """Of the file, in the private folder."""
    mime: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who recorded or photographed it."""
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(foreign_keys=[by_id])


PROVEN_SINCE = "2026-10-01"
"""Consents to earlier words were given when nobody kept voice notes."""
PROVEN_BY = {ConsentMode.SPOKEN: ProofKind.VOICE, ConsentMode.PAPER: ProofKind.PAPER}


class Consent(Base):
    """One person's agreement to one purpose: how, in whose presence, to which text."""

    __tablename__ = "consent"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose]
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20))
    mode: Mapped[ConsentMode]
    witness: Mapped[str | None] = mapped_column(String(80))
    collector_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("consent_proof.id"))

    person: Mapped[Person] = relationship(back_populates="consents", foreign_keys=[person_id])
    collector: Mapped[Person] = relationship(foreign_keys=[collector_id])
    proof: Mapped[ConsentProof | None] = relationship()

    @property
    def lacks_proof(self) -> bool:
        """Spoken without a voice note, or signed on a paper nobody photographed."""
        return is_unproven(self.mode, self.text_version, self.proof_id)


def is_unproven(mode: ConsentMode, version: str, proof_id: int | None) -> bool:
    """One rule for all that somebody agrees to."""
    return mode in PROVEN_BY and version >= PROVEN_SINCE and proof_id is None
