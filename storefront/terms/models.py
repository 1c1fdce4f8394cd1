from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import ConsentMode, ConsentProof, Person
from storefront.accounts.models.consents import is_unproven
from storefront.db import Base, pk


class TermsAcceptance(Base):
    """A keeper accepted one version of the terms of sellers: when, how, and who wrote it down."""

    __tablename__ = "terms_acceptance"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The keeper, not the household: whoever keeps it next is asked anew."""
    version: Mapped[str] = mapped_column(String(20))
    """The day from which it applies, as its file is named."""
    mode: Mapped[ConsentMode]
    language: Mapped[str] = mapped_column(String(20))
    """In which it was read or spoken."""
    witness: Mapped[str | None] = mapped_column(String(80))
    collector_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    accepted_at: Mapped[datetime]
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("consent_proof.id"))
    """Whoever cannot read has said yes into a phone, or signed."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    collector: Mapped[Person] = relationship(foreign_keys=[collector_id])
    proof: Mapped[ConsentProof | None] = relationship()

    @property
    def lacks_proof(self) -> bool:
        return is_unproven(self.mode, self.version, self.proof_id)

    @property
    def day(self) -> date:
        """From which the version applies."""
        return date.fromisoformat(self.version)
