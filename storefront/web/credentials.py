"""Wallets, cards and messengers of households and co-operatives: typed in, confirmed, tested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, StringConstraints, ValidationError

from storefront import addresses, clock, text
from storefront.accounts.models import Purpose
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.payments import registry
from storefront.payments.entrusting import actions, greeting, queries
from storefront.payments.entrusting.queries import Owner
from storefront.payments.models import MerchantCredential
from storefront.payments.provider import Credentials
from storefront.payments.registry import KINDS, Kind
from storefront.payouts.actions import COOLING
from storefront.payouts.refusals import (
    NoPhone,
    NotUnderWay,
    PhoneTooNew,
    SecondPersonNeeded,
    UnderWayAlready,
)
from storefront.places import queries as places
from storefront.places.models import Level, Place
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.tills import at_hand
from storefront.web import credential_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Tidy
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("credentials", __name__)

LONGEST = 500
"""Letters of a key. Nobody's are half as long."""


class HolderForm(BaseModel):
    holder: Annotated[Tidy, StringConstraints(min_length=2, max_length=80)]


class CallBackForm(BaseModel):
    digits: Annotated[Tidy, StringConstraints(min_length=1, max_length=20)]


@bp.get("/team/households/<code>/credentials")
@door(SIGNED_IN)
def of_household(code: str) -> ResponseReturnValue:
    return _index(_household(code))


@bp.get("/places/<code>/credentials")
@door(Permission.MONEY_WATCH)
def of_place(code: str) -> ResponseReturnValue:
    return _index(_place(code))


@bp.route("/team/households/<code>/credentials/<provider>", methods=["GET", "POST"])
@door(SIGNED_IN, proved=True)
def add_to_household(code: str, provider: str) -> ResponseReturnValue:
    return _add(lambda: _household(code), provider)


@bp.route("/places/<code>/credentials/<provider>", methods=["GET", "POST"])
@door(Permission.MONEY_WATCH, proved=True)
def add_to_place(code: str, provider: str) -> ResponseReturnValue:
    return _add(lambda: _place(code), provider)


@bp.get("/credentials/<code>")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    return _page(_kept(code), Draft(CallBackForm), 200)


@bp.post("/credentials/<code>/test")
@door(SIGNED_IN)
def test(code: str) -> ResponseReturnValue:
    """Ask the provider whether it knows us. Both sides of the answer are on the page."""
    try:
        greeting.greet(_mine(code), at_hand(), at=clock.now())
    except greeting.TooSoon:
        flash(_("It was asked a moment ago. Here is what it said."), "wait")
    return redirect(url_for(".show", code=code, _anchor="test"))


@bp.post("/credentials/<code>/code")
@door(SIGNED_IN)
def call_back(code: str) -> ResponseReturnValue:
    draft, kept = Draft.read(CallBackForm), _kept(code)
    if draft.ok:
        digits = "".join(it for it in draft.data.digits if it.isdigit())
        try:
            with deed():
                right = actions.call_back(_kept(code), digits, by=me(), at=clock.now())
        except NotUnderWay:
            return _told(code, _("This is over already. Look at what became of it."), "wait")
        if right:
            return _told(code, _("The code is right. The keeper has agreed."))
        draft.refuse("digits", _("Not the right code. Look at the message again."))
    return _page(kept, draft, 422)


@bp.post("/credentials/<code>/approval")
@door(SIGNED_IN, proved=True)
def approve(code: str) -> ResponseReturnValue:
    try:
        return _done(_kept, code, actions.approve, _("Written down: you agree too."))
    except SecondPersonNeeded:
        return _told(
            code, _("Somebody else must agree: not the keeper, and not whoever asked."), "wait"
        )


@bp.post("/credentials/<code>/stop")
@door(SIGNED_IN)
def stop(code: str) -> ResponseReturnValue:
    return _done(_kept, code, actions.stop, _("Stopped. Nothing has changed for buyers."))


@bp.post("/credentials/<code>/retirement")
@door(SIGNED_IN, proved=True)
def retire(code: str) -> ResponseReturnValue:
    said = _("Retired. What was opened with them is still asked about.")
    return _done(_mine, code, actions.retire, said)


def _index(owner: Owner) -> ResponseReturnValue:
    page = render_template(
        "credentials/index.html",
        **_about(owner),
        kept=queries.of(owner),
        around=queries.around(owner) if isinstance(owner, Household) else (),
        kinds=[(kind, _address(owner, kind.name)) for kind in KINDS.values()],
        communes=_communes(owner),
        words=credential_words,
    )
    return private(make_response(page))


def _communes(owner: Owner) -> list[tuple[str, str]]:
    """Of a province: most co-operatives are of a commune."""
    if isinstance(owner, Household) or owner.level is not Level.PROVINCE:
        return []
    inside = places.children(owner, level=Level.COMMUNE, on=asked_on())
    return [(url_for(".of_place", code=it.code), it.full_name) for it in inside]


