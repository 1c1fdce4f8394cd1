"""Who made sure that a shop's keeper is who the book says: written down, and taken back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.shops.errors import NoConsent
from storefront.shops.models import Household, Met
from storefront.visits import checking
from storefront.visits.actions import BadDay
from storefront.visits.checking import Seen, WhoKnowsThem
from storefront.web import visit_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.visits import IdentityForm, TakeBackForm
from storefront.web.people import me
from storefront.web.visits import to_visit

bp = Blueprint("identity", __name__, url_prefix="/team/households/<code>/identity")

VISIT = Permission.VISIT_WRITE


@bp.get("")
@door(VISIT)
def show(code: str) -> str:
    usual = {"how": Met.AT_HOME.value, "day": clock.village_date(clock.now())}
    return _page(_with_shop(code), Draft(IdentityForm, usual))


@bp.post("")
@door(VISIT)
def confirm(code: str) -> ResponseReturnValue:
    draft = Draft.read(IdentityForm)
    if draft.ok:
        _confirm(code, draft)
    if not draft.ok:
        return _page(_with_shop(code), draft), 422
    flash(_("Written down. Buyers see it on the shop's page."))
    return redirect(url_for("households.show", code=code) + "#facts")


@bp.post("/withdrawal")
@door(VISIT)
def take_back(code: str) -> ResponseReturnValue:
    draft = Draft.read(TakeBackForm)
    if not draft.ok:
        return _page(_with_shop(code), Draft(IdentityForm), draft), 422
    with deed():
        checking.take_back(_with_shop(code), why=draft.data.why, by=me(), at=clock.now())
    flash(_("Taken back. The shop counts as verified no more."))
    return redirect(url_for("households.show", code=code) + "#facts")


def _with_shop(code: str) -> Household:
    household = to_visit(code)
    return household if household.shop else abort(404)


def _confirm(code: str, draft: Draft[IdentityForm]) -> None:
    seen = Seen(**dict(draft.data))
    try:
        with deed():
            checking.confirm(_with_shop(code), seen, by=me(), at=clock.now())
    except BadDay:
        draft.refuse("day", _("A day of the last week, since the shop has been open."))
    except WhoKnowsThem:
        draft.refuse("vouched_by", _("Write the village head's name."))
    except NoConsent:
        draft.refuse("form", _("The household has taken back its consent to the shop."))


def _page(
    household: Household,
    draft: Draft[IdentityForm],
    ending: Draft[TakeBackForm] | None = None,
) -> str:
    return render_template(
        "visits/identity.html",
        household=household,
        draft=draft,
        ending=ending or Draft(TakeBackForm),
        check=checking.check_of(household),
        met=visit_words.met(),
        today=clock.village_date(clock.now()),
    )
