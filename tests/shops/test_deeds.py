"""A household is registered, opens its shop, says where it is paid, and sells."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts import actions as accounts
from storefront.accounts import queries as people
from storefront.accounts.actions import Agreement
from storefront.accounts.models import ConsentMode, Person, Purpose
from storefront.accounts.permissions import Permission, Role
from storefront.clock import village_date
from storefront.db import deed, session
from storefront.errors import NotAllowed
from storefront.facts.models import Fact, Indicator
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.places.models import Place
from storefront.shops import actions as shops
from storefront.shops import goods, queries
from storefront.shops.actions import Keeper
from storefront.shops.errors import (
    AccountKnown,
    BadAccount,
    CannotTakeBack,
    NoConsent,
    PhoneTaken,
    ShopAlreadyOpen,
)
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Household, PaymentAccount, Product, Residence
from tests.village import (
    MARKET_DAY,
    VIETINBANK,
    a_household,
    a_person,
    a_shop,
    a_team,
    a_village,
    an_account,
    na,
    posted,
)

TODAY = village_date(MARKET_DAY)
EVERYTHING = Agreement(frozenset(Purpose), ConsentMode.SPOKEN, witness="Lý Thị Dín")
NHINH = Keeper("Hoàng Thị Nhình", "bà", 1968, "+84912345678")
NA = Goods("Na dai", Category.FRUIT, "kg", Money(68_000), 40, season=0b111_0000000)


def a_leader(village: Place | None = None) -> Person:
    village = village or a_village()
    leader = posted("Nông Văn Páo", Role.LEADER, village)
    a_team(village, head=leader)
    return leader


def registered(leader: Person, keeper: Keeper = NHINH) -> Household:
    return shops.register_household(
        keeper, village=leader.postings[0].place, agreement=EVERYTHING, by=leader, at=MARKET_DAY
    )


def counted(indicator: Indicator) -> int:
    wanted = select(func.coalesce(func.sum(Fact.amount), 0)).where(Fact.indicator == indicator)
    return session.scalar(wanted) or 0


def test_a_household_enters_the_book_with_what_it_agreed_to(app: Flask) -> None:
    with deed():
        household = registered(a_leader())

    assert household.called == "bà Nhình"
    assert household.team is not None
    consents = household.keeper.consents
    assert {consent.purpose for consent in consents} == set(Purpose)
    assert {(it.mode, it.witness) for it in consents} == {(ConsentMode.SPOKEN, "Lý Thị Dín")}
    assert session.scalars(select(Residence.commune_id)).all() == [household.village.parent_id]
    assert counted(Indicator.HOUSEHOLD_REGISTERED) == 1


def test_without_consent_nothing_is_kept(app: Flask) -> None:
    with deed():
        leader = a_leader()

    with pytest.raises(NoConsent), deed():
        shops.register_household(
            NHINH,
            village=leader.postings[0].place,
            agreement=replace(EVERYTHING, purposes=frozenset({Purpose.PAYOUT})),
            by=leader,
            at=MARKET_DAY,
        )

    assert session.scalar(select(Household)) is None
    assert people.by_phone("+84912345678") is None


def test_a_leader_registers_only_at_home(app: Flask) -> None:
    with deed():
        leader, elsewhere = a_leader(), a_village("Khuổi Cấp")

    with pytest.raises(NotAllowed), deed():
        shops.register_household(
            NHINH, village=elsewhere, agreement=EVERYTHING, by=leader, at=MARKET_DAY
        )

    assert session.scalar(select(Household)) is None


def test_a_leader_may_keep_a_shop_too(app: Flask) -> None:
    with deed():
        leader = a_leader()
        household = registered(leader, Keeper(leader.name, "anh", 1986, leader.phone))

    assert household.keeper is leader


@pytest.mark.parametrize("name", ["Lương Thu Hà", "Hoàng Thị Nhình"])
def test_one_number_does_not_stand_for_two_people(app: Flask, name: str) -> None:
    with deed():
        leader = a_leader()
        registered(leader)

    with pytest.raises(PhoneTaken), deed():
        registered(leader, Keeper(name, "chị", 1984, NHINH.phone))

    assert counted(Indicator.HOUSEHOLD_REGISTERED) == 1


@pytest.mark.parametrize(
    ("name", "born", "phone", "found"),
    [
        ("hoang thi nhinh", 1968, None, True),
        ("Hoàng Thị Nhình", None, None, True),
        ("Hoàng Thị Nhình", 1990, None, False),
        ("Lý Thị Dín", 1968, "+84912345678", True),
        ("Lý Thị Dín", 1968, None, False),
    ],
)
def test_a_household_met_before_is_recognised(
    app: Flask, name: str, born: int | None, phone: str | None, found: bool
) -> None:
    with deed():
        household = registered(a_leader())
        here = a_village("Bản Thí", inside=household.village.parent)
        far = a_village("Khuổi Cấp")

    alike = queries.lookalikes(name, birth_year=born, phone=phone, village=here)
    elsewhere = queries.lookalikes(name, birth_year=born, phone=None, village=far)

    assert [it.id for it in alike] == ([household.id] if found else [])
    assert not elsewhere


def test_a_shop_opens_once(app: Flask) -> None:
    with deed():
        leader = a_leader()
        household = registered(leader)
        shop = shops.open_shop(household, name="Nhà bà Nhình", by=leader, at=MARKET_DAY)

    assert shop.code.startswith("nha-ba-nhinh-")
    assert counted(Indicator.SHOP_OPENED) == 1
    with pytest.raises(ShopAlreadyOpen), deed():
        shops.open_shop(household, name="Nhà bà Nhình", by=leader, at=MARKET_DAY)


@pytest.mark.parametrize("name", ["🌶🌶🌶", "x" * 80, "Nhà " + "Ấ" * 76])
def test_every_name_has_an_address(app: Flask, name: str) -> None:
    with deed():
        shop = shops.open_shop(a_household(), name=name, by=a_leader(), at=MARKET_DAY)

    assert 5 < len(shop.code) <= 46
    assert shop.code.isascii()


def test_a_household_counts_one_account_however_often_it_changes(app: Flask) -> None:
    with deed():
        leader = a_leader()
        household = registered(leader)
        for declare, number in (
            (shops.declare_account, "101872344821"),
            (shops.declare_account, "101872344821"),
            (shops.change_account, "9704368888"),
        ):
            declare(
                household,
                bank_bin=VIETINBANK,
                number=number,
                holder="Hoàng Thị Nhình",
                by=leader,
                at=MARKET_DAY,
            )
            session.flush()

    first, second = session.scalars(select(PaymentAccount).order_by(PaymentAccount.id))
    assert first.retired_at == MARKET_DAY
    assert household.account is second
    assert second.holder == "HOANG THI NHINH"
    assert counted(Indicator.ACCOUNT_DECLARED) == 1
    letters = [message.body for message in session.scalars(select(Message))]
    assert len(letters) == 1
    assert "4821" in letters[0], "of a change the keeper hears at every step (payouts)"


def test_another_account_is_not_simply_declared(app: Flask) -> None:
    with deed():
        household = a_household()
        an_account(household)

    def declare(number: str) -> None:
        with deed():
            shops.declare_account(
                household,
                bank_bin=VIETINBANK,
                number=number,
                holder="HOANG THI NHINH",
                by=household.keeper,
                at=MARKET_DAY,
            )

    with pytest.raises(AccountKnown):
        declare("9704368888")
    with deed():
        shops.retire_account(household, by=household.keeper, at=MARKET_DAY)
    with pytest.raises(AccountKnown):
        declare("9704368888")
    declare("101872344821")

    assert household.account
    assert household.account.number == "101872344821", "the same one is taken up again"


@pytest.mark.parametrize(
    ("bank", "number"),
    [("000000", "101872344821"), (VIETINBANK, "12345"), (VIETINBANK, "1" * 20)],
)
def test_no_bank_no_account(app: Flask, bank: str, number: str) -> None:
    with deed():
        leader = a_leader()
        household = registered(leader)

    with pytest.raises(BadAccount), deed():
        shops.declare_account(
            household, bank_bin=bank, number=number, holder="A", by=leader, at=MARKET_DAY
        )

    assert session.scalar(select(PaymentAccount)) is None


def test_who_takes_payout_consent_back_declares_no_account(app: Flask) -> None:
    with deed():
        household = a_household(agreeing=frozenset({Purpose.SHOP}))

    with pytest.raises(NoConsent), deed():
        shops.declare_account(
            household,
            bank_bin=VIETINBANK,
            number="101872344821",
            holder="A",
            by=household.keeper,
            at=MARKET_DAY,
        )


def test_products_are_listed_and_found(app: Flask) -> None:
    with deed():
        shop = a_shop()
        product = goods.add_product(shop, NA, by=shop.household.keeper, at=MARKET_DAY)

    assert product.months == [8, 9, 10]
    assert "na dai" in product.folded
    assert counted(Indicator.PRODUCT_LISTED) == 1


def test_a_wrong_press_can_be_taken_back(app: Flask) -> None:
    with deed():
        leader, product = a_leader(), na(price=35_000)
        keeper = product.shop.household.keeper
        cheaper = replace(goods.goods_of(product), price=Money(3_500))
        goods.change_product(product, cheaper, by=leader, at=MARKET_DAY)
    pressed = people.done_for(keeper)[0]
    assert pressed.detail["changes"] == {"price": [35_000, 3_500]}

    with deed():
        goods.take_back(pressed, product, by=keeper, at=MARKET_DAY)

    assert product.price == Money(35_000)
    with pytest.raises(CannotTakeBack), deed():
        goods.take_back(pressed, product, by=keeper, at=MARKET_DAY)


def test_a_keeper_can_say_not_me(app: Flask) -> None:
    with deed():
        shop, leader = a_shop(), a_leader()
        shops.pause(shop, reason="đi gặt", by=leader, at=MARKET_DAY)
    keeper = shop.household.keeper
    pressed = people.done_for(keeper)[0]

    with deed():
        accounts.contest(pressed, by=keeper, at=MARKET_DAY)

    assert people.contested(keeper) == {pressed.id}
    assert [it.id for it in people.done_for(keeper)] == [pressed.id]


def test_a_shop_rests_and_sells_again(app: Flask) -> None:
    with deed():
        shop = a_shop()
        shops.pause(shop, reason="đi gặt", by=shop.household.keeper, at=MARKET_DAY)
    assert (shop.is_open, shop.pause_reason) == (False, "đi gặt")

    with deed():
        shops.resume(shop, by=shop.household.keeper, at=MARKET_DAY)
    assert (shop.is_open, shop.pause_reason) == (True, None)


def test_help_ends_with_the_consent_to_it(app: Flask) -> None:
    with deed():
        village = a_village()
        leader = a_leader(village)
        shop = a_shop(a_household(village=village))
    keeper = shop.household.keeper
    assert queries.to_edit(shop.code, leader, on=TODAY)

    with deed():
        accounts.withdraw_consent(keeper, Purpose.ASSIST, by=keeper, at=MARKET_DAY)

    assert queries.to_edit(shop.code, leader, on=TODAY) is None
    assert queries.to_edit(shop.code, keeper, on=TODAY)
    assert queries.household_for(
        shop.household.code, leader, Permission.HOUSEHOLD_READ, on=TODAY
    ), "the roster still shows it"


def test_the_whole_cast_at_a_shops_door(app: Flask) -> None:
    with deed():
        village = a_village()
        shop = a_shop(a_household(village=village))
        other = a_village("Khuổi Cấp")
        may = [shop.household.keeper, posted("Páo", Role.LEADER, village)]
        may.append(posted("Hạnh", Role.MEMBER, village))
        may_not = [
            posted("Mai", Role.LEADER, other),
            posted("Thắng", Role.COMMUNE_OFFICER, village),
        ]
        may_not += [posted("Hà", Role.PROVINCE_OFFICER, village), a_person("Lan")]
        may_not.append(a_household("Vi Văn Sinh", village=village).keeper)
        product = na(shop=shop)

    for person in may:
        assert queries.product_to_edit(shop.code, product.code, person, on=TODAY)
    for person in may_not:
        assert queries.product_to_edit(shop.code, product.code, person, on=TODAY) is None


def test_a_product_is_found_only_in_its_own_shop(app: Flask) -> None:
    with deed():
        mine, theirs = a_shop(), na()

    found = queries.product_to_edit(mine.code, theirs.code, mine.household.keeper, on=TODAY)

    assert found is None
    assert session.scalar(select(func.count()).select_from(Product)) == 1


def test_a_leader_sees_the_households_of_the_village(app: Flask) -> None:
    with deed():
        village = a_village()
        leader = a_leader(village)
        here = a_household(village=village)
        a_household("Vi Văn Sinh", village=a_village("Khuổi Cấp"))

    assert [it.id for it in queries.households_of(leader, on=TODAY)] == [here.id]
    assert [it.id for it in queries.households_of(leader, on=TODAY, named="NHÌNH")] == [here.id]
    assert not queries.households_of(leader, on=TODAY, named="Sinh")
    assert not queries.households_of(here.keeper, on=TODAY)


def test_pressing_twice_does_it_once(app: Flask) -> None:
    with deed():
        leader = a_leader()
        first, second = registered(leader), registered(leader)
        assert first is second
        shop = shops.open_shop(first, name="Nhà bà Nhình", by=leader, at=MARKET_DAY)
        products = [goods.add_product(shop, NA, by=leader, at=MARKET_DAY) for _press in range(2)]

    assert products[0] is products[1]
    assert counted(Indicator.HOUSEHOLD_REGISTERED) == counted(Indicator.PRODUCT_LISTED) == 1


def test_goods_are_found_by_the_shops_new_name(app: Flask) -> None:
    with deed():
        product = na()
        keeper = product.shop.household.keeper
        shops.change_shop(product.shop, name="Vườn Đồng Bành", story="", by=keeper, at=MARKET_DAY)

    assert "vuon dong banh" in product.folded


def test_saving_what_is_there_tells_nobody_of_a_change(app: Flask) -> None:
    with deed():
        product, leader = na(), a_leader()
        goods.change_product(product, goods.goods_of(product), by=leader, at=MARKET_DAY)

    assert people.done_for(product.shop.household.keeper) == []


def test_a_new_holder_name_is_a_change_of_account(app: Flask) -> None:
    with deed():
        leader = a_leader()
        household = registered(leader)

    def declare(holder: str) -> None:
        with deed():
            shops.declare_account(
                household,
                bank_bin=VIETINBANK,
                number="101872344821",
                holder=holder,
                by=leader,
                at=MARKET_DAY,
            )

    declare("Hoang Thi Nhinh")
    declare("Hoàng Thị Nhình")
    with pytest.raises(AccountKnown):
        declare("Hoàng Văn Ón")

    declared = [it for it in people.done_for(household.keeper) if it.verb == "account.declare"]
    assert len(declared) == 1
    assert household.account
    assert household.account.holder == "HOANG THI NHINH"
