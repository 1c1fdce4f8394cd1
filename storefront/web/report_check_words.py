"""Signatures and checked papers in words."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.reports.checking import Word
from storefront.reports.revocation import Standing


def no_stamps() -> dict[str, str]:
    """Why a signature has no timestamp."""
    return {
        "unreachable": _("the authority did not answer in time"),
        "refused": _("the authority refused"),
        "nonsense": _("the answer was no timestamp of this paper"),
    }


def standings() -> dict[Standing, str]:
    """What the authority says about its certificate."""
    return {
        Standing.GOOD: _("the authority stands by it"),
        Standing.REVOKED: _("taken back by the authority"),
        Standing.NOWHERE: _("the certificate names nobody who could be asked"),
        Standing.UNREACHABLE: _("the authority could not be asked just now"),
        Standing.NONSENSE: _("the authority's answer cannot be relied on"),
    }


def titles() -> dict[Word, str]:
    return {
        Word.SIGNED: _("Signed, and whole"),
        Word.COPY: _("Whole, without a signature"),
        Word.CHANGED: _("Changed since it was signed"),
        Word.STRANGER: _("Not signed by us"),
        Word.NOT_KEPT: _("Signed by us, but not the file we keep"),
        Word.REVOKED: _("Its certificate has been taken back"),
        Word.UNKNOWN: _("We know no such file"),
    }


def explained() -> dict[Word, str]:
    return {
        Word.SIGNED: _("Byte for byte the paper that was signed."),
        Word.COPY: _("Byte for byte a file we gave out. It carries no signature."),
        Word.CHANGED: _("It is not what was signed. Do not rely on it; ask for the report again."),
        Word.STRANGER: _(
            "The file is whole, but somebody signed it with another certificate than ours."
        ),
        Word.NOT_KEPT: _(
            "The signature holds and is ours, but another file is kept for the report. Ask us."
        ),
        Word.REVOKED: _(
            "The authority no longer answers for the certificate it was signed with, and no"
            " timestamp shows that it was signed before. Ask the province."
        ),
        Word.UNKNOWN: _(
            "Somebody changed it, saved it anew or photographed it, or it was never ours."
        ),
    }


GOOD = (Word.SIGNED, Word.COPY)
BAD = (Word.CHANGED, Word.STRANGER, Word.REVOKED)
