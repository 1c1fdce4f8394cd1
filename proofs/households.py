"""Thousands of households from one list: every fault named by its cell and nothing saved; put
right, saved in time; brought again, nothing changes.

    ./dev prove households [--database sqlite|postgres] [--households N] [--faults N] [--seed N]
                       [--seconds N] [--plant [KIND]]

With --plant a checker that misses one kind of fault must be found, for each kind; with --plant KIND
for that one. `saves` stands for one that writes what is right of a bad list, and `anew` for one
that takes everybody for new.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from proofs.life import a_database
from storefront import clock
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.facts.models import Fact
from storefront.rolls import actions, checking, queries, reading
from storefront.rolls.models import Roll, Standing
from storefront.rolls.sheet import Fault, Wrong
from storefront.shops.models import Household, PaymentAccount
from tests.databases import app_on
from tests.rolls.lists import an_excel
from tests.rolls.seeded import Ground, Row, households, spoiled

ALL, SAVES, ANEW = "all", "saves", "anew"


class NotHeld(AssertionError):
    """The list did otherwise than it should."""


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        with a_database(kind) as database:
            if not asked.plant:
                for _app in app_on(database):
                    _prove(asked, say=partial(print, f"{kind}:"))
                continue
            for plant in _plants(asked.plant):
                for _app in app_on(database):
                    if not _found(asked, plant):
                        sys.exit(f"{kind}: {plant} was not found.")
            print(f"{kind}: every planted fault was found")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove households", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--households", type=int, default=5_000)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30, help="within which it is saved")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", nargs="?", const=ALL, choices=[ALL, *_plants(ALL)])
    return parser.parse_args()


def _plants(name: str) -> list[str]:
    return [*(it.value for it in Wrong), SAVES, ANEW] if name == ALL else [name]


def _found(asked: argparse.Namespace, plant: str) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        _planted(patch, plant)
        try:
            _prove(asked, say=lambda _words: None)
        except NotHeld as told:
            print(f"  {plant}: {told}")
            return True
    return False


def _planted(patch: pytest.MonkeyPatch, plant: str) -> None:
    if plant == SAVES:
        patch.setattr(actions, "bring", _saving_what_is_right)
    elif plant == ANEW:
        patch.setattr(checking, "_in_the_book", lambda *_rest: (None, Standing.NEW))
    else:
        seen = checking.Checked.faults

        def blind(self: checking.Checked, *rest: Callable[..., str]) -> list[Fault]:
            return [it for it in seen(self, *rest) if it.what is not Wrong(plant)]

        patch.setattr(checking.Checked, "faults", blind)


_bring = actions.bring


def _saving_what_is_right(sheet, checked, **rest):  # type: ignore[no-untyped-def]
    roll = _bring(sheet, checked, **rest)
    good = [it for it in checked.rows if not it.entry.faults]
    actions.write_down(checking.Checked(good, checked.book), {}, by=rest["by"], at=rest["at"])
    return roll


def _prove(asked: argparse.Namespace, *, say: Callable[[str], object]) -> None:
    with deed():
        ground = Ground()
    rows = households(ground, asked.households, seed=asked.seed)
    bad, sown = spoiled(rows, asked.faults, seed=asked.seed)
    before = _written()
    roll = _brought(bad, by=ground.officer)
    _must({(it["cell"], Wrong(it["what"])) for it in roll.faults}, sown, "faults")
    _must(len(roll.faults), asked.faults, "number of faults")
    _take_in(roll)
    _must(_written(), before, "what was written of a list with faults")
    say(f"{asked.faults} of {asked.faults} faults named by their cell, nothing saved")

    begun, cpu = time.monotonic(), time.process_time()
    roll = _brought(rows, by=ground.officer)
    looked = time.monotonic()
    _must(queries.how_many(roll)[Standing.NEW], asked.households, "newcomers")
    _take_in(roll)
    took = time.monotonic() - begun
    after = _written()
    _must(after[0] - before[0], asked.households, "households")
    if took > asked.seconds:
        raise NotHeld(f"saved after {took:.1f} s")
    say(
        f"{asked.households} households saved {took:.1f} s after the file came "
        f"(looked at in {looked - begun:.1f} s; {time.process_time() - cpu:.1f} s of this process)"
    )

    again = _brought(rows, by=ground.officer)
    _must(queries.how_many(again)[Standing.SAME], asked.households, "known again")
    _take_in(again)
    _must(_written(), after, "what was written the second time")
    say("brought again: nothing changes")


def _brought(rows: list[Row], *, by: Person) -> Roll:
    at = clock.now()
    session.expire_all()
    sheet = reading.read(an_excel(*rows))
    looked = checking.check(sheet.lines, by=session.get_one(Person, by.id), on=_day())
    with deed():
        return actions.bring(sheet, looked, name="ho.xlsx", digest="", by=by, at=at)


def _day() -> date:
    return clock.village_date(clock.now())


def _take_in(roll: Roll) -> None:
    at = clock.now()
    with deed():
        actions.ask_to_take_in(session.get_one(Roll, roll.id), at=at)
    actions.work({"roll": roll.id}, at=at)
    session.expire_all()


def _written() -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(it)) or 0
        for it in (Household, PaymentAccount, Fact)
    ]


def _must(found: object, wanted: object, what: str) -> None:
    if found == wanted:
        return
    if isinstance(found, set) and isinstance(wanted, set):
        told = f"missed {sorted(wanted - found)[:5]}, told besides {sorted(found - wanted)[:5]}"
        raise NotHeld(f"{what}: {told}")
    raise NotHeld(f"{what}: {found} and not {wanted}")


if __name__ == "__main__":
    main()
