from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person, Purpose
from storefront.accounts.permissions import ACTING, HELPING, KEEPER, Permission
from storefront.db import Base, pk
from storefront.places.models import Place
from storefront.teams.models import Team

if TYPE_CHECKING:
    from storefront.shops.models.accounts import PaymentAccount
    from storefront.shops.models.shops import Shop


class Household(Base):
    """A farm household: the permanent key of everything we count."""

    __tablename__ = "household"
    __table_args__ = (
        Index("ix_household_folded_birth_year", "folded", "birth_year"),
        Index("ix_household_village_id_folded", "village_id", "folded"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    keeper_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    """The head of the household, who keeps its shop."""
    folded: Mapped[str] = mapped_column(String(80))
    """The keeper's name, folded: finds the same household registered twice."""
    honorific: Mapped[str] = mapped_column(String(10))
    """How the village addresses the keeper: ông, bà, anh, chị."""
    birth_year: Mapped[int | None]
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Where it lives now; Residence keeps where it lived before."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_over_at: Mapped[datetime | None]
    """Since then it acts by itself, and nobody presses for it until it asks again."""
    gone_at: Mapped[datetime | None]
    """Out of the book since then: written down by mistake, or there twice. See leaving."""

    keeper: Mapped[Person] = relationship(foreign_keys=[keeper_id])
    registered_by: Mapped[Person] = relationship(foreign_keys=[registered_by_id])
    village: Mapped[Place] = relationship()
    team: Mapped[Team | None] = relationship()
    shop: Mapped[Shop | None] = relationship(back_populates="household")
    accounts: Mapped[list[PaymentAccount]] = relationship(
        back_populates="household", order_by="PaymentAccount.id"
    )

    @property
    def called(self) -> str:
        """As the village says it: bà Nhình."""
        return f"{self.honorific} {self.keeper.name.split()[-1]}"

    @property
    def account(self) -> PaymentAccount | None:
        """Where buyers pay from now on."""
        return next((it for it in reversed(self.accounts) if it.retired_at is None), None)

    @property
    def takes_help(self) -> bool:
        """Others may press for it: it agreed to that, and has not taken over itself."""
        return self.keeper.agrees_to(Purpose.ASSIST) and self.taken_over_at is None

    def allows(self, person: Person, permission: Permission, *, on: date) -> bool:
        """Its keeper, or somebody posted where it lives whose help it has agreed to."""
        if person.id == self.keeper_id and permission in KEEPER:
            return True
        if permission in HELPING and not self.keeper.agrees_to(Purpose.ASSIST):
            return False
        if permission in ACTING and self.taken_over_at and person.id != self.keeper_id:
            return False
        return person.may(permission, at=self.village, on=on)


class Residence(Base):
    """In which village, and so in which commune, a household lived from a day to a day."""

    __tablename__ = "residence"
    __table_args__ = (UniqueConstraint("household_id", "from_day"),)

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date | None]
