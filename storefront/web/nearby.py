"""Near where the buyer is: said once, remembered in a cookie, never asked of the phone."""

import re
from collections.abc import Mapping
from datetime import date
from math import cos, hypot, radians

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from storefront import clock
from storefront.catalogue.near import Spot, spot_of
from storefront.web import place_picker
from storefront.web.doors import PUBLIC, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import LongLine

bp = Blueprint("nearby", __name__, url_prefix="/nearby")

COOKIE = "place"
YEAR = 365 * 24 * 3600
KM_A_DEGREE = 111.2
ROADS = 1.3
"""In the mountains a road is about so much longer than the bird's way."""


class NearbyForm(BaseModel):
    commune: LongLine


@bp.route("", methods=["GET", "POST"])
@door(PUBLIC)
def choose() -> ResponseReturnValue:
    if request.method != "POST":
        return render_template("home/nearby.html", draft=Draft(NearbyForm))
    draft = Draft.read(NearbyForm)
    place = place_picker.pick(draft, "commune", on=clock.village_date(clock.now()))
    if place is None:
        return render_template("home/nearby.html", draft=draft), 422
    answer = redirect(url_for("home.show"))
    answer.set_cookie(COOKIE, place.code, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def code() -> str:
    """The place the buyer chose; else the province."""
    return chosen(request.cookies) or str(current_app.config["SETTINGS"].province_code)


def chosen(cookies: Mapping[str, str]) -> str | None:
    """The code in the buyer's cookie, if it looks like one."""
    said = cookies.get(COOKIE, "")
    return said if re.fullmatch(r"[0-9A-Za-z]{1,20}", said) else None


def spot(*, on: date) -> Spot | None:
    return spot_of(code(), on=on)


def km(spot: Spot | None, lat: float | None, lon: float | None) -> int | None:
    """About how far by road, in kilometres; nothing where a middle is not known."""
    if spot is None or lat is None or lon is None:
        return None
    east = (lon - spot.lon) * cos(radians(spot.lat))
    return round(hypot(lat - spot.lat, east) * KM_A_DEGREE * ROADS)
