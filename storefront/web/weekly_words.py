"""Standing orders in words."""

from flask_babel import gettext as _

from storefront.standing import letters
from storefront.standing.models import StandingOrder, StandingState, Turn
from storefront.web.delivery_words import weekday_name
from storefront.web.languages import language


def days() -> list[tuple[int, str]]:
    return [(number, weekday_name(number)) for number in range(7)]


def why(turn: Turn) -> str:
    return letters.why(turn, language())


def done(what: str) -> str:
    return str(
        {
            "goods": _("So much from now on. The next message tells of it."),
            "skip": _("This time is left out. The next one stays."),
            "rest": _("It rests until you let it go on."),
            "go-on": _("It goes on."),
            "stop": _("Stopped. Nothing more is ordered."),
        }[what]
    )


def every(it: StandingOrder) -> str:
    """Every Sunday; every second Sunday; resting; stopped."""
    if it.state is StandingState.STOPPED:
        return str(_("Has been stopped"))
    day = weekday_name(it.next_on.weekday())
    if it.state is StandingState.PAUSED:
        return str(_("Resting, %(day)s", day=day))
    if it.weeks == 1:
        return str(_("Every week, %(day)s", day=day))
    return str(_("Every second week, %(day)s", day=day))
