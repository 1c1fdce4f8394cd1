"""Writes docs/limits.md from the code: what forms take, how much may be sent, and how often.

tools/limits.py    writes it
"""

from __future__ import annotations

import enum
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from storefront.accounts.knocks import LIMITS, MEMORY, Limit  # noqa: E402
from storefront.money import Money  # noqa: E402
from storefront.web import forms  # noqa: E402
from storefront.web.forms import values  # noqa: E402

PAGE = ROOT / "docs" / "limits.md"
HEAD = """# What is taken, how much of it, and how often

Written by `tools/limits.py` from the code; a test compares.

Every form is a type: what does not fit is answered with 422 and says beside the field what to do.
Text is tidied first (NFC, no bidi, no zero width, spaces folded), then measured. A rule over
several fields stands below its form by the name of its function; ADRs say why it is so.
"""
SIZES = (
    ("web.limits:LARGEST_REQUEST", "bytes of a request, but where a line below says otherwise"),
    ("shops.photos:FORMATS", "kinds of pictures, by content; written anew, as pixels"),
    ("web.limits:LONGEST_ADDRESS", "letters of an address"),
    ("web.notices:LARGEST", "bytes of a notice of a bank or gateway"),
    ("web.hearing:LARGEST", "bytes of an SMS that a gateway hands on"),
    ("web.proofs:LARGEST_VOICE", "bytes of a voice that proves a consent"),
    ("talks.recordings:LARGEST", "bytes of a voice about an order (WebM, Ogg, MP4 by content)"),
    ("recordings.actions:LARGEST", "bytes of a voice for a screen"),
    ("recordings.actions:LONGEST", "seconds of a voice for a screen"),
    ("field.actions:LARGEST", "bytes of a photo out of the field kit"),
    ("field.actions:MOST_PHOTOS", "photos of one person that wait"),
    ("web.field_files:LARGEST", "bytes of a field kit's file"),
    ("web.errands:LARGEST_PIECE", "bytes of a piece of a photo"),
    ("web.report_check:LARGEST", "bytes of a report that is checked (PDF)"),
    ("imports.sheet:MOST_ROWS", "rows of figures brought (XLSX, CSV by content)"),
    ("reconciliation.statement:MOST_LINES", "lines of a bank statement (XLSX, CSV by content)"),
)
DEEDS = (
    ("accounts.sign_in:CODE_LASTS", "a code for signing in is good"),
    ("accounts.sign_in:TRIES", "tries of a code"),
    ("accounts.stays:LASTS", "signed in at the longest"),
    ("bills.actions:LARGEST", "đồng of a bill"),
    ("orders.refusals:LARGEST", "đồng of an order"),
    ("orders.deposits:MOST_PERCENT", "percent of a deposit"),
    ("web.basket:MOST_KINDS", "kinds of goods in a basket"),
    ("web.basket:MOST", "of one kind in a basket"),
    ("questions.actions:MOST_A_DAY", "questions of one person a day"),
    ("shops.saving:MOST", "shops saved by one person"),
    ("web.streams:MOST", "live lines of one browser"),
    ("web.forms.breaches:MOST_AT_ONCE", "people told of a breach at once"),
)
KINDS: dict[Any, str] = {
    values.Line: "line", values.LongLine: "long line", values.Paragraph: "paragraph",
    values.Phone: "phone number", values.Dong: "đồng", values.DongOrNone: "đồng, or nought",
    values.Whole: "whole number", values.Tidy: "text", values.Exactly: "as typed",
}  # fmt: skip


def written() -> str:
    return "\n".join([HEAD, *_sizes(), *_tries(), *_forms()]) + "\n"


def _sizes() -> Iterator[str]:
    for head, listed in (("How much", SIZES), ("Deeds", DEEDS)):
        yield f"## {head}\n"
        yield from ("| limit | of what | where |", "|---|---|---|")
        for where, words in listed:
            module, _colon, name = where.partition(":")
            found = getattr(import_module(f"storefront.{module}"), name)
            yield f"| {_number(found)} | {words} | `{module}.{name}` |"
        yield ""


