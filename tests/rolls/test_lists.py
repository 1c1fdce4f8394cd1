"""Lists of households: every fault by its cell, whole or not at all, and again without change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Consent, ConsentMode, Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.notifications.models import Message
from storefront.places.models import Place
from storefront.rolls import actions, queries
from storefront.rolls import reading as lists
from storefront.rolls.actions import Undecided
from storefront.rolls.checking import Checked, check
from storefront.rolls.models import Decision, Roll, RollRow, Standing
from storefront.rolls.sheet import Column, Wrong
from storefront.shops import actions as shops
from storefront.shops.actions import Keeper
from storefront.shops.models import Folder, Household, PaymentAccount, Residence
from storefront.spreadsheets.unreadable import Reason, Unreadable
from tests.rolls.lists import Row, a_csv, a_row, an_excel, cell, read
from tests.village import MARKET_DAY, a_commune, a_team, a_village, an_account, posted
from tests.village import a_household as a_house

TODAY = clock.village_date(MARKET_DAY)
PHONE = "0912 345 678"


def a_leader(village: Place | None = None) -> Person:
    village = village or a_village("Nà Lìa")
    leader = posted("Vi Văn Thắng", Role.LEADER, village)
    a_team(village, head=leader)
    return leader


def checked(by: Person, *rows: Row) -> Checked:
    return check(read(*rows).lines, by=by, on=TODAY)


def wrong(by: Person, *rows: Row) -> list[tuple[str, Wrong]]:
    sheet = read(*rows)
    found = check(sheet.lines, by=by, on=TODAY).faults(sheet.cell)
    return [(it.cell, it.what) for it in found]


def brought(by: Person, *rows: Row, at: datetime = MARKET_DAY) -> Roll:
    sheet = read(*rows)
    looked = check(sheet.lines, by=by, on=TODAY)
    with deed():
        return actions.bring(sheet, looked, name="ho.xlsx", digest="", by=by, at=at)


def taken_in(
    by: Person, *rows: Row, decisions: dict[int, Decision] | None = None, at: datetime = MARKET_DAY
) -> Roll:
    roll = brought(by, *rows, at=at)
    with deed():
        roll = session.get_one(Roll, roll.id)
        actions.decide(roll, decisions or {})
        actions.ask_to_take_in(roll, at=at)
    actions.work({"roll": roll.id}, at=at)
    session.expire_all()
    return session.get_one(Roll, roll.id)


def households() -> int:
    counted = select(func.count()).select_from(Household).where(Household.gone_at.is_(None))
    return session.scalar(counted) or 0


def registered() -> int:
    summed = select(func.sum(Fact.amount)).where(Fact.indicator == Indicator.HOUSEHOLD_REGISTERED)
    return session.scalar(summed) or 0


BAD: list[tuple[dict[str, Any], Column, Wrong]] = [
    ({"name": ""}, Column.NAME, Wrong.MISSING),
    ({"name": "Nhình 2"}, Column.NAME, Wrong.NAME),
    ({"name": "=A1"}, Column.NAME, Wrong.FORMULA),
    ({"name": "Nh" * 50}, Column.NAME, Wrong.TOO_LONG),
    ({"honorific": "cụ tổ"}, Column.HONORIFIC, Wrong.HONORIFIC),
    ({"village": "Nà Xa"}, Column.VILLAGE, Wrong.VILLAGE),
    ({"born": "1868"}, Column.BORN, Wrong.BORN),
    ({"born": "năm 68"}, Column.BORN, Wrong.BORN),
    ({"phone": "0912 345 67"}, Column.PHONE, Wrong.PHONE_SHORT),
    ({"phone": "0912 345 6789"}, Column.PHONE, Wrong.PHONE_LONG),
    ({"phone": "hỏi cháu"}, Column.PHONE, Wrong.PHONE),
    ({"bank": "Ngân hàng Bản", "number": "101872344821"}, Column.BANK, Wrong.BANK),
    ({"number": "101872344821"}, Column.BANK, Wrong.MISSING),
    ({"bank": "VietinBank"}, Column.NUMBER, Wrong.MISSING),
    ({"bank": "VietinBank", "number": "12"}, Column.NUMBER, Wrong.NUMBER),
    ({"bank": "VietinBank", "number": "1,01872E+11"}, Column.NUMBER, Wrong.LOST_DIGITS),
    ({"bank": "VietinBank", "number": "101872344821", "holder": "9"}, Column.HOLDER, Wrong.HOLDER),
    ({"shop": "có lẽ"}, Column.SHOP, Wrong.YES_OR_NO),
    ({"shop": "không"}, Column.SHOP, Wrong.NO_SHOP),
    (
        {"bank": "VietinBank", "number": "101872344822", "payout": "không"},
        Column.PAYOUT,
        Wrong.NO_PAYOUT,
    ),
    ({"mode": "miệng"}, Column.MODE, Wrong.MODE),
    ({"mode": "đọc cho nghe"}, Column.WITNESS, Wrong.MISSING),
    ({"agreed_on": "31/2/2026"}, Column.AGREED_ON, Wrong.DAY),
    ({"agreed_on": "1/1/2027"}, Column.AGREED_ON, Wrong.DAY_AHEAD),
    ({"agreed_on": "1/7/2025"}, Column.AGREED_ON, Wrong.DAY_LONG_AGO),
    ({"collector": "Ông Trời"}, Column.COLLECTOR, Wrong.COLLECTOR),
    ({"goods": "Na", "unit": "kg", "price": "rẻ"}, Column.PRICE, Wrong.PRICE),
    ({"goods": "Na", "price": "68000"}, Column.UNIT, Wrong.MISSING),
    ({"goods": "Rượu ngô"}, Column.GOODS, Wrong.LAW),
]


def test_every_fault_is_named_by_its_cell(app: Flask) -> None:
    with deed():
        leader = a_leader()

    names = [f"Lý Thị {first}{rest}" for first in "ABCDEGHIKLMN" for rest in "aiu"]
    rows = [
        a_row(name) | {Column(column): it for column, it in said.items()}
        for name, (said, *_rest) in zip(names, BAD, strict=False)
    ]
    expected = [(cell(column, nth), what) for nth, (_, column, what) in enumerate(BAD, start=1)]
    assert wrong(leader, *rows) == expected


def test_rows_are_held_against_each_other(app: Flask) -> None:
    with deed():
        leader = a_leader()
    paid = {"bank": "VietinBank", "number": "101872344821"}

    assert wrong(
        leader,
        a_row(phone=PHONE, **paid),
        a_row(),
        a_row("Lý Thị Mai", phone=PHONE),
        a_row("Nông Văn Páo", **paid),
    ) == [
        (cell(Column.NAME, 2), Wrong.TWICE),
        (cell(Column.PHONE, 3), Wrong.PHONE_TWICE),
        (cell(Column.NUMBER, 4), Wrong.ACCOUNT_TWICE),
    ]


def test_rows_are_held_against_the_book(app: Flask) -> None:
    with deed():
        leader = a_leader()
        elsewhere = a_house("Nông Văn Páo", village=a_village("Khuổi Cấp"))
        elsewhere.keeper.phone = "+84912345678"
        an_account(elsewhere)

    taken = a_row(phone=PHONE, bank="VietinBank", number="101872344821")
    assert wrong(leader, taken) == [
        (cell(Column.PHONE), Wrong.PHONE_TAKEN),
        (cell(Column.NUMBER), Wrong.ACCOUNT_TAKEN),
    ]


def test_villages_of_others_are_not_told(app: Flask) -> None:
    """One of another territory and one that is nowhere read alike."""
    with deed():
        leader = a_leader()
        a_house(village=a_village("Khuổi Cấp"))

    there, nowhere = a_row(village="Khuổi Cấp"), a_row("Lý Thị Mai", village="Không Đâu")
    assert [what for _cell, what in wrong(leader, there, nowhere)] == [Wrong.VILLAGE, Wrong.VILLAGE]


def test_two_villages_of_one_name_need_the_commune(app: Flask) -> None:
    with deed():
        commune = a_commune("Chi Lăng")
        province = session.get_one(Place, commune.parent_id)
        other = a_commune("Đồng Mỏ", inside=province)
        villages = [a_village("Nà Lìa", inside=it) for it in (commune, other)]
        officer = posted("Lành Văn Cao", Role.COMMUNE_OFFICER, province)

    assert wrong(officer, a_row()) == [(cell(Column.VILLAGE), Wrong.WHICH_VILLAGE)]
    (found,) = checked(officer, a_row(commune="xã Đồng Mỏ", village="thôn Nà Lìa")).rows
    assert found.village is villages[1]


def test_with_one_fault_nothing_is_kept(app: Flask) -> None:
    with deed():
        leader = a_leader()

    roll = taken_in(leader, a_row(), a_row("Lý Thị Mai", phone="0912"))

    assert [it["cell"] for it in roll.faults] == [cell(Column.PHONE, 2)]
    assert (roll.taken_in_at, households()) == (None, 0)


@pytest.mark.parametrize("written_as", [a_csv, an_excel])
def test_a_list_is_read_alike_from_csv_and_excel(written_as: Any) -> None:
    (line,) = lists.read(written_as(a_row(phone="912345678", born=1968))).lines

    assert (line[Column.NAME], line[Column.BORN], line.row) == ("Hoàng Thị Nhình", "1968", 2)


def test_long_numbers_that_excel_rounded_are_found(app: Flask) -> None:
    with deed():
        leader = a_leader()

    sheet = lists.read(an_excel(a_row(bank="VietinBank", number=1234567890123456789)))
    (fault,) = check(sheet.lines, by=leader, on=TODAY).faults(sheet.cell)

    assert (fault.column, fault.what) == (Column.NUMBER, Wrong.LOST_DIGITS)


def test_identity_cards_are_passed_over() -> None:
    heading, row = a_csv(a_row()).decode().strip().split("\r\n")

    sheet = lists.read(f"{heading},Số CCCD\r\n{row},012345678901".encode())

    assert sheet.passed_over == ("Số CCCD",)
    assert not any("012345678901" in said for said in sheet.lines[0].said.values())


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(Unreadable) as refusal:
        lists.read(b"a,b\n1,2\n")

    assert refusal.value.reason is Reason.NO_TABLE


WRITTEN = (Person, Household, Residence, Consent, PaymentAccount, Fact, Message, Folder, Trace)
_OWN: tuple[str, ...] = (
    "id",
    "code",
    "cause",
    "subject",
    "detail",
    "number",
    "phone",
    "to",
    "body",
)
_OWN += ("name", "folded", "holder", "person_id", "keeper_id", "household_id", "for_id")


def left_by(model: Any, since: dict[Any, int]) -> list[dict[str, Any]]:
    """What the last deed left in a table, without what tells one household from another."""
    table = model.__table__
    rows = session.execute(select(table).where(table.c.id > since[model]).order_by(table.c.id))
    return [{k: v for k, v in row._mapping.items() if k not in _OWN} for row in rows]


def last() -> dict[Any, int]:
    return {it: session.scalar(select(func.max(it.__table__.c.id))) or 0 for it in WRITTEN}


def test_a_row_leaves_what_registering_by_hand_leaves(app: Flask) -> None:
    with deed():
        leader = a_leader()
        village = session.scalars(select(Place).where(Place.name == "Nà Lìa")).one()
    purposes, noon = frozenset(Purpose), clock.start_of(TODAY)
    agreement = Agreement(purposes, ConsentMode.SPOKEN, witness="Vi Văn Thắng")
    before = last()
    with deed():
        by_hand = shops.register_household(
            Keeper("Lý Thị Mai", "bà", 1968, "+84912345679"),
            village=village, agreement=agreement, by=leader, at=noon,
        )  # fmt: skip
        shops.declare_account(
            by_hand, bank_bin="970415", number="101872344822", holder="LY THI MAI",
            by=leader, at=noon,
        )  # fmt: skip
    hand, between = {it: left_by(it, before) for it in WRITTEN}, last()
    traces = {Trace: [it for it in hand[Trace] if it["verb"] != "roll.take_in"]}

    taken_in(
        leader,
        a_row(
            phone=PHONE, bank="VietinBank", number="101872344821", mode="đọc cho nghe",
            witness="Vi Văn Thắng", agreed_on="22/8/2026",
        ),
        at=noon,
    )  # fmt: skip

    listed = {it: left_by(it, between) for it in WRITTEN}
    listed[Trace] = [it for it in listed[Trace] if it["verb"] != "roll.take_in"]
    assert listed == hand | traces


def test_brought_again_it_changes_nothing(app: Flask) -> None:
    with deed():
        leader = a_leader()
    rows = [a_row(phone=PHONE, bank="VietinBank", number="101872344821"), a_row("Lý Thị Mai")]
    taken_in(leader, *rows)
    before = last()

    again = brought(leader, *rows)
    assert queries.how_many(again) == {
        Standing.NEW: 0, Standing.SAME: 2, Standing.CHANGED: 0, Standing.ALIKE: 0,
    }  # fmt: skip
    taken_in(leader, *rows)

    assert households() == registered() == 2
    assert {it: n for it, n in last().items() if it is not Trace} == {
        it: n for it, n in before.items() if it is not Trace
    }


def test_what_the_list_says_otherwise_is_decided(app: Flask) -> None:
    with deed():
        leader = a_leader()
    taken_in(leader, a_row(report=""), a_row("Lý Thị Mai"))
    told = [a_row(phone=PHONE), a_row("Lý Thị Mai", phone="0912 345 679")]

    taken_in(leader, *told, decisions={2: Decision.TAKE, 3: Decision.LEAVE})

    nhinh, mai = session.scalars(select(Household).order_by(Household.id))
    assert (nhinh.keeper.phone, mai.keeper.phone) == ("+84912345678", None)
    assert nhinh.keeper.agrees_to(Purpose.REPORT)


def test_alike_is_asked_and_never_guessed(app: Flask) -> None:
    with deed():
        leader = a_leader()
    taken_in(leader, a_row())
    slip, older = a_row("Hoàng Thị Nhìn"), a_row(born="")

    with pytest.raises(Undecided):
        taken_in(leader, slip)
    taken_in(leader, slip, older, decisions={2: Decision.SAME, 3: Decision.ANOTHER})
    assert households() == 2

    taken_in(leader, slip, older, decisions={2: Decision.SAME})
    assert households() == 2


def test_taken_back_they_never_counted(app: Flask) -> None:
    with deed():
        leader = a_leader()
    roll = taken_in(leader, a_row(phone=PHONE), a_row("Lý Thị Mai"))
    with deed():
        mai = session.scalars(select(Household).where(Household.folded == "ly thi mai")).one()
        shops.open_shop(mai, name="Nhà bà Mai", by=leader, at=MARKET_DAY)
        gone = actions.take_back(session.get_one(Roll, roll.id), by=leader, at=MARKET_DAY)

    assert (gone, households(), registered()) == (1, 1, 1)
    taken_in(leader, a_row(phone=PHONE), a_row("Lý Thị Mai"))  # and may come again
    assert households() == 2


def test_what_it_would_sell_first_is_a_hint_and_no_more(app: Flask) -> None:
    with deed():
        leader = a_leader()
    taken_in(leader, a_row(goods="Na dai", price="68.000", unit="kg", phone=PHONE))

    (home,) = session.scalars(select(Household))
    assert queries.hint_for(home) == {"goods": "Na dai", "price": "68.000", "unit": "kg"}
    assert home.shop is None
    (row,) = session.scalars(select(RollRow))
    assert "phone" not in row.said
