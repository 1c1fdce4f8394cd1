from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.permissions import GRANTS, Permission, Role
from storefront.accounts.tongues import Tongue
from storefront.db import Base, BigKey, pk
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


class Posting(Base):
    """A role held at a place, and so in every place inside it, from a day to a day."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("person_id", "place_id", "role", "from_day"),)

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    role: Mapped[Role]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    """The first day it was no longer held."""

    person: Mapped[Person] = relationship(back_populates="postings")
    place: Mapped[Place] = relationship(lazy="joined")

    def held_on(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


class SignInCode(Base):
    """A one-time code sent to a phone. Only its hash is kept."""

    __tablename__ = "sign_in_code"
    __table_args__ = (Index("ix_sign_in_code_phone_made_at", "phone", "made_at"),)

    id: Mapped[pk]
    phone: Mapped[str] = mapped_column(String(16))
    ticket: Mapped[str] = mapped_column(String(32), unique=True)
    """Held by the browser that asked, so that nobody else can use up the tries."""
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Ended(enum.StrEnum):
    """Why somebody is signed in no longer."""

    SIGNED_OUT = "signed_out"
    FROM_ELSEWHERE = "from_elsewhere"
    """Ended on the page that lists them, on another device or this one."""
    POSTING = "posting"
    """They left a team, or a posting ended."""
    PASSWORD = "password"  # noqa: S105
    PHONE = "phone"
    OPERATOR = "operator"


class Stay(Base):
    """From a sign-in until it ends: one person in one browser. Only the key's hash is kept."""

    __tablename__ = "stay"
    __table_args__ = (Index("ix_stay_person_id_ended_at", "person_id", "ended_at"),)

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(20), default="")
    """Its family, such as Firefox; nothing where it did not say."""
    system: Mapped[str] = mapped_column(String(20), default="")
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """Within the hour: it is not written at every page."""
    proved_at: Mapped[datetime]
    """When whoever sits there last showed who they are."""
    second_at: Mapped[datetime | None]
    """When they showed a second factor as well."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_why: Mapped[Ended | None]


class SecondFactor(Base):
    """What somebody's own phone counts with, besides the number they sign in by (TOTP)."""

    __tablename__ = "second_factor"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    sealed: Mapped[bytes]
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the phone first counted right. Until then it opens nothing."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """A code is good for one step of thirty seconds, and once."""


class RecoveryCode(Base):
    """One of eight codes on paper, for whoever lost the phone. Only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class KnockKind(enum.StrEnum):
    CODE = "code"
    """Asked for a one-time code."""
    PASSWORD = "password"  # noqa: S105
    """Gave a wrong password."""
    SECOND = "second"
    """Gave a wrong second factor, after a right first one."""
    FIND = "find"
    """Named an order that is not there, or not of that phone."""
    GROUP = "group"
    """Opened a group order, of which the phone is told."""
    REPORT = "report"
    """Reported a rating, at which somebody of the commune has to look."""


class Knock(Base):
    """One knock at somebody's door. Counted to slow guessing down, forgotten after a day."""

    __tablename__ = "knock"
    __table_args__ = (
        Index("ix_knock_kind_phone_at", "kind", "phone", "at"),
        Index("ix_knock_kind_address_at", "kind", "address", "at"),
        Index("ix_knock_at", "at"),
    )

    id: Mapped[pk]
    kind: Mapped[KnockKind]
    phone: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(45))
    """Where it came from. A village may share one."""
    known: Mapped[bool]
    """From a device that has signed in to this phone number before."""
    at: Mapped[datetime]


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
        is_asked_for = self.mode in PROVEN_BY and self.text_version >= PROVEN_SINCE
        return is_asked_for and self.proof_id is None


class Trace(Base):
    """Who pressed what, and for whom. Rows are added, never changed."""

    __tablename__ = "trace"
    __table_args__ = (Index("ix_trace_for_id_at", "for_id", "at"),)

    id: Mapped[pk]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Nobody, when a bank's notice did it."""
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The keeper for whom it was done. Somebody else's name here means it was assisted."""
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    """What it was done to, such as order:CB7K2M9Q4."""
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str | None] = mapped_column(Text)

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])


class Seen(enum.StrEnum):
    """Which kind of page or file it was."""

    HOUSEHOLD = "household"
    PAGE = "page"
    """With name, telephone number and account: for those who care for it."""
    TEAM = "team"
    WITHOUT_TEAM = "without_team"
    ROWS = "rows"
    EVERYBODY = "everybody"
    AUDIT = "audit"
    SUSPECT = "suspect"
    WARNINGS = "warnings"
    MONEY = "money"
    IMPORTED = "imported"
    """A list that another platform made."""
    VISITS = "visits"
    CALLS = "calls"
    PACKING = "packing"
    CONSENTS = "consents"
    OBJECTIONS = "objections"
    FOLDERS = "folders"
    ROLL = "roll"
    """A list somebody brought, beside what the book says."""
    TWINS = "twins"
    """Two entries of the book side by side."""
    COUNTER = "counter"
    """Found by name at a shared computer, or in the log of one."""
    FIELD = "field"
    """Everybody of a team's territory, taken along on a phone."""
    REQUESTS = "requests"
    """What somebody asks about their own data."""


class Look(Base):
    """Somebody saw rows about households. Added, never changed, and forgotten after two years."""

    __tablename__ = "look"
    __table_args__ = (
        Index("ix_look_at", "at"),
        Index("ix_look_place_id_at", "place_id", "at"),
    )

    id: Mapped[pk]
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen: Mapped[Seen]
    subject: Mapped[str] = mapped_column(String(60))
    """What it was, such as household:HK7M2."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """Where they live."""
    is_whole: Mapped[bool] = mapped_column(default=False)
    """Everybody living there, rather than those named."""
    is_taken: Mapped[bool] = mapped_column(default=False)
    """Taken away as a file."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """What for, where it is asked: of whoever does not work there."""

    actor: Mapped[Person] = relationship()
    place: Mapped[Place] = relationship()


class LookedAt(Base):
    """Whom somebody saw."""

    __tablename__ = "looked_at"
    __table_args__ = (Index("ix_looked_at_person_id", "person_id"),)

    look_id: Mapped[int] = mapped_column(BigKey, ForeignKey("look.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("person.id"), primary_key=True)
