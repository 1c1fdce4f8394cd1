"""A report of an earlier form is printed today as it was printed then."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from storefront.reports import actions, paper
from storefront.reports.models import FileKind, Report
from storefront.web import report_papers

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def old() -> Report:
    """A restatement of the first form, with the files that were made of it at its time."""
    content = (DATA / "report_form_1.json").read_text(encoding="utf-8")
    said = json.loads(content)
    return Report(
        code=said["code"],
        content=content,
        digest=actions.digest_of(content),
        frozen_at=datetime.fromisoformat(said["frozen_at"]).astimezone(UTC),
    )


def test_its_csv_is_byte_for_byte_what_it_was(app: Flask, old: Report) -> None:
    with app.test_request_context():
        made = report_papers.made(old, FileKind.CSV)

    assert made == (DATA / "report_form_1.csv").read_bytes()


def test_its_paper_and_sheets_have_nothing_new(app: Flask, old: Report) -> None:
    with app.test_request_context():
        it = report_papers.paper_of(old)
        book = openpyxl.load_workbook(BytesIO(report_papers.made(old, FileKind.XLSX)))

    said = paper._said(it)
    assert (said["targets"], said["more"]) == (None, [])
    assert book.sheetnames == ["Kết quả", "Từng xã, phường", "Điểm khác"]
