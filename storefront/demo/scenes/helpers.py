"""What a helper pressed in the valley: agreed to anew, twice not asked for, and a neighbour written
down a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from storefront.accounts import queries as people
from storefront.accounts.actions import Agreement
from storefront.accounts.models import ConsentMode, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import session
from storefront.demo.scenes.stage import DAY, HOUR, Stage
from storefront.helping import actions as helping
from storefront.helping.models import Objection, Ruling
from storefront.shops import actions as shops
from storefront.shops import goods
from storefront.shops.actions import Keeper
from storefront.shops.models import Household, Product


def agrees_anew(stage: Stage) -> None:
    """To the words of this autumn."""
    house = stage.valley
    anew = Agreement(frozenset({Purpose.ASSIST}), ConsentMode.SELF)
    helping.agree(house.shop.household, anew, by=house.helper, at=stage.now - 6 * DAY)


def not_asked_for(stage: Stage) -> None:
    """The commune has ruled on one; the other waits."""
    house = stage.valley
    household = house.shop.household
    first = _pressed(stage, stage.box, "Rau nhà hái sáng, bó nhỏ", at=stage.now - 5 * DAY)
    _pressed(stage, stage.eggs, "Trứng gà nuôi thả", at=stage.now - 5 * HOUR)
    officers = people.posted_over(household.village, Role.COMMUNE_OFFICER, on=stage.today)
    helping.decide(
        first,
        Ruling.NOT_ASKED,
        words="Đã gọi cả hai. Lời rao để nhà tự viết.",
        by=officers[0],
        at=stage.now - 4 * DAY,
    )


def writes_down_twice(stage: Stage) -> None:
    """Somebody of the village who is in the book already, found a few days later as a pair."""
    house = stage.valley
    known = (
        select(Household)
        .where(
            Household.village_id == house.shop.household.village_id,
            Household.id != house.shop.household_id,
            Household.shop.has(),
        )
        .order_by(Household.id)
    )
    first = session.scalars(known.limit(1)).one_or_none() or house.shop.household
    again = Keeper(first.keeper.name, first.honorific, first.birth_year)
    agreement = Agreement(frozenset({Purpose.SHOP, Purpose.ASSIST}), ConsentMode.SELF)
    shops.register_household(
        again,
        village=first.village,
        agreement=agreement,
        surely_new=True,
        by=house.helper,
        at=stage.now - 3 * DAY,
    )


def _pressed(stage: Stage, product: Product, words: str, *, at: datetime) -> Objection:
    """The helper writes other words under the goods; hours later the keeper says no."""
    house = stage.valley
    goods.change_product(
        product, replace(goods.goods_of(product), description=words), by=house.helper, at=at
    )
    pressed = select(Trace).where(Trace.for_id == house.keeper.id, Trace.verb == "product.change")
    deed = session.scalars(pressed.order_by(Trace.id.desc()).limit(1)).one()
    return helping.contest(deed, house.shop.household, at=at + 3 * HOUR)
