"""Provincial staff enter changes of communes: look first, press twice, take back within a day."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.campaign.models import Reform, ReformKind, ReformState
from storefront.db import deed
from storefront.places import queries as places
from storefront.places.models import Level, Place
from storefront.reforms import actions, queries
from storefront.reforms.checking import MOST_PARTS, DoesNotFit, Why, check
from storefront.reforms.plan import Dividing, Joining, Moving, Part, Plan, Unit, Uniting
from storefront.reforms.preview import SHOWN, preview
from storefront.web import growth_views as shown
from storefront.web import reform_words as words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.reforms import KINDS, KINDS_OF_PROVINCES, ReformForm
from storefront.web.people import me
from storefront.web.today import asked_on

bp = Blueprint("reforms", __name__, url_prefix="/reforms")


@bp.get("")
@door(Permission.REFORMS_ENTER)
def index() -> ResponseReturnValue:
    provinces = queries.provinces_of(me(), on=asked_on())
    if len(provinces) == 1:
        return redirect(url_for("reforms.of", code=provinces[0].code))
    return render_template("reforms/provinces.html", provinces=provinces)


@bp.get("/in/<code>")
@door(Permission.REFORMS_ENTER)
def of(code: str) -> str:
    province = _province(code)
    return render_template(
        "reforms/index.html",
        province=province,
        reforms=queries.of(province),
        law=queries.of_the_law(province),
        left=queries.left_behind(province, on=asked_on()),
        kinds=words.kinds(),
        states=words.states(),
    )


@bp.get("/in/<code>/<kind>")
@door(Permission.REFORMS_ENTER)
def new(code: str, kind: str) -> str:
    typed = {"communes": [it] if (it := request.args.get("commune")) else []}
    return _form(_province(code), _kind(kind), Draft(ReformForm, typed))


@bp.post("/in/<code>/<kind>")
@door(Permission.REFORMS_ENTER)
def enter(code: str, kind: str) -> ResponseReturnValue:
    province, what, draft = _province(code), _kind(kind), Draft.read(ReformForm)
    if draft.ok:
        try:
            if request.form.get("sure") == "yes":
                return _entered(code, what, draft.data)
            return _preview(province, what, draft.data)
        except DoesNotFit as refusal:
            draft.refuse("form", words.why(refusal))
    return _form(province, what, draft), 422


def _entered(code: str, kind: ReformKind, form: ReformForm) -> ResponseReturnValue:
    at = clock.now()
    with deed():
        plan, province = _plan(kind, form, _province(code))
        reform = actions.enter(
            kind, plan, province, decision=form.decision, on=form.on, by=me(), at=at
        )
        number = reform.id
    flash(_("The change is entered."))
    return redirect(url_for("reforms.show", number=number))


def _preview(province: Place, kind: ReformKind, form: ReformForm) -> str:
    plan, receiving = _plan(kind, form, province)
    check(kind, plan, receiving, on=form.on)
    return render_template(
        "reforms/preview.html",
        province=province,
        kind=kind,
        kinds=words.kinds(),
        form=form,
        fields=[pair for pair in request.form.items(multi=True) if pair[0] != "sure"],
        seen=preview(plan, receiving, on=form.on, today=asked_on()),
        columns=SHOWN,
        definitions=shown.DEFINITIONS,
        unknown=words.unknown,
        today=asked_on(),
    )


@bp.get("/<int:number>")
@door(Permission.REFORMS_ENTER)
def show(number: int) -> str:
    reform = _reform(number)
    left = queries.undecided(reform)
    return render_template(
        "reforms/show.html",
        reform=reform,
        home=queries.home_of(reform, on=asked_on()),
        lines=words.told(reform),
        kinds=words.kinds(),
        states=words.states(),
        hindrances=[words.hindrance(it) for it in queries.hindrances(reform, at=clock.now())],
        may_end=reform.state in (ReformState.WAITING, ReformState.IN_FORCE),
        refused=words.why(DoesNotFit(Why(reform.refused))) if reform.refused else None,
        undecided=left,
        villages=queries.villages_to_decide(reform) if left else [],
        known_as=shown.known_as,
    )


@bp.post("/<int:number>/removal")
@door(Permission.REFORMS_ENTER)
def take_back(number: int) -> ResponseReturnValue:
    at = clock.now()
    with deed():
        reform = _reform(number, lock=True)
        can = reform.state in (ReformState.WAITING, ReformState.IN_FORCE)
        if not can or queries.hindrances(reform, at=at):
            flash(_("It cannot be taken back: see below."))
        else:
            actions.take_back(reform, by=me(), at=at)
            flash(_("The change is taken back."))
    return redirect(url_for("reforms.show", number=number))


@bp.post("/<int:number>/households/<code>")
@door(Permission.REFORMS_ENTER)
def decide(number: int, code: str) -> ResponseReturnValue:
    with deed():
        reform = _reform(number)
        waiting = queries.undecided_household(reform, code) or abort(404)
        wanted = request.form.get("village", "")
        village = next((it for it in queries.villages_to_decide(reform) if it.code == wanted), None)
        if village is None:
            flash(_("Choose a village."))
        else:
            actions.decide(waiting, village, by=me(), at=clock.now())
            flash(_("It is decided where this household belongs."))
    return redirect(url_for("reforms.show", number=number))


def _form(province: Place, kind: ReformKind, draft: Draft[ReformForm]) -> str:
    communes = places.children(province, level=Level.COMMUNE, on=asked_on())
    sources = _sources(province)
    typed = (it for it in draft.typed.get("communes") or [] if it in sources)
    source = next(typed, None) if kind is not ReformKind.MERGE else None
    one = sources[source] if source else None
    inside = places.children(one, level=Level.VILLAGE, on=asked_on()) if one else []
    return render_template(
        f"reforms/{kind.value}.html",
        province=province,
        kind=kind,
        kinds=words.kinds(),
        communes=communes,
        one=one,
        source=source,
        villages=inside,
        counts=queries.households_by_village(it.id for it in inside),
        draft=draft,
        unit_kinds=KINDS_OF_PROVINCES if kind is ReformKind.UNITE else KINDS,
        parts=_parts(draft),
        most_parts=MOST_PARTS,
        provinces=queries.provinces_of(me(), on=asked_on()),
    )


def _plan(kind: ReformKind, form: ReformForm, province: Place) -> tuple[Plan, Place]:
    """And the province in which it ends up. Raises DoesNotFit."""
    if kind is ReformKind.UNITE:
        return _uniting(form, province)
    sources = _sources(province)
    olds = [_known(sources, it) for it in dict.fromkeys(form.communes)]
    if not olds:
        raise DoesNotFit(Why.TOO_FEW)
    if kind is ReformKind.MERGE:
        olds += [_beyond(it) for it in dict.fromkeys(form.abroad_codes)]
        return _joining(form, olds), province
    receiving = _my_province(form.province) if form.province else province
    if kind is ReformKind.RENAME:
        return _joining(form, olds), receiving
    villages = {it.code: it for it in places.villages_inside(olds[:1], on=asked_on())}
    if kind is ReformKind.SPLIT:
        return _dividing(form, olds[0], villages), receiving
    into = _beyond(form.beyond) if form.beyond else _known(sources, form.into)
    chosen = tuple(_known(villages, it).id for it in dict.fromkeys(form.chosen))
    return Moving(chosen, into.id), into.parent or province


def _joining(form: ReformForm, olds: list[Place]) -> Joining:
    return Joining(tuple(it.id for it in olds), _unit(form, KINDS))


def _uniting(form: ReformForm, province: Place) -> tuple[Uniting, Place]:
    """Whose code goes on leads; else the province at hand."""
    new = _unit(form, KINDS_OF_PROVINCES)
    chosen = (it for it in dict.fromkeys(form.provinces) if it and it != province.code)
    others = [_my_province(it) for it in chosen]
    olds = sorted([province, *others], key=lambda it: it.code != new.code)
    return Uniting(tuple(it.id for it in olds), new), olds[0]


def _unit(form: ReformForm, kinds: Sequence[str]) -> Unit:
    if len(form.units) != 1 or not form.units[0].name or form.units[0].kind not in kinds:
        raise DoesNotFit(Why.NO_NAME)
    return form.units[0]


def _beyond(code: str) -> Place:
    """A commune of any province that is this person's to change."""
    mine = queries.provinces_of(me(), on=asked_on())
    found = places.commune_to_edit(code, mine, on=asked_on())
    if found is None:
        raise DoesNotFit(Why.NOT_HERE)
    return found


