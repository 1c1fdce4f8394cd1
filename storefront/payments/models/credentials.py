"""What providers gave to households and co-operatives."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.places.models import Place
from storefront.shops.models import Household


class Greeted(enum.StrEnum):
    """What a provider said when it was asked whether it knows us."""

    KNOWN = "known"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NOTHING_TO_ASK = "nothing_to_ask"
    """They only check messages: the first one tells."""
    SEALED = "sealed"
    """No key of ours opens them any more."""


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
    """What the last test said; nothing when never tested, or it could not be asked."""
    greeted: Mapped[Greeted | None]
    test_said: Mapped[str] = mapped_column(String(240), default="")
    """The provider's own code and words for a refusal."""
    phone: Mapped[str] = mapped_column(String(16), default="")
    """The keeper's, when it was asked for: where the code went. Co-operatives have none."""
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    wrong_tries: Mapped[int] = mapped_column(default=0)
    called_back_at: Mapped[datetime | None]
    """When the keeper's code was told."""
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    effective_at: Mapped[datetime | None]
    """The end of the cooling period: not before."""
    lapses_at: Mapped[datetime | None]
    in_use_at: Mapped[datetime | None]
    """Since when it opens payments and is believed. Nothing: it waits, or never came to it."""
    retired_at: Mapped[datetime | None]
    """Opens nothing any more; what was opened with it is still asked about."""
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    household: Mapped[Household | None] = relationship()
    place: Mapped[Place | None] = relationship()
    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    retired_by: Mapped[Person | None] = relationship(foreign_keys=[retired_by_id])

    @property
    def is_waiting(self) -> bool:
        return self.in_use_at is None and self.retired_at is None

    @property
    def is_in_use(self) -> bool:
        return self.in_use_at is not None and self.retired_at is None

    @property
    def is_confirmed(self) -> bool:
        """A co-operative's has no keeper who could tell a code: two officers answer for it."""
        called_back = self.place_id is not None or self.called_back_at is not None
        return called_back and self.approved_at is not None
