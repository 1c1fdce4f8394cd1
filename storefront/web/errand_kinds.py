"""The errands of the field, one after another: each by the rules of the same form online."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.field import actions as field
from storefront.field import queries as errands
from storefront.field.actions import Outcome, Told
from storefront.field.models import ErrandKind
from storefront.payouts import actions as payouts
from storefront.payouts.refusals import NoPhone, PhoneTooNew, UnderWayAlready
from storefront.rounds import territory
from storefront.shops import actions as shops
from storefront.shops import goods as shelf
from storefront.shops import photos, queries
from storefront.shops.errors import AccountKnown, Restricted
from storefront.shops.photos import BadPhoto, Developed
from storefront.visits import actions as visiting
from storefront.visits import signals
from storefront.visits.actions import Told as Visited
from storefront.web import errand_words, opening, reviews, uploads, visits
from storefront.web.errand_answers import (
    Asks,
    Refused,
    Waits,
    agreed,
    known,
    once,
    whole,
    writer,
)
from storefront.web.errand_consents import consent, household
from storefront.web.errand_orders import phone_order
from storefront.web.errand_questions import question
from storefront.web.errand_stickers import sticker
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import (
    AccountErrand,
    GoodsErrand,
    ShopErrand,
    SignalErrand,
    VisitErrand,
)
from storefront.web.people import me

# --- its shop and its account -----------------------------------------------------------------


def _shop(told: Told) -> Outcome:
    form = whole(Draft.read(ShopErrand))

    def act(at: datetime) -> Outcome:
        found = known(form.household)
        shops.hold(found)
        shop = found.shop
        if shop is None:
            shop = shops.open_shop(found, name=form.name, story=form.story, by=me(), at=at)
        elif form.keep == "here":
            shops.change_shop(shop, name=form.name, story=form.story, by=me(), at=at)
        elif shop.name != form.name and form.keep == "":
            raise Asks(*errand_words.named_already(shop))
        return {"household": found.code, "shop": shop.code}

    return agreed(told, act)


def _account(told: Told) -> Outcome:
    form = whole(Draft.read(AccountErrand))
    said = {"bank_bin": form.bank, "number": form.number, "holder": form.holder}

    def act(at: datetime) -> Outcome:
        found = known(form.household)
        others = queries.others_paid_at(form.bank, form.number, but=found)
        if others and form.shared != "yes":
            raise Asks(*errand_words.paid_there_too(others))
        try:
            shops.declare_account(found, **said, by=me(), at=at)
        except AccountKnown:
            if not form.keep:
                raise Asks(*errand_words.paid_already(found.accounts[-1])) from None
            if form.keep == "here":
                payouts.ask(found, **said, by=me(), at=at)
        return {"household": found.code}

    try:
        return agreed(told, act)
    except (NoPhone, PhoneTooNew, UnderWayAlready) as refusal:
        raise Refused(form=opening.why_not(refusal)) from None


# --- goods, with their photo ------------------------------------------------------------------


def _goods(told: Told) -> Outcome:
    form = whole(Draft.read(GoodsErrand))
    before = errands.outcome_of(told.client_id, writer())
    if before:
        return before
    developed = _developed(form.photo) if form.photo else None

    def act(at: datetime) -> Outcome:
        found = known(form.household, Permission.SHOP_EDIT)
        if found.shop is None:
            raise Waits("shop")
        listed = shelf.add_product(
            found.shop,
            form.goods(),
            photo=photos.keep(developed, at=at) if developed else None,
            ask=form.ask == "yes",
            by=me(),
            at=at,
        )
        if form.photo:
            field.forget_photo(form.photo, by=writer())
        return {"household": found.code, "shop": found.shop.code, "product": listed.code}

    try:
        return agreed(told, act)
    except Restricted as refusal:
        raise Asks(*errand_words.kept_away(reviews.why(refusal.rule))) from None


def _developed(client_id: str) -> Developed:
    """Before the deed: it takes a while."""
    sent = errands.photo(client_id, writer())
    if sent is None or not sent.is_whole:
        raise Waits("photo", len(sent.content) if sent else 0)
    try:
        return photos.develop(sent.content, to=current_app.extensions["kept"].media)
    except BadPhoto as refusal:
        raise Refused(photo=uploads.words(refusal)) from None


# --- a visit ----------------------------------------------------------------------------------


def _visit(told: Told) -> Outcome:
    draft = Draft.read(VisitErrand)
    form = whole(draft)
    visited = Visited(**form.model_dump(exclude={"household"}))

    def act(at: datetime) -> Outcome:
        found = known(form.household, Permission.VISIT_WRITE)
        visiting.write_down(found, visited, by=me(), at=at)
        return {"household": found.code}

    try:
        return once(told, act)
    except (visiting.BadDay, visiting.BadNextDay, visiting.SentNowhere) as refusal:
        raise Refused(**visits.why_not(refusal)) from None


# --- how good the telephone is in a village ----------------------------------------------------


def _signal(told: Told) -> Outcome:
    form = whole(Draft.read(SignalErrand))

    def act(at: datetime) -> Outcome:
        today = clock.village_date(at)
        village = territory.village_for(form.village, me(), on=today)
        if village is None:
            raise Refused(village=_("Choose one from the list."))
        signals.mark(village, form.network, form.strength, by=me(), at=at)
        return {"village": village.code}

    return once(told, act)


KINDS: dict[ErrandKind, Callable[[Told], Outcome]] = {
    ErrandKind.HOUSEHOLD: household,
    ErrandKind.CONSENT: consent,
    ErrandKind.SHOP: _shop,
    ErrandKind.ACCOUNT: _account,
    ErrandKind.GOODS: _goods,
    ErrandKind.VISIT: _visit,
    ErrandKind.ORDER: phone_order,
    ErrandKind.STICKER: sticker,
    ErrandKind.SIGNAL: _signal,
    ErrandKind.QUESTION: question,
}