def _add(found: Callable[[], Owner], provider: str) -> ResponseReturnValue:
    owner, kind = found(), KINDS.get(provider) or abort(404)
    if isinstance(owner, Household) and not owner.keeper.agrees_to(Purpose.PAYOUT):
        flash(_("The household has not agreed to receive money into an account."), "wait")
        return redirect(url_for("households.show", code=owner.code))
    if request.method != "POST":
        return _form(owner, kind, Draft(HolderForm, {"holder": _usual_holder(owner)}), 200)
    draft = Draft.read(HolderForm)
    credentials = _typed(kind, draft)
    if credentials is None or not draft.ok:
        return _form(owner, kind, draft, 422)
    try:
        with deed():
            code = _asked(found(), kind, credentials, draft.data.holder).code
    except (NoPhone, PhoneTooNew, UnderWayAlready) as error:
        draft.refuse("form", _why_not(error))
        return _form(owner, kind, draft, 422)
    flash(_("Kept under seal. Nobody will see the secrets again."), "wait")
    return redirect(url_for(".show", code=code))


def _asked(owner: Owner, kind: Kind, credentials: Credentials, holder: str) -> MerchantCredential:
    return actions.ask(
        kind,
        credentials,
        to=owner,
        holder=holder,
        by=me(),
        safe=at_hand().safe,
        cooling=_cooling(),
        at=clock.now(),
    )


def _cooling() -> timedelta:
    """In practice nobody waits for two days."""
    return timedelta() if current_app.config["SETTINGS"].practice else COOLING


def _typed(kind: Kind, draft: Draft[HolderForm]) -> Credentials | None:
    """What stands in the boxes. Where the provider's servers are, is not for them to say."""
    said = {name: text.tidy(request.form.get(name, "")) for name in kind.typed_fields()}
    secret = kind.secret_fields()
    draft.typed |= {name: it[:LONGEST] for name, it in said.items() if name not in secret}
    too_long = [name for name, it in said.items() if len(it) > LONGEST]
    for name in too_long:
        draft.refuse(name, _("Far too long."))
    given = {name: it for name, it in said.items() if it}
    where = registry.addresses(kind, current_app.config["SETTINGS"])
    try:
        return None if too_long else kind.credentials.model_validate(given | where)
    except ValidationError as error:
        draft.blame(error)
    if kind.name == "sepay" and "form" in draft.errors:
        draft.refuse("form", _("One of the two: the HMAC secret, or the API key."))
    return None


def _why_not(error: Exception) -> str:
    if isinstance(error, NoPhone):
        return str(_("The keeper has no phone number yet. The code must go there."))
    if isinstance(error, PhoneTooNew):
        return str(_("The keeper's number was changed this week. Wait until it has settled."))
    return str(_("Others are waiting for a yes. Look at them, or stop them first."))


def _form(owner: Owner, kind: Kind, draft: Draft[HolderForm], status: int) -> ResponseReturnValue:
    fields = credential_words.fields(kind)
    page = render_template(
        "credentials/new.html",
        **_about(owner),
        kind=kind,
        fields=fields,
        labels={it.name: it.label for it in fields} | {"holder": _("Who is paid by it")},
        where=credential_words.where(kind),
        portal=credential_words.PORTALS.get(kind.name),
        replaces=bool(queries.in_use(owner, kind.name)),
        here=_address(owner, kind.name),
        draft=draft,
    )
    return private(make_response(page, status))


def _page(kept: MerchantCredential, draft: Draft[CallBackForm], status: int) -> ResponseReturnValue:
    owner, today = queries.owner_of(kept), asked_on()
    hears = url_for("notices.hear", provider=kept.provider, merchant=kept.code)
    page = render_template(
        "credentials/show.html",
        **_about(owner),
        kept=kept,
        draft=draft,
        words=credential_words,
        listens=addresses.market() + hears,
        again=_address(owner, kept.provider),
        may_change=queries.may_entrust(owner, me(), on=today),
        may_agree=queries.may_agree(kept, me(), on=today),
    )
    return private(make_response(page, status))


def _about(owner: Owner) -> dict[str, Any]:
    """Whose they are, and the way back."""
    household = owner if isinstance(owner, Household) else None
    return {
        "owner": owner,
        "household": household,
        "whose": owner.full_name if isinstance(owner, Place) else owner.called,
        "is_keeper": bool(household and household.keeper_id == me().id),
        "index": _address(owner),
    }


def _address(owner: Owner, provider: str = "") -> str:
    kind = "place" if isinstance(owner, Place) else "household"
    if provider:
        return url_for(f".add_to_{kind}", code=owner.code, provider=provider)
    return url_for(f".of_{kind}", code=owner.code)


def _usual_holder(owner: Owner) -> str:
    return "" if isinstance(owner, Place) else owner.keeper.name


def _done(
    found: Callable[[str], MerchantCredential], code: str, act: Callable[..., None], said: str
) -> ResponseReturnValue:
    try:
        with deed():
            act(found(code), by=me(), at=clock.now())
    except NotUnderWay:
        return _told(code, _("This is over already. Look at what became of it."), "wait")
    return _told(code, said)


def _told(code: str, words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for(".show", code=code))


def _household(code: str) -> Household:
    found = shops.household_for(code, me(), Permission.HOUSEHOLD_READ, on=asked_on()) or abort(404)
    return found if queries.may_entrust(found, me(), on=asked_on()) else abort(404)


def _place(code: str) -> Place:
    return queries.place_for(code, me(), on=asked_on()) or abort(404)


def _kept(code: str) -> MerchantCredential:
    return queries.to_see(code, me(), on=asked_on()) or abort(404)


def _mine(code: str) -> MerchantCredential:
    kept = _kept(code)
    allowed = queries.may_entrust(queries.owner_of(kept), me(), on=asked_on())
    return kept if allowed else abort(404)
