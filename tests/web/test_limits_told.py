"""docs/limits.md says what forms take and how much; docs/asvs.md counts its own rows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from storefront.accounts import sign_in
from tools import data_classes, limits

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("page", [limits, data_classes], ids=["limits", "data"])
def test_what_is_published_is_so(page: ModuleType) -> None:
    """What is new may be some days old before it is written; what is told is true."""
    told = page.PAGE.read_text(encoding="utf-8").splitlines()
    now = page.written().splitlines()

    assert sorted(set(told) - set(now)) == [], f"run {page.__name__}"
    assert len(set(now) - set(told)) < len(now) / 20


def test_a_limit_that_moved_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    before = limits.written()
    monkeypatch.setattr(sign_in, "CODE_LASTS", timedelta(minutes=30))

    assert limits.written() != before


def test_the_yardstick_counts_itself() -> None:
    page = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    marks = Counter(re.findall(r"^\| [\d.]+ \| \d \| [^|]+ \| ([a-z ]+) \|", page, re.MULTILINE))

    told = re.search(r"Of (\d+) that apply (\d+) are met, (\d+) partly, (\d+) not", page)
    assert told is not None
    assert [int(it) for it in told.groups()] == [
        marks.total(), marks["met"], marks["partly"], marks["not met"],
    ]  # fmt: skip


def test_the_tests_that_the_yardstick_names_are_there() -> None:
    page = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\btests/[\w/]+\.py\b", page))

    assert sorted(it for it in named if not (ROOT / it).exists()) == []
