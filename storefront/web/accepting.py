"""A household accepts the terms of sellers: by itself, or read out by its team. Nothing of it is
locked before; see ADR 169."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.actions import Agreement, Proof
from storefront.accounts.models import PROVEN_BY, ConsentMode, Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.shops.models import Household
from storefront.terms import actions, queries, texts
from storefront.terms.texts import Terms
from storefront.web import agreed, consents, looking, proofs
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import ProofForm
from storefront.web.forms.terms import OwnAcceptanceForm, ReadOutForm
from storefront.web.languages import language
from storefront.web.people import me

bp = Blueprint("accepting", __name__, url_prefix="/team")

Form = OwnAcceptanceForm | ReadOutForm


@bp.get("/terms")
@door(Permission.HOUSEHOLD_READ)
def lacks() -> str:
    """To whom the newest terms are still to be read out."""
    rows, many = queries.who_lacks(me(), on=clock.village_date(clock.now()))
    looking.listed(Seen.CONSENTS, rows)
    return render_template(
        "terms/lacking.html",
        rows=rows,
        more_rows=many - len(rows),
        version=texts.newest(Terms.SELLERS),
        unproven=queries.unproven(rows),
    )


@bp.get("/households/<code>/terms")
@door(SIGNED_IN)
def show(code: str) -> str:
    return _page(agreed.household(code), Draft(_form(code), {"language": "vi"}))


@bp.post("/households/<code>/terms")
@door(SIGNED_IN)
def accept(code: str) -> ResponseReturnValue:
    household = agreed.theirs(code)
    draft: Draft[Form] = Draft.read(_form(code))
    proof = proofs.read(draft, proofs.kind_of(draft))
    if not draft.ok:
        return _page(household, draft), 422
    try:
        with deed():
            said, now = _agreement(draft.data, proof), clock.now()
            actions.accept(agreed.theirs(code), draft.data.version, said, by=me(), at=now)
    except actions.NotNewest:
        flash(_("There is a newer version. Read that one."), "wait")
    else:
        flash(_("Written down."))
    return redirect(url_for(".show", code=code))


@bp.post("/households/<code>/terms/proofs")
@door(SIGNED_IN)
def prove(code: str) -> ResponseReturnValue:
    """The voice note or the photo that was not at hand then."""
    household = agreed.theirs(code)
    draft, proof = proofs.late()
    if proof is None:
        return _page(household, draft), 422
    with deed():
        actions.add_proof(agreed.theirs(code), proof, by=me(), at=clock.now())
    flash(_("Kept, for this household's own eyes and the team's."))
    return redirect(url_for(".show", code=code))


@bp.get("/households/<code>/terms/proofs/<int:number>")
@door(SIGNED_IN)
def proof(code: str, number: int) -> Response:
    household = agreed.household(code)
    kept = {it.proof.id: it.proof for it in queries.accepted(household.keeper) if it.proof}
    found = kept.get(number) or abort(404)
    agreed.noted(household)
    return proofs.sent(found)


def _agreement(said: Form, proof: Proof | None) -> Agreement:
    if isinstance(said, ReadOutForm):
        return Agreement(
            frozenset(), said.mode, witness=said.witness, language=said.language, proof=proof
        )
    return Agreement(frozenset(), ConsentMode.SELF, language=language())


def _form(code: str) -> type[Form]:
    return OwnAcceptanceForm if agreed.household(code).keeper_id == me().id else ReadOutForm


def _page(household: Household, draft: Draft[Form] | Draft[ProofForm]) -> str:
    keeper, version = household.keeper, texts.newest(Terms.SELLERS)
    accepted = queries.accepted(keeper)
    agreed.noted(household)
    return render_template(
        "terms/accept.html",
        household=household,
        version=version,
        text=version.text(language()),
        accepted=accepted,
        lacking={PROVEN_BY[it.mode] for it in accepted if it.lacks_proof},
        is_asked=queries.is_asked(keeper),
        draft=draft,
        words=consents,
        modes=[it for it in consents.modes() if it[0] is not ConsentMode.SELF],
        is_keeper=keeper.id == me().id,
        may=agreed.may_press(household),
        today=clock.village_date(clock.now()),
    )
