"""Opening a shop for a new household, one idea a screen. Each step is kept on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts import texts as versions
from storefront.accounts.actions import CONSENT_TEXT, Agreement, Proof
from storefront.accounts.models import PROVEN_BY, ConsentMode
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import letters
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.shops import actions, queries
from storefront.shops.actions import Keeper
from storefront.shops.errors import PhoneTaken
from storefront.shops.models import Household
from storefront.web import consents, counter_mode, proofs
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import ConsentForm, WhoForm
from storefront.web.people import me

bp = Blueprint("registering", __name__, url_prefix="/team/households")

STEPS = 5
OPEN = Permission.SHOP_OPEN


@bp.get("/new")
@door(OPEN)
def new() -> str:
    """Who, and where."""
    known = {"village": villages()[0].code} if len(villages()) == 1 else {}
    return _who_page(Draft(WhoForm, known))


@bp.post("/consent")
@door(OPEN)
def consent() -> ResponseReturnValue:
    """Nothing is kept until the household has agreed."""
    draft = Draft.read(WhoForm)
    village = village_of(draft)
    if not draft.ok or village is None:
        return _who_page(draft), 422
    alike = _lookalikes(draft.data, village)
    if alike and request.form.get("another") != "yes":
        return render_template("households/alike.html", draft=draft, alike=alike, mine=mine(alike))
    return _consent_page(Draft(ConsentForm, draft.typed | {"language": "vi"}))


@bp.post("")
@door(OPEN)
def create() -> ResponseReturnValue:
    draft = Draft.read(ConsentForm)
    _one_way(draft)
    village = village_of(draft)
    proof = proofs.read(draft, PROVEN_BY.get(draft.data.mode)) if draft.ok else None
    if not draft.ok or village is None:
        return _back_to_the_error(draft)
    agreement, at = _agreement(draft.data, proof), clock.now()
    try:
        with deed():
            household = actions.register_household(
                _keeper(draft.data), village=village, agreement=agreement, by=me(), at=at
            )
            letters.agreed(household, household.keeper.consents, by=me(), at=at)
            counter_mode.met(household, at=at)
    except PhoneTaken:
        draft.refuse("phone", _("Somebody else has this number. Leave it empty or take another."))
        return _back_to_the_error(draft)
    flash(_("Written down: the household of %(who)s.", who=household.called))
    return redirect(url_for("opening.shop", code=household.code))


def villages() -> Sequence[Place]:
    today = clock.village_date(clock.now())
    return places.villages_inside(me().places_where(OPEN, on=today), on=today)


def village_of(draft: Draft[Any]) -> Place | None:
    """The one that was chosen, if it is one of theirs."""
    if "village" in draft.errors:
        return None
    chosen = next((it for it in villages() if it.code == draft.typed["village"]), None)
    if chosen is None:
        draft.refuse("village", _("Choose one from the list."))
    return chosen


def _lookalikes(form: WhoForm, village: Place) -> Sequence[Household]:
    return queries.lookalikes(
        form.name, birth_year=form.birth_year, phone=form.phone, village=village
    )


def mine(households: Sequence[Household]) -> set[str]:
    """Codes of those this person may look at; the others stay names."""
    today = clock.village_date(clock.now())
    may = Permission.HOUSEHOLD_READ
    return {it.code for it in households if it.allows(me(), may, on=today)}


def _one_way(draft: Draft[ConsentForm]) -> None:
    """How it was agreed is a button: the first of them, that a key of the keyboard may press, does
    not pass over a witness."""
    if draft.ok and draft.data.mode is ConsentMode.SELF and draft.data.witness:
        words = _("Somebody listened: press that it was agreed before a witness.")
        draft.refuse("witness", words)


def _back_to_the_error(draft: Draft[ConsentForm]) -> ResponseReturnValue:
    """To the step on which the first error is."""
    if set(draft.errors) & set(WhoForm.model_fields):
        return _who_page(draft), 422
    return _consent_page(draft), 422


def _keeper(form: ConsentForm) -> Keeper:
    return Keeper(form.name, form.honorific, form.birth_year, form.phone)


def _agreement(form: ConsentForm, proof: Proof | None) -> Agreement:
    return Agreement(
        frozenset(form.purposes),
        form.mode,
        witness=form.witness,
        language=form.language,
        proof=proof,
    )


def _who_page(draft: Draft[Any]) -> str:
    return render_template(
        "households/who.html",
        draft=draft,
        villages=villages(),
        choices=_choices(villages()),
        step=1,
        steps=STEPS,
    )


def _consent_page(draft: Draft[ConsentForm]) -> str:
    return render_template(
        "households/consent.html",
        draft=draft,
        texts=consents.texts(),
        modes=consents.modes(),
        tongues=consents.tongues(),
        version=versions.version(CONSENT_TEXT),
        aloud=consents.aloud(),
        given=text.tidy(str(draft.typed["name"])).split()[-1],
        hidden=list(WhoForm.model_fields),
        step=2,
        steps=STEPS,
    )


def _choices(villages: Sequence[Place]) -> list[tuple[str, str]]:
    """Villages of one name are told apart by their commune."""
    names = [village.full_name for village in villages]
    return [
        (it.code, it.full_name if names.count(it.full_name) == 1 else _in_commune(it))
        for it in villages
    ]


def _in_commune(village: Place) -> str:
    return f"{village.full_name}, {village.parent.full_name}" if village.parent else village.name
