"""What is said about changes of communes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.campaign.models import Reform, ReformKind, ReformState
from storefront.places.models import Place
from storefront.reforms import plan as plans
from storefront.reforms import queries
from storefront.reforms.checking import MOST_PARTS, DoesNotFit, Why
from storefront.reforms.plan import Dividing, Joining, Unit, Uniting
from storefront.reforms.preview import Unknown


def kinds() -> dict[ReformKind, str]:
    return {
        ReformKind.MERGE: _("Merge communes"),
        ReformKind.SPLIT: _("Divide a commune"),
        ReformKind.RENAME: _("Rename a commune"),
        ReformKind.MOVE: _("Move villages"),
        ReformKind.UNITE: _("Merge or rename provinces"),
    }


def states() -> dict[ReformState, str]:
    return {
        ReformState.WAITING: _("waits for its day"),
        ReformState.UNDER_WAY: _("being prepared"),
        ReformState.SETTLING: _("in force"),
        ReformState.IN_FORCE: _("in force"),
        ReformState.GOING_BACK: _("being taken back"),
        ReformState.TAKEN_BACK: _("taken back"),
        ReformState.REFUSED: _("did not fit on its day"),
    }


def why(refusal: DoesNotFit) -> str:
    about = refusal.about or "–"
    words: dict[Why, str] = {
        Why.NOT_HERE: _(
            "Choose communes and villages that stand today, in provinces for which you answer."
        ),
        Why.TOO_MANY: _("At most %(number)s parts at once.", number=MOST_PARTS),
        Why.TOO_FEW: _(
            "Choose what changes: two communes or more to merge, two parts or more to divide,"
            " a village or more to move."
        ),
        Why.NOTHING_CHANGES: _("It is called so already."),
        Why.NO_NAME: _("Write code, kind and name of the new commune."),
        Why.BAD_CODE: _("A commune's code has five digits, a province's two."),
        Why.CODE_TAKEN: _("Another place bears the code %(code)s.", code=about),
        Why.TOO_EARLY: _(
            "Something named here began or changed on that day or later: %(name)s. Choose a later"
            " day, or take that change back first.",
            name=about,
        ),
        Why.VILLAGE_LEFT: _(
            "Every village goes to exactly one part: look at %(name)s.", name=about
        ),
        Why.ALREADY_THERE: _("%(name)s lies there already.", name=about),
        Why.NAME_TAKEN: _(
            "The commune would have two villages called %(name)s. Rename one first.", name=about
        ),
        Why.LEFT_BEHIND: _(
            "Villages still lie in %(name)s, which is gone. Move them first: otherwise their"
            " figures would be in no province.",
            name=about,
        ),
        Why.WAITING: _(
            "Another change of the same places is not finished: %(decision)s.", decision=about
        ),
    }
    return words[refusal.why]


def unknown(what: Unknown, number: int) -> str:
    words: dict[Unknown, str] = {
        Unknown.LATE: _(
            "%(number)s entries were counted since that day. They go along, as now and as then;"
            " frozen reports stay as they are, and a restatement lists the difference.",
            number=number,
        ),
        Unknown.BASELINES: _(
            "%(number)s baselines cannot be added, because not every commune has them: the new"
            " commune begins without.",
            number=number,
        ),
        Unknown.SHARED: _(
            "%(number)s baselines are shared out by households, as an estimate, and say so.",
            number=number,
        ),
        Unknown.VILLAGES: _(
            "How much of %(number)s baselines belonged to these villages: they stay as they are.",
            number=number,
        ),
        Unknown.DIVIDED: _(
            "Where %(number)s households of divided villages belong: somebody decides one by one."
            " Until then the figures are an estimate.",
            number=number,
        ),
        Unknown.NAMESAKE: _(
            "The province has another commune of that name: people will mix them up."
        ),
        Unknown.NAMESAKES: _(
            "%(number)s communes share their name with another one of the new province: people"
            " will mix them up.",
            number=number,
        ),
        Unknown.CAMPAIGNS: _(
            "The campaigns began on different days: the new one counts from the day of the province"
            " that leads."
        ),
    }
    return words[what]


def hindrance(name: str) -> str:
    known: dict[str, str] = {
        queries.TOO_LATE: _("It was put in force more than a day ago."),
        queries.LATER: _("A later change rests on it: take that back first."),
        queries.DECIDED: _("Somebody has decided already where households belong."),
        "place": _("Villages were added there since."),
        "posting": _("People were given a role there since."),
        "baseline": _("Baselines were entered there since."),
        "target": _("Targets were set there since."),
        "report": _("A report of the new commune is frozen."),
    }
    other: str = _("Something was written about the new commune since (%(what)s).", what=name)
    return known.get(name, other)


def told(reform: Reform) -> list[str]:
    """What it says, a line each."""
    plan = plans.read(reform.kind, reform.plan)
    names = queries.names(plans.named(plan))
    if isinstance(plan, Joining):
        olds = ", ".join(_called(names.get(it)) for it in plan.olds)
        return [f"{olds} → {_to_begin(plan.new)}"]
    if isinstance(plan, Uniting):
        return [f"{_called(names.get(it))} → {_to_begin(plan.new)}" for it in plan.olds]
    if isinstance(plan, Dividing):
        old = _called(names.get(plan.old))
        return [
            f"{old} → {_to_begin(part.unit)}: "
            + ngettext("%(num)s village", "%(num)s villages", len(part.villages))
            for part in plan.parts
        ]
    into = _called(names.get(plan.into))
    return [f"{_called(names.get(it))} → {into}" for it in plan.villages]


def _to_begin(unit: Unit) -> str:
    return f"{unit.full_name} ({unit.code})"


def _called(place: Place | None) -> str:
    return f"{place.full_name} ({place.code})" if place else "–"
