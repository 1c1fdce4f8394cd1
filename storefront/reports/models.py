from __future__ import annotations

import enum
import json
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.campaign.scope import Geography
from storefront.db import Base, pk
from storefront.places.models import Place


class Report(Base):
    """A period report, frozen. Rows are added, never changed: a correction is a restatement."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("place_id", "period", "restatement"),
        UniqueConstraint("place_id", "year", "number", "restatement"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    """BC7K2M9Q4: in addresses, and on the paper."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    period: Mapped[str] = mapped_column(String(10))
    """The code of its period: 2026-10."""
    first: Mapped[date]
    last: Mapped[date]
    geography: Mapped[Geography]
    year: Mapped[int]
    number: Mapped[int]
    """The how manieth of the place in the year in which it was frozen."""
    restatement: Mapped[int]
    """0 for the first wording, then 1, 2, … under the same number."""
    content: Mapped[str] = mapped_column(Text)
    """All it says, as canonical JSON."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content in UTF-8."""
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    place: Mapped[Place] = relationship()
    frozen_by: Mapped[Person] = relationship()

    @cached_property
    def said(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.content)
        return told

    @property
    def serial(self) -> str:
        """12/2026, and 12/2026-2 for its second restatement."""
        return f"{self.number}/{self.year}" + (f"-{self.restatement}" if self.restatement else "")


class FileKind(enum.StrEnum):
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    SIGNED = "signed"
    """The PDF with the signature of whoever answers for it."""


class ReportFile(Base):
    """A file made from a frozen report: made once, and given out as it is ever after."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "kind"),)

    id: Mapped[pk]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    kind: Mapped[FileKind]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    made_by: Mapped[Person] = relationship()


class Signature(Base):
    """Who signed the paper of a report by which certificate, and whether the moment was stamped."""

    __tablename__ = "signature"

    id: Mapped[pk]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    holder: Mapped[str] = mapped_column(String(200))
    certificate: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256. Papers stay ours after the province has got a new one."""
    authority: Mapped[bytes] = mapped_column(LargeBinary)
    """The end of its chain, in DER."""
    valid_until: Mapped[datetime]
    is_practice: Mapped[bool]
    signed_at: Mapped[datetime]
    """By our own clock."""
    stamped_at: Mapped[datetime | None]
    """By the clock of the authority that stamped it."""
    stamped_by: Mapped[str | None] = mapped_column(String(200))
    no_stamp: Mapped[str | None] = mapped_column(String(32))
    """Why it has no timestamp, where an authority was asked: see stamping.NoStamp."""

    report: Mapped[Report] = relationship()


class Dispatch(Base):
    """A report on its way to another place: received, returned with a reason, or still unread."""

    __tablename__ = "dispatch"
    __table_args__ = (
        UniqueConstraint("report_id", "to_id"),
        Index("ix_dispatch_to_id_sent_at", "to_id", "sent_at"),
    )

    id: Mapped[pk]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was returned; nothing when it was received."""

    report: Mapped[Report] = relationship()
    to: Mapped[Place] = relationship()
    sent_by: Mapped[Person] = relationship(foreign_keys=[sent_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def is_received(self) -> bool:
        return self.answered_at is not None and self.reason is None

    @property
    def is_returned(self) -> bool:
        return self.reason is not None


class ExportOf(enum.StrEnum):
    """What is in a file that takes long to make."""

    HOUSEHOLDS = "households"
    ROWS = "rows"
    TABLE = "table"
    """Any table of a page, by its address."""
    SHEETS = "sheets"
    """Papers to be printed, all in one PDF; asked for again like a table."""


class Export(Base):
    """A file that takes long to make: asked for, under way, there, or gone wrong."""

    __tablename__ = "export"

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(24), unique=True)
    """Nobody guesses it; whoever asked is the only one who gets the file all the same."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    what: Mapped[ExportOf] = mapped_column(default=ExportOf.HOUSEHOLDS)
    kind: Mapped[FileKind] = mapped_column(default=FileKind.XLSX)
    title: Mapped[str] = mapped_column(String(200), default="")
    """What a table is called, in the language of whoever asked."""
    address: Mapped[str] = mapped_column(String(500), default="")
    """Where a table was asked for, and is asked for again."""
    done: Mapped[int] = mapped_column(default=0)
    """Communes written so far, of `total`; of a table its rows, which nobody has counted."""
    total: Mapped[int]
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """When it last went wrong; gone when it is written after all."""
    file: Mapped[str | None] = mapped_column(String(60))
    """Its name in the folder of exports: the hash of what is in it."""
    size: Mapped[int | None]

    place: Mapped[Place] = relationship()

    @property
    def ending(self) -> str:
        """A long table on paper is several papers."""
        is_several = self.kind is FileKind.PDF and self.what is not ExportOf.SHEETS
        return "zip" if is_several else self.kind
