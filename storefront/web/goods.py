"""A shop's goods, for its keeper and for the team that presses for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, units
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.money import Money
from storefront.rolls import queries as rolls
from storefront.shops import actions, grades, photos, prices, queries
from storefront.shops import goods as shelf
from storefront.shops.errors import NoConsent, Restricted, TakenDown
from storefront.shops.models import Category, Product, Shop
from storefront.web import categories, names_told, reviews, uploads
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import day, in_digits
from storefront.web.forms import goods as forms
from storefront.web.forms.draft import Draft
from storefront.web.forms.goods import GoodsForm, PauseForm, QuickForm
from storefront.web.forms.household import ShopForm
from storefront.web.order_words import in_words
from storefront.web.people import me
from storefront.web.unit_words import unit_price

bp = Blueprint("goods", __name__, url_prefix="/shops/<shop>")
bp.add_app_template_filter(forms.priced_by, "priced_by")


@bp.get("/products")
@door(SIGNED_IN)
def index(shop: str) -> str:
    return render_template("shop_desk/goods.html", shop=_shop(shop), drafts={})


@bp.route("/products/new", methods=["GET", "POST"])
@door(SIGNED_IN)
def add(shop: str) -> ResponseReturnValue:
    found = _shop(shop)
    if request.method != "POST":
        return _form_page(Draft(GoodsForm, _first_words(found)), found)
    draft = Draft.read(GoodsForm)
    developed = uploads.photo(draft)
    if not draft.ok:
        return _form_page(draft, found), 422
    at = clock.now()
    try:
        with deed():
            photo = photos.keep(developed, at=at) if developed else None
            listed = shelf.add_product(
                _shop(shop),
                draft.data.goods(),
                photo=photo,
                beside=_sibling(shop),
                ask=draft.data.ask == "yes",
                by=me(),
                at=at,
            )
            waits = listed.waits_for is not None
    except Restricted as refusal:
        return _restricted(refusal, draft, found), 422
    if waits:
        return _waits(draft.data.name, shop)
    flash(_("Listed: %(name)s.", name=_read_back(draft.data)))
    return redirect(_after_adding(found))


@bp.route("/products/<code>/edit", methods=["GET", "POST"])
@door(SIGNED_IN)
def edit(shop: str, code: str) -> ResponseReturnValue:
    found = _shop(shop)
    product = _product(shop, code)
    if request.method != "POST":
        return _form_page(Draft(GoodsForm, forms.typed(product)), found, product)
    draft = Draft.read(GoodsForm)
    developed = uploads.photo(draft)
    if not draft.ok:
        return _form_page(draft, found, product), 422
    at, ask = clock.now(), draft.data.ask == "yes"
    try:
        with deed():
            product = _product(shop, code)
            photo = photos.keep(developed, at=at) if developed else None
            wanted = draft.data.goods(stock_now=product.stock)
            shelf.change_product(product, wanted, photo=photo, ask=ask, by=me(), at=at)
            waits = product.waits_for is not None
    except Restricted as refusal:
        return _restricted(refusal, draft, found, product), 422
    if waits:
        return _waits(draft.data.name, shop)
    flash(_("Saved: %(name)s.", name=_read_back(draft.data)))
    return redirect(url_for("goods.index", shop=shop))


@bp.post("/products/<code>/price-and-stock")
@door(SIGNED_IN)
def price_and_stock(shop: str, code: str) -> ResponseReturnValue:
    """Two taps: the number, and the button beside it."""
    draft = Draft.read(QuickForm)
    if not draft.ok:
        _product(shop, code)
        return render_template("shop_desk/goods.html", shop=_shop(shop), drafts={code: draft}), 422
    form = draft.data
    with deed():
        product = _product(shop, code)
        stock = max(form.stock - (form.stock_seen - product.stock), 0)
        price_of_one = forms.of_one(product.unit, form.price)
        wanted = replace(shelf.goods_of(product), price=price_of_one, stock=stock)
        shelf.change_product(product, wanted, by=me(), at=clock.now())
        name = product.name
    price = f"{in_digits(form.price)} ({in_words(form.price)})"
    flash(_("%(name)s: %(price)s, %(stock)s left.", name=name, price=price, stock=stock))
    if request.form.get("from") == "home":
        return redirect(_home_of(product.shop))
    return redirect(url_for("goods.index", shop=shop, _anchor=code))


@bp.post("/products/<code>/shown")
@door(SIGNED_IN)
def show_or_hide(shop: str, code: str) -> ResponseReturnValue:
    shown = request.form.get("shown") == "yes"
    try:
        with deed():
            product = _product(shop, code)
            wanted = replace(shelf.goods_of(product), shown=shown)
            shelf.change_product(product, wanted, by=me(), at=clock.now())
            name, down = product.name, product.is_down
    except Restricted as refusal:
        flash(reviews.why(refusal.rule), "wait")
        return redirect(url_for("goods.edit", shop=shop, code=code))
    if shown and down:
        flash(
            _("%(name)s was taken down after a report. The commune can put it back.", name=name),
            "bad",
        )
    elif shown:
        flash(_("Buyers see %(name)s again.", name=name))
    else:
        flash(_("Hidden: %(name)s. Show it again at any time.", name=name))
    return redirect(url_for("goods.index", shop=shop, _anchor=code))


@bp.route("/edit", methods=["GET", "POST"])
@door(SIGNED_IN)
def edit_shop(shop: str) -> ResponseReturnValue:
    found = _shop(shop)
    if request.method != "POST":
        known = {"name": found.name, "story": found.story}
        return render_template("shop_desk/shop.html", shop=found, draft=Draft(ShopForm, known))
    draft = Draft.read(ShopForm)
    if not draft.ok:
        return render_template("shop_desk/shop.html", shop=found, draft=draft), 422
    with deed():
        actions.change_shop(
            _shop(shop), name=draft.data.name, story=draft.data.story, by=me(), at=clock.now()
        )
    flash(_("Saved."))
    names_told.look_alike(_shop(shop))
    return redirect(url_for("goods.index", shop=shop))


@bp.post("/pause")
@door(SIGNED_IN)
def pause(shop: str) -> ResponseReturnValue:
    draft, at = Draft.read(PauseForm), clock.now()
    said = draft.data if draft.ok else PauseForm()
    until = said.until(clock.village_date(at))
    with deed():
        found = _shop(shop)
        actions.pause(found, reason=said.reason, until=until, by=me(), at=at)
    if until:
        flash(_("Resting. It sells again by itself on %(day)s.", day=day(until)), "wait")
    else:
        flash(_("Selling is paused. Orders already accepted stay."), "wait")
    return redirect(_home_of(found))


@bp.post("/resume")
@door(SIGNED_IN)
def resume(shop: str) -> ResponseReturnValue:
    try:
        with deed():
            found = _shop(shop)
            actions.resume(found, by=me(), at=clock.now())
    except NoConsent:
        found = _shop(shop)
        flash(_("The household has taken back its consent to the shop."), "bad")
    except TakenDown:
        found = _shop(shop)
        flash(_("The shop was taken down after a report. The commune can put it back."), "bad")
    else:
        flash(_("Selling again."))
    return redirect(_home_of(found))


def _restricted(
    refusal: Restricted, draft: Draft[Any], shop: Shop, product: Product | None = None
) -> str:
    draft.refuse("name", reviews.why(refusal.rule))
    return _form_page(draft, shop, product, may_ask=True)


def _waits(name: str, shop: str) -> ResponseReturnValue:
    flash(_("%(name)s is kept hidden until the commune has looked at it.", name=name), "wait")
    return redirect(url_for("goods.index", shop=shop))


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    return queries.to_edit(code, me(), on=today) or abort(404)


def _sibling(shop: str) -> Product | None:
    """Of which another grade is listed."""
    code = _beside()
    return _product(shop, code) if code else None


def _beside() -> str:
    """The code of a product. What is none, no product has."""
    code = request.values.get("beside", "")
    if code and not (code.isascii() and code.isalnum()):
        abort(404)
    return code


def _first_words(shop: Shop) -> dict[str, object]:
    """What is known before anything is typed: much, of another grade."""
    sibling = _sibling(shop.code)
    if sibling is None:
        return {"unit": "kg"} if shop.products else {"unit": "kg", **_hinted(shop)}
    alike = ("name", "category", "unit", "holds", "months", "description", "shelf_days")
    known = forms.typed(sibling)
    return {name: known[name] for name in alike}


def _hinted(shop: Shop) -> dict[str, object]:
    """What the list of households said it would sell first."""
    said = rolls.hint_for(shop.household)
    names = {"goods": "name", "price": "price", "unit": "unit"}
    return {names[name]: it for name, it in said.items()}


def _product(shop: str, code: str) -> Product:
    today = clock.village_date(clock.now())
    return queries.product_to_edit(shop, code, me(), on=today) or abort(404)


def _home_of(shop: Shop) -> str:
    if shop.household.keeper_id == me().id:
        return url_for("keeper.home")
    return url_for("households.show", code=shop.household.code)


def _after_adding(shop: Shop) -> str:
    today = clock.village_date(clock.now())
    may_open = shop.household.allows(me(), Permission.SHOP_OPEN, on=today)
    if request.form.get("first") == "yes" and may_open:
        return url_for("opening.done", code=shop.household.code)
    return url_for("goods.index", shop=shop.code)


def _read_back(form: GoodsForm) -> str:
    """With the price in words, where one nought too many shows."""
    unit, price = form.sold_by, form.price_of_one
    return f"{form.name}, {in_digits(price)}/{unit} ({in_words(price)}){_each(price, unit)}"


def _each(price: Money, unit: str) -> str:
    """The unit price, where another number is to be looked at too."""
    told = unit_price(price, unit)
    return f" = {told}" if told else ""


def _form_page(
    draft: Draft[Any], shop: Shop, product: Product | None = None, *, may_ask: bool = False
) -> str:
    return render_template(
        "shop_desk/product.html",
        draft=draft,
        shop=shop,
        product=product,
        beside=_beside(),
        family=grades.family(product) if product else [],
        prices=prices.of(product) if product else [],
        may_ask=may_ask,
        first=request.values.get("first") == "yes",
        kinds=[(kind, categories.name_of(kind)) for kind in Category],
        units=units.SOLD_BY,
        months=[(month, month) for month in range(1, 13)],
    )
