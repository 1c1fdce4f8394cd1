"""Tongues by their names, and why something was not recorded."""

from flask_babel import gettext as _

from storefront.accounts.tongues import Tongue
from storefront.recordings.actions import LONGEST
from storefront.recordings.refusals import TooMany
from storefront.talks.refusals import TooLong


def name(tongue: Tongue) -> str:
    return names()[tongue]


def names() -> dict[Tongue, str]:
    return {
        Tongue.TAY: _("Tày"),
        Tongue.NUNG: _("Nùng"),
        Tongue.DAO: _("Dao"),
        Tongue.MONG: _("Hmong"),
        Tongue.KHMER: _("Khmer"),
    }


def refusal(why: ValueError) -> str:
    if isinstance(why, TooLong):
        return str(_("Too long. At most %(seconds)s seconds.", seconds=LONGEST))
    if isinstance(why, TooMany):
        return str(_("Enough recorded for one day. Go on tomorrow."))
    return str(_("This is no recording phones can play. Use the phone's own recorder."))
