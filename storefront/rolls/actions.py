"""Bringing a list of households, deciding about its rows, and taking it in: all of it or nothing.

A row that is in the book as it stands changes nothing, so a list can be brought again at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from storefront import clock, codes, jobs
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.db import gone as went
from storefront.errors import MarketError
from storefront.rolls import queries, writing
from storefront.rolls.checking import Checked, Judged, check
from storefront.rolls.models import Decision, Roll, RollKind, RollRow, Standing
from storefront.rolls.sheet import Column, Line, Sheet
from storefront.rows import put
from storefront.shops import leaving
from storefront.shops.models import Household, Twin, TwinAnswer
from storefront.visits.models import Visit

JOB = "take_in_roll"
FORGET_AFTER = timedelta(days=1)
LIES = 2 * FORGET_AFTER
"""At the longest, whoever brought it."""
"""A list nobody decided about."""
TOGETHER = 200
TURNS = 3
"""How often a list is held against a book that others write in meanwhile."""


class Undecided(MarketError):
    """Of some rows nobody has said whether they are in the book."""


class Restless(MarketError):
    """Others wrote in the book each time it was looked at."""


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def bring(
    sheet: Sheet, checked: Checked, *, name: str, digest: str, by: Person, at: datetime
) -> Roll:
    """Keep what a list says until somebody has looked at it. With a fault in it no row is kept."""
    _forget_undecided(by=by, at=at)
    faults = [asdict(it) for it in checked.faults(sheet.cell)]
    told = {"faults": _with_whose(faults, sheet.lines), "passed_over": list(sheet.passed_over)}
    roll = _begun(RollKind.FILE, told, by=by, at=at)
    roll.name, roll.digest = name, digest
    if not faults:
        _write(roll, checked.rows)
    return roll


def _begun(kind: RollKind, told: dict[str, Any], *, by: Person, at: datetime) -> Roll:
    code = codes.short_code(10)
    roll = Roll(code=code, kind=kind, told=told, brought_at=at, brought_by_id=by.id, looked_at=0)
    session.add(roll)
    session.flush()
    return roll


def _with_whose(faults: list[dict[str, Any]], lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Each with the whole row it stands in, so that it is found again."""
    rows = {it.row: dict(it.said) for it in lines}
    return [it | {"said": rows[it["row"]]} for it in faults]


def _write(roll: Roll, rows: Sequence[Judged]) -> None:
    for start in range(0, len(rows), TOGETHER):
        put(RollRow, *(_row(roll, it) for it in rows[start : start + TOGETHER]))


def _row(roll: Roll, it: Judged) -> dict[str, Any]:
    return {
        "roll_id": roll.id,
        "row": it.entry.line.row,
        "said": {column.value: said for column, said in it.entry.line.said.items() if said},
        "standing": it.standing,
        "household_id": it.known.id if it.known else None,
        "changes": {column.value: list(change) for column, change in it.changes.items()},
    }


def _forget_undecided(*, by: Person, at: datetime) -> None:
    """What this person left lying, and what anybody did a day ago."""
    stale = (Roll.brought_at < at - FORGET_AFTER) | (Roll.brought_by_id == by.id)
    _delete_undecided(Roll.asked_at.is_(None) | _lies(at), stale)


def forget_left_lying(*, at: datetime) -> int:
    """Of whoever never came back to decide."""
    return _delete_undecided(_lies(at))


def _lies(at: datetime) -> ColumnElement[bool]:
    """Also what a job was to take in and could not."""
    return Roll.brought_at < at - LIES


def _delete_undecided(*which: ColumnElement[bool]) -> int:
    undecided = select(Roll.id).where(Roll.taken_in_at.is_(None), *which)
    session.execute(delete(RollRow).where(RollRow.roll_id.in_(undecided)))
    return went(delete(Roll).where(Roll.id.in_(undecided)))


def throw_away(roll: Roll) -> None:
    """Nothing of it stays."""
    if roll.taken_in_at is None and not roll.is_under_way:
        session.execute(delete(RollRow).where(RollRow.roll_id == roll.id))
        session.delete(roll)


def decide(roll: Roll, decisions: Mapping[int, Decision]) -> None:
    """By row number. What the book has otherwise stays as it is, unless somebody says so."""
    if roll.asked_at is not None:
        return
    rows = queries.rows_of(roll, Standing.CHANGED, Standing.ALIKE)
    for row in rows:
        row.decision = decisions.get(row.row, row.decision)
    session.flush()


