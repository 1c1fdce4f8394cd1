"""What is known against the market's parts is asked for by their exact versions, and counted in
days. Nobody outside is asked by these tests: OSV is played."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from storefront import wire
from storefront.wire import Answer
from tests.wires import Illness, Question, a_server, an_ill_server
from tools import known_harm, parts

TODAY = date(2026, 11, 23)
PART, (VERSION, _SCOPE) = next(iter(parts.locked().items()))


def harm(days: int, **more: Any) -> dict[str, Any]:
    published = f"{TODAY - timedelta(days=days)}T10:00:00Z"
    severity = {"severity": more.pop("severity", "HIGH")}
    return {"published": published, "database_specific": severity, "summary": "Bad\nthing", **more}


@contextmanager
def playing(told: dict[str, dict[str, Any]], asked: list[str] | None = None) -> Iterator[str]:
    """All that is known is known of the first part."""

    def answer(question: Question) -> Answer:
        if question.path != "/v1/querybatch":
            number = question.path.removeprefix("/v1/vulns/")
            return Answer(200, json.dumps({"id": number} | told[number]).encode())
        purls = [it["package"]["purl"] for it in json.loads(question.body)["queries"]]
        if asked is not None:
            asked.extend(purls)
        vulns = [{"id": it} for it in told]
        first = f"pkg:pypi/{PART}@{VERSION}"
        results = [{"vulns": vulns} if it == first else {} for it in purls]
        return Answer(200, json.dumps({"results": results}).encode())

    with a_server(answer) as address:
        yield address


def said(address: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    ends = known_harm.main(["--address", address], today=TODAY)
    return ends, capsys.readouterr().out


def test_each_part_is_asked_about_by_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []
    with playing({}, asked) as address:
        ends, words = said(address, capsys)

    assert asked == [f"pkg:pypi/{it}@{version}" for it, (version, _) in parts.locked().items()]
    assert (ends, f"{len(asked)} parts asked about, 0 known harms, 0 late" in words) == (0, True)


@pytest.mark.parametrize(
    ("told", "ends", "words"),
    [
        (harm(7), 0, "serious, 7 days of 7. Bad thing"),
        (harm(8), 1, "serious, 8 days of 7"),
        (harm(31, severity="MODERATE"), 0, "less serious, 31 days of 31"),
        (harm(32, severity="low"), 1, "less serious, 32 days of 31"),
        ({"published": harm(8)["published"]}, 1, "serious, 8 days of 7"),
        (harm(400, withdrawn="2026-01-01T00:00:00Z"), 0, "0 known harms"),
        (harm(1, aliases=["CVE-2026-1"]), 0, f"{PART} {VERSION}: CVE-2026-1"),
    ],
)
def test_days_are_counted_against_what_is_promised(
    told: dict[str, Any], ends: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with playing({"GHSA-x": told}) as address:
        found = said(address, capsys)

    assert (found[0], words in found[1]) == (ends, True), found


def test_who_tells_of_it_twice_tells_of_one_harm(capsys: pytest.CaptureFixture[str]) -> None:
    of_one = {"aliases": ["CVE-2026-1"]}
    with playing({"GHSA-x": harm(2, **of_one), "PYSEC-1": harm(9, **of_one)}) as address:
        ends, words = said(address, capsys)

    assert (ends, "1 known harms, 1 late" in words, "9 days" in words) == (1, True, True)


def test_what_comes_page_by_page_is_read_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    def answer(question: Question) -> Answer:
        if question.path != "/v1/querybatch":
            return Answer(200, json.dumps(harm(3)).encode())
        asked = json.loads(question.body)["queries"]
        page = asked[0].get("page_token", "")
        if page == "end":
            return Answer(200, b'{"results": [{"vulns": [{"id": "GHSA-late"}]}]}')
        results = [{"next_page_token": "end"}] + [{} for _it in asked[1:]]
        return Answer(200, json.dumps({"results": results}).encode())

    with a_server(answer) as address:
        ends, words = said(address, capsys)
    assert (ends, "1 known harms" in words) == (0, True)


@pytest.mark.parametrize("illness", Illness, ids=lambda illness: illness.name)
def test_without_a_line_it_says_so(
    illness: Illness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", (0.5, 0.4))
    monkeypatch.setattr(known_harm, "LONGEST", 1.0)
    with an_ill_server(illness) as address:
        ends, words = said(address, capsys)

    assert (ends, words.startswith("Not asked: no line.")) == (2, True), words


@pytest.mark.parametrize(
    "answer",
    [Answer(500, b"{}"), Answer(200, b"{}"), Answer(200, b'{"results": []}'), Answer(200, b"[")],
)
def test_half_an_answer_is_none(answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    with a_server(lambda _question: answer) as address:
        assert said(address, capsys)[0] == 2


def test_the_days_are_those_that_are_promised() -> None:
    promised = (parts.ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "a serious one within a week, others with the next month's lock files" in promised
    assert known_harm.WITHIN == {True: 7, False: 31}
