"""Targets in words: their kinds and their states, alike on pages and in reports."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.campaign.course import State
from storefront.campaign.models import TargetKind


def kinds() -> dict[TargetKind, str]:
    return {
        TargetKind.COUNT: _("a number"),
        TargetKind.RATIO: _("a share, in percent"),
        TargetKind.RANK: _("a rank in the province"),
        TargetKind.COVERAGE: _("communes reached, in percent"),
        TargetKind.MULTIPLE: _("a multiple of the baseline"),
    }


def states() -> dict[str, str]:
    return {
        State.MET: _("met"),
        State.ON_COURSE: _("on course"),
        State.BEHIND: _("behind"),
        State.NOT_MET: _("not met"),
        State.NOT_CARRIED_OUT: _("not carried out"),
        State.NO_DATA: _("no data"),
    }
