"""A form field in which people name a place, and what they meant by it.

    class AddressForm(BaseModel):
        commune: LongLine                                        # what was typed

    draft = Draft.read(AddressForm)
    commune = place_picker.pick(draft, "commune", on=today)      # Place, or None and an error

and in the template `{{ place_picker(draft, "commune", _("Commune")) }}` from
components/place_picker.html. To start from a known place:
`Draft(AddressForm, place_picker.typed("commune", place))`. `inside=` keeps to some places.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from storefront.places.models import Place
from storefront.places.queries import among
from storefront.places.search import Match, find
from storefront.web.forms.draft import Draft

CHOICES = 12
_LONGEST_CODE = 20


def pick(draft: Draft[Any], name: str, *, on: date, inside: Sequence[Place] = ()) -> Place | None:
    """The commune that the field means. Otherwise the draft gets an error, and choices if any."""
    words = str(draft.typed.get(name) or "")
    code = draft.typed[f"{name}_code"] = request.form.get(f"{name}_code", "")[:_LONGEST_CODE]
    if name in draft.errors:
        return None
    if not words.strip():
        draft.refuse(name, _("Fill this in."))
        return None
    chosen = among(code, on=on, inside=inside) if code else None
    if chosen and words == full_label(chosen):
        return chosen
    matches = find(words, on=on, inside=inside, limit=CHOICES)
    meant = next((match for match in matches if match.place is chosen), None) or _only(matches)
    if meant is None:
        draft.choices[name] = matches
        draft.refuse(name, _which() if matches else _unknown())
    return meant.place if meant else None


def _only(matches: list[Match]) -> Match | None:
    """What was named in full and can be nothing else. A divided commune is always asked about."""
    exact = [match for match in matches if match.exact]
    return exact[0] if len(exact) == 1 and not exact[0].split else None


def _which() -> str:
    return str(_("Which one is it? Choose below."))


def _unknown() -> str:
    return str(_("No commune found. Try its old name, or only a part of it."))


def typed(name: str, place: Place) -> dict[str, str]:
    """What a field holds when the place is known already."""
    return {name: full_label(place), f"{name}_code": place.code}


def full_label(place: Place) -> str:
    """xã Hoàng Văn Thụ, tỉnh Lạng Sơn"""
    return f"{place.full_name}, {place.parent.full_name}" if place.parent else place.full_name


def label(match: Match) -> str:
    """xã Hoàng Văn Thụ (Tân Mỹ cũ)"""
    if match.was is None:
        return match.place.full_name
    words = _("%(new)s (formerly %(old)s)", new=match.place.full_name, old=_old_name(match))
    return str(words)


def _old_name(match: Match) -> str:
    was = match.was
    assert was is not None  # noqa: S101
    return was.name if was.kind == match.place.kind else was.full_name


def where(match: Match) -> str:
    """huyện Văn Lãng cũ, tỉnh Lạng Sơn"""
    province = match.province.full_name if match.province else ""
    if match.district is None or match.was in (None, match.district):
        return province
    return ", ".join([_("formerly %(district)s", district=match.district.full_name), province])
