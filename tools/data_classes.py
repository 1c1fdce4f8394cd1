"""Writes docs/data.md from the lists in storefront/privacy: what each table holds of people, how
it is guarded, how long it is kept and what erasing does to it.

tools/data_classes.py    writes it
"""
# ruff: noqa: E501  a table in Markdown has long lines

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import storefront.app  # noqa: E402, F401  all tables
from storefront.privacy.fates import fates  # noqa: E402
from storefront.privacy.holdings import Holding, LeftOut, Topic, holdings  # noqa: E402
from storefront.privacy.keeping import rules  # noqa: E402
from storefront.privacy.kept_tables import kept_tables  # noqa: E402

PAGE = ROOT / "docs" / "data.md"
HEAD = """# What the market holds, and how each kind is guarded

Written by `tools/data_classes.py` from `storefront/privacy/data`; a test compares, and another fails
for a table of which nobody decided.

| class | what | what it asks for |
|---|---|---|
| secret | what opens a door: keys, hashes, codes, credentials of providers | hashed or sealed (docs/cryptography.md); on no page, in no copy, in no log; never told back |
| money | accounts, transfers, bills, ledger: sensitive in banking (Decree 356/2025) | whole numbers of accounts only to whom they belong and to whoever pays them; changes are proved again, by two; kept as the books; looks are written down |
| proof | consents, their voices and papers, requests, identity checks | private folder, no address of its own; read by those who answer for it; kept as long as what it proves |
| person | name, number, place, orders, notes, history of a person or household | through the person only (404 to others); no-store; looks of officers are written down; sums under five are not told outside the commune (ADR 84, 85) |
| office | what an office did or decided | by role and place; no-store |
| public | shops, goods, prices, ratings that are shown | anybody; a page may be kept by caches; goes with the shop |
| sums | counted, without a name | by place; small cells are hidden |

Everything: TLS to the visitor, one database user, erasing and ages as below. Copies hold all of it and
are guarded as the database is (docs/operating.md).
"""
SECRET = frozenset({
    "second_factor", "recovery_code", "sign_in_code", "knock", "stay", "merchant_credential",
})  # fmt: skip
PROOF = frozenset({"identity_check", "screen_voice", "screen_sound"})
PUBLIC = frozenset({"shop", "product", "price", "photo", "rating", "poster", "lot", "certificate"})


def class_of(it: Holding) -> str:
    if it.table in SECRET:
        return "secret"
    if it.table in PUBLIC:
        return "public"
    if it.topic is Topic.AGREED or it.table in PROOF:
        return "proof"
    if it.topic is Topic.MONEY or it.table == "raw_message":
        return "money"
    if it.topic is Topic.COUNTED or it.left_out in (LeftOut.SUMS, LeftOut.NOBODY):
        return "sums"
    return "office" if it.left_out is LeftOut.OFFICE else "person"


def written() -> str:
    return "\n".join([HEAD, *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    yield from ("| table | class | kept | when somebody is erased |", "|---|---|---|---|")
    days = {it.what: f"{it.days} days" if it.days else it.ends.value for it in rules()}
    fate = {it.table: it.deed.value for it in fates() if not it.by}
    for it in sorted(holdings().values(), key=lambda it: it.table):
        kept = "; ".join(f"{kind} ({days[kind]})" for kind in kept_tables().get(it.table, ()))
        yield f"| {it.table} | {class_of(it)} | {kept or '–'} | {fate.get(it.table, '–')} |"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
