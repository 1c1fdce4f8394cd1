"""What stands apart from a report's results: what a restatement says otherwise, and figures from
elsewhere."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.imports.sheet import FIGURES
from storefront.reports.comparing import ELSEWHERE
from storefront.reports.papers import Cell, Table
from storefront.web import import_words
from storefront.web.report_parts import nameless
from storefront.web.report_tables import told
from storefront.web.report_words import Said, name_of, on
from storefront.web.target_words import states


def differences(said: Said) -> Table | None:
    """What a restatement says otherwise than the wording before it."""
    if not said.get("differences"):
        return None
    rows: list[list[Cell]] = [
        [nameless(it["place"]), _what(it, said), *_columns(it, said)] for it in said["differences"]
    ]
    heads = [_("Place"), _("What"), _("Column"), _("Was"), _("Is now")]
    return Table(str(_("What is different")), heads, rows, words=3)


def elsewhere(said: Said) -> Table | None:
    """What other platforms say, each by itself: no sum below it, and nothing of it above."""
    if not said.get("elsewhere"):
        return None
    heads = [
        _("Source"),
        _("Day of the figures"),
        *[import_words.column(it) for it in FIGURES],
        _("Shops named"),
        _("Of these also ours"),
    ]
    rows: list[list[Cell]] = [
        [_source(it), _days(it), *[it[column] for column in ELSEWHERE]] for it in said["elsewhere"]
    ]
    return Table(str(_("Other platforms, not added")), heads, rows, words=2)


def _source(told: Said) -> str:
    name = import_words.said_by(told["platform"])
    return f"{name} · {told['named']}" if told["named"] else name


def _days(told: Said) -> str:
    until = on(told["until"])
    if told["since"] is None:
        return str(_("all until %(day)s", day=until))
    return f"{on(told['since'])} – {until}"


def _what(difference: Said, said: Said) -> str:
    if difference["what"].startswith("elsewhere:"):
        _kind, platform, since, until, named = difference["what"].split(":", 4)
        told = {"platform": platform, "named": named, "since": since or None, "until": until}
        return f"{_source(told)}, {_days(told)}"
    fields = {
        "difficulties": _("Difficulties"),
        "proposals": _("Proposals"),
        "signer_title": _("Office of the signer"),
        "signer_name": _("Name of the signer"),
    }
    what = difference["what"]
    return str(fields[what]) if what in fields else name_of(what, said)


def _columns(it: Said, said: Said) -> list[Cell]:
    """Of a target: which it is; its state in words, its value in its unit."""
    if not it["column"].startswith("target:"):
        return [_column(it["column"]), it["was"], it["now"]]
    _target, kind, goal, due_on, column = it["column"].split(":")
    which = _("Target %(goal)s by %(day)s", goal=told(kind, goal, _named(it), said), day=on(due_on))
    if column == "state":
        return [which, *(states().get(it[side]) for side in ("was", "now"))]
    return [which, *(told(kind, it[side], _named(it), said) for side in ("was", "now"))]


def _named(difference: Said) -> Said:
    return {"indicator": difference["what"]}


def _column(column: str) -> str:
    names = {
        "in_period": _("In the period"),
        "before": _("Period before"),
        "total": _("Cumulated"),
        "held": _("Held out"),
        "baseline": _("Baseline"),
        "target": _("Target"),
        "words": _("Words"),
        "listed": _("Shops named"),
        "ours": _("Of these also ours"),
    } | {column.value: import_words.column(column) for column in FIGURES}
    return str(names[column])
