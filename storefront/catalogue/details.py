"""Everything a buyer reads about one product or one shop, in a row."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, String, and_, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from storefront.accounts.models import Person
from storefront.asking import beat, fetch, fetch_one
from storefront.catalogue.rows import COMMA, GOODS, bit, others_left, ready
from storefront.facts.models import Fact, Indicator
from storefront.nested import rows_of
from storefront.places.models import Place, Succession
from storefront.shops.models import Certificate, Household, Lot, Photo, Price, Product, Seller, Shop
from storefront.teams.models import Team

_village = aliased(Place, name="village")
_commune = aliased(Place, name="commune")


def _forerunners() -> Any:
    """What the commune was made of at the last reform, as one line: xã Quang Lang, xã Chi Lăng."""
    old = aliased(Place, name="old")
    return (
        select(func.aggregate_strings(old.kind + " " + old.name, COMMA))
        .join(Succession, Succession.old_id == old.id)
        .where(Succession.new_id == Shop.commune_id)
        .correlate(Shop)
        .scalar_subquery()
        .label("made_of")
    )


def _reformed_on() -> Any:
    return (
        select(func.max(Succession.on))
        .where(Succession.new_id == Shop.commune_id)
        .correlate(Shop)
        .scalar_subquery()
        .label("reformed_on")
    )


def _orders_done() -> Any:
    return (
        select(func.count())
        .where(Fact.household_id == Household.id, Fact.indicator == Indicator.ORDER_COMPLETED)
        .correlate(Household)
        .scalar_subquery()
        .label("orders_done")
    )


_WHO = (
    Shop.id.label("shop_id"),
    Shop.code.label("shop_code"),
    Shop.name.label("shop_name"),
    Shop.story,
    Shop.opened_at,
    Shop.paused_at.is_not(None).label("paused"),
    Shop.pause_reason,
    Shop.paused_until,
    Shop.ways,
    Shop.hours,
    Household.honorific,
    Person.name.label("keeper"),
    _village.kind.label("village_kind"),
    _village.name.label("village"),
    _commune.kind.label("commune_kind"),
    _commune.name.label("commune"),
    Team.name.label("team"),
    Seller.kind.label("seller_kind"),
    Seller.name.label("seller_name"),
    Seller.tax_code.label("seller_tax_code"),
    Seller.registration.label("seller_registration"),
    Seller.issuer.label("seller_issuer"),
    Seller.registered_on.label("seller_registered_on"),
    Seller.phone.label("seller_phone"),
    _forerunners(),
    _reformed_on(),
    _orders_done(),
)


def with_who(statement: Any) -> Any:
    """With what tells whose it is; the statement has the shop already."""
    return (
        statement.add_columns(*_WHO)
        .join(Household, Household.id == Shop.household_id)
        .join(Person, Person.id == Household.keeper_id)
        .join(_village, _village.id == Household.village_id)
        .join(_commune, _commune.id == Shop.commune_id)
        .outerjoin(Seller, Seller.shop_id == Shop.id)
        .outerjoin(Team, and_(Team.id == Household.team_id, Team.ended_on.is_(None)))
    )


def _prices() -> Any:
    """What it has cost, as one line: 8 68000 2026-08-22, …; the first number tells the order."""
    said = (
        cast(Price.id, String)
        + " " + cast(Price.price, String)
        + " " + cast(Price.since, String)
    )  # fmt: skip
    return (
        select(func.aggregate_strings(said, COMMA))
        .where(Price.product_id == Product.id, Price.unit == Product.unit)
        .correlate(Product)
        .scalar_subquery()
        .label("prices")
    )


def _certificates() -> Any:
    """Those valid on the day, of the whole shop or of one product (product_id)."""
    return (
        select(
            Certificate.product_id,
            Certificate.kind,
            Certificate.stars,
            Certificate.number,
            Certificate.issuer,
            Certificate.expires_on,
            Photo.large.label("picture"),
        )
        .select_from(Certificate)
        .outerjoin(Photo, Photo.id == Certificate.photo_id)
        .where(Certificate.issued_on <= bindparam("on"), Certificate.expires_on > bindparam("on"))
        .order_by(Certificate.id)
    )


def _goods() -> Any:
    """All that the house has, every grade of it, what can be ordered today first. Shop and commune
    are the row's own, and not looked up again for each of the goods."""
    return (
        select(*GOODS, _commune.name.label("commune"), others_left())
        .select_from(Product)
        .outerjoin(Photo, Photo.id == Product.photo_id)
        .where(Product.shown, Product.shop_id == Shop.id)
        .order_by(case((ready(), 0), else_=1), Product.id)
        .correlate(Shop, _commune)
    )  # no LIMIT: to sort a few rows with one costs SQLite three times as much


