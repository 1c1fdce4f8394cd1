"""What is written of the market's parts fits the lock files, and all of it may be handed on."""

from __future__ import annotations

import json

from tools import parts
from tools.parts import Part


def written() -> list[Part]:
    told = json.loads(parts.SBOM.read_text(encoding="utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    return [
        Part(it["name"], it["version"], it["licenses"][0]["expression"], it["scope"])
        for it in told["components"]
    ]


def test_the_bill_fits_the_lock_files() -> None:
    assert {it.name: (it.version, it.scope) for it in written()} == parts.locked(), (
        "run tools/parts.py"
    )


def test_the_page_says_what_the_bill_says() -> None:
    assert parts.PAGE.read_text(encoding="utf-8") == parts.page(written()), "run tools/parts.py"


def test_every_licence_is_one_that_we_may_hand_on() -> None:
    assert [it.name for it in written() if it.licences() - parts.SHIPPED] == []


def test_those_who_wrote_the_parts_say_so_too() -> None:
    """Where what is installed is what is locked."""
    assert [it for it in written() if it.licence != parts._licence(it.name)] == []
