"""A sticker that somebody stood before where there was no signal: looked at, put up, withdrawn."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from storefront.accounts.permissions import Permission
from storefront.field.actions import Outcome, Told
from storefront.posters import actions, queries
from storefront.posters.models import Poster, Why
from storefront.web import stickers
from storefront.web.checking import serial_in
from storefront.web.errand_answers import Refused, once, theirs, whole
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import StickerErrand
from storefront.web.people import me


def sticker(told: Told) -> Outcome:
    draft = Draft.read(StickerErrand)
    form = whole(draft)
    serial = serial_in(form.serial) or stickers.serial_of(form.qr)
    if serial is None:
        raise Refused(serial=_("Type the serial under the QR as well, such as QR7K 2M9Q4."))

    if form.does == "place" and not form.spot:
        raise Refused(spot=_("Say where it hangs, in a few words."))

    def act(at: datetime) -> Outcome:
        if form.does == "place":
            actions.place(_ours(serial, must_be_good=True), where=form.spot, by=me(), at=at)
        elif form.does == "withdraw":
            actions.withdraw(_ours(serial), why=Why(form.why), by=me(), at=at)
        else:
            content = "" if serial_in(form.qr) else form.qr
            seen = actions.scan(serial, content=content, where=form.spot, by=me(), at=at)
            return {"serial": serial, "sight": seen.sight}
        return {"serial": serial}

    return once(told, act)


def _ours(serial: str, *, must_be_good: bool = False) -> Poster:
    """Of a household that the team presses for."""
    poster = queries.by_serial(serial)
    if poster is None:
        raise Refused(serial=_("The market never printed it"))
    theirs(poster.shop.household.code, Permission.SHOP_EDIT)
    if must_be_good and not poster.is_good:
        raise Refused(serial=_("It is withdrawn. Take it down, and print another."))
    return poster
