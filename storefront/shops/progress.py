"""How far a household has come, in five steps, and what comes next."""

import enum
from dataclasses import dataclass

from storefront.accounts.models import Purpose
from storefront.shops.models import AccountStep, Household


class Step(enum.StrEnum):
    CONSENT = "consent"
    SHOP = "shop"
    PRODUCT = "product"
    ACCOUNT = "account"
    RECEIVED = "received"
    """Money has really come, at least once."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: frozenset[Step]

    @property
    def next(self) -> Step | None:
        return next((step for step in Step if step not in self.done), None)


def progress(household: Household) -> Progress:
    reached = {
        Step.CONSENT: household.keeper.agrees_to(Purpose.SHOP),
        Step.SHOP: household.shop is not None,
        Step.PRODUCT: household.shop is not None and bool(household.shop.products),
        Step.ACCOUNT: household.account is not None,
        Step.RECEIVED: any(it.step is AccountStep.RECEIVED for it in household.accounts),
    }
    return Progress(frozenset(step for step in Step if reached[step]))