def _my_province(code: str) -> Place:
    mine = queries.provinces_of(me(), on=asked_on())
    return _known({it.code: it for it in mine}, code)


def _dividing(form: ReformForm, old: Place, villages: dict[str, Place]) -> Dividing:
    units = form.units
    if any(not it.name or it.kind not in KINDS for it in units):
        raise DoesNotFit(Why.NO_NAME)
    goes = dict(zip(form.village, form.goes, strict=False))
    parts = tuple(
        Part(
            unit,
            tuple(_known(villages, it).id for it, part in goes.items() if part == str(nth)),
        )
        for nth, unit in enumerate(units, 1)
    )
    divided = tuple(_known(villages, it).id for it in dict.fromkeys(form.divided))
    return Dividing(old.id, parts, divided)


def _parts(draft: Draft[ReformForm]) -> int:
    """As many as were asked for or filled in."""
    asked = request.args.get("parts", type=int) or len(draft.typed.get("name") or [])
    return min(max(asked, 2), MOST_PARTS)


def _sources(province: Place) -> dict[str, Place]:
    """By code the communes of today; by code and first day those that ended with villages left."""
    communes = places.children(province, level=Level.COMMUNE, on=asked_on())
    left = [it.commune for it in queries.left_behind(province, on=asked_on())]
    return {it.code: it for it in communes} | {
        shown.place_address(it, asked_on()): it for it in left
    }


def _known(there: dict[str, Place], code: str) -> Place:
    if code not in there:
        raise DoesNotFit(Why.NOT_HERE)
    return there[code]


def _province(code: str) -> Place:
    mine = queries.provinces_of(me(), on=asked_on())
    return next((it for it in mine if it.code == code), None) or abort(404)


def _reform(number: int, *, lock: bool = False) -> Reform:
    found = queries.to_change(number, me(), on=asked_on(), lock=lock)
    return found or abort(404)


def _kind(kind: str) -> ReformKind:
    try:
        return ReformKind(kind)
    except ValueError:
        abort(404)
