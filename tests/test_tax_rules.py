"""The tables of the law: shown with days and sources, and followed by newer ones, never changed."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from storefront.earnings.thresholds import DATA, FOLLOWS, THRESHOLDS
from storefront.earnings.withholding import RATES
from tests.browser import Browser

OURS = (DATA / "thresholds.csv").read_text(encoding="utf-8")
NEWER = "2027,2026-11-20,2000000000,Nghị định 9/2026/NĐ-CP,example.vn\n"


def test_every_rule_stands_on_the_page_with_its_source(browser: Browser) -> None:
    for language in ("vi", "en"):
        browser.speak(language)
        seen = browser.get("/tax-rules").text
        digits = re.sub(r"[.,\s]", "", seen)
        assert all(f"{it.exempt_up_to.dong}" in digits for it in THRESHOLDS)
        assert all(it.source in seen for it in THRESHOLDS)
        assert all(it.source in seen for it in RATES)
        assert all(it.source in seen for it in FOLLOWS)


def asked(app: Flask, folder: Path, table: str) -> tuple[int, str]:
    (folder / "newer.csv").write_text(table, encoding="utf-8")
    it = app.test_cli_runner().invoke(args=["tax-rules", str(folder / "newer.csv")])
    return it.exit_code, it.output


def test_a_newer_table_adds_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    assert asked(app, tmp_path, OURS) == (0, "The same.\n")
    code, told = asked(app, tmp_path, OURS + NEWER)
    assert code == 0
    assert "+ 2027 up to 2,000,000,000" in told

    code, told = asked(app, tmp_path, OURS.replace("1000000000", "3000000000"))
    assert code == 1
    assert "- 2026 up to 1,000,000,000" in told


def test_a_row_without_source_or_sum_is_no_rule(app: Flask, tmp_path: Path) -> None:
    for wrong in (NEWER.replace("example.vn", ""), NEWER.replace("2000000000", "two"),
                  NEWER.replace("2026-11-20", "2099-01-01")):  # fmt: skip
        code, told = asked(app, tmp_path, OURS + wrong)
        assert code == 1
        assert "row 5" in told
