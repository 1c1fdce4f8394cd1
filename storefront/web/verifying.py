"""How far a household's account is trusted: asking its bank for the name, and deciding."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock, wire
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.holders import actions, queries
from storefront.holders.actions import AnotherMustDecide, NothingToDecide, NotKnownYet
from storefront.holders.asking import name_book_for
from storefront.payments import trials
from storefront.payments.trials import NotMatched
from storefront.shops import queries as shops
from storefront.shops import verifying
from storefront.shops.errors import NoAccount, NoConsent
from storefront.shops.models import Household
from storefront.web import account_words, looking
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.verifying import DecisionForm
from storefront.web.people import me

bp = Blueprint("verifying", __name__)

SOMEBODY_WAITS = 6.0
"""Seconds that a page is held up; after that the worker asks again."""
SHOWN = 100


@bp.get("/team/households/<code>/account/steps")
@door(SIGNED_IN)
def show(code: str) -> str:
    household = _household(code, Permission.HOUSEHOLD_READ)
    if household.keeper_id != me().id:
        keepers = [household.keeper_id]
        looking.noted(Seen.PAGE, f"household:{code}", household.village, keepers=keepers)
    return _page(household, Draft(DecisionForm))


@bp.post("/team/households/<code>/account/name")
@door(Permission.SHOP_OPEN)
def ask(code: str) -> ResponseReturnValue:
    """The bank is asked at once, for as long as somebody can wait; then by the worker."""
    at = clock.now()
    try:
        with deed():
            number = actions.ask(_household(code, Permission.SHOP_OPEN), by=me(), at=at).id
    except NotKnownYet:
        flash(_("First make sure who keeps the shop."), "wait")
    except (NoAccount, NoConsent):
        abort(404)
    else:
        with wire.within(SOMEBODY_WAITS):
            actions.answer(number, name_book_for(current_app.config["SETTINGS"]), at=at)
    return redirect(url_for(".show", code=code))


@bp.post("/team/households/<code>/account/trial")
@door(SIGNED_IN)
def begin_trial(code: str) -> ResponseReturnValue:
    """For the keeper, and for whoever may press for the household."""
    try:
        with deed():
            household = _household(code, Permission.SHOP_EDIT)
            bill = trials.begin(household, by=me(), at=clock.now())
    except NotMatched:
        flash(_("First the bank must know this name."), "wait")
        return redirect(url_for(".show", code=code))
    return redirect(url_for("bills.show", code=bill.code))


@bp.post("/team/households/<code>/account/name/<int:number>")
@door(Permission.ACCOUNT_CONFIRM)
def decide(code: str, number: int) -> ResponseReturnValue:
    draft = Draft.read(DecisionForm)
    if draft.ok:
        _decide(code, number, draft)
    if not draft.ok:
        return _page(_household(code, Permission.ACCOUNT_CONFIRM), draft), 422
    flash(_("Written down. The household sees it too."))
    return redirect(url_for(".show", code=code))


@bp.get("/account-names")
@door(Permission.MESSAGES_REPLAY)
def index() -> str:
    """For the operator: what banks were asked, and what went wrong. No names, no numbers."""
    settings = current_app.config["SETTINGS"]
    return render_template(
        "verifying/index.html",
        checks=queries.newest(limit=SHOWN),
        words=account_words,
        bank=banks.name_of,
        is_set=settings.practice or bool(settings.names_url),
    )


def _decide(code: str, number: int, draft: Draft[DecisionForm]) -> None:
    form = draft.data
    try:
        with deed():
            household = _household(code, Permission.ACCOUNT_CONFIRM)
            check = queries.of_one(number, household) or abort(404)
            actions.decide(
                check, accept=form.accept == "yes", why=form.why, by=me(), at=clock.now()
            )
    except AnotherMustDecide:
        draft.refuse("accept", _("Somebody else decides: you wrote this account down."))
    except NothingToDecide:
        draft.refuse("accept", _("Somebody has decided already."))


def _household(code: str, permission: Permission) -> Household:
    today = clock.village_date(clock.now())
    return shops.household_for(code, me(), permission, on=today) or abort(404)


def _page(household: Household, draft: Draft[DecisionForm]) -> str:
    today = clock.village_date(clock.now())
    account = household.account or abort(404)
    checks = queries.of_account(account)
    return render_template(
        "verifying/show.html",
        household=household,
        account=account,
        bank=banks.name_of(account.bank_bin),
        dates=verifying.dates(account),
        words=account_words,
        checks=checks,
        trials=trials.of_account(account),
        amount=trials.AMOUNT,
        may_press=household.allows(me(), Permission.SHOP_EDIT, on=today),
        newest=next(iter(checks), None),
        is_known=verifying.is_known(household),
        draft=draft,
        may_open=household.allows(me(), Permission.SHOP_OPEN, on=today),
        may_decide=household.allows(me(), Permission.ACCOUNT_CONFIRM, on=today),
        is_keeper=household.keeper_id == me().id,
    )