def _number(found: Any) -> str:
    if isinstance(found, tuple):
        return ", ".join(found)
    if isinstance(found, timedelta):
        return f"{found.days} d" if found.days else f"{found.seconds // 60} min"
    return f"{found.dong if isinstance(found, Money) else found:,}"


def _tries() -> Iterator[str]:
    yield "## How often\n"
    yield "A browser that is known is counted apart from strangers: nobody locks anybody out."
    yield f"Tries are remembered for {_number(MEMORY)}. Before all of it stands the shipped nginx:"
    yield f"`{_of_nginx('limit_req_zone')}` and `{_of_nginx('limit_conn ')}`.\n"
    yield "| what | within | known browser | strangers, by number | by address |"
    yield "|---|---|---|---|---|"
    for kind, it in LIMITS.items():
        yield _tried(kind.value, it)
    yield ""


def _of_nginx(name: str) -> str:
    """What each address may ask for, whatever it is."""
    told = (ROOT / "deploy" / "nginx" / "choban.conf").read_text(encoding="utf-8")
    return next(it.strip(" ;") for it in told.splitlines() if it.strip().startswith(name))


def _tried(kind: str, it: Limit) -> str:
    within = f"{int(it.within.total_seconds()) // 60} min"
    return f"| {kind} | {within} | {it.known_device} | {it.strangers} | {it.address} |"


def _forms() -> Iterator[str]:
    yield "## Forms\n"
    for name, found in _all_forms():
        yield f"### {name}\n"
        yield from ("| field | must | what |", "|---|---|---|")
        for field, told in found.model_fields.items():
            yield f"| `{field}` | {'●' if told.is_required() else ''} | {_rule(told)} |"
        rules = sorted(found.__pydantic_decorators__.field_validators.keys()
                       | found.__pydantic_decorators__.model_validators.keys())  # fmt: skip
        yield f"\nAlso: {', '.join(f'`{it}`' for it in rules)}.\n" if rules else ""


def _all_forms() -> Iterator[tuple[str, type[BaseModel]]]:
    for module in sorted(it.name for it in pkgutil.iter_modules(forms.__path__)):
        there = import_module(f"{forms.__name__}.{module}")
        for name, found in vars(there).items():
            is_form = isinstance(found, type) and issubclass(found, BaseModel)
            if is_form and found.__module__ == there.__name__:
                yield f"{module}.{name}", found


def _rule(told: FieldInfo) -> str:
    said = [_kind(told.annotation), *_bounds(told.metadata)]
    return ", ".join(filter(None, said)).replace("|", "\\|")


def _kind(kind: Any) -> str:
    if kind in KINDS:
        return KINDS[kind]
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_kind(it) for it in get_args(kind) if it is not NoneType)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return f"one of {len(list(kind))} ({kind.__name__})"
    if get_args(kind) and get_origin(kind) is list:
        return f"several: {_kind(get_args(kind)[0])}"
    if hasattr(kind, "__metadata__"):
        return ", ".join([_kind(kind.__origin__), *_bounds(kind.__metadata__)])
    return getattr(kind, "__name__", str(kind))


BOUNDS = {
    "min_length": "at least {} letters",
    "max_length": "at most {} letters",
    "ge": "from {}",
    "le": "to {}",
    "gt": "over {}",
    "lt": "under {}",
    "pattern": "like `{}`",
}


def _bounds(told: Iterable[Any]) -> Iterator[str]:
    for it in told:
        for name, words in BOUNDS.items():
            value = getattr(it, name, None)
            if value is not None:
                yield words.format(getattr(value, "pattern", value))
        checked = getattr(getattr(it, "func", None), "__name__", "")
        if checked not in ("", "_tidied", "<lambda>"):
            yield f"`{checked.lstrip('_')}`"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
