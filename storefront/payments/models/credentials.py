"""What providers gave to households and co-operatives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.places.models import Place
from storefront.shops.models import Household


class MerchantCredential(Base):
    """What a household or a co-operative was given by a provider, sealed with the market's key.

    With `household_id` it is for that household's shop; with `place_id` for a co-operative: every
    household there that has none of its own.
    """

    __tablename__ = "merchant_credential"
    __table_args__ = (
        Index("ix_merchant_credential_household_id", "household_id"),
        Index("ix_merchant_credential_place_id", "place_id"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    """Stands in the address of its callbacks."""
    provider: Mapped[str] = mapped_column(String(20))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    holder: Mapped[str] = mapped_column(String(80))
    """Who is paid by the provider: HTX Na Chi Lăng."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    hint: Mapped[dict[str, Any]]
    """What may be shown: each field, secrets masked but for their last letters."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tested_at: Mapped[datetime | None]
    works: Mapped[bool | None]
    """What the last test said; nothing when never tested."""
    retired_at: Mapped[datetime | None]
    """Opens nothing any more; what was opened with it is still asked about."""

    household: Mapped[Household | None] = relationship()
    place: Mapped[Place | None] = relationship()
    added_by: Mapped[Person] = relationship()
