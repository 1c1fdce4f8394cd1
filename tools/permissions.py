"""Writes docs/permissions.md from the code: who may do what, and the door of every address.

tools/permissions.py          writes it
tools/permissions.py --check  says whether it is as the code is
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from storefront.accounts.permissions import (  # noqa: E402
    ACTING,
    GRANTS,
    HELPING,
    KEEPER,
    SECOND_STEP,
    Permission,
    Role,
)

PAGE = ROOT / "docs" / "permissions.md"
HEAD = """# Who may do what

Written by `tools/permissions.py` from `accounts/permissions.py` and the doors of the views; a test
compares.

A role is held at a place and counts for every place inside it. A door lets in whoever holds the
permission anywhere; the thing itself is then obtained through the person, so that what lies outside
their places is not found (404).
"""


def written(app: Flask) -> str:
    return "\n".join([HEAD, *roles(), *doors(app)]) + "\n"


def roles() -> Iterator[str]:
    heads = [*(f"`{it}`" for it in Role), "keeper, own house", "needs consent to be helped"]
    yield "## Permissions and roles\n"
    yield f"| permission | {' | '.join(heads)} |"
    yield "|---" * (len(heads) + 1) + "|"
    for it in Permission:
        marks = [it in GRANTS[role] for role in Role] + [it in KEEPER, it in HELPING | ACTING]
        yield f"| `{it}` | {' | '.join('●' if mark else '' for mark in marks)} |"
    asked = ", ".join(f"`{it}`" for it in Role if it in SECOND_STEP)
    yield f"\nA second factor is asked of: {asked}.\n"


def doors(app: Flask) -> Iterator[str]:
    yield "## Doors\n"
    yield "«Proved»: only for whoever has shown within the last minutes who they are.\n"
    yield "| address | methods | door | proved |"
    yield "|---|---|---|---|"
    for rule in sorted(app.url_map.iter_rules(), key=lambda it: (it.rule, it.endpoint)):
        view = app.view_functions[rule.endpoint]
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        door = getattr(view, "door", "public")
        proved = "●" if getattr(view, "proved", False) else ""
        yield f"| `{rule.rule}` | {methods} | {getattr(door, 'value', door)} | {proved} |"


def main() -> int:
    from storefront.app import create_app

    said = written(create_app())
    if "--check" not in sys.argv:
        PAGE.write_text(said, encoding="utf-8")
        return 0
    return 0 if PAGE.read_text(encoding="utf-8") == said else 1


if __name__ == "__main__":
    sys.exit(main())
