"""Why somebody should go to a house, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.rounds.suggesting import Reason
from storefront.rounds.weights import WEIGHTS, Because
from storefront.web.filters import day


def reason(it: Reason) -> str:
    since = day(it.since) if it.since else ""
    said = {
        Because.UNANSWERED: ngettext(
            "an order waits for an answer", "%(num)s orders wait for an answer", it.many
        ),
        Because.MISSED: _("planned for %(day)s, and nobody came", day=since),
        Because.AGREED: _("agreed for %(day)s", day=since),
        Because.DYING: _("has sold nothing since %(day)s", day=since),
        Because.FOLDER_LATE: _("folder late, due on %(day)s", day=since),
        Because.NEVER_RECEIVED: _("account of %(day)s has received nothing", day=since),
        Because.NOT_MET: _("not met on %(day)s", day=since),
        Because.NEVER: _("nobody has been there yet"),
        Because.LONG: _("last visit on %(day)s", day=since),
    }
    return str(said[it.because])


def table() -> list[tuple[str, int]]:
    """What each reason weighs, the heaviest first."""
    called = {
        Because.UNANSWERED: _("An order nobody answers"),
        Because.MISSED: _("Planned, and nobody came"),
        Because.AGREED: _("A day was agreed, and is here"),
        Because.DYING: _("A shop that has gone quiet"),
        Because.FOLDER_LATE: _("A folder that is late"),
        Because.NEVER_RECEIVED: _("An account that never received"),
        Because.NOT_MET: _("Nobody was met last time"),
        Because.NEVER: _("Nobody has been there yet"),
        Because.LONG: _("No visit for 90 days"),
    }
    return sorted(((called[it], heavy) for it, heavy in WEIGHTS.items()), key=lambda it: -it[1])