def ask_to_take_in(roll: Roll, *, at: datetime) -> None:
    """A job does it. Twice asks once. Raises Undecided."""
    if roll.asked_at is not None or roll.faults:
        return
    if queries.undecided(roll):
        raise Undecided(roll.code)
    roll.asked_at = at
    jobs.enqueue(JOB, {"roll": roll.id}, at=at)


def work(payload: dict[str, Any], /, *, at: datetime) -> None:
    """The job: held against the book once more, then written in one deed."""
    roll = session.get(Roll, payload["roll"])
    if roll is None or not roll.is_under_way:
        return
    lines, decisions = _lines(roll)
    for _turn in range(TURNS):
        seen, checked = _last_written(), _checked_again(roll, lines, at=at)
        with deed():
            held = session.get_one(Roll, payload["roll"])
            if not held.is_under_way:
                return
            if _last_written() == seen:
                finish(held, checked, decisions, at=at)
                return
    raise Restless(roll.code)


def _lines(roll: Roll) -> tuple[list[Line], dict[int, Decision | None]]:
    rows = queries.rows_of(roll)
    lines = [Line(it.row, {Column(name): said for name, said in it.said.items()}) for it in rows]
    return lines, {it.row: it.decision for it in rows}


def _last_written() -> tuple[int, int]:
    """Moves when a household is written down or goes."""
    counted = select(func.max(Household.id), func.count(Household.gone_at))
    last, gone = session.execute(counted).one()
    return last or 0, gone


def _checked_again(roll: Roll, lines: Sequence[Line], *, at: datetime) -> Checked:
    number, by = roll.id, roll.brought_by

    def tell(done: int) -> None:
        with deed():
            session.execute(update(Roll).where(Roll.id == number).values(looked_at=done))

    tell(0)
    return check(lines, by=by, on=clock.village_date(at), tell=tell)


def finish(
    roll: Roll, checked: Checked, decisions: Mapping[int, Decision | None], *, at: datetime
) -> None:
    """Write what was held against the book a moment ago. What has become wrong since the list was
    looked at is named, and nothing is written."""
    faults = checked.faults()
    if faults:
        whole = [it.entry.line for it in checked.rows]
        roll.told = roll.told | {"faults": _with_whose([asdict(it) for it in faults], whole)}
        session.execute(delete(RollRow).where(RollRow.roll_id == roll.id))
        return
    became = writing.write(checked, decisions, roll=roll.code, by=roll.brought_by, at=at)
    _settle(roll, became)
    roll.taken_in_at = at
    detail = {"digest": roll.digest, "rows": len(checked.rows), "new": became.new}
    accounts.trace("roll.take_in", f"roll:{roll.code}", actor=roll.brought_by, detail=detail, at=at)


def _settle(roll: Roll, became: writing.Became) -> None:
    """Of what it said only the hint for the first goods stays."""
    values = [
        {
            "id": row.id,
            "household_id": became.households[row.row],
            "standing": became.standing[row.row],
            "said": {name: row.said[name] for name in _HINTS if row.said.get(name)},
            "changes": {},
        }
        for row in queries.rows_of(roll)
    ]
    session.execute(update(RollRow), values)


_HINTS = ("goods", "price", "unit")


def write_down(
    checked: Checked, decisions: Mapping[int, Decision | None], *, by: Person, at: datetime
) -> Roll:
    """A page of rows, typed and looked at by the same person: at once. For rows without faults."""
    roll = _begun(RollKind.GRID, {}, by=by, at=at)
    _write(roll, checked.rows)
    became = writing.write(checked, decisions, roll=roll.code, by=by, at=at)
    _settle(roll, became)
    roll.asked_at = roll.taken_in_at = at
    return roll


def unused(homes: Sequence[Household]) -> list[Household]:
    """Those nobody has done anything with: no shop, no visit, no other entry that is them."""
    ids = [it.id for it in homes]
    visited = select(Visit.household_id).where(Visit.household_id.in_(ids))
    kept = select(Twin.keep_id).where(
        Twin.keep_id.in_(ids), Twin.answer == TwinAnswer.JOINED, Twin.ended_at.is_(None)
    )
    seen = {*session.scalars(visited), *session.scalars(kept)}
    return [it for it in homes if it.shop is None and it.id not in seen]


def take_back(roll: Roll, *, by: Person, at: datetime) -> int:
    """Those it brought that nobody has used leave the book again. Says how many."""
    gone = unused(queries.newcomers(roll))
    for household in gone:
        leaving.leave(household, by=by, at=at, why=f"roll:{roll.code}")
    return len(gone)
