"""Where a lesson worked: from a province to its communes, from a commune to teams and houses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import hiding
from storefront.campaign.hiding import FEWEST
from storefront.lessons import queries
from storefront.lessons.queries import Learner
from storefront.lessons.reading import Lesson, of_keepers
from storefront.places import queries as places
from storefront.places.models import Level, Place
from storefront.shops.models import Household
from storefront.web import growth_views, looking
from storefront.web.doors import door
from storefront.web.languages import language
from storefront.web.people import me

bp = Blueprint("lesson_outcomes", __name__, url_prefix="/lessons/outcomes")


@dataclass(frozen=True, slots=True)
class Part:
    """A commune of a province, or a team of a commune, as this reader may know it."""

    name: str
    code: str
    """Of a commune, to go on to it."""
    told: tuple[int, int] | None
    """How many did it, of how many; nothing where that is too few to tell."""
    homes: Sequence[Learner]


@bp.get("/<code>/<lesson>")
@door(Permission.CAMPAIGN_READ)
def show(code: str, lesson: str) -> str:
    place, about = _place(code), _lesson(lesson)
    found, knows = queries.learners(about, place), growth_views.knows(place)
    if knows and place.level is Level.COMMUNE:
        keepers = [it.household.keeper_id for it in found]
        looking.noted(Seen.ROWS, f"lesson:{lesson}", place, keepers=keepers)
    return render_template(
        "lessons/where.html",
        place=place,
        lesson=about,
        parts=_parts(found, place, knows=knows),
        fewest=FEWEST,
        known_as=growth_views.known_as,
        language=language(),
    )


def _parts(found: Sequence[Learner], place: Place, *, knows: bool) -> list[Part]:
    """The most first. Outside the commune a small part is not told, nor one alone beside it."""
    groups: dict[tuple[str, str], list[Learner]] = defaultdict(list)
    for it in found:
        groups[_group(it.household, place)].append(it)
    ranked = sorted(groups.items(), key=lambda it: (-len(it[1]), it[0]))
    sums = [(sum(it.did_at is not None for it in homes), len(homes)) for _key, homes in ranked]
    small = set() if knows else hiding.series([(did, all_ - did, all_) for did, all_ in sums])
    at_home = knows and place.level is Level.COMMUNE
    return [
        Part(name, code, None if nth in small else sums[nth], homes if at_home else ())
        for nth, ((name, code), homes) in enumerate(ranked)
    ]


def _group(household: Household, place: Place) -> tuple[str, str]:
    """By name and, where one goes on, by code."""
    if place.level is Level.COMMUNE:
        return (household.team.name if household.team else _("Without a team")), ""
    commune = household.village.parent
    return (commune.full_name, commune.code) if commune else ("", "")


def _place(code: str) -> Place:
    on = clock.village_date(clock.now())
    found = places.as_then(code, on)
    if found is None or found.level not in (Level.PROVINCE, Level.COMMUNE):
        abort(404)
    return found if me().may(Permission.CAMPAIGN_READ, at=found, on=on) else abort(404)


def _lesson(key: str) -> Lesson:
    return next((it for it in of_keepers() if it.key == key), None) or abort(404)
