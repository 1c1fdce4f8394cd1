"""The database's shape, and what it refuses by itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from migrations.comparing import OPTIONS
from storefront.accounts import looks
from storefront.accounts.models import Seen, Trace
from storefront.campaign.scope import Geography
from storefront.cli import schema
from storefront.db import Base, db, deed, session
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.ledger import actions as ledger
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.orders.models import Checkout, Delivery, Order, OrderEvent, PayBy
from storefront.reports.models import FileKind, Report, ReportFile
from storefront.shops import prices
from storefront.shops.models import Household, Lot
from tests.databases import never_made
from tests.village import MARKET_DAY, a_bill, a_household, a_shop, na


@pytest.fixture
def bare(app: Flask, tmp_path: Path) -> Iterator[Engine]:
    with never_made("bare", tmp_path) as engine:
        yield engine


def test_migrations_and_models_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts=OPTIONS), Base.metadata
        )

    assert found == [], "run tools/migration.py"


def test_migrating_twice_does_no_harm(bare: Engine) -> None:
    schema.migrate(bare)
    schema.migrate(bare)

    schema.check(bare)


def test_what_people_wrote_survives_an_upgrade(bare: Engine) -> None:
    schema.migrate(bare, to="0001")
    with bare.begin() as connection:
        connection.execute(
            text("INSERT INTO person (name, language, known_since) VALUES ('Páo', 'vi', :at)"),
            {"at": "2021-07-20 00:00:00+00:00"},
        )

    schema.migrate(bare)

    with bare.connect() as connection:
        assert connection.scalar(text("SELECT name FROM person")) == "Páo"


def test_files_asked_for_before_an_upgrade_are_fetched_after_it(bare: Engine) -> None:
    schema.migrate(bare, to="0028")
    then = {"at": "2026-07-20 00:00:00+00:00"}
    with bare.begin() as connection:
        for said in (
            "INSERT INTO place (id, level, code, kind, name, folded, words, path, valid_from) "
            "VALUES (1, 'province', '20', 'tỉnh', 'Lạng Sơn', 'lang son', '', '/1/', "
            "'2000-01-01')",
            "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :at)",
            "INSERT INTO export (code, place_id, asked_by_id, asked_at, what, kind, done, total) "
            "VALUES ('x', 1, 1, :at, 'households', 'csv', 0, 1)",
        ):
            connection.execute(text(said), then)

    schema.migrate(bare)

    with bare.connect() as connection:
        found = connection.execute(text("SELECT code, title, address FROM export")).one()
    assert tuple(found) == ("x", "", "")


def test_credentials_that_were_in_use_stay_so(bare: Engine) -> None:
    schema.migrate(bare, to="0015")
    then = {"at": "2026-07-20 00:00:00+00:00"}
    with bare.begin() as connection:
        connection.execute(
            text("INSERT INTO person (name, language, known_since) VALUES ('Quân', 'vi', :at)"),
            then,
        )
        connection.execute(
            text(
                "INSERT INTO merchant_credential"
                " (code, provider, holder, sealed, hint, added_at, added_by_id)"
                " SELECT 'c1', 'momo', 'HTX', '', '{}', :at, id FROM person"
            ),
            then,
        )

    schema.migrate(bare)

    with bare.connect() as connection:
        found = connection.execute(text("SELECT added_at = in_use_at FROM merchant_credential"))
        assert found.scalar()


def test_where_villages_lay_is_read_from_where_households_lived(bare: Engine) -> None:
    schema.migrate(bare, to="0020")
    with bare.begin() as connection:
        for number in (1, 2, 3):
            connection.execute(text(_PLACE), {"id": number, "code": f"0{number}"})
        connection.execute(
            text(
                "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :at)"
            ),
            {"at": "2021-07-20 00:00:00+00:00"},
        )
        connection.execute(text(_HOUSEHOLD), {"at": "2021-07-20 00:00:00+00:00"})
        for commune, first, last in ((1, "2021-07-20", "2025-07-01"), (2, "2025-07-01", None)):
            connection.execute(
                text(
                    "INSERT INTO residence (household_id, village_id, commune_id, from_day, to_day)"
                    " VALUES (1, 3, :commune, :first, :last)"
                ),
                {"commune": commune, "first": first, "last": last},
            )

    schema.migrate(bare)

    with bare.connect() as connection:
        found = connection.execute(text("SELECT village_id, commune_id, until FROM former_commune"))
        assert [(*row[:2], str(row[2])) for row in found] == [(3, 1, "2025-07-01")]


_PLACE = (
    "INSERT INTO place (id, code, level, kind, name, folded, words, valid_from, path)"
    " VALUES (:id, :code, 'commune', 'xã', 'A', 'a', '', '2020-01-01', '')"
)
_HOUSEHOLD = (
    "INSERT INTO household (id, code, keeper_id, folded, honorific, village_id, registered_at,"
    " registered_by_id) VALUES (1, 'H1', 1, 'pao', 'ông', 3, :at, 1)"
)


def test_looks_that_were_traces_are_looks(bare: Engine) -> None:
    schema.migrate(bare, to="0020")
    rows = (
        "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Mai', 'vi', :at),"
        " (2, 'Nhình', 'vi', :at)",
        "INSERT INTO place (id, code, level, kind, name, folded, words, path, valid_from)"
        " VALUES (7, '06463', 'commune', 'xã', 'Chi Lăng', 'x', 'x', '/7/', '2021-07-01')",
        "INSERT INTO trace (id, at, actor_id, for_id, verb, subject, detail) VALUES"
        " (5, :at, 1, NULL, 'growth.look', 'rows:06463:revenue', '{}'),"
        " (6, :at, 1, 2, 'shop.open', 'shop:1', '{}')",
        "INSERT INTO export (code, place_id, asked_by_id, asked_at, done, total)"
        " VALUES ('E1', 7, 1, :at, 0, 1)",
    )
    with bare.begin() as connection:
        for row in rows:
            connection.execute(text(row), {"at": "2026-07-20 00:00:00+00:00"})

    schema.migrate(bare)

    with bare.begin() as connection:
        found = connection.execute(text("SELECT id, actor_id, seen, place_id FROM look"))
        assert found.all() == [(5, 1, "rows", 7)]
        kinds = connection.execute(text("SELECT what, kind FROM export")).all()
        assert kinds == [("households", "xlsx")]
        connection.execute(
            text(
                "INSERT INTO look (at, actor_id, seen, subject, place_id, is_whole, is_taken,"
                " reason) VALUES (:at, 1, 'rows', 'x', 7, false, false, '')"
            ),
            {"at": "2026-07-21 00:00:00+00:00"},
        )


def test_provinces_are_added_up_from_the_months_of_their_communes(bare: Engine) -> None:
    schema.migrate(bare, to="0038")
    places = [
        (1, "country", None), (2, "province", 1), (3, "district", 2), (4, "commune", 3),
        (5, "commune", 2), (6, "province", 1), (7, "commune", 6),
    ]  # fmt: skip
    months = [(4, "2021-07-01", 4, 7), (5, "2021-07-01", 4, 20), (5, "2021-07-01", 7, 100)]
    with bare.begin() as connection:
        for number, level, parent in places:
            connection.execute(
                text(
                    "INSERT INTO place (id, code, level, kind, name, folded, words, valid_from,"
                    " path, parent_id) VALUES (:id, :code, :level, 'x', 'A', 'a', '',"
                    " '2020-01-01', '', :parent)"
                ),
                {"id": number, "code": str(number), "level": level, "parent": parent},
            )
        for now, month, then, amount in months:
            connection.execute(
                text("INSERT INTO month_fold VALUES (:now, 'order_placed', :month, :then, :it)"),
                {"now": now, "month": month, "then": then, "it": amount},
            )

    schema.migrate(bare)

    with bare.connect() as connection:
        found = connection.execute(
            text("SELECT now_id, province_id, indicator, amount FROM province_fold ORDER BY amount")
        )
        assert found.all() == [(2, 2, "order_placed", 27), (2, 6, "order_placed", 100)]


def test_campaigns_that_reports_used_stay_so(bare: Engine) -> None:
    schema.migrate(bare, to="0026")
    then = {"at": "2026-07-20 00:00:00+00:00"}
    with bare.begin() as connection:
        for statement in (
            "INSERT INTO place (code, level, kind, name, folded, words, path, valid_from)"
            " VALUES ('20', 'province', 'tỉnh', 'Lạng Sơn', 'lang son', '', '/1/', '2021-07-01')",
            "INSERT INTO campaign (place_id, name, began_on)"
            " SELECT id, 'Một', '2021-07-20' FROM place",
            "INSERT INTO campaign (place_id, name, began_on)"
            " SELECT id, 'Hai', '2026-07-20' FROM place",
            "INSERT INTO baseline"
            ' (campaign_id, place_id, indicator, value, "on", source, used_at)'
            " SELECT id, place_id, 'shop_opened', 1000, began_on, 'báo', :at"
            " FROM campaign WHERE name = 'Một'",
        ):
            connection.execute(text(statement), then if ":at" in statement else {})

    schema.migrate(bare)

    with bare.connect() as connection:
        used = text("SELECT name FROM campaign WHERE used_at IS NOT NULL AND ended_on IS NULL")
        assert connection.scalars(used).all() == ["Một"]


def test_a_database_nobody_migrated_is_refused(bare: Engine) -> None:
    with pytest.raises(schema.WrongSchema, match=r"\./dev run"):
        schema.check(bare)


def test_a_database_from_the_future_is_refused(bare: Engine) -> None:
    schema.migrate(bare)
    with bare.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(schema.WrongSchema, match="newer version"):
        schema.check(bare)


def test_references_are_followed_after_migrating(bare: Engine) -> None:
    schema.migrate(bare)

    with pytest.raises(DatabaseError), bare.begin() as connection:
        connection.execute(text("INSERT INTO unfolded (fact_id) VALUES (404)"))


@pytest.mark.parametrize(
    "table",
    [
        "fact",
        "journal",
        "movement",
        "price",
        "order_event",
        "trace",
        "look",
        "bill_line",
        "report",
        "report_file",
    ],
)
@pytest.mark.parametrize("change", ['UPDATE "{}" SET id = id', 'DELETE FROM "{}"'])
def test_what_was_written_stays_written(app: Flask, table: str, change: str) -> None:
    with deed():
        _one_row_of_each()

    with pytest.raises(DatabaseError, match="append-only"), deed():
        session.execute(text(change.format(table)))

    assert session.scalar(text(f'SELECT count(*) FROM "{table}"'))  # noqa: S608


def test_books_that_are_off_are_not_committed(app: Flask) -> None:
    with deed():
        household = a_household()

    with pytest.raises(DatabaseError), deed():
        session.add(_journal(household.id, 100, -99))

    assert session.scalar(select(Journal)) is None


def test_nothing_is_slipped_into_a_closed_journal(app: Flask) -> None:
    with deed():
        journal = _journal(a_household().id, 100, -100)
        session.add(journal)

    with pytest.raises(DatabaseError), deed():
        session.add(Movement(journal_id=journal.id, account=Account.CASH, amount=Money(5)))

    assert len(session.scalars(select(Movement)).all()) == 2


def _journal(household_id: int, debit: int, credit: int) -> Journal:
    journal = Journal(source="test", at=MARKET_DAY, household_id=household_id)
    journal.movements = [
        Movement(account=Account.BANK, amount=Money(debit)),
        Movement(account=Account.SALES, amount=Money(credit)),
    ]
    return journal


def _one_row_of_each() -> None:
    shop = a_shop()
    household = shop.household
    facts.record(
        Indicator.SHOP_OPENED,
        cause=shop.code,
        household_id=household.id,
        village=household.village,
        at=MARKET_DAY,
    )
    both = {Account.BANK: Money(5), Account.SALES: Money(-5)}
    ledger.post("test", both, household_id=household.id, at=MARKET_DAY)
    order = Order(code="CB1", shop=shop, pay_by=PayBy.CASH, goods=Money(5), placed_at=MARKET_DAY)
    order.checkout = Checkout(
        secret="s",
        once="o",
        buyer_name="Lan",
        buyer_phone="+84912345678",
        delivery=Delivery.PICK_UP,
        placed_at=MARKET_DAY,
    )
    session.add_all([order, Trace(at=MARKET_DAY, verb="open", subject=shop.code)])
    session.flush()
    prices.note(na(shop=shop), by=household.keeper, at=MARKET_DAY)
    session.add(OrderEvent(order_id=order.id, at=MARKET_DAY, kind="placed"))
    a_bill(shop)
    _a_report(household)
    looks.note(
        Seen.HOUSEHOLD,
        "x",
        by_id=household.keeper_id,
        place_id=household.village_id,
        keepers=[],
        at=MARKET_DAY,
    )


def _a_report(household: Household) -> None:
    report = Report(
        code="BC1",
        place_id=household.village_id,
        period="2026-07",
        first=date(2026, 7, 1),
        last=date(2026, 7, 31),
        geography=Geography.NOW,
        year=2026,
        number=1,
        restatement=0,
        content="{}",
        digest="",
        frozen_at=MARKET_DAY,
        frozen_by_id=household.keeper_id,
    )
    session.add(report)
    session.flush()
    file = ReportFile(report_id=report.id, kind=FileKind.PDF, body=b"%PDF", digest="")
    file.made_at, file.made_by_id = MARKET_DAY, household.keeper_id
    session.add(file)
    session.flush()


def test_receipts_and_messages_survive_an_upgrade(bare: Engine) -> None:
    schema.migrate(bare, to="0003")
    with bare.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO raw_message (provider, headers, body, verdict, heard_at)"
                " VALUES ('sepay', '{}', :body, 'genuine', :at)"
            ),
            {"body": b"{}", "at": "2026-08-22 01:00:00+00:00"},
        )
        connection.execute(
            text(
                "INSERT INTO receipt"
                " (provider, transaction_id, means, amount, memo, to_account, outcome, at)"
                " VALUES ('sepay', '1', 'bank_notice', 5000, '', '', 'unmatched', :at)"
            ),
            {"at": "2026-08-22 01:00:00+00:00"},
        )

    schema.migrate(bare)

    with bare.connect() as connection:
        kept = connection.execute(text("SELECT merchant, query, tries FROM raw_message")).one()
        assert tuple(kept) == ("", "", 0)
        assert connection.scalar(text("SELECT amount FROM receipt")) == 5000


def test_the_books_survive_an_upgrade_and_stay_guarded(bare: Engine) -> None:
    schema.migrate(bare, to="0007")
    at = {"at": "2026-08-22 01:00:00+00:00"}
    with bare.begin() as connection:
        for words in (
            "INSERT INTO place (code, level, kind, name, folded, words, path, valid_from)"
            " VALUES ('1', 'village', 'thôn', 'Nà Lìa', 'na lia', '', '/1/', '2021-07-01')",
            "INSERT INTO person (name, language, known_since) VALUES ('Nhình', 'vi', :at)",
            "INSERT INTO household (code, keeper_id, folded, honorific, village_id, registered_at,"
            " registered_by_id) VALUES ('h', 1, 'nhinh', 'bà', 1, :at, 1)",
            "INSERT INTO journal (source, at, household_id) VALUES ('order:CB1:placed', :at, 1)",
            "INSERT INTO movement (journal_id, account, amount)"
            " VALUES (1, 'receivable', 5000), (1, 'sales', -5000)",
        ):
            connection.execute(text(words), at if ":at" in words else {})

    schema.migrate(bare)

    with bare.begin() as connection:
        assert connection.scalar(text("SELECT sum(amount) FROM movement")) == 0
        assert connection.scalar(text("SELECT count(*) FROM movement")) == 2
    with pytest.raises(DatabaseError, match="append-only"), bare.begin() as connection:
        connection.execute(text("UPDATE movement SET amount = 0"))
    with pytest.raises(DatabaseError), bare.begin() as connection:
        connection.execute(
            text("INSERT INTO movement (journal_id, account, amount) VALUES (1, 'cash', 1)")
        )


def test_cases_survive_an_upgrade_and_may_be_of_a_bill(bare: Engine) -> None:
    schema.migrate(bare, to="0013")
    with bare.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO payment_case (cause, kind, state, amount, suggestion, details,"
                " opened_at, due_at, note) VALUES ('receipt:1', 'short', 'open', 5000,"
                " 'ask_the_rest', '{}', :at, :at, '')"
            ),
            {"at": "2026-08-22 01:00:00+00:00"},
        )

    schema.migrate(bare)

    with bare.connect() as connection:
        kept = connection.execute(text("SELECT cause, amount, bill_id FROM payment_case")).one()
        assert tuple(kept) == ("receipt:1", 5000, None)


def test_baselines_know_their_place_after_an_upgrade(bare: Engine) -> None:
    schema.migrate(bare, to="0017")
    with bare.begin() as connection:
        for words in (
            "INSERT INTO place (code, level, kind, name, folded, words, path, valid_from)"
            " VALUES ('20', 'province', 'tỉnh', 'Lạng Sơn', 'lang son', '', '/1/', '2020-01-01')",
            "INSERT INTO campaign (place_id, name, began_on) VALUES (1, 'x', '2021-07-20')",
            'INSERT INTO baseline (campaign_id, indicator, value, "on", source)'
            " VALUES (1, 'shop_opened', 1000, '2021-07-20', 'seed1')",
        ):
            connection.execute(text(words))

    schema.migrate(bare)

    with bare.connect() as connection:
        kept = connection.execute(text("SELECT value, place_id, used_at FROM baseline")).one()
        assert tuple(kept) == (1000, 1, None)


def test_imported_figures_survive_an_upgrade(bare: Engine) -> None:
    schema.migrate(bare, to="0024")
    at = {"at": "2026-08-22 01:00:00+00:00"}
    with bare.begin() as connection:
        for words in (
            "INSERT INTO place (code, level, kind, name, folded, words, path, valid_from)"
            " VALUES ('20', 'province', 'tỉnh', 'Lạng Sơn', 'lang son', '', '/1/', '2020-01-01')",
            "INSERT INTO person (name, language, known_since) VALUES ('Hà', 'vi', :at)",
            "INSERT INTO imported_sheet (code, kind, platform, named, place_id, until, name,"
            " digest, body, brought_at, brought_by_id)"
            " VALUES ('s', 'households', 'voso', '', 1, '2021-12-31', 'a.csv', '', '', :at, 1)",
            'INSERT INTO imported_row (sheet_id, "row", written, name, folded, shop, address,'
            " holder, shops) VALUES (1, 2, 'Chi Lăng', 'Nhình', 'nhinh', '', '', '', 1)",
        ):
            connection.execute(text(words), at if ":at" in words else {})

    schema.migrate(bare)

    with bare.connect() as connection:
        kept = connection.execute(text("SELECT name, shops, household_id FROM imported_row"))
        assert tuple(kept.one()) == ("Nhình", 1, None)


def test_units_of_old_goods_are_read(bare: Engine) -> None:
    schema.migrate(bare, to="0028")
    then = {"at": "2026-07-20 00:00:00+00:00"}
    with bare.begin() as connection:
        connection.execute(text(_PLACE), {"id": 3, "code": "03"})
        for words in (
            "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :at)",
            _HOUSEHOLD,
            _A_SHOP,
            *(_A_PRODUCT.format(unit) for unit in ("chục", "gói 500 g")),
        ):
            connection.execute(text(words), then)

    schema.migrate(bare)

    with bare.connect() as connection:
        kept = connection.execute(text("SELECT unit, measure, holds FROM product ORDER BY id"))
        assert kept.all() == [("chục", None, None), ("gói 500 g", "mass", 500)]
        known = connection.execute(text("SELECT price, unit, since FROM price ORDER BY id"))
        assert [(*row[:2], str(row[2])) for row in known] == [
            (5, "chục", "2026-07-20"),
            (5, "gói 500 g", "2026-07-20"),
        ]


_A_SHOP = (
    "INSERT INTO shop (id, code, household_id, name, folded, story, commune_id, opened_at,"
    " opened_by_id, changed_at) VALUES (1, 's', 1, 'A', 'a', '', 3, :at, 1, :at)"
)
_A_PRODUCT = (
    "INSERT INTO product (code, shop_id, name, category, unit, price, stock, season, description,"
    " shown, listed_at, changed_at, words, folded) VALUES ('{0}', 1, 'Na', 'fruit', '{0}', 5, 5, 0,"
    " '', true, :at, :at, '', '')"
)


def test_orders_from_before_came_from_the_basket(bare: Engine) -> None:
    schema.migrate(bare, to="0044")
    with bare.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO checkout (id, secret, once, buyer_name, buyer_phone, delivery,"
                " address, note, language, placed_at) VALUES (1, 's', 'o', 'Hạnh', '+84912345678',"
                " 'send', '', '', 'vi', :at)"
            ),
            {"at": "2026-07-20 00:00:00+00:00"},
        )

    schema.migrate(bare)

    with bare.connect() as connection:
        found = connection.execute(text("SELECT origin, entered_by_id FROM checkout")).one()
    assert tuple(found) == ("basket", None)


def test_checkouts_keep_the_browsers_they_were_made_in(bare: Engine) -> None:
    schema.migrate(bare, to="0045")
    then = {"at": "2026-08-22 01:00:00+00:00"}
    with bare.begin() as connection:
        for words in (
            "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :at)",
            *(_A_CHECKOUT.format(number) for number in (1, 2)),
            "INSERT INTO mark (mark, checkout_id, at) VALUES ('abc', 2, :at)",
            "INSERT INTO mark (mark, person_id, at) VALUES ('abc', 1, :at)",
        ):
            connection.execute(text(words), then)

    schema.migrate(bare)

    with bare.connect() as connection:
        kept = connection.execute(text("SELECT id, mark FROM checkout ORDER BY id")).all()
        assert kept == [(1, None), (2, "abc")]
        assert connection.execute(text("SELECT person_id, mark FROM mark")).all() == [(1, "abc")]


def test_orders_from_before_have_no_deposit(bare: Engine) -> None:
    schema.migrate(bare, to="0059")
    then = {"at": "2026-08-22 01:00:00+00:00"}
    with bare.begin() as connection:
        connection.execute(text(_PLACE), {"id": 3, "code": "03"})
        for words in (
            "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :at)",
            _HOUSEHOLD,
            _A_SHOP,
            _A_PRODUCT.format("kg"),
            "INSERT INTO lot (id, code, product_id, plot, harvest_on, expected, closes_at,"
            " planned_for, moved_because, opened_at, opened_by_id) SELECT 1, 'l', id, '',"
            " '2026-08-24', 9, :at, '2026-08-24', '', :at, 1 FROM product",
            _A_CHECKOUT.format(1),
            'INSERT INTO "order" (id, code, checkout_id, shop_id, state, pay_by, goods, fee,'
            " paid, refunded, let_go, earned, way, answer_key, leaves_on, placed_at) VALUES"
            " (1, 'o', 1, 1, 'confirmed', 'vietqr', 10, 0, 4, 0, 0, 4, 'pick_up', 'k',"
            " '2026-08-24', :at)",
        ):
            connection.execute(text(words), then)

    schema.migrate(bare)

    with Session(bare) as upgraded:
        order, lot = upgraded.scalars(select(Order)).one(), upgraded.scalars(select(Lot)).one()
        assert (order.deposit, order.kept, order.waits_for_rest) == (Money(0), Money(0), False)
        assert order.asked == order.due == Money(6)
        assert (lot.deposit_percent, lot.deposit_each, lot.deposit_kept) == (None, None, False)


_A_CHECKOUT = (
    "INSERT INTO checkout (id, secret, once, buyer_name, buyer_phone, delivery, address, note,"
    " language, placed_at) VALUES ({0}, 's{0}', 'o{0}', 'Lan', '', 'send', '', '', 'vi', :at)"
)


def test_deeds_said_no_to_before_get_a_clock(bare: Engine) -> None:
    """They stood in the history alone. Saying no twice to one deed is one objection."""
    schema.migrate(bare, to="0062")
    then = {"at": "2026-07-20 00:00:00+00:00"}
    with bare.begin() as connection:
        connection.execute(text(_PLACE), {"id": 3, "code": "03"})
        for said in (
            "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :at)",
            "INSERT INTO person (id, name, language, known_since) VALUES (2, 'Tài', 'vi', :at)",
            _HOUSEHOLD,
            "INSERT INTO trace (id, at, actor_id, for_id, verb, subject, detail)"
            " VALUES (5, :at, 2, 1, 'shop.pause', 'household:H1', '{}')",
            *(
                "INSERT INTO trace (at, actor_id, for_id, verb, subject, detail)"
                " VALUES (:at, 1, 1, 'contest', 'trace:5', '{}')"
                for _twice in range(2)
            ),
        ):
            connection.execute(text(said), then)

    schema.migrate(bare)

    asked = "SELECT trace_id, household_id, decided_at, due_at > raised_at FROM objection"
    with bare.connect() as connection:
        assert [tuple(it) for it in connection.execute(text(asked))] == [(5, 1, None, True)]


def test_households_of_before_have_folders(bare: Engine) -> None:
    schema.migrate(bare, to="0063")
    of_before = (
        "INSERT INTO place (id, code, level, kind, name, folded, words, valid_from, path,"
        " parent_id) VALUES (1, '20', 'province', 'tỉnh', 'Lạng Sơn', '', '', '2020-01-01',"
        " '/1/', NULL), (2, 'c', 'commune', 'xã', 'A', '', '', '2020-01-01', '/1/2/', 1),"
        " (3, 'v', 'village', 'thôn', 'B', '', '', '2020-01-01', '/1/2/3/', 2)",
        "INSERT INTO person (id, name, language, known_since) VALUES (1, 'Páo', 'vi', :friday),"
        " (2, 'Nhình', 'vi', :friday), (3, 'Dín', 'vi', :friday)",
        "INSERT INTO household (id, code, keeper_id, folded, honorific, village_id,"
        " registered_at, registered_by_id) VALUES (7, 'h7', 1, '', 'anh', 3, :friday, 2),"
        " (5, 'h5', 2, '', 'bà', 3, :later, 2), (9, 'h9', 3, '', 'chị', 3, :eve, 2)",
        "INSERT INTO shop (id, code, household_id, name, folded, story, commune_id, opened_at,"
        " opened_by_id, changed_at) VALUES (4, 's', 7, '', '', '', 2, :friday, 2, :friday)",
        "INSERT INTO product (code, shop_id, name, category, unit, price, stock, season,"
        " description, shown, listed_at, changed_at, words, folded, grade) VALUES"
        " ('p', 4, 'na', 'fruit', 'kg', 5, 5, 0, '', true, :later, :later, '', '', '')",
    )
    then = {
        "friday": "2026-07-17 20:00:00+00:00",  # Saturday in the village
        "later": "2026-07-21 02:00:00+00:00",
        "eve": "2025-12-31 18:00:00+00:00",  # New Year's Day in the village
    }
    with bare.begin() as connection:
        for said in of_before:
            used = {name: at for name, at in then.items() if f":{name}" in said}
            connection.execute(text(said), used)

    schema.migrate(bare)

    with bare.connect() as connection:
        found = connection.execute(
            text("SELECT household_id, number, due_on, live_on FROM folder ORDER BY number")
        )
        assert [(*row[:2], str(row[2]), row[3] and str(row[3])) for row in found] == [
            (9, "HS-LS-26-000001", "2026-01-02", None),
            (7, "HS-LS-26-000002", "2026-07-20", "2026-07-21"),
            (5, "HS-LS-26-000003", "2026-07-22", None),
        ]
        series = connection.execute(text("SELECT series, last FROM folder_series"))
        assert series.all() == [("LS-26", 3)]
