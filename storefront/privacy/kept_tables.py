"""Which table is kept by which of the rules of `keeping`: `data/kept.csv`. Every table that speaks
of people stands there; a new one fails the tests until somebody has decided."""

from __future__ import annotations

from csv import DictReader
from functools import cache
from pathlib import Path

from storefront.privacy.holdings import LeftOut, holdings
from storefront.privacy.keeping import Kept

_FILE = Path(__file__).parent / "data" / "kept.csv"
OF_NOBODY = (LeftOut.NOBODY, LeftOut.SUMS)


@cache
def kept_tables() -> dict[str, tuple[Kept, ...]]:
    """By table. Parts of one may go at different times."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {it["table"]: tuple(map(Kept, it["kinds"].split(";"))) for it in DictReader(rows)}


def undecided() -> list[str]:
    """Tables that speak of somebody, of which nobody has said how long they are kept."""
    of_people = {it.table for it in holdings().values() if it.left_out not in OF_NOBODY}
    return sorted(of_people - set(kept_tables()))


def names_of(what: Kept, language: str) -> list[str]:
    """What lies under a rule, in words, where there are words for it."""
    known = holdings()
    lie_there = [known[it] for it, kinds in kept_tables().items() if what in kinds and it in known]
    return sorted(filter(None, (it.name(language) for it in lie_there)))
