"""Asks OSV (https://osv.dev) what is known against the exact versions in the lock files.

tools/known_harm.py    a line for each known harm, and whether it is older than SECURITY.md promises

Ends with 0 when nothing is late, 1 when something is, 2 when nobody could be asked. What is asked
are names and versions that stand in docs/licences.md anyway.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from storefront import clock, wire
from tools import parts

OSV = "https://api.osv.dev"
LONGEST = 60.0
"""Seconds for all of it."""
MOST_PAGES = 5
SERIOUS = frozenset({"HIGH", "CRITICAL"})
WITHIN = {True: 7, False: 31}
"""Days that SECURITY.md promises: a week for what is serious, else the next month's lock files.
What is being used against others has two, and only a person knows that."""


class NotAsked(Exception):
    """Nothing is known, which is not the same as knowing nothing bad."""


@dataclass(frozen=True, slots=True)
class Harm:
    name: str
    part: str
    is_serious: bool
    since: date
    summary: str

    def days(self, today: date) -> int:
        return (today - self.since).days

    def is_late(self, today: date) -> bool:
        return self.days(today) > WITHIN[self.is_serious]

    def line(self, today: date) -> str:
        how = "serious" if self.is_serious else "less serious"
        state = "LATE" if self.is_late(today) else "known"
        age = f"{self.days(today)} days of {WITHIN[self.is_serious]}"
        return f"{state:6}{self.part}: {self.name}, {how}, {age}. {self.summary}".rstrip()


def main(words: Sequence[str], *, today: date) -> int:
    parser = argparse.ArgumentParser(prog="./dev parts --known-harm")
    parser.add_argument("--address", default=OSV, help="of a server that speaks as OSV does")
    address = parser.parse_args(words).address.rstrip("/")
    locked = {name: version for name, (version, _scope) in parts.locked().items()}
    try:
        with wire.within(LONGEST):
            found = known(address, locked)
    except NotAsked as error:
        print(f"Not asked: {error}. Whether harm is known about {len(locked)} parts is open.")
        return 2
    for it in found:
        print(it.line(today))
    late = sum(it.is_late(today) for it in found)
    print(f"{len(locked)} parts asked about, {len(found)} known harms, {late} late.")
    return 1 if late else 0


def known(address: str, locked: dict[str, str]) -> list[Harm]:
    """Raises NotAsked."""
    named = _named(address, [f"pkg:pypi/{name}@{locked[name]}" for name in locked])
    found: dict[tuple[str, str], Harm] = {}
    for (name, version), numbers in zip(locked.items(), named, strict=True):
        for number in sorted(numbers):
            told = _asked(f"{address}/v1/vulns/{number}", None)
            if harm := _read(told, f"{name} {version}"):
                # Of several who tell of one harm, whoever knew first.
                before = found.get((harm.part, harm.name), harm)
                found[harm.part, harm.name] = min(harm, before, key=lambda it: it.since)
    return sorted(found.values(), key=lambda it: (it.part, it.since, it.name))


def _named(address: str, purls: Sequence[str]) -> list[set[str]]:
    """Numbers of what is known, part by part in the order asked."""
    found: list[set[str]] = [set() for _it in purls]
    waiting = dict.fromkeys(range(len(purls)), "")
    for _page in range(MOST_PAGES):
        asked = [_query(purls[nth], page) for nth, page in waiting.items()]
        results = _asked(f"{address}/v1/querybatch", {"queries": asked}).get("results")
        if not isinstance(results, list) or len(results) != len(waiting):
            raise NotAsked("the answer is not about all parts")
        further = {}
        for nth, told in zip(waiting, results, strict=True):
            found[nth] |= _numbers(told)
            if token := (told or {}).get("next_page_token"):
                further[nth] = str(token)
        waiting = further
        if not waiting:
            return found
    raise NotAsked("the answer does not end")


def _query(purl: str, page: str) -> dict[str, Any]:
    return {"package": {"purl": purl}} | ({"page_token": page} if page else {})


def _numbers(told: dict[str, Any] | None) -> set[str]:
    """Of letters that make an address of ours and no other."""
    numbers = {str(it.get("id", "")) for it in (told or {}).get("vulns") or []}
    return {it for it in numbers if it.isascii() and it.replace("-", "").isalnum()}


def _read(told: dict[str, Any], part: str) -> Harm | None:
    if told.get("withdrawn"):
        return None
    try:
        since = datetime.fromisoformat(str(told["published"])).date()
    except (KeyError, ValueError) as error:
        raise NotAsked(f"{told.get('id', 'one')} does not say since when") from error
    names = sorted([str(told.get("id", "")), *map(str, told.get("aliases") or [])])
    name = next((it for it in names if it.startswith("CVE-")), names[0])
    # Where nobody said how serious it is, it is taken for serious.
    said = str((told.get("database_specific") or {}).get("severity", "HIGH")).upper()
    words = " ".join(str(told.get("summary", "")).split())[:120]
    return Harm(name, part, said in SERIOUS, since, "".join(filter(str.isprintable, words)))


def _asked(url: str, question: dict[str, Any] | None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    try:
        if question is None:
            answer = wire.get(url, headers={})
        else:
            answer = wire.post(url, json.dumps(question).encode(), headers=headers)
        told = json.loads(answer.body)
    except wire.Unreachable as error:
        raise NotAsked("no line") from error
    except ValueError as error:
        raise NotAsked("the answer is not JSON") from error
    if answer.status != 200 or not isinstance(told, dict):
        raise NotAsked(f"answered {answer.status}")
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], today=clock.village_date(clock.now())))
