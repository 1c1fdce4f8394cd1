"""A market day in Chi Lăng, today: who stands there, what they took, and a sticker that moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person, Posting
from storefront.accounts.permissions import Role
from storefront.db import session
from storefront.demo.scenes.stage import DAY, Stage
from storefront.fairs import actions as fairs
from storefront.fairs import queries
from storefront.fairs.actions import Keeper, Plan
from storefront.fairs.models import Fair, Repeats, Stall
from storefront.money import Money
from storefront.payments import actions as payments
from storefront.payments import at_stalls, vietqr
from storefront.payments.provider import Notice
from storefront.payments.vietqr import Transfer
from storefront.posters import actions as posters
from storefront.posters.models import Leads, Poster
from storefront.shops.models import AccountKind, Household, Shop

NEIGHBOURS = 4
_CASH = (45_000, 120_000, 68_000, 30_000, 204_000)
_BY_CARD = (85_000, 136_000, 52_000)
_BY_WALLET = 40_000


def market_day(stage: Stage) -> None:
    """Every fifth day of the lunar month; the next one is planned, and a keeper asks for it."""
    officer = _officer(stage.valley.shop)
    days = _held(stage, officer)
    stalls = queries.stalls_of(days[0])
    houses = [stage.valley.shop, *_neighbours(stage.valley.shop)]
    for stall, shop in zip(stalls, houses, strict=False):
        fairs.give(stall, shop, by=officer, at=stage.now - 3 * DAY)
        if shop.household.account:
            fairs.lay(stall, _card(shop, stall, by=officer, stage=stage))
        _sells(stall, stage)
    own = Keeper("Lý A Sủng", "+84304000081")
    fairs.give(stalls[len(houses)], own, by=officer, at=stage.now - 2 * DAY)
    fairs.ask(
        days[1], stage.valley.shop, sells="Na dai, trứng gà đồi",
        by=stage.valley.keeper, at=stage.now - DAY,
    )  # fmt: skip


def sticker_moved(stage: Stage) -> None:
    """Put up at the market, and seen at the bus station; nobody has been there yet."""
    house = stage.mountain
    card = _printed(house.shop, by=house.keeper, stage=stage)
    posters.place(card, where="Chợ Lộc Bình, sạp cổng", by=house.keeper, at=stage.now - 9 * DAY)
    posters.scan(card.serial, where="Bến xe Lộc Bình", by=house.helper, at=stage.now - DAY)


def _held(stage: Stage, officer: Person) -> list[Fair]:
    plan = Plan(
        name="Chợ phiên Đồng Bành",
        spot="Sân chợ Đồng Bành",
        day=stage.today,
        opens=time(5, 30),
        closes=time(17),
        rows=(6, 4),
        fee=Money(0),
        repeats=Repeats.LUNAR,
        many=2,
    )
    return fairs.hold(stage.valley.shop.commune, plan, by=officer, at=stage.now - 6 * DAY)


def _officer(shop: Shop) -> Person:
    wanted = select(Posting).where(
        Posting.role == Role.COMMUNE_OFFICER, Posting.place_id == shop.commune.id
    )
    posting = session.scalars(wanted.options(joinedload(Posting.person)).limit(1)).one()
    return posting.person


def _neighbours(shop: Shop) -> Sequence[Shop]:
    wanted = select(Shop).where(Shop.commune_id == shop.commune.id, Shop.id != shop.id)
    whose = joinedload(Shop.household).joinedload(Household.accounts)
    found = session.scalars(wanted.options(whose).order_by(Shop.id).limit(NEIGHBOURS))
    return found.unique().all()


def _card(shop: Shop, stall: Stall, *, by: Person, stage: Stage) -> Poster:
    card = _printed(shop, by=by, stage=stage)
    where = f"{stall.fair.name}, sạp {stall.name}"
    posters.place(card, where=where, by=by, at=stage.now - 2 * DAY)
    return card


def _printed(shop: Shop, *, by: Person, stage: Stage) -> Poster:
    account = shop.household.account
    assert account is not None  # noqa: S101  only such houses are asked for

    def carries(serial: str) -> str:
        return vietqr.payload(Transfer(account.bank_bin, account.number, memo=serial))

    return posters.enter(shop, Leads.TO_ACCOUNT, carries=carries, by=by, at=stage.now - 10 * DAY)


def _sells(stall: Stall, stage: Stage) -> None:
    assert stall.shop is not None  # noqa: S101  just given
    keeper = stall.shop.household.keeper
    for nth, dong in enumerate(_CASH[: 6 - stall.number]):
        once = f"demo-{stall.id}-{nth}"
        at_stalls.sold_for_cash(
            stall, Money(dong), slip=nth + 1, once=once, by=keeper, at=stage.now
        )
    at_stalls.sold_into(
        AccountKind.WALLET, stall, Money(_BY_WALLET), slip=None,
        once=f"demo-{stall.id}-wallet", by=keeper, at=stage.now,
    )  # fmt: skip
    if stall.poster is not None:
        _is_paid_by_card(stall, stall.poster, stage)


def _is_paid_by_card(stall: Stall, card: Poster, stage: Stage) -> None:
    account = card.account
    assert account is not None  # noqa: S101  such cards ask for money
    for nth, dong in enumerate(_BY_CARD[: max(4 - stall.number, 0)]):
        name = f"demo-{card.serial}-{nth}"
        notice = Notice("sepay", name, account.number, Money(dong), card.serial)
        payments.settle(notice, at=stage.now)
