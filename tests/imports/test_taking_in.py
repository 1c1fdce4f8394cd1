"""Sheets in the database: whole or not at all, once, beside ours and never among them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import rows
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import figures
from storefront.campaign import queries as growth
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.imports import actions, queries, reading
from storefront.imports.actions import File, Looked, NotSaid, NotWhole, Source, ToldAlready
from storefront.imports.apportioning import apportioned
from storefront.imports.models import ImportedRow, ImportedSheet, Platform
from storefront.imports.sheet import SheetKind, Wrong
from storefront.money import Money
from storefront.places.models import Place, Relation, Succession
from storefront.shops.models import Household
from tests.imports.tables import a_csv, a_list, a_shop_of
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_village,
    counted,
    posted,
)

DAY, TODAY = date(2021, 12, 31), MARKET_DAY.date()
POSTMART = Source(Platform.POSTMART, "", None, DAY)


@pytest.fixture
def lang_son(app: Flask) -> Place:
    with deed():
        province = a_province(code="20")
        a_commune("Chi Lăng", inside=province)
        a_commune("Đồng Mỏ", inside=province)
        return province


@pytest.fixture
def officer(lang_son: Place) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, lang_son)


def looked(
    body: bytes, place: Place, kind: SheetKind = SheetKind.COMMUNES, source: Source = POSTMART
) -> Looked:
    return actions.look(reading.read(body, kind), source, inside=place, on=TODAY)


def brought(
    body: bytes,
    place: Place,
    by: Person,
    kind: SheetKind = SheetKind.COMMUNES,
    source: Source = POSTMART,
) -> ImportedSheet:
    it = looked(body, place, kind, source)
    with deed():
        return actions.bring(
            it, source, File("postmart.csv", body), inside=place, by=by, at=MARKET_DAY
        )


def taken_in(
    body: bytes,
    place: Place,
    by: Person,
    kind: SheetKind = SheetKind.COMMUNES,
    source: Source = POSTMART,
) -> ImportedSheet:
    sheet = brought(body, place, by, kind, source)
    with deed():
        sheet = session.get_one(ImportedSheet, sheet.id)
        actions.take_in(sheet, by=by, at=MARKET_DAY)
    return sheet


def how_many(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def a_shop_in(commune: str, name: str = "Hoàng Thị Nhình") -> Household:
    place = session.scalars(select(Place).where(Place.name == commune)).one()
    household = a_household(name, village=a_village(inside=place))
    a_shop(household)
    return household


TWO = a_csv(["Chi Lăng", 412, 37, 125, 18_500_000], ["dong mo", 30, "", "", ""])


def test_a_sheet_is_shown_beside_ours_with_source_and_day(lang_son: Place, officer: Person) -> None:
    taken_in(TWO, lang_son, officer)

    (told,) = queries.elsewhere(lang_son, until=TODAY)

    assert (told.platform, told.until, told.sums.communes) == (Platform.POSTMART, DAY, 2)
    assert (told.sums.shops, told.sums.products, told.sums.revenue) == (442, 37, Money(18_500_000))
    by_commune = queries.elsewhere_by_commune(lang_son, until=TODAY)
    assert sorted(it[0].sums.shops or 0 for it in by_commune.values()) == [30, 412]
    assert queries.elsewhere(lang_son, until=date(2021, 12, 30)) == []


def test_none_of_it_is_ever_counted(lang_son: Place, officer: Person) -> None:
    with deed():
        counted(Indicator.SHOP_OPENED, a_shop_in("Chi Lăng"))
    before = ours(lang_son)

    taken_in(TWO, lang_son, officer)
    taken_in(a_list(a_shop_of(revenue=5_000_000)), lang_son, officer, SheetKind.HOUSEHOLDS, VOSO)

    assert ours(lang_son) == before


@pytest.mark.parametrize("planted", [False, True])
def test_a_fact_slipped_in_with_a_sheet_would_show(
    lang_son: Place, officer: Person, planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check above can fail: with an import that counts, our own figures move."""
    with deed():
        household = a_shop_in("Chi Lăng")
    write = actions.write

    def writes_and_counts(sheet: ImportedSheet, it: Looked) -> None:
        write(sheet, it)
        counted(Indicator.SHOP_OPENED, session.get_one(Household, household.id))

    if planted:
        monkeypatch.setattr(actions, "write", writes_and_counts)
    before = ours(lang_son)
    taken_in(TWO, lang_son, officer)

    assert (ours(lang_son) != before) is planted


