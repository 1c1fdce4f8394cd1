"""Folders in words."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.accounts.models import ConsentMode
from storefront.shops.folders.steps import Done
from storefront.shops.models import FolderStep, Waits
from storefront.web import consents


def steps() -> dict[FolderStep, str]:
    return {
        FolderStep.SIM: _("The number is in the keeper's own name"),
        FolderStep.CONSENT: _("The household has agreed"),
        FolderStep.ACCOUNT: _("Where it is paid is written down"),
        FolderStep.PRODUCT: _("First goods listed by the keeper's own hand"),
        FolderStep.QR: _("The QR hangs where buyers see it"),
        FolderStep.ORDER: _("The first order"),
    }


def by_themselves() -> dict[FolderStep, str]:
    """When a step that nobody ticks is true."""
    return {
        FolderStep.CONSENT: _("True when the consent is written down."),
        FolderStep.ACCOUNT: _("True when the account is written down."),
        FolderStep.PRODUCT: _("True when the keeper, signed in, lists something alone."),
        FolderStep.ORDER: _("True when somebody orders."),
    }


def reasons() -> dict[Waits, str]:
    return {
        Waits.BANK: _("Waits for the bank"),
        Waits.SIM: _("Waits for a SIM in the keeper's own name"),
        Waits.HOUSEHOLD: _("The household asked for time"),
        Waits.SIGNAL: _("No signal, or no way to get there"),
        Waits.OTHER: _("Something else"),
    }


def how(done: Done) -> str:
    """In which way, in a few words."""
    if done.step is FolderStep.CONSENT:
        return consents.mode(ConsentMode(done.how))
    if done.step is FolderStep.ACCOUNT:
        return str(_("last digits %(tail)s", tail=done.how))
    return done.how
