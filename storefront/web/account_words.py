"""How far an account is trusted, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.holders.models import NameCheck, Outcome
from storefront.shops.models import AccountStep


def steps() -> dict[AccountStep, str]:
    return {
        AccountStep.DECLARED: _("Written down"),
        AccountStep.NAME_MATCHED: _("The bank knows this name"),
        AccountStep.TRIED: _("Tried with a small sum"),
        AccountStep.RECEIVED: _("A buyer's money has come"),
    }


def outcome(check: NameCheck) -> tuple[str, str]:
    """What came of asking, and what to do next."""
    if check.accepted is not None:
        taken = _("A person took the names for the same"), check.why
        return taken if check.accepted else (_("A person said: somebody else's account"), check.why)
    return {
        Outcome.WAITING: (_("The bank has not answered yet"), _("It is asked again by itself.")),
        Outcome.SAME: (_("The same name"), ""),
        Outcome.NEAR: (_("Nearly the same name"), _("A person who did not write it down decides.")),
        Outcome.OTHER: (
            _("Another name: the account is not the household's"),
            _("Look at the number and the bank again, and change the account."),
        ),
        Outcome.NOBODY: (
            _("The bank knows no such account"),
            _("Look at the number and the bank again, and change the account."),
        ),
        Outcome.UNANSWERED: (_("The bank did not answer"), _("Ask again later.")),
    }[check.outcome]