def ours(place: Place) -> list[object]:
    scope = growth.scope_of(place, until=TODAY, geography=Geography.NOW, today=TODAY)
    told = figures.figures(scope)
    return [how_many(Fact), *[(it.value, it.whole, it.held) for it in told.values()]]


VOSO = Source(Platform.VOSO, "", None, DAY)


def test_one_bad_row_leaves_nothing_behind(lang_son: Place, officer: Person) -> None:
    body = a_csv(["Chi Lăng", 412, "", "", ""], ["Đồng Mỏ", "-1", "", "", ""])

    with pytest.raises(NotWhole):
        brought(body, lang_son, officer)

    assert how_many(ImportedSheet) == how_many(ImportedRow) == 0


def test_breaking_off_midway_leaves_nothing_behind(
    lang_son: Place, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = rows.put

    def breaks(*some: Any, **more: Any) -> None:
        put(*some[:2], **more)
        raise RuntimeError("the light went out")

    monkeypatch.setattr(actions, "put", breaks)
    with pytest.raises(RuntimeError):
        brought(TWO, lang_son, officer)

    assert how_many(ImportedSheet) == how_many(ImportedRow) == 0


def test_places_are_meant_as_the_picker_means_them(lang_son: Place) -> None:
    with deed():
        elsewhere = a_commune("Bắc Sơn", inside=a_province("Thái Nguyên"))
        assert elsewhere.id
    body = a_csv(*[[name, 1, "", "", ""] for name in ("xã chi lang", "Bắc Sơn", "Nà Nghịu")])

    faults = looked(body, lang_son).sheet.faults

    assert [(it.cell, it.what) for it in faults] == [
        ("A3", Wrong.OUTSIDE),
        ("A4", Wrong.UNKNOWN_PLACE),
    ]


def test_the_same_commune_twice_is_named(lang_son: Place) -> None:
    body = a_csv(["Chi Lăng", 1, "", "", ""], ["xã Chi Lăng", 2, "", "", ""])

    (fault,) = looked(body, lang_son).sheet.faults

    assert (fault.cell, fault.what, fault.says) == ("A3", Wrong.TWICE, "2")


def test_two_old_communes_that_are_one_today_are_both_taken(
    lang_son: Place, officer: Person
) -> None:
    with deed():
        became(("Thượng Cường", "Hòa Bình"), "Chi Lăng", Relation.WHOLE)
    body = a_csv(["Thượng Cường", 3, "", "", ""], ["hoà bình", 4, "", "", ""])

    taken_in(body, lang_son, officer)

    (told,) = queries.elsewhere(lang_son, until=TODAY)
    assert (told.sums.shops, told.sums.communes) == (7, 1)


def test_a_split_commune_is_asked_about(lang_son: Place, officer: Person) -> None:
    with deed():
        became(("Quang Lang",), "Chi Lăng", Relation.PART)
        became((), "Đồng Mỏ", Relation.PART, old="Quang Lang")
    sheet = brought(a_csv(["Quang Lang", 9, "", "", ""]), lang_son, officer)

    with pytest.raises(NotSaid), deed():
        actions.take_in(session.get_one(ImportedSheet, sheet.id), by=officer, at=MARKET_DAY)
    assert queries.elsewhere(lang_son, until=TODAY) == []

    (asked,) = queries.asked(sheet, on=TODAY)
    code = next(it.place.code for it in asked.meant.choices if it.place.name == "Đồng Mỏ")
    with deed():
        sheet = session.get_one(ImportedSheet, sheet.id)
        actions.take_in(sheet, chosen={"Quang Lang": code}, by=officer, at=MARKET_DAY)
    (row,) = queries.rows_of(sheet)
    assert row.commune
    assert row.commune.name == "Đồng Mỏ"


def became(names: tuple[str, ...], new: str, relation: Relation, *, old: str = "") -> None:
    """Communes of that name ended, and are (a part of) another now."""
    now = session.scalars(select(Place).where(Place.name == new)).one()
    ended = date(2025, 7, 1)
    now.valid_from = ended
    olds = [a_commune(name, inside=session.get_one(Place, now.parent_id)) for name in names]
    olds += session.scalars(select(Place).where(Place.name == old)).all() if old else []
    for it in olds:
        it.valid_to = ended
        step = Succession(old_id=it.id, new_id=now.id, on=ended, relation=relation, source="test")
        session.add(step)
    session.flush()


def test_figures_of_old_communes_follow_a_later_merger(lang_son: Place, officer: Person) -> None:
    taken_in(TWO, lang_son, officer)
    with deed():
        whole = a_commune("Chi Lăng Mới", inside=session.get_one(Place, lang_son.id))
        gone = session.scalars(select(Place).where(Place.name == "Chi Lăng")).one()
        became((), "Chi Lăng Mới", Relation.WHOLE, old=gone.name)

    (told,) = queries.elsewhere(whole, until=TODAY)

    assert told.sums.shops == 412
    assert queries.elsewhere_by_commune(lang_son, until=TODAY)[whole.id][0].sums.shops == 412


# --- what is also ours ------------------------------------------------------------------------


def test_a_shop_is_also_ours_by_phone_by_holder_or_by_name_where_it_lives(
    lang_son: Place, officer: Person
) -> None:
    with deed():
        nhinh, pao = a_shop_in("Chi Lăng"), a_shop_in("Chi Lăng", "Vi Văn Páo")
        tay = a_shop_in("Đồng Mỏ", "Lý Văn Tày")
        village = a_village(inside=session.get_one(Place, nhinh.village.parent_id))
        a_household("Không Có Gian", village=village)
    body = a_list(
        a_shop_of("Chị Nhình", commune="Đồng Mỏ", phone=nhinh.keeper.phone or ""),
        a_shop_of("Con gái ông Páo", holder="Vi Văn Páo"),
        a_shop_of("ly van tay", commune="Đồng Mỏ"),
        a_shop_of("Lý Văn Tày", commune="Chi Lăng"),
        a_shop_of("Không Có Gian"),
        a_shop_of("Người Khác", phone="0987 654 321"),
    )
    sheet = taken_in(body, lang_son, officer, SheetKind.HOUSEHOLDS)

    own = [row.household_id for row in queries.rows_of(sheet)]

    assert own == [nhinh.id, pao.id, tay.id, None, None, None]
    (told,) = queries.elsewhere(lang_son, until=TODAY)
    assert (told.sums.shops, told.sums.listed, told.sums.ours) == (6, 6, 3)


def test_a_household_that_opens_its_shop_later_is_ours_then(
    lang_son: Place, officer: Person
) -> None:
    sheet = taken_in(a_list(a_shop_of()), lang_son, officer, SheetKind.HOUSEHOLDS)
    assert queries.sums_of(sheet).ours == 0

    with deed():
        household = a_shop_in("Chi Lăng")
    assert actions.look_again() == 1
    assert actions.look_again() == 0

    assert [it.household_id for it in queries.rows_of(sheet)] == [household.id]
    assert queries.sums_of(sheet).ours == 1


# --- once, and undone -------------------------------------------------------------------------


def test_taking_it_in_twice_does_it_once(lang_son: Place, officer: Person) -> None:
    sheet = taken_in(TWO, lang_son, officer)
    with deed():
        actions.take_in(session.get_one(ImportedSheet, sheet.id), by=officer, at=MARKET_DAY)

    assert queries.sums_of(sheet).shops == 442


def test_the_same_told_in_another_file_is_refused_at_its_cell(
    lang_son: Place, officer: Person
) -> None:
    taken_in(TWO, lang_son, officer)
    again = a_csv(["Chi Lăng", 412, "", "", ""])

    (fault,) = looked(again, lang_son).sheet.faults

    assert (fault.cell, fault.what) == ("A2", Wrong.KNOWN)
    assert not looked(again, lang_son, source=VOSO).sheet.faults


def test_of_two_who_bring_the_same_one_is_refused(lang_son: Place, officer: Person) -> None:
    with deed():
        other = posted("Nông Thị Lan", Role.PROVINCE_OFFICER, session.get_one(Place, lang_son.id))
    mine, hers = brought(TWO, lang_son, officer), brought(TWO, lang_son, other)
    with deed():
        actions.take_in(session.get_one(ImportedSheet, mine.id), by=officer, at=MARKET_DAY)

    with pytest.raises(ToldAlready), deed():
        actions.take_in(session.get_one(ImportedSheet, hers.id), by=other, at=MARKET_DAY)

    assert len(queries.elsewhere(lang_son, until=TODAY)) == 1
    assert session.get_one(ImportedSheet, hers.id).taken_in_at is None


def test_what_is_withdrawn_is_shown_no_more_and_stays_in_the_history(
    lang_son: Place, officer: Person
) -> None:
    sheet = taken_in(TWO, lang_son, officer)
    with deed():
        sheet = session.get_one(ImportedSheet, sheet.id)
        actions.withdraw(sheet, why="Nhầm năm", by=officer, at=MARKET_DAY)

    assert queries.elsewhere(lang_son, until=TODAY) == []
    assert [it.why_withdrawn for it in queries.sheets_of([lang_son])] == ["Nhầm năm"]
    assert queries.same_file(sheet.digest) is None
    taken_in(TWO, lang_son, officer)


def test_a_file_nobody_decided_about_is_forgotten(lang_son: Place, officer: Person) -> None:
    brought(TWO, lang_son, officer)
    second = brought(TWO, lang_son, officer)

    assert [it.id for it in queries.undecided(officer)] == [second.id]
    assert how_many(ImportedRow) == 2


def test_figures_of_a_divided_commune_are_an_estimate_by_households(
    lang_son: Place, officer: Person
) -> None:
    with deed():
        became(("Quang Lang",), "Chi Lăng", Relation.PART)
        became((), "Đồng Mỏ", Relation.PART, old="Quang Lang")
        parts = [session.scalars(select(Place).where(Place.name == it)).one() for it in PARTS]
    sheet = brought(a_csv(["Quang Lang", 9, "", "", 1000]), lang_son, officer)
    (asked,) = queries.asked(sheet, on=TODAY)
    (old,) = asked.divided
    with deed():
        sheet = session.get_one(ImportedSheet, sheet.id)
        said = {"Quang Lang": f"{old.code}@{old.valid_from}"}
        actions.take_in(sheet, chosen=said, by=officer, at=MARKET_DAY)

    assert [queries.elsewhere(it, until=TODAY) for it in parts] == [[], []]
    assert queries.elsewhere(lang_son, until=TODAY)[0].sums.shops == 9
    assert [shares_of(it) for it in (lang_son, *parts)] == [(None, None)] * 3

    with deed():
        for part, many in zip(parts, (2, 1), strict=True):
            village = a_village(inside=session.get_one(Place, part.id))
            for _household in range(many):
                a_household(village=village)
    assert [shares_of(it) for it in (lang_son, *parts)] == [(None, None), (6, 667), (3, 333)]


PARTS = ("Chi Lăng", "Đồng Mỏ")


def shares_of(place: Place) -> tuple[int | Money | None, int | None]:
    """About how many shops, and how much they sold."""
    (it,) = apportioned(place, until=TODAY, on=TODAY)
    revenue = it.figures["revenue"]
    return it.figures["shops"], revenue.dong if isinstance(revenue, Money) else None
