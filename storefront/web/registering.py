"""Opening a shop for a new household, one idea a screen. Each step is kept on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock, text
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Purpose
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.shops import actions, queries
from storefront.shops.actions import Keeper
from storefront.shops.errors import PhoneTaken
from storefront.shops.models import Household
from storefront.shops.progress import progress
from storefront.web import consents
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import AccountForm, ConsentForm, ShopForm, WhoForm
from storefront.web.languages import language
from storefront.web.people import me

bp = Blueprint("registering", __name__, url_prefix="/team/households")

STEPS = 5
OPEN = Permission.SHOP_OPEN


@bp.get("/new")
@door(OPEN)
def new() -> str:
    """Who, and where."""
    known = {"village": _villages()[0].code} if len(_villages()) == 1 else {}
    return _who_page(Draft(WhoForm, known))


@bp.post("/consent")
@door(OPEN)
def consent() -> ResponseReturnValue:
    """Nothing is kept until the household has agreed."""
    draft = Draft.read(WhoForm)
    village = _village(draft)
    if not draft.ok or village is None:
        return _who_page(draft), 422
    alike = _lookalikes(draft.data, village)
    if alike and request.form.get("another") != "yes":
        return render_template("households/alike.html", draft=draft, alike=alike, mine=_mine(alike))
    return _consent_page(Draft(ConsentForm, draft.typed))


@bp.post("")
@door(OPEN)
def create() -> ResponseReturnValue:
    draft = Draft.read(ConsentForm)
    village = _village(draft)
    if not draft.ok or village is None:
        return _back_to_the_error(draft)
    at = clock.now()
    try:
        with deed():
            household = actions.register_household(
                _keeper(draft.data), village=village, agreement=_agreement(draft), by=me(), at=at
            )
    except PhoneTaken:
        draft.refuse("phone", _("Somebody else has this number. Leave it empty or take another."))
        return _back_to_the_error(draft)
    flash(_("Written down: the household of %(who)s.", who=household.called))
    return redirect(url_for("registering.shop", code=household.code))


@bp.route("/<code>/shop", methods=["GET", "POST"])
@door(OPEN)
def shop(code: str) -> ResponseReturnValue:
    household = _household(code)
    if household.shop:
        return redirect(url_for("households.show", code=code))
    if request.method == "GET":
        return _shop_page(Draft(ShopForm, {"name": _suggested(household)}), household)
    draft = Draft.read(ShopForm)
    if not draft.ok or not household.keeper.agrees_to(Purpose.SHOP):
        return _shop_page(draft, household), 422
    with deed():
        household = _household(code)
        if not household.shop:
            actions.open_shop(
                household, name=draft.data.name, story=draft.data.story, by=me(), at=clock.now()
            )
    flash(_("%(shop)s is open.", shop=draft.data.name))
    return redirect(_after_shop(household))


@bp.route("/<code>/account", methods=["GET", "POST"])
@door(OPEN)
def account(code: str) -> ResponseReturnValue:
    household = _household(code)
    if not household.keeper.agrees_to(Purpose.PAYOUT):
        flash(_("The household has not agreed to receive money into an account."), "wait")
        return redirect(url_for("households.show", code=code))
    if request.method == "GET":
        return _account_page(Draft(AccountForm, _suggested_account(household)), household)
    draft = Draft.read(AccountForm)
    others = _others_paid_there(draft, household)
    if not draft.ok:
        return _account_page(draft, household, others), 422
    form = draft.data
    with deed():
        actions.declare_account(
            _household(code),
            bank_bin=form.bank,
            number=form.number,
            holder=form.holder,
            by=me(),
            at=clock.now(),
        )
    bank, tail = banks.name_of(form.bank), form.number[-4:]
    flash(_("Buyers will pay into %(bank)s, ending %(tail)s.", bank=bank, tail=tail))
    return redirect(_after_account(household))


@bp.get("/<code>/done")
@door(OPEN)
def done(code: str) -> ResponseReturnValue:
    household = _household(code)
    if not household.shop:
        return redirect(url_for("registering.shop", code=code))
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


def _villages() -> Sequence[Place]:
    today = clock.village_date(clock.now())
    return places.villages_inside(me().places_where(OPEN, on=today), on=today)


def _village(draft: Draft[Any]) -> Place | None:
    if "village" in draft.errors:
        return None
    chosen = next((it for it in _villages() if it.code == draft.typed["village"]), None)
    if chosen is None:
        draft.refuse("village", _("Choose one from the list."))
    return chosen


def _lookalikes(form: WhoForm, village: Place) -> Sequence[Household]:
    return queries.lookalikes(
        form.name, birth_year=form.birth_year, phone=form.phone, village=village
    )


def _mine(households: Sequence[Household]) -> set[str]:
    """Codes of those this person may look at; the others stay names."""
    today = clock.village_date(clock.now())
    may = Permission.HOUSEHOLD_READ
    return {it.code for it in households if it.allows(me(), may, on=today)}


def _back_to_the_error(draft: Draft[ConsentForm]) -> ResponseReturnValue:
    """To the step on which the first error is."""
    if set(draft.errors) & set(WhoForm.model_fields):
        return _who_page(draft), 422
    return _consent_page(draft), 422


def _keeper(form: ConsentForm) -> Keeper:
    return Keeper(form.name, form.honorific, form.birth_year, form.phone)


def _agreement(draft: Draft[ConsentForm]) -> Agreement:
    form = draft.data
    return Agreement(frozenset(form.purposes), form.mode, witness=form.witness, language=language())


def _suggested(household: Household) -> str:
    """Nhà bà Nhình: shops are called so whatever language the team reads."""
    return f"Nhà {household.called}"


def _suggested_account(household: Household) -> dict[str, str]:
    now = household.account
    if now:
        return {"bank": now.bank_bin, "number": now.number, "holder": now.holder}
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
        return url_for("registering.account", code=household.code)
    return _after_account(household)


def _after_account(household: Household) -> str:
    if not household.shop:
        return url_for("registering.shop", code=household.code)
    if household.shop.products:
        return url_for("households.show", code=household.code)
    return url_for("goods.add", shop=household.shop.code, first="yes")


def _who_page(draft: Draft[Any]) -> str:
    return render_template(
        "households/who.html",
        draft=draft,
        villages=_villages(),
        choices=_choices(_villages()),
        step=1,
        steps=STEPS,
    )


def _consent_page(draft: Draft[ConsentForm]) -> str:
    return render_template(
        "households/consent.html",
        draft=draft,
        texts=consents.texts(),
        modes=consents.modes(),
        aloud=consents.aloud(),
        given=text.tidy(str(draft.typed["name"])).split()[-1],
        hidden=list(WhoForm.model_fields),
        step=2,
        steps=STEPS,
    )


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
        banks=[(it.bin, f"{it.short_name} · {it.name}") for it in banks.all_banks().values()],
        others=others,
        skip=_after_account(household),
        step=4,
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
