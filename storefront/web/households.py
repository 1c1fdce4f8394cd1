"""One household's page: for the team that cares for it, and for its keeper."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock
from storefront.accounts import queries as people
from storefront.accounts.models import Purpose, Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import actions as helping
from storefront.lessons import queries as lessons
from storefront.lessons.reading import of_keepers
from storefront.orders import queries as orders
from storefront.payouts import queries as payouts
from storefront.payouts.models import AccountChange
from storefront.shops import actions, entries, goods, queries
from storefront.shops.actions import Keeper
from storefront.shops.errors import CannotTakeBack, PhoneTaken
from storefront.shops.folders import queries as folders
from storefront.shops.models import Household
from storefront.shops.progress import progress
from storefront.terms import queries as terms
from storefront.twins import queries as twins
from storefront.visits import actions as visiting
from storefront.visits import checking
from storefront.visits import queries as visits
from storefront.web import consents, deeds, filters, looking, roster, visit_words
from storefront.web.doors import SIGNED_IN, door, unproved
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import KeeperForm
from storefront.web.people import me, stay

bp = Blueprint("households", __name__)

READ = Permission.HOUSEHOLD_READ
VISITS = 10


@bp.get("/team/households/<code>")
@door(SIGNED_IN)
def show(code: str) -> str:
    household = _household(code, READ)
    if household.keeper_id != me().id:
        keepers = [household.keeper_id]
        looking.noted(Seen.PAGE, f"household:{code}", household.village, keepers=keepers)
    far, now = progress(household), clock.now()
    next_words, next_href = roster.next_deed(household, far)
    return render_template(
        "households/show.html",
        household=household,
        far=far,
        steps=roster.step_names(),
        next_words=next_words,
        next_href=next_href,
        folder=folders.of_household(household),
        texts=consents.texts(),
        words=consents,
        terms_asked=terms.is_asked(household.keeper),
        change=_account_change(household),
        bank=banks.name_of(household.account.bank_bin) if household.account else None,
        history=deeds.history(household.keeper),
        joined=twins.joined_into(household),
        visits=[visit_words.line(it) for it in visits.of_household(household, limit=VISITS)],
        check=checking.check_of(household),
        met_words=visit_words.met_words,
        may_visit=visiting.may_visit(me(), household, on=clock.village_date(now)),
        now=now,
        lessons=lessons.of_person(household.keeper, of_keepers()),
        suggested=lessons.suggested(household.keeper, at=now),
        orders=orders.latest_for(entries.of(household.id), limit=10),
        may_press=_may(household, Permission.SHOP_EDIT),
        may_open=_may(household, Permission.SHOP_OPEN),
        may_be_paid=household.keeper.agrees_to(Purpose.PAYOUT),
        is_keeper=household.keeper_id == me().id,
    )


@bp.route("/team/households/<code>/edit", methods=["GET", "POST"])
@door(Permission.SHOP_OPEN)
def edit(code: str) -> ResponseReturnValue:
    household = _household(code, Permission.SHOP_OPEN)
    if request.method != "POST":
        known = Draft(KeeperForm, _known(household))
        return render_template("households/edit.html", household=household, draft=known)
    draft = Draft.read(KeeperForm)
    if draft.ok and draft.data.phone != household.keeper.phone and (first := unproved()):
        return first
    if draft.ok:
        _change(code, draft)
    if not draft.ok:
        return render_template("households/edit.html", household=household, draft=draft), 422
    flash(_("Saved."))
    return redirect(url_for("households.show", code=code))


@bp.post("/keeper/deeds/<int:deed_id>/objection")
@door(SIGNED_IN)
def object_to(deed_id: int) -> ResponseReturnValue:
    """The keeper says: not me."""
    with deed():
        pressed = people.deed_for(me(), deed_id) or abort(404)
        household = queries.kept_by(me()) or abort(404)
        said = helping.contest(pressed, household, at=clock.now())
    due = filters.day(clock.village_date(said.due_at))
    flash(_("Noted: you did not ask for that. The commune answers by %(day)s.", day=due))
    return redirect(url_for("keeper.home"))


@bp.post("/keeper/deeds/<int:deed_id>/reversal")
@door(SIGNED_IN)
def take_back(deed_id: int) -> ResponseReturnValue:
    """Put back the price, the stock or the words that somebody changed."""
    at = clock.now()
    try:
        with deed():
            pressed = people.deed_for(me(), deed_id) or abort(404)
            if not pressed.detail.get("changes"):
                abort(404)
            household, today = queries.kept_by(me()), clock.village_date(at)
            shop = household.shop.code if household and household.shop else ""
            code = pressed.detail.get("product", "")
            product = queries.product_to_edit(shop, code, me(), on=today) or abort(404)
            goods.take_back(pressed, product, by=me(), at=at)
    except CannotTakeBack:
        flash(
            _("It has been changed again since. Look at the goods and put it right there."), "wait"
        )
    else:
        flash(_("Put back as it was."))
    return redirect(url_for("keeper.home"))


def _household(code: str, permission: Permission) -> Household:
    today = clock.village_date(clock.now())
    return queries.household_for(code, me(), permission, on=today) or abort(404)


def _account_change(household: Household) -> AccountChange | None:
    """Where it asks to be paid from now on, for those who may say yes or no to it."""
    concerned = household.keeper_id == me().id or _may(household, Permission.ACCOUNT_CONFIRM)
    return payouts.under_way(household) if concerned else None


def _may(household: Household, permission: Permission) -> bool:
    return household.allows(me(), permission, on=clock.village_date(clock.now()))


def _known(household: Household) -> dict[str, object]:
    keeper = household.keeper
    return {
        "name": keeper.name,
        "honorific": household.honorific,
        "birth_year": household.birth_year,
        "phone": keeper.phone,
    }


def _change(code: str, draft: Draft[KeeperForm]) -> None:
    form = draft.data
    keeper = Keeper(form.name, form.honorific, form.birth_year, form.phone)
    try:
        with deed():
            household = _household(code, Permission.SHOP_OPEN)
            mine = stay().id if household.keeper_id == me().id else None
            actions.change_keeper(household, keeper, by=me(), but=mine, at=clock.now())
    except PhoneTaken:
        draft.refuse("phone", _("Somebody else has this number. Leave it empty or take another."))
