"""What a household agreed to: shown, asked, proven, taken back, and who lacks what."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import PROVEN_BY, Purpose, Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import actions, lacking
from storefront.shops.models import Household
from storefront.web import agreed, consents, looking, proofs
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import MoreConsentForm, ProofForm
from storefront.web.people import me

bp = Blueprint("consenting", __name__, url_prefix="/team")

READ = Permission.HOUSEHOLD_READ


@bp.get("/consents")
@door(READ)
def lacks() -> str:
    """Whom to ask what."""
    rows, many = lacking.of(me(), on=clock.village_date(clock.now()))
    looking.listed(Seen.CONSENTS, [it.household for it in rows])
    return render_template(
        "consents/lacking.html", rows=rows, more_rows=many - len(rows), words=consents
    )


@bp.get("/households/<code>/consents")
@door(SIGNED_IN)
def show(code: str) -> str:
    return _page(agreed.household(code), Draft(MoreConsentForm, {"language": "vi"}))


@bp.post("/households/<code>/consents")
@door(SIGNED_IN)
def agree(code: str) -> ResponseReturnValue:
    """To more than before, or to words that have changed."""
    household = agreed.theirs(code)
    draft = Draft.read(MoreConsentForm)
    proof = proofs.read(draft, proofs.kind_of(draft))
    if not draft.ok:
        return _page(household, draft), 422
    agreement = Agreement(
        frozenset(draft.data.purposes),
        draft.data.mode,
        witness=draft.data.witness,
        language=draft.data.language,
        proof=proof,
    )
    with deed():
        actions.agree(agreed.theirs(code), agreement, by=me(), at=clock.now())
    flash(_("Written down."))
    return redirect(url_for("consenting.show", code=code))


@bp.get("/households/<code>/consents/paper")
@door(SIGNED_IN)
def paper(code: str) -> str:
    """For the household's drawer: all it agreed to, in the words it heard."""
    household = agreed.household(code)
    given = [it for it in map(household.keeper.consent_to, Purpose) if it]
    return render_template(
        "consents/paper.html",
        household=household,
        given=given,
        words=consents,
        today=clock.village_date(clock.now()),
    )


@bp.post("/households/<code>/consents/proofs")
@door(SIGNED_IN)
def prove(code: str) -> ResponseReturnValue:
    """The voice note or the photo that was not at hand then."""
    household = agreed.theirs(code)
    draft, proof = proofs.late()
    if proof is None:
        return _page(household, draft), 422
    with deed():
        accounts.add_proof(agreed.theirs(code).keeper, proof, by=me(), at=clock.now())
    flash(_("Kept, for this household's own eyes and the team's."))
    return redirect(url_for("consenting.show", code=code))


@bp.get("/households/<code>/consents/proofs/<int:number>")
@door(SIGNED_IN)
def proof(code: str, number: int) -> Response:
    household = agreed.household(code)
    kept = {it.proof.id: it.proof for it in household.keeper.consents if it.proof}
    found = kept.get(number) or abort(404)
    agreed.noted(household)
    return proofs.sent(found)


@bp.post("/households/<code>/consents/<purpose>/withdrawal")
@door(SIGNED_IN)
def withdraw(code: str, purpose: str) -> ResponseReturnValue:
    """For the keeper, and for the team when the keeper asks for it."""
    if purpose not in set(Purpose):
        abort(404)
    with deed():
        actions.withdraw(agreed.theirs(code), Purpose(purpose), by=me(), at=clock.now())
    flash(_("Taken back: %(what)s.", what=consents.short(Purpose(purpose))))
    return redirect(url_for("consenting.show", code=code))


def _page(household: Household, draft: Draft[MoreConsentForm] | Draft[ProofForm]) -> str:
    keeper = household.keeper
    standing = [keeper.consent_to(it) for it in Purpose]
    agreed.noted(household)
    return render_template(
        "consents/show.html",
        household=household,
        draft=draft,
        words=consents,
        given=dict(zip(Purpose, standing, strict=True)),
        past=[it for it in reversed(keeper.consents) if it not in standing],
        lacking={PROVEN_BY[it.mode] for it in standing if it and it.lacks_proof},
        texts=consents.to_ask(keeper),
        modes=consents.modes(),
        aloud=consents.aloud(),
        is_keeper=keeper.id == me().id,
        may=agreed.may_press(household),
    )
