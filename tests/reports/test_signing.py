"""Signed papers: good as they are, found out when one byte differs; wrong settings named."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from storefront.app import create_app
from storefront.reports import paper, practice_authority, workbook
from storefront.reports.papers import Cell, Chart, Paper, Table
from storefront.reports.signing import Seal, WrongCertificate
from storefront.settings import Settings
from tests.databases import settings_for

FROZEN = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
RESULTS = Table(
    "Kết quả", ["Chỉ tiêu", "Đơn vị", "Lũy kế"], [["Gian hàng", "gian", 68311]], words=2
)
RISKY: list[list[Cell]] = [[it, 1] for it in DANGEROUS]
ANNEX = Table(
    "Từng xã",
    ["Xã", "Gian hàng"],
    [["xã Chi Lăng", 5], ["xã Bắc Sơn", None], *RISKY],
    ["Cộng", 11],
)


def a_paper() -> Paper:
    return Paper(
        lang="vi",
        code="BC2222222",
        at=FROZEN,
        serial="Số 1/BC-2026",
        title="Báo cáo gian hàng số tháng 8 năm 2026",
        place="tỉnh Lạng Sơn",
        facts=[("Kỳ", "1/8/2026 – 31/8/2026")],
        results=RESULTS,
        notes=[("OCOP", "chưa đếm")],
        opinions=[("Khó khăn", "=HYPERLINK(1)")],
        signer=("Chủ tịch UBND tỉnh", "Nguyễn Văn An"),
        annex=ANNEX,
        charts=[Chart("Gian hàng", 1)],
        page_words="Trang",
    )


@pytest.fixture(scope="module")
def seal() -> Seal:
    body = practice_authority.made(at=datetime.now(UTC))
    return Seal(lambda: body, "", practice=True)


@pytest.fixture(scope="module")
def signed(seal: Seal) -> bytes:
    return seal.sign(paper.pdf(a_paper()), reason="Số 1/BC-2026", location="Lạng Sơn")


def test_a_signed_paper_is_good_and_says_by_whom(seal: Seal, signed: bytes) -> None:
    verdict = seal.verify(signed)

    assert verdict
    assert verdict.is_good
    assert verdict.signer == practice_authority.HOLDER
    assert b"ETSI.CAdES.detached" in signed


def test_the_paper_under_the_signature_is_the_paper(signed: bytes) -> None:
    assert signed.startswith(paper.pdf(a_paper()))


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.9])
def test_one_byte_changed_is_found(seal: Seal, signed: bytes, where: float) -> None:
    place = int(len(paper.pdf(a_paper())) * where)
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    verdict = seal.verify(changed)

    assert verdict is None or not verdict.is_whole


def test_something_added_behind_is_found(seal: Seal, signed: bytes) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    more: Any = IncrementalPdfFileWriter(BytesIO(signed))
    page: Any = more.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = more.root["/Pages"]["/Count"]
    more.update_container(page)
    out = BytesIO()
    more.write(out)

    verdict = seal.verify(out.getvalue())

    assert verdict
    assert not verdict.is_good


def test_somebody_elses_signature_is_not_trusted(signed: bytes) -> None:
    body = practice_authority.made(at=datetime.now(UTC))
    verdict = Seal(lambda: body, "", practice=True).verify(signed)

    assert verdict
    assert (verdict.is_whole, verdict.is_trusted) == (True, False)


def test_an_unsigned_paper_has_no_verdict(seal: Seal) -> None:
    assert seal.verify(paper.pdf(a_paper())) is None


def test_each_installation_makes_its_own_authority_once(tmp_path: Path) -> None:
    first = practice_authority.certificate(tmp_path / "one")

    assert practice_authority.certificate(tmp_path / "one") == first
    assert practice_authority.certificate(tmp_path / "two") != first
    kept = tmp_path / "one" / "province.p12"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def settings(folder: Path, **more: Any) -> Settings:
    return replace(settings_for(f"sqlite:///{folder / 'm.db'}", folder), **more)


def test_the_provinces_own_certificate_signs(tmp_path: Path) -> None:
    file = tmp_path / "province.p12"
    body = practice_authority.made(at=datetime.now(UTC), holder="UBND tỉnh", passphrase="mật khẩu")
    file.write_bytes(body)
    told = {"report_certificate": str(file), "report_passphrase": "mật khẩu"}
    seal = Seal.of(settings(tmp_path, practice=False, **told))
    assert seal

    verdict = seal.verify(seal.sign(paper.pdf(a_paper()), reason="", location=""))

    assert verdict
    assert verdict.is_good
    assert (verdict.signer, seal.is_practice) == ("UBND tỉnh", False)


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"report_passphrase": "x"}, "REPORT_CERTIFICATE: is missing"),
        ({"report_certificate": "nowhere.p12"}, "REPORT_CERTIFICATE: the file cannot be read"),
        ({"report_certificate": __file__}, "REPORT_PASSPHRASE"),
    ],
)
def test_wrong_settings_are_named_at_the_start(
    tmp_path: Path, more: dict[str, str], named: str
) -> None:
    with pytest.raises(WrongCertificate, match=named) as refusal:
        create_app(settings(tmp_path, **more))
    assert "=" not in str(refusal.value)


def test_outside_practice_nobody_signs_without_a_certificate(tmp_path: Path) -> None:
    assert Seal.of(settings(tmp_path, practice=False)) is None


@pytest.mark.parametrize("make", [paper.pdf, workbook.workbook])
def test_the_same_paper_gives_the_same_bytes(make: Any) -> None:
    again = replace(a_paper(), at=FROZEN + timedelta(0))

    assert make(a_paper()) == make(again)


def test_a_workbook_holds_numbers_charts_and_no_formulas() -> None:
    body = workbook.workbook(a_paper())

    book = openpyxl.load_workbook(BytesIO(body))
    front: Any = book["Kết quả"]
    annex: Any = book["Từng xã"]
    assert annex["B2"].value == 5
    assert annex["B3"].value is None
    assert len(annex._charts) == 1
    cells = [cell for sheet in (front, annex) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    risky = [it for it in cells if isinstance(it.value, str) and it.value[0] in "=+-@\t\r"]
    assert len(risky) >= len(DANGEROUS)
    assert all(it.quotePrefix for it in risky)
