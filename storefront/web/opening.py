"""The later steps: the shop, the account, what next. The household is in the book by now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock
from storefront.accounts.models import Purpose
from storefront.db import deed
from storefront.errors import MarketError
from storefront.payouts import actions as payouts
from storefront.payouts import queries as changes
from storefront.payouts.models import AccountChange
from storefront.payouts.refusals import NoPhone, PhoneTooNew, UnderWayAlready
from storefront.shops import actions, queries
from storefront.shops.errors import AccountKnown, ShopAlreadyOpen
from storefront.shops.models import Household
from storefront.shops.progress import progress
from storefront.web import names_told
from storefront.web.doors import door, unproved
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import AccountForm, ShopForm
from storefront.web.people import me
from storefront.web.registering import OPEN, STEPS

bp = Blueprint("opening", __name__, url_prefix="/team/households/<code>")


@bp.route("/shop", methods=["GET", "POST"])
@door(OPEN)
def shop(code: str) -> ResponseReturnValue:
    household = _household(code)
    if household.shop:
        return redirect(url_for("households.show", code=code))
    if request.method != "POST":
        return _shop_page(Draft(ShopForm, {"name": _suggested(household)}), household)
    draft = Draft.read(ShopForm)
    if not draft.ok or not household.keeper.agrees_to(Purpose.SHOP):
        return _shop_page(draft, household), 422
    form = draft.data
    with suppress(ShopAlreadyOpen), deed():  # pressed twice
        household = _household(code)
        actions.open_shop(household, name=form.name, story=form.story, by=me(), at=clock.now())
    flash(_("%(shop)s is open.", shop=form.name))
    household = _household(code)
    if household.shop:
        names_told.look_alike(household.shop)
    return redirect(_after_shop(household))


@bp.route("/account", methods=["GET", "POST"])
@door(OPEN)
def account(code: str) -> ResponseReturnValue:
    household = _household(code)
    if household.account and (first := unproved()):  # another account than the one it has
        return first
    if not household.keeper.agrees_to(Purpose.PAYOUT):
        flash(_("The household has not agreed to receive money into an account."), "wait")
        return redirect(url_for("households.show", code=code))
    if request.method != "POST":
        return _account_page(Draft(AccountForm, _suggested_account(household)), household)
    draft = Draft.read(AccountForm)
    others = _others_paid_there(draft, household)
    if not draft.ok:
        return _account_page(draft, household, others), 422
    try:
        with deed():
            begun = _write_down(_household(code), draft.data)
    except (NoPhone, PhoneTooNew, UnderWayAlready) as error:
        draft.refuse("form", why_not(error))
        return _account_page(draft, household, others), 422
    if begun:
        flash(_("Asked. Nothing changes before the keeper and a second person agree."), "wait")
        return redirect(url_for("payouts.show", code=code))
    bank, tail = banks.name_of(draft.data.bank), draft.data.number[-4:]
    flash(_("Buyers will pay into %(bank)s, ending %(tail)s.", bank=bank, tail=tail))
    return redirect(_after_account(household))


@bp.get("/done")
@door(OPEN)
def done(code: str) -> ResponseReturnValue:
    household = _household(code)
    if not household.shop:
        return redirect(url_for("opening.shop", code=code))
    return render_template(
        "households/done.html",
        household=household,
        shop=household.shop,
        far=progress(household),
        public_url=current_app.config["SETTINGS"].public_url,
    )


def _household(code: str) -> Household:
    today = clock.village_date(clock.now())
    return queries.household_for(code, me(), OPEN, on=today) or abort(404)


def _write_down(household: Household, form: AccountForm) -> AccountChange | None:
    """The first account at once; another one is asked for, and is then under way."""
    said = {"bank_bin": form.bank, "number": form.number, "holder": form.holder}
    at = clock.now()
    try:
        actions.declare_account(household, **said, by=me(), at=at)
    except AccountKnown:
        return payouts.ask(household, **said, by=me(), at=at)
    return None


def why_not(error: MarketError) -> str:
    if isinstance(error, NoPhone):
        return str(_("The keeper has no phone number yet. The code must go there."))
    if isinstance(error, PhoneTooNew):
        return str(_("The keeper's number was changed this week. Wait until it has settled."))
    return str(_("Another change is under way. Look at it, or stop it first."))


def _suggested(household: Household) -> str:
    """Nhà bà Nhình: shops are called so whatever language the team reads."""
    return f"Nhà {household.called}"


def _suggested_account(household: Household) -> dict[str, str]:
    now = household.account
    if now:
        field = "bank" if now.bank_bin in banks.COMMONEST else "other_bank"
        return {field: now.bank_bin, "number": now.number, "holder": now.holder}
    return {"holder": actions.as_banks_write(household.keeper.name)}


def _others_paid_there(draft: Draft[AccountForm], household: Household) -> Sequence[Household]:
    """Two households at one account: perhaps a family, perhaps a slip. Asked, not guessed."""
    if not draft.ok:
        return []
    form = draft.data
    others = queries.others_paid_at(form.bank, form.number, but=household)
    if others and form.shared != "yes":
        draft.refuse("number", _("Another household is paid at this account already."))
    return others


def _after_shop(household: Household) -> str:
    if household.keeper.agrees_to(Purpose.PAYOUT):
        return url_for("opening.account", code=household.code)
    return _after_account(household)


def _after_account(household: Household) -> str:
    if not household.shop:
        return url_for("opening.shop", code=household.code)
    if household.shop.products:
        return url_for("households.show", code=household.code)
    return url_for("goods.add", shop=household.shop.code, first="yes")


def _shop_page(draft: Draft[ShopForm], household: Household) -> str:
    return render_template(
        "households/shop.html", draft=draft, household=household, step=3, steps=STEPS
    )


def _account_page(
    draft: Draft[AccountForm], household: Household, others: Sequence[Household] = ()
) -> str:
    return render_template(
        "households/account.html",
        draft=draft,
        household=household,
        common=[(it.bin, it.short_name) for it in banks.commonest()],
        banks=[(it.bin, f"{it.short_name} · {it.name}") for it in banks.all_banks().values()],
        others=others,
        known=bool(household.accounts),
        change=changes.under_way(household),
        skip=_after_account(household),
        step=4,
        steps=STEPS,
    )
