"""Joins translations/vi/*.po into the one catalogue Flask-Babel reads, and checks that it is whole.

One file an area keeps changes apart; a string lives in one file only. English is the source.
"""

import sys
from collections import Counter
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
VI = ROOT / "translations" / "vi"
METHODS = [
    ("storefront/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("templates/**.typ", "jinja2"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None}
ELSEWHERE = {".venv", ".git", "node_modules", "instance", "tests", "bench", "migrations"}


def main() -> int:
    parts = {path.name: read(path) for path in sorted(VI.glob("*.po"))}
    joined = join(parts)
    compile_to(VI / "LC_MESSAGES" / "messages.mo", joined)
    if "--check" not in sys.argv:
        return 0
    wanted = used()
    faults = [*repeated(parts), *missing(joined, wanted), *unused(joined, wanted)]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def read(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes()), locale="vi")


def join(parts: dict[str, Catalog]) -> Catalog:
    whole = Catalog(locale="vi", domain="messages", charset="utf-8", fuzzy=False)
    for part in parts.values():
        for message in words(part):
            whole[message.id] = message
    return whole


def words(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def compile_to(target: Path, catalogue: Catalog) -> None:
    out = BytesIO()
    write_mo(out, catalogue)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(out.getvalue())


def used() -> dict[str, str]:
    """Every string the market says, and where it says it."""
    found: dict[str, str] = {}
    for file, line, text, _comments, _context in extract_from_dir(
        ROOT,
        method_map=METHODS,
        keywords=KEYWORDS,
        options_map={"**.html": {"trimmed": "true"}},
        directory_filter=lambda folder: Path(folder).name not in ELSEWHERE,
    ):
        found.setdefault(text if isinstance(text, str) else text[0], f"{file}:{line}")
    return found


def repeated(parts: dict[str, Catalog]) -> list[str]:
    seen = Counter(single(message) for part in parts.values() for message in words(part))
    return [f"in two files: {text!r}" for text, times in seen.items() if times > 1]


def missing(catalogue: Catalog, wanted: dict[str, str]) -> list[str]:
    ready = {single(message) for message in words(catalogue) if is_ready(message)}
    return [f"no Vietnamese: {text!r} ({at})" for text, at in wanted.items() if text not in ready]


def unused(catalogue: Catalog, wanted: dict[str, str]) -> list[str]:
    known = [single(message) for message in words(catalogue)]
    return [f"not said any more: {text!r}" for text in known if text not in wanted]


def single(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def is_ready(message: Message) -> bool:
    if isinstance(message.string, str):
        return bool(message.string) and not message.fuzzy
    return all(message.string) and not message.fuzzy


if __name__ == "__main__":
    sys.exit(main())
