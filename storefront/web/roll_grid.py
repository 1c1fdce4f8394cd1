"""Ten households typed on one page, held to the same as a list, and written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock
from storefront.accounts.models import ConsentMode
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.rolls import actions
from storefront.rolls.checking import Checked, Judged, check
from storefront.rolls.models import Decision, Standing
from storefront.rolls.sheet import PURPOSES, Column, Line
from storefront.spreadsheets.cells import words as words_of
from storefront.web import consents
from storefront.web import roll_words as words
from storefront.web.doors import door
from storefront.web.filters import day
from storefront.web.people import me

bp = Blueprint("roll_grid", __name__, url_prefix="/team/lists")

ROWS = 10
TYPED = (
    Column.NAME, Column.HONORIFIC, Column.VILLAGE, Column.BORN, Column.PHONE, Column.BANK,
    Column.NUMBER, *PURPOSES,
)  # fmt: skip
SHARED = (Column.MODE, Column.WITNESS, Column.AGREED_ON)
"""Said once for all rows."""
LONGEST = 200
MODES = {ConsentMode.SELF: "self", ConsentMode.SPOKEN: "spoken", ConsentMode.PAPER: "paper"}


@dataclass(slots=True)
class Typed:
    """The page as somebody filled it in, with what is wrong at each cell."""

    shared: dict[str, str]
    rows: list[dict[str, str]]
    errors: dict[str, str] = field(default_factory=dict)
    """By the name of the field."""
    asked: dict[int, Judged] = field(default_factory=dict)
    """Rows that are, or may be, in the book."""


@bp.get("/rows")
@door(Permission.ROLL_BRING)
def show() -> str:
    today = day(clock.village_date(clock.now()))
    mine, first = _villages(), {"village": ""}
    if len(mine) == 1:
        first = {"village": _value(mine[0])}
    return _page(Typed({"agreed_on": today}, [dict(first) for _row in range(ROWS)]))


@bp.post("/rows")
@door(Permission.ROLL_BRING)
def write() -> ResponseReturnValue:
    typed = _typed()
    lines = _lines(typed)
    if not lines:
        typed.errors["r1-name"] = str(_("Fill this in."))
        return _page(typed), 422
    at = clock.now()
    decisions = _decisions()
    with deed():
        checked = check(lines, by=me(), on=clock.village_date(at))
        _blame(typed, checked, decisions)
        if not typed.errors and not typed.asked:
            roll = actions.write_down(checked, decisions, by=me(), at=at)
            return redirect(url_for("rolls.show", code=roll.code))
    return _page(typed), 422


def _typed() -> Typed:
    shared = {it.value: words_of(request.form.get(it.value), most=LONGEST) for it in SHARED}
    rows = [
        {it.value: words_of(request.form.get(f"r{nth}-{it.value}"), most=LONGEST) for it in TYPED}
        for nth in range(1, ROWS + 1)
    ]
    return Typed(shared, rows)


def _lines(typed: Typed) -> list[Line]:
    """Rows in which somebody has written; a village that was there already is no writing."""
    return [
        Line(nth, _said(row, typed.shared))
        for nth, row in enumerate(typed.rows, start=1)
        if any(said for name, said in row.items() if name not in _THERE_ALREADY)
    ]


_THERE_ALREADY = (Column.VILLAGE, Column.HONORIFIC)


def _said(row: Mapping[str, str], shared: Mapping[str, str]) -> dict[Column, str]:
    said = {Column(name): it for name, it in {**row, **shared}.items()}
    village, _at, commune = said[Column.VILLAGE].partition("@")
    purposes = {it: "có" if said[it] else "không" for it in PURPOSES}
    return said | {Column.VILLAGE: village, Column.COMMUNE: commune} | purposes


def _decisions() -> dict[int, Decision]:
    asked = {nth: request.form.get(f"r{nth}-decide") for nth in range(1, ROWS + 1)}
    return {nth: Decision(it) for nth, it in asked.items() if it in set(Decision)}


def _blame(typed: Typed, checked: Checked, decisions: Mapping[int, Decision]) -> None:
    for (row, column), said in words.by_cell(checked.faults()).items():
        name = column.value if column in SHARED else f"r{row}-{_shown_at(column).value}"
        typed.errors.setdefault(name, said)
    typed.asked = {
        it.entry.line.row: it
        for it in checked.rows
        if it.standing in (Standing.ALIKE, Standing.CHANGED)
        and it.entry.line.row not in decisions
        and not it.entry.faults
    }


def _shown_at(column: Column) -> Column:
    return {Column.COMMUNE: Column.VILLAGE, Column.HOLDER: Column.NAME}.get(column, column)


def _villages() -> Sequence[Place]:
    today = clock.village_date(clock.now())
    return places.villages_inside(me().places_where(Permission.ROLL_BRING, on=today), on=today)


def _value(village: Place) -> str:
    return f"{village.name}@{village.parent.name if village.parent else ''}"


def _page(typed: Typed) -> str:
    mine = _villages()
    names = [it.full_name for it in mine]
    return render_template(
        "rolls/grid.html",
        typed=typed,
        words=words,
        asked={nth: _told(it) for nth, it in typed.asked.items()},
        villages=[
            (_value(it), it.full_name if names.count(it.full_name) == 1 else _in_commune(it))
            for it in mine
        ],
        banks=[it.short_name for it in banks.all_banks().values()],
        purposes=[(it.value, words.purpose(it)) for it in PURPOSES],
        modes=[(said, consents.mode(it)) for it, said in MODES.items()],
    )


def _in_commune(village: Place) -> str:
    return f"{village.full_name}, {village.parent.full_name}" if village.parent else village.name


def _told(it: Judged) -> dict[str, object]:
    """What the book says of it, and what may be chosen."""
    if it.known is None:
        return {}
    told = [words.change(column, *both) for column, both in it.changes.items()]
    return {
        "name": it.known.name,
        "born": it.known.born,
        "is_alike": it.standing is Standing.ALIKE,
        "changes": told,
    }
