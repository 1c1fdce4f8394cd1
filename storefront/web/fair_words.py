"""What market days are called on screens."""

from flask_babel import gettext as _

from storefront import lunar
from storefront.fairs.models import Fair, Repeats
from storefront.posters.models import Sight
from storefront.web.filters import day, hour


def repeats() -> dict[Repeats, str]:
    return {
        Repeats.ONCE: _("Only this day"),
        Repeats.WEEKLY: _("Every week"),
        Repeats.MONTHLY: _("Every month, on the same weekday"),
        Repeats.LUNAR: _("Every fifth day of the lunar month"),
    }


def when(fair: Fair) -> str:
    said = f"{day(fair.opens_at)}, {hour(fair.opens_at)}–{hour(fair.closes_at)}"
    if fair.repeats is not Repeats.LUNAR:
        return said
    by_the_moon = _("lunar day %(day)s", day=lunar.day_of(fair.day))
    return f"{said} ({by_the_moon})"


def sights() -> dict[Sight, str]:
    return {
        Sight.FINE: _("As it should be"),
        Sight.OTHER_ACCOUNT: _("Another QR is pasted over it"),
        Sight.ELSEWHERE: _("It hangs somewhere else"),
        Sight.WITHDRAWN: _("It is withdrawn, and up still"),
        Sight.UNKNOWN: _("The market never printed it"),
    }
