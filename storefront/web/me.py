"""What the market knows of whoever is signed in, and the way out."""

from datetime import date
from functools import partial
from typing import Annotated

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront import clock
from storefront.accounts import factors, passwords, stays
from storefront.accounts.models import Ended
from storefront.accounts.passwords import Refused
from storefront.accounts.permissions import Permission
from storefront.accounts.sign_in import hash_password
from storefront.db import deed
from storefront.helping import second_resets
from storefront.shops import queries as shops
from storefront.web import knowing
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Exactly
from storefront.web.people import me, stay

bp = Blueprint("me", __name__, url_prefix="/me")


def _good(value: str) -> str:
    about, stolen = (me().name, me().phone or ""), current_app.config["SETTINGS"].stolen_passwords
    why = passwords.refused(value, about=about, stolen=stolen)
    if why is not None:
        raise ValueError(_told(why))
    return value


def _told(why: Refused) -> str:
    least, most = passwords.LEAST, passwords.MOST
    words: dict[Refused, str] = {
        Refused.LENGTH: _(
            "At least %(least)s letters or digits, at most %(most)s.", least=least, most=most
        ),
        Refused.COMMON: _(
            "Somebody would guess this one first. Take three or four words of your own."
        ),
        Refused.STOLEN: _(
            "This one was stolen elsewhere, and is tried everywhere since. Take another."
        ),
    }
    return words[why]


class NewPasswordForm(BaseModel):
    password: Annotated[Exactly, AfterValidator(_good)]
    current: Annotated[Exactly, StringConstraints(max_length=passwords.MOST)] = ""
    """The one there is, unless something else was shown just now."""


@bp.get("")
@door(SIGNED_IN)
def show() -> str:
    return _page(Draft(NewPasswordForm))


@bp.post("/password")
@door(SIGNED_IN, proved=True)
def set_password() -> ResponseReturnValue:
    draft, at = Draft.read(NewPasswordForm), clock.now()
    if draft.ok and knowing.must_know(at=at):
        knowing.knows(draft, "current", at=at)
    if not draft.ok:
        return _page(draft), 422
    hashed = hash_password(draft.data.password)
    with deed():
        me().password_hash = hashed
        stays.end_all(me(), Ended.PASSWORD, by=me(), but=stay().id, at=at)
    flash(_("From now on the password works as well as a code. You are signed in only here."))
    return redirect(url_for("me.show"))


def _page(draft: Draft[NewPasswordForm]) -> str:
    at = clock.now()
    today = clock.village_date(at)
    may = partial(_may, today)
    return render_template(
        "keeper/me.html",
        draft=draft,
        must_know=knowing.must_know(at=at),
        postings=me().held_on(today),
        second_reset=second_resets.open_for(me()),
        may_set_back=may(Permission.SECOND_RESET),
        has_second=factors.is_demanded(me(), on=today) and factors.of(me().id) is not None,
        household=shops.code_kept_by(me()),
        may_lead=may(Permission.SHOP_OPEN),
        may_keep=may(Permission.COUNTER_KEEP),
        may_review=may(Permission.GOODS_REVIEW),
        may_write_breaches=may(Permission.BREACHES),
        may_answer_for_data=may(Permission.DATA_REQUESTS),
        may_visit=may(Permission.VISIT_WRITE),
        may_operate=may(Permission.OPERATION_READ),
        may_replay=may(Permission.MESSAGES_REPLAY),
        may_see_signatures=may(Permission.SIGNATURES_READ),
    )


def _may(today: date, what: Permission) -> bool:
    return bool(me().places_where(what, on=today))
