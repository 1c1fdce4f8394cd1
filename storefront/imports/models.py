from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.imports.sheet import SheetKind
from storefront.money import Money
from storefront.places.models import Place
from storefront.shops.models import Household


class Platform(enum.StrEnum):
    POSTMART = "postmart"
    VOSO = "voso"
    COMMUNE = "commune"
    """A commune's own table."""
    OTHER = "other"
    """Named by whoever brings it."""


class ImportedSheet(Base):
    """Figures somebody brought from elsewhere. First shown, then taken in whole or thrown away;
    what was taken in is withdrawn, never deleted."""

    __tablename__ = "imported_sheet"
    __table_args__ = (
        Index("ix_imported_sheet_place_id", "place_id"),
        Index("ix_imported_sheet_digest", "digest"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[SheetKind]
    platform: Mapped[Platform]
    named: Mapped[str] = mapped_column(String(80), default="")
    """Which other platform, or whose table."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """All its communes lie in here."""
    since: Mapped[date | None]
    """The first day its orders and revenue are of; nothing when they are of all time until then."""
    until: Mapped[date]
    """The day its figures are of."""
    name: Mapped[str] = mapped_column(String(120))
    """Of the file."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The file as it came: what was read can be looked up in ten years' time."""
    brought_at: Mapped[datetime]
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_in_at: Mapped[datetime | None]
    taken_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    why_withdrawn: Mapped[str | None] = mapped_column(String(200))

    place: Mapped[Place] = relationship()
    brought_by: Mapped[Person] = relationship(foreign_keys=[brought_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def counts(self) -> bool:
        """Whether its figures are shown: taken in, and not withdrawn."""
        return self.taken_in_at is not None and self.withdrawn_at is None


class ImportedRow(Base):
    """One row of such a sheet. What a cell left open is nothing, and not nought."""

    __tablename__ = "imported_row"
    __table_args__ = (
        Index("ix_imported_row_sheet_id", "sheet_id"),
        Index("ix_imported_row_commune_id", "commune_id"),
        Index("ix_imported_row_household_id", "household_id"),
    )

    id: Mapped[pk]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("imported_sheet.id"))
    row: Mapped[int]
    """Where a person finds it in the file."""
    written: Mapped[str] = mapped_column(String(120))
    """The commune as the file names it."""
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    """The commune it is today. Open while somebody must say which part of a split one is meant."""
    name: Mapped[str] = mapped_column(String(80), default="")
    folded: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str | None] = mapped_column(String(16))
    shop: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    holder: Mapped[str] = mapped_column(String(80), default="")
    """As banks write it: HOANG THI NHINH."""
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Whose shop here it seems to be. Looked up again every hour: shops open."""
    shops: Mapped[int | None] = mapped_column(BigInteger)
    products: Mapped[int | None] = mapped_column(BigInteger)
    orders: Mapped[int | None] = mapped_column(BigInteger)
    revenue: Mapped[Money | None]

    sheet: Mapped[ImportedSheet] = relationship()
    commune: Mapped[Place | None] = relationship()
    household: Mapped[Household | None] = relationship()
