"""People, and what they may do where."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models.consents import Consent, Purpose
from storefront.accounts.permissions import GRANTS, Permission, Role
from storefront.accounts.tongues import Tongue
from storefront.db import Base, pk
from storefront.places.models import Place


class Person(Base):
    """Anyone the market knows by name. The phone number is the identity; some have none."""

    __tablename__ = "person"

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    """E.164, such as +84912345678."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="vi")
    listens_in: Mapped[Tongue | None]
    """The tongue in which key screens are heard, where somebody has recorded them."""
    known_since: Mapped[datetime]

    postings: Mapped[list[Posting]] = relationship(back_populates="person")
    consents: Mapped[list[Consent]] = relationship(
        back_populates="person", foreign_keys="Consent.person_id", order_by="Consent.id"
    )

    def agrees_to(self, purpose: Purpose) -> bool:
        """Whether a consent to the purpose was given and not withdrawn."""
        return any(
            consent.purpose is purpose and consent.withdrawn_at is None for consent in self.consents
        )

    def consent_to(self, purpose: Purpose) -> Consent | None:
        """The newest that stands."""
        given = (it for it in self.consents if it.purpose is purpose and it.withdrawn_at is None)
        return max(given, key=lambda it: it.text_version, default=None)

    def held_on(self, day: date) -> list[Posting]:
        return [posting for posting in self.postings if posting.held_on(day)]

    def may(self, permission: Permission, *, at: Place, on: date) -> bool:
        """Whether a posting held on the day grants the permission at the place."""
        return any(
            permission in GRANTS[posting.role] and posting.place.contains(at)
            for posting in self.held_on(on)
        )

    def places_where(self, permission: Permission, *, on: date) -> list[Place]:
        """The places at which, and inside which, this person has the permission."""
        places = [
            posting.place for posting in self.held_on(on) if permission in GRANTS[posting.role]
        ]
        return sorted(places, key=lambda place: not place.stood_on(on))  # what is gone comes last


class Held:
    """What somebody holds from a day to a day."""

    from_day: Mapped[date]
    to_day: Mapped[date | None]
    """The first day on which it is held no more."""

    def held_on(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)

    @classmethod
    def are_held_on(cls, day: Any) -> ColumnElement[bool]:
        """The same rule, asked of the database; the day may come later, by a name."""
        return and_(cls.from_day <= day, or_(cls.to_day.is_(None), day < cls.to_day))


class Posting(Held, Base):
    """A role held at a place, and so in every place inside it, from a day to a day."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("person_id", "place_id", "role", "from_day"),)

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    role: Mapped[Role]
    from_day: Mapped[date]
    to_day: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="postings")
    place: Mapped[Place] = relationship(lazy="joined")
