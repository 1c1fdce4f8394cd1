"""The words a household agrees to, by version. Each has its day and its source, and stays for ever:
a consent goes on meaning what was read out when it was given.

A new version names only the purposes whose words it changes; for those, and no others, it asks
again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storefront.accounts.models import Purpose

LANGUAGES = ("vi", "en")
"""In which the words are written down. Spoken, they are said in any language."""


@dataclass(frozen=True, slots=True)
class Words:
    short: str
    full: str


@dataclass(frozen=True, slots=True)
class Version:
    name: str
    since: date
    source: str
    words: dict[Purpose, dict[str, Words]]


def _read() -> tuple[Version, ...]:
    kept = Path(__file__).parent.parent / "data" / "consent_texts.json"
    return tuple(
        Version(
            name=it["version"],
            since=date.fromisoformat(it["since"]),
            source=it["source"],
            words={
                Purpose(purpose): {tongue: Words(*words) for tongue, words in said.items()}
                for purpose, said in it["words"].items()
            },
        )
        for it in json.loads(kept.read_text(encoding="utf-8"))
    )


VERSIONS = _read()
"""The oldest first."""
CURRENT = VERSIONS[-1].name


def version(name: str) -> Version | None:
    return next((it for it in VERSIONS if it.name == name), None)


def on(day: str) -> Version:
    """What was read out on a day, in ISO form; before the first words, those."""
    return next((it for it in reversed(VERSIONS) if str(it.since) <= day), VERSIONS[0])


def valid(purpose: Purpose, name: str = CURRENT) -> Version:
    """The version whose words for a purpose were in force when the one of this name was."""
    known = [it for it in VERSIONS if purpose in it.words]
    return next((it for it in reversed(known) if it.name <= name), known[0])


def words(purpose: Purpose, language: str, name: str = CURRENT) -> Words:
    said = valid(purpose, name).words[purpose]
    return said.get(language) or said["vi"]


def has_changed(purpose: Purpose, since: str) -> bool:
    """Whether the words for a purpose are others by now."""
    return valid(purpose).name != valid(purpose, since).name
