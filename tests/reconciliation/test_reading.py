"""A household brings the file its bank gave it, whatever that is."""

from __future__ import annotations

import contextlib
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.money import Money
from storefront.reconciliation import reading
from storefront.reconciliation.statement import Statement, Wrong
from storefront.spreadsheets import cells
from storefront.spreadsheets.unreadable import Reason, Unreadable
from tests.reconciliation import files

FILES = {
    "vietcombank.csv": files.of("vietcombank.csv"),
    "vietcombank.csv with a mark": files.saved_as("vietcombank.csv", "utf-8-sig"),
    "bidv.csv": files.of("bidv.csv"),
    "bidv.csv in windows-1258": files.saved_as("bidv.csv", "cp1258"),
    "techcombank.csv in UTF-16": files.saved_as("techcombank.csv", "utf-16"),
    "techcombank.csv in UTF-16 without a mark": files.saved_as("techcombank.csv", "utf-16-le"),
    "agribank.csv": files.of("agribank.csv"),
    "acb.csv": files.of("acb.csv"),
    "wallet.csv": files.of("wallet.csv"),
    "vietinbank.xlsx": files.VIETINBANK,
    "mb.xlsx": files.MB,
    "bidv.camt053.xml": files.of("bidv.camt053.xml"),
    "vietinbank.mt940": files.of("vietinbank.mt940"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_bank_tells_of_the_same_market_day(name: str) -> None:
    statement = reading.read(FILES[name])

    assert statement.faults == ()
    assert statement.account == ("" if name == "wallet.csv" else "101872344821")
    told = sorted((line.day, line.amount.dong, line.reference) for line in statement.lines)
    assert told == [
        (date(2026, 8, 22), -11_000, "5215.70411"),
        (date(2026, 8, 22), 204_000, "5243.65937"),
        (date(2026, 8, 23), 1_136_000, "5272.37452"),
    ]
    (paid,) = [line for line in statement.lines if line.amount == Money(204_000)]
    memo = paid.memo.replace(" ", "")
    assert memo == "MBVCB.3278907687.CB7K2M9Q4.CTtu0351000646393TRANMINHHAtoi101872344821"


def test_rows_are_named_as_a_person_finds_them() -> None:
    agribank = reading.read(FILES["agribank.csv"])
    mt940 = reading.read(FILES["vietinbank.mt940"])

    assert [line.row for line in agribank.lines] == [4, 5, 6]
    assert [line.row for line in mt940.lines] == [6, 9, 11]


def test_every_fault_is_named_by_its_row() -> None:
    statement = a_csv(
        "22/8/2026,A1,,204000,na",
        "31/02/2026,A2,,50000,mắc",
        "22/8/2026,A3,10,20,hai bên",
        "22/8/2026,A4,,,không có tiền",
        "22/8/2026,A5,,12.50,nửa đồng",
    )

    assert [(fault.row, fault.what) for fault in statement.faults] == [
        (3, Wrong.DAY),
        (4, Wrong.BOTH_SIDES),
        (5, Wrong.NO_AMOUNT),
        (6, Wrong.AMOUNT),
    ]


def test_a_file_with_a_row_torn_out_does_not_tie() -> None:
    whole = files.of("vietcombank.csv").decode()
    torn = whole.replace('"11,000",,"1,193,000",Phi', '"1,000",,"1,193,000",Phi')

    statement = reading.read(torn.encode())

    assert [(fault.row, fault.what) for fault in statement.faults] == [(0, Wrong.SUMS)]


def test_a_strange_sum_in_mt940_is_a_fault_and_not_another_sum() -> None:
    text = files.of("vietinbank.mt940").replace(b"C204000,", b"C204.000,")

    statement = reading.read(text)

    assert [(fault.row, fault.what) for fault in statement.faults] == [(6, Wrong.AMOUNT)]


def test_dollars_are_refused() -> None:
    with pytest.raises(Unreadable, match=r"currency"):
        reading.read(files.of("vietinbank.mt940").replace(b"VND", b"USD"))
    with pytest.raises(Unreadable, match=r"currency"):
        reading.read(files.of("bidv.csv").replace("tệ: VND".encode(), "tệ: USD".encode()))
    camt = reading.read(
        files.of("bidv.camt053.xml").replace(b'Ccy="VND">204000', b'Ccy="USD">204000')
    )
    assert [fault.what for fault in camt.faults] == [Wrong.CURRENCY]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \n", Reason.EMPTY),
        (b"%PDF-1.7 sao ke", Reason.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Reason.OLD_EXCEL),
        (b"<html><table><tr><td>Ngay giao dich</td></tr></table>", Reason.OLD_EXCEL),
        (b"PK\x03\x04 torn", Reason.BROKEN),
        (files.VIETINBANK[:2_000], Reason.BROKEN),
        (b"\x00\x01\x02\x03" * 40, Reason.BROKEN),
        (b"xin chao\nhom nay troi dep\n", Reason.NO_TABLE),
        ("Ngày,Số tiền,Nội dung\n".encode(), Reason.EMPTY),
        (b"x" * 6_000_000, Reason.TOO_LARGE),
        (b'"' + b"x" * 200_000, Reason.BROKEN),
        (files.of("bidv.camt053.xml")[:-60], Reason.BROKEN),
        (files.an_excel(["na", 1], ["mắc", 2]), Reason.NO_TABLE),
    ],
)
def test_what_is_no_statement_says_why(body: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.read(body)

    assert refused.value.reason is reason


def test_bombs_do_not_go_off() -> None:
    began = time.process_time()
    for body in (_entity_bomb(), _zip_bomb(), _endless_csv(), _deep_xml()):
        with pytest.raises(Unreadable):
            reading.read(body)

    assert time.process_time() - began < 20


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_or_refused(body: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"<BkToCstmrStmt>", b":20:A\n:25:1\n:61:", b"\xff\xfe"):
        with contextlib.suppress(Unreadable):
            assert reading.read(head + body).account is not None


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=10**11), st.sampled_from(".,' "), st.booleans())
def test_sums_are_read_however_they_are_grouped(dong: int, sign: str, below: bool) -> None:
    grouped = f"{dong:,}".replace(",", sign)
    written = f"-{grouped} VND" if below else grouped

    assert cells.amount(written) == Money(-dong if below else dong)


@pytest.mark.parametrize(
    "cell", ["12,50", "1.23", "1.2345", "1.234,567", "a lot", "1..000", "12 3", True, 0.5, 1e13]
)
def test_what_is_no_sum_is_not_guessed(cell: str | float) -> None:
    with pytest.raises(cells.NotAValue):
        cells.amount(cell)


def a_csv(*rows: str) -> Statement:
    heading = "Ngày giao dịch,Mã GD,Ghi nợ,Ghi có,Nội dung"
    return reading.read("\n".join([heading, *rows]).encode())


def _entity_bomb() -> bytes:
    layers = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    start = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x0 "na">{layers}]>'
    return f"{start}<Document><BkToCstmrStmt>&x11;</BkToCstmrStmt></Document>".encode()


def _zip_bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 50_000_000)
    return file.getvalue()


def _endless_csv() -> bytes:
    row = "22/8/2026,A,,1,x\n"
    return ("Ngày giao dịch,Mã GD,Ghi nợ,Ghi có,Nội dung\n" + row * 200_000).encode()


def _deep_xml() -> bytes:
    return b"<BkToCstmrStmt>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</BkToCstmrStmt>"