def _whole(statement: Any) -> Any:
    """With whose it is, what else they have, and their papers."""
    papers = _certificates().where(Certificate.shop_id == Shop.id).correlate(Shop)
    return with_who(statement).add_columns(
        rows_of(_goods(), "goods"), rows_of(papers, "certificates")
    )


def product_page(code: str, *, on: date) -> Row[Any] | None:
    """A product with its shop, household, places and team, the house's goods and certificates."""
    return fetch_one(_PRODUCT_PAGE, code=code, on=on, month=bit(on.month))


_PRODUCT_PAGE = _whole(
    select(
        Product.id,
        Product.code,
        Product.name,
        Product.grade,
        Product.variant_of_id,
        _prices(),
        Product.category,
        Product.unit,
        Product.price,
        Product.stock,
        Product.lot_id,
        Lot.code.label("lot"),
        Lot.plot,
        Lot.harvest_on,
        Lot.planned_for,
        Lot.moved_because,
        Lot.closes_at,
        Lot.deposit_percent,
        Lot.deposit_each,
        Lot.deposit_kept,
        Product.season,
        Product.description,
        Product.shelf_days,
        Product.rated_sum,
        Product.rated_many,
        Product.listed_at,
        Photo.large.label("picture"),
        Photo.width,
        Photo.height,
    )
    .select_from(Product)
    .join(Shop, Shop.id == Product.shop_id)
    .outerjoin(Photo, Photo.id == Product.photo_id)
    .outerjoin(Lot, Lot.id == Product.lot_id)
).where(Product.code == bindparam("code"), Product.shown)


def shop_page(code: str, *, on: date) -> Row[Any] | None:
    """The same of a shop, and whether it is out of the book or taken down."""
    return fetch_one(_SHOP_PAGE, code=code, on=on, month=bit(on.month))


_SHOP_PAGE = _whole(
    select(
        Shop.down_at,
        Shop.met_on,
        Shop.met_how,
        Shop.rated_sum,
        Shop.rated_many,
        Household.gone_at,
    ).select_from(Shop)
).where(Shop.code == bindparam("code"))


def certificates(shop_id: int, *, on: date) -> Sequence[Row[Any]]:
    return fetch(_CERTIFICATES, shop=shop_id, on=on)


_CERTIFICATES = _certificates().where(Certificate.shop_id == bindparam("shop"))


def pulse_of_product(code: str) -> str | None:
    """Moves whenever something on the product's page does; nothing when it is not there. What was
    taken down is: its page says so."""
    return beat(_PULSE_OF_PRODUCT, code=code)


_PULSE_OF_PRODUCT = (
    select(Product.changed_at, Product.stock, Product.price, Shop.changed_at)
    .join(Shop, Shop.id == Product.shop_id)
    .where(
        Product.code == bindparam("code"),
        or_(Product.shown, Product.down_at.is_not(None), Shop.down_at.is_not(None)),
    )
)


def pulse_of_shop(code: str) -> str | None:
    return beat(_PULSE_OF_SHOP, code=code)


_PULSE_OF_SHOP = (
    select(Shop.changed_at, func.max(Product.changed_at), func.sum(Product.stock))
    .outerjoin(Product, Product.shop_id == Shop.id)
    .where(Shop.code == bindparam("code"))
    .group_by(Shop.id)
)
