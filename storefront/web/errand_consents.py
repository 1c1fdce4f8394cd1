"""What a household agreed to where there is no signal: when it is registered, and later."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from storefront.accounts.actions import Agreement, Proof
from storefront.accounts.models import PROVEN_BY, Consent
from storefront.field import actions as field
from storefront.field import queries as errands
from storefront.field.actions import Outcome, Told
from storefront.helping import actions as helping
from storefront.helping import letters
from storefront.places.models import Place
from storefront.shops import actions as shops
from storefront.shops import queries
from storefront.shops.actions import Keeper
from storefront.shops.errors import PhoneTaken
from storefront.shops.models import Household
from storefront.web import errand_words, proofs, registering
from storefront.web.errand_answers import Asks, Refused, Waits, known, once, theirs, whole, writer
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import ConsentErrand, HouseholdErrand
from storefront.web.people import me


def household(told: Told) -> Outcome:
    draft = Draft.read(HouseholdErrand)
    village = registering.village_of(draft)
    form = whole(draft)
    before = _done_before(told, form)
    if before:
        return before
    agreement = _agreement(draft)

    def act(at: datetime) -> Outcome:
        if form.same:
            found = _agreeing_too(form, agreement, at=at)
        else:
            found = _registered(form, agreement, village, at=at)
        _forget(form)
        return {"household": found.code}

    try:
        return once(told, act)
    except PhoneTaken:
        words = _("Somebody else has this number. Leave it empty or take another.")
        raise Refused(phone=words) from None


def consent(told: Told) -> Outcome:
    """Of a household in the book already. What it has taken back since is asked about."""
    draft = Draft.read(ConsentErrand)
    form = whole(draft)
    before = _done_before(told, form)
    if before:
        return before
    agreement = _agreement(draft)

    def act(at: datetime) -> Outcome:
        found = known(form.household)
        shops.hold(found)
        gone = _taken_back(found, agreement, since=told.made_at)
        if gone and form.again != "yes":
            raise Asks(*errand_words.taken_back(gone))
        helping.agree(found, agreement, by=me(), at=at)
        _forget(form)
        return {"household": found.code}

    return once(told, act)


def _done_before(told: Told, form: HouseholdErrand | ConsentErrand) -> Outcome:
    """Asked first where there is a proof: what came in pieces is here no more once it is done."""
    return errands.outcome_of(told.client_id, writer()) if form.photo else {}


def _taken_back(found: Household, agreement: Agreement, *, since: datetime) -> list[Consent]:
    return [
        it
        for it in found.keeper.consents
        if it.purpose in agreement.purposes and it.withdrawn_at and it.withdrawn_at > since
    ]


def _agreement(draft: Draft[HouseholdErrand] | Draft[ConsentErrand]) -> Agreement:
    form = draft.data
    return Agreement(
        frozenset(form.purposes),
        form.mode,
        witness=form.witness,
        language=form.language,
        text_version=form.text_version,
        proof=_proof(draft),
    )


def _proof(draft: Draft[HouseholdErrand] | Draft[ConsentErrand]) -> Proof | None:
    """The voice note or the photo of the paper; it may follow later, by the household's page."""
    kind = PROVEN_BY.get(draft.data.mode)
    if kind is None or draft.data.photo is None:
        return None
    sent = errands.photo(draft.data.photo, writer())
    if sent is None or not sent.is_whole:
        raise Waits("photo", len(sent.content) if sent else 0)
    proof = proofs.keep(draft, kind, sent.content)
    if proof is None:
        raise Refused(**draft.errors)
    return proof


def _forget(form: HouseholdErrand | ConsentErrand) -> None:
    if form.photo:
        field.forget_photo(form.photo, by=writer())


def _agreeing_too(form: HouseholdErrand, agreement: Agreement, *, at: datetime) -> Household:
    """It is in the book already: what it agreed to is added, and it stays as it is."""
    found = theirs(form.same)
    helping.agree(found, agreement, by=me(), at=at)
    return found


def _registered(
    form: HouseholdErrand, agreement: Agreement, village: Place | None, *, at: datetime
) -> Household:
    if village is None:
        raise Refused(village=_("Choose one from the list."))
    alike = queries.lookalikes(
        form.name, birth_year=form.birth_year, phone=form.phone, village=village
    )
    if alike and form.another != "yes":
        raise Asks(*errand_words.alike(alike, mine=registering.mine(alike)))
    registered = shops.register_household(
        Keeper(form.name, form.honorific, form.birth_year, form.phone),
        village=village,
        agreement=agreement,
        surely_new=True,
        by=me(),
        at=at,
    )
    letters.agreed(registered, registered.keeper.consents, by=me(), at=at)
    return registered
