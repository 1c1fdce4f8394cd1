"""How well the gaming screen sees: precision and recall by scheme, and why of every mistake.

    ./dev prove screening [--tuning | --first SEED] [--seeds N] [--plant off|blind]

Histories are written into a market as their deeds would have left them, the screen looks, and
what it opened is compared with what the histories are. Thresholds were set with the seeds of
--tuning; without it other seeds are told. With --plant a rule is switched off, or a threshold
broken, and the proof must say that it does not hold.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from proofs.gamed import honest, schemes
from proofs.gamed.land import GOODS, NOW, Land, Story
from storefront import clock, text
from storefront.app import create_app
from storefront.campaign import folding
from storefront.campaign.models import TotalFold
from storefront.campaign.scope import month_end
from storefront.db import deed, session
from storefront.facts.models import COUNTED, HELD, Fact, Indicator
from storefront.files import Folder
from storefront.places.models import Level, Place
from storefront.screening import gathering, pictures, running
from storefront.screening.dossier import Import
from storefront.screening.models import Scheme, Suspect
from storefront.screening.rules import book
from storefront.screening.thresholds import USUAL
from storefront.shops.models import Household

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
TUNING, PROVING = 1, 1001
"""First seeds of the two sets."""
LEAST_RECALL, LEAST_PRECISION = 0.85, 0.85
LEAST_OF_A_SCHEME = 0.6


@dataclass
class Score:
    caught: int = 0
    missed: list[Story] = field(default_factory=list)
    alarms: list[Story] = field(default_factory=list)

    @property
    def recall(self) -> float:
        told = self.caught + len(self.missed)
        return self.caught / told if told else 1.0

    @property
    def precision(self) -> float:
        said = self.caught + len(self.alarms)
        return self.caught / said if said else 1.0


def main() -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="screening-") as folder:
        os.environ["INSTANCE_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        subprocess.run([*FLASK, "migrate"], check=True, capture_output=True)
        with create_app().app_context():
            first = asked.first or (TUNING if asked.tuning else PROVING)
            stories = prove(range(first, first + asked.seeds), Path(folder), asked.plant)
            wrong = report(stories, found())
    print("\n".join(f"Not held: {line}" for line in wrong) or "Held.")
    sys.exit(1 if wrong else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove screening")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--first", type=int, help="begin with this seed: one nobody has seen")
    parser.add_argument("--tuning", action="store_true", help="the seeds thresholds were set with")
    parser.add_argument("--plant", choices=["off", "blind"], help="a fault that must be found")
    return parser.parse_args()


def prove(seeds: range, folder: Path, plant: str | None) -> list[Story]:
    stories, imports = [], {}
    with deed():
        for seed in seeds:
            land = Land(_commune(seed), seed, folder)
            _usual_prices(land)
            stories += [*schemes.told(land), *honest.told(land)]
            imports.update(land.imports)
    photos = pictures.developed(pictures.unseen(0, limit=100_000), Folder(folder))
    with deed():
        pictures.keep(photos)
    around = replace(gathering.ground(at=NOW), imports=_imports(imports))
    everybody = session.scalars(select(Household.id).order_by(Household.id)).all()
    running.look(everybody, around=around, eyes=_eyes(plant), at=NOW)
    folding.fold_all(at=NOW)
    return stories


def _eyes(plant: str | None) -> running.Eyes:
    if plant == "off":
        rules = [rule for rule in book.RULES if rule.scheme is not Scheme.CIRCULAR]
        return partial(book.look, rules=rules)
    if plant == "blind":
        return partial(book.look, thresholds=replace(USUAL, word_only=0.0, burst_buyers=1.0))
    return book.look


def _commune(seed: int) -> Place:
    place = Place(
        code=f"GX{seed}",
        level=Level.COMMUNE,
        kind="xã",
        name=f"Xã {seed}",
        folded=text.fold(f"Xã {seed}"),
        valid_from=NOW.date().replace(year=2021),
    )
    session.add(place)
    session.flush()
    place.path = f"/{place.id}/"
    session.flush()
    return place


def _usual_prices(land: Land) -> None:
    for name in GOODS:
        for _ in range(6):
            land.ware(land.household(), name)


def _imports(told: dict[int, tuple[str, datetime, int, int]]) -> dict[int, tuple[Import, ...]]:
    return {key: (_of_month(*it),) for key, it in told.items()}


def _of_month(platform: str, when: datetime, orders: int, revenue: int) -> Import:
    day = clock.village_date(when)
    return Import(platform, day.replace(day=1), month_end(day), orders, revenue)


def found() -> dict[int, set[Scheme]]:
    suspects: dict[int, set[Scheme]] = defaultdict(set)
    for household_id, scheme in session.execute(select(Suspect.household_id, Suspect.scheme)):
        suspects[household_id].add(scheme)
    return suspects


def report(stories: list[Story], suspects: dict[int, set[Scheme]]) -> list[str]:
    """Prints the table and the reasons; says what does not hold."""
    scores = {scheme: _score(scheme, stories, suspects) for scheme in Scheme}
    print(f"{'scheme':16} {'histories':>9} {'recall':>8} {'precision':>10}")
    for scheme, score in scores.items():
        told = score.caught + len(score.missed)
        print(f"{scheme:16} {told:9} {score.recall:8.0%} {score.precision:10.0%}")
    together = Score(
        sum(it.caught for it in scores.values()),
        [story for it in scores.values() for story in it.missed],
        [story for it in scores.values() for story in it.alarms],
    )
    told = together.caught + len(together.missed)
    print(f"{'together':16} {told:9} {together.recall:8.0%} {together.precision:10.0%}")
    _explain(scores)
    return [*_judged(scores, together), *_sums()]


def _score(scheme: Scheme, stories: list[Story], suspects: dict[int, set[Scheme]]) -> Score:
    score = Score()
    for story in stories:
        is_said = any(scheme in suspects[key] for key in story.households)
        if story.scheme == scheme:
            if is_said:
                score.caught += 1
            else:
                score.missed.append(story)
        elif story.scheme is None and is_said:
            score.alarms.append(story)
    return score


def _explain(scores: dict[Scheme, Score]) -> None:
    for scheme, score in scores.items():
        rule = book.BY_SCHEME[scheme]
        for (disguise, because), times in _counted(score.missed):
            print(f"missed  {times} × {scheme}, {disguise}: {because}")
        for (disguise, because), times in _counted(score.alarms):
            print(f"alarm   {times} × {scheme}, {disguise}: {because}. Innocent: {rule.innocent}")


def _counted(stories: list[Story]) -> list[tuple[tuple[str, str], int]]:
    return sorted(Counter((it.disguise, it.because) for it in stories).items())


def _judged(scores: dict[Scheme, Score], together: Score) -> list[str]:
    low = [
        f"{scheme}: recall {score.recall:.0%}, precision {score.precision:.0%}"
        for scheme, score in scores.items()
        if min(score.recall, score.precision) < LEAST_OF_A_SCHEME
    ]
    if together.recall < LEAST_RECALL or together.precision < LEAST_PRECISION:
        low.append(f"together: recall {together.recall:.0%}, precision {together.precision:.0%}")
    return low


def _sums() -> list[str]:
    """What is in a figure and what is held out of it are everything that happened, to the đồng."""
    wrong = []
    happened = _added(select(Fact.indicator, Fact.amount).where(Fact.cause.not_like("aside:%")))
    told = _added(select(TotalFold.indicator, TotalFold.amount))
    for indicator in COUNTED:
        counted, held = told[indicator], told[HELD[indicator]]
        if counted + held != happened[indicator]:
            wrong.append(f"{indicator}: {counted} + {held} is not {happened[indicator]}")
    return wrong


def _added(rows: Select[Any]) -> Counter[Indicator]:
    together: Counter[Indicator] = Counter()
    for indicator, amount in session.execute(rows):
        together[indicator] += amount
    return together


if __name__ == "__main__":
    main()
