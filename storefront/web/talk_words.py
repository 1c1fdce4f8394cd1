"""Ready-made messages in the reader's language, and why something could not be said."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.talks.models import Saying, Side
from storefront.talks.refusals import (
    BadVoice,
    LeadsAway,
    NamesAccount,
    NotSaid,
    TooLate,
    TooLong,
    TooMuch,
)

READY = {
    Side.HOUSEHOLD: (
        Saying.TEN_MINUTES_LATE,
        Saying.PACKED,
        Saying.ON_THE_WAY,
        Saying.ROAD_CUT,
        Saying.CALL_ME,
    ),
    Side.BUYER: (
        Saying.WHERE_IS_IT,
        Saying.TEN_MINUTES_LATE,
        Saying.HOME_IN_THE_EVENING,
        Saying.WITH_THE_NEIGHBOUR,
        Saying.CALL_ME,
        Saying.IT_HAS_COME,
    ),
}
"""What is offered to each side, by one tap."""


def sayings() -> dict[Saying, str]:
    return {
        Saying.TEN_MINUTES_LATE: _("I am 10 minutes late"),
        Saying.ROAD_CUT: _("The road is cut by rain, it goes tomorrow"),
        Saying.ON_THE_WAY: _("I am on my way"),
        Saying.PACKED: _("It is packed and goes today"),
        Saying.CALL_ME: _("Call me"),
        Saying.WHERE_IS_IT: _("Where is it?"),
        Saying.HOME_IN_THE_EVENING: _("I am home in the evening"),
        Saying.WITH_THE_NEIGHBOUR: _("Leave it with the neighbour"),
        Saying.IT_HAS_COME: _("It has come, thank you"),
    }


def refusal(why: NotSaid) -> str:
    said: dict[type[NotSaid], str] = {
        LeadsAway: _("No web addresses here: they lead buyers away to cheats."),
        NamesAccount: _("No account numbers here: money goes by the order's own QR alone."),
        TooMuch: _("That is enough for a day. Call them instead."),
        TooLate: _("This order ended long ago. Order again to write."),
        TooLong: _("Too long. At most two minutes."),
        BadVoice: _("This is no recording phones can play. Use the phone's own recorder."),
    }
    return said.get(type(why)) or _("Write something, choose a line, or record your voice.")
