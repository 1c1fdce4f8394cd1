"""What a household agreed to: shown, asked, proven, taken back, and who lacks what."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import PROVEN_BY, ProofKind, Purpose, Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import actions, lacking
from storefront.shops import queries
from storefront.shops.models import Household
from storefront.web import consents, looking, proofs
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
    return _page(_household(code), Draft(MoreConsentForm, {"language": "vi"}))


@bp.post("/households/<code>/consents")
@door(SIGNED_IN)
def agree(code: str) -> ResponseReturnValue:
    """To more than before, or to words that have changed."""
    household = _theirs(code)
    draft = Draft.read(MoreConsentForm)
    proof = proofs.read(draft, PROVEN_BY.get(draft.data.mode) if draft.ok else _kind(draft))
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
        actions.agree(_theirs(code), agreement, by=me(), at=clock.now())
    flash(_("Written down."))
    return redirect(url_for("consenting.show", code=code))


@bp.get("/households/<code>/consents/paper")
@door(SIGNED_IN)
def paper(code: str) -> str:
    """For the household's drawer: all it agreed to, in the words it heard."""
    household = _household(code)
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
    household = _theirs(code)
    draft = Draft.read(ProofForm)
    proof = proofs.read(draft, draft.data.kind) if draft.ok else None
    if draft.ok and proof is None:
        draft.refuse(draft.data.kind.value, _("Choose the recording or the picture."))
    if proof is None:
        return _page(household, draft), 422
    with deed():
        accounts.add_proof(_theirs(code).keeper, proof, by=me(), at=clock.now())
    flash(_("Kept, for this household's own eyes and the team's."))
    return redirect(url_for("consenting.show", code=code))


@bp.get("/households/<code>/consents/proofs/<int(max=999999999999999999):number>")
@door(SIGNED_IN)
def proof(code: str, number: int) -> Response:
    household = _household(code)
    kept = {it.proof.id: it.proof for it in household.keeper.consents if it.proof}
    found = kept.get(number) or abort(404)
    if household.keeper_id != me().id:
        keepers = [household.keeper_id]
        looking.noted(Seen.CONSENTS, f"household:{code}", household.village, keepers=keepers)
    return proofs.sent(found)


@bp.post("/households/<code>/consents/<purpose>/withdrawal")
@door(SIGNED_IN)
def withdraw(code: str, purpose: str) -> ResponseReturnValue:
    """For the keeper, and for the team when the keeper asks for it."""
    if purpose not in set(Purpose):
        abort(404)
    with deed():
        actions.withdraw(_theirs(code), Purpose(purpose), by=me(), at=clock.now())
    flash(_("Taken back: %(what)s.", what=consents.short(Purpose(purpose))))
    return redirect(url_for("consenting.show", code=code))


def _household(code: str) -> Household:
    today = clock.village_date(clock.now())
    return queries.household_for(code, me(), READ, on=today) or abort(404)


def _theirs(code: str) -> Household:
    """The keeper's, and the team's; officers only read."""
    household = _household(code)
    return household if _may(household) else abort(404)


def _may(household: Household) -> bool:
    is_keeper = household.keeper_id == me().id
    today = clock.village_date(clock.now())
    return is_keeper or household.allows(me(), Permission.SHOP_OPEN, on=today)


def _kind(draft: Draft[MoreConsentForm]) -> ProofKind | None:
    return next((it for mode, it in PROVEN_BY.items() if draft.typed.get("mode") == mode), None)


def _page(household: Household, draft: Draft[MoreConsentForm] | Draft[ProofForm]) -> str:
    keeper = household.keeper
    standing = [keeper.consent_to(it) for it in Purpose]
    if keeper.id != me().id:
        looking.noted(
            Seen.CONSENTS, f"household:{household.code}", household.village, keepers=[keeper.id]
        )
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
        may=_may(household),
    )
