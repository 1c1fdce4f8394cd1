"""What kind of goods a name tells of, so that nobody has to look for it in a list."""

import csv
from functools import cache
from pathlib import Path

from storefront.shops.models import Category
from storefront.text import fold

_FILE = Path(__file__).parents[1] / "data" / "kinds.csv"


def kind_of(name: str) -> Category | None:
    """By the longest beginning that is known: na is a fruit, nấm a vegetable. Nothing when the
    name says nothing."""
    words = fold(name).split()
    begun = (" ".join(words[:many]) for many in range(len(words), 0, -1))
    return next((_known()[it] for it in begun if it in _known()), None)


@cache
def _known() -> dict[str, Category]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {row["begins"]: Category(row["kind"]) for row in csv.DictReader(rows)}
