"""Fills the disk under a busy market, and makes it fail: nothing acknowledged is lost or doubled,
whoever writes is told why, pages are read on, and it heals when there is room again.

    ./dev prove disk [--database sqlite|postgres] [--fault full|eio] [--rounds N] [--plant]

The work and its journal are those of `kills`, and somebody photographs goods. Everything the market
keeps, or all of PostgreSQL, lies on a tmpfs of its own. full: to the last byte; of PostgreSQL every
second time its log must begin a new piece, and it falls over. eio: writes and waits for the disk
fail, all of them or one in seven. Web servers are never started again; PostgreSQL is, as systemd
does, once there is room. With --plant each of PLANTED's faults must be found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.load import Visitor
from bench.servers import serving
from proofs._disk import Place, a_place
from proofs._mixed import FOLLOWED, Cast, Crowd, Journal, a_cast, judged, until_well
from proofs._photographer import Photographer
from proofs.deliveries import SOUND
from proofs.held import Heard, _pressed, _ready, heard
from storefront.web.people import SESSION_COOKIE

PLANTED = (
    "proofs._planted_kind_words:app",
    "proofs._planted_mute:app",
    "proofs._planted_half_pictures:app",
)
WORK = 2.0
"""Seconds of work between mishaps."""
ENOUGH, LONGEST = 12, 30.0
"""Refusals before we look, and seconds until there must be so many."""
PROBES = 3
MOST_READING = 5.0
MOST = {"sqlite": 5.0, "postgres": 15.0}
"""Seconds from when there is room until the market serves."""
ONE_IN = (1, 7)
Buyer = tuple[Visitor, dict[str, str]]


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        for fault in asked.fault or ["full", "eio"]:
            for served in PLANTED if asked.plant else [SOUND]:
                print(f"--- {kind}, {fault}, {served}", flush=True)
                with a_place(kind) as place:
                    wrong = prove(place, kind, fault, served, asked.rounds)
                print("\n".join(wrong) or f"{kind}, {fault}: held", flush=True)
                if bool(wrong) != asked.plant:
                    sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove disk", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--fault", action="append", choices=("full", "eio"))
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(place: Place, kind: str, fault: str, served: str, rounds: int) -> list[str]:
    """What is wrong afterwards, in words."""
    cast, wrong = a_cast(place.url), list[str]()
    with serving(served, place.env() | place.disk.env(), may_die=True) as server:
        crowd, photographer = Crowd(server.port, cast), Photographer(server.port, place.url)
        scene = Scene(place, server.port, cast, crowd.journal, MOST[kind])
        for nth in range(rounds):
            time.sleep(WORK)
            wrong += [f"round {nth}: {it}" for it in scene.play(fault, nth)]
        time.sleep(WORK)
        journal = crowd.stop()
        photographer.stop()
        wrong += [f"{server.dead()} workers died"] * bool(server.dead())
    print(f"{journal}; {photographer}")
    silent = [why for why in journal.unheard if not _is_told(why)]
    wrong += [f"{journal.unheard[why]} times: {why}" for why in silent]
    return wrong + judged(place.url, cast, journal) + photographer.judged(place.disk.folder)


def _is_told(why: str) -> bool:
    """What begins with 4 is judged with the rest."""
    return why in ("503", "507") or why.startswith("4")


@dataclass(frozen=True, slots=True)
class Scene:
    """A disk breaks under a busy market, we look, and it is mended."""

    place: Place
    port: int
    cast: Cast
    journal: Journal
    most: float

    def play(self, fault: str, nth: int) -> list[str]:
        """What was wrong, in words."""
        self.place.answers()  # the line is open
        buyers = [_ready(self.port, self.cast.goods[0]) for _each in range(PROBES)]
        self._break(fault, nth)
        self._until_refused(fault)
        could_read = self.place.answers()
        pressed, read = _all_press(buyers), {path: self._read(path) for path in self._paths()}
        ready = heard(lambda: Visitor(self.port).get("/readyz/web"))
        can_read = could_read and self.place.answers()
        well, restarted = self._mended()
        after = _all_press(buyers)
        self._note(buyers, after)
        print(
            f"  {nth}: ordered {_statuses(pressed)}; read {_statuses(list(read.values()))}"
            f"{'' if can_read else ' (no database)'}; readyz {ready.status}; well after"
            f" {well:.2f} s{restarted}; ordered again {_statuses(after)}",
            flush=True,
        )
        wrong = [*_refused_wrongly(pressed), *_read_wrongly(read, can_read=can_read)]
        if fault == "full" and ready.status != 503:
            wrong.append(f"readyz {ready.status} on a full disk")
        if well > self.most or any(it.status != 201 for it in after):
            wrong.append(f"well after {well:.1f} s, then {_statuses(after)}")
        return wrong

    def _break(self, fault: str, nth: int) -> None:
        if fault == "eio":
            self.place.disk.fail(one_in=ONE_IN[nth % 2])
            return
        self.place.disk.fill()
        if self.place.cluster and nth % 2:
            self.place.needs_log()

    def _until_refused(self, fault: str) -> None:
        """Others may give room back meanwhile: it is filled again."""
        begin, until = self.journal.unheard.total(), time.monotonic() + LONGEST
        while self.journal.unheard.total() < begin + ENOUGH:
            if time.monotonic() > until:
                raise RuntimeError("the disk is broken, and nobody is refused")
            if fault == "full":
                self.place.disk.fill()
            time.sleep(0.05)

    def _paths(self) -> Sequence[str]:
        return ("/", f"/products/{self.cast.goods[-1].code}", "/search?q=na", "/help", "/growth")

    def _read(self, path: str) -> Heard:
        cookies = {SESSION_COOKIE: self.cast.officer} if path == "/growth" else None
        return heard(lambda: Visitor(self.port, cookies).get(path))

    def _mended(self) -> tuple[float, str]:
        """Seconds until it serves, and whether PostgreSQL was started for that: it may end only
        now, over what befell it before."""
        began, restarted = time.monotonic(), ""
        self.place.disk.make_room()
        self.place.disk.mend()
        while True:
            restarted = self.place.as_systemd() or restarted
            until = time.monotonic() - began + 1.0
            took = until_well(self.port, began, most=until)
            if took < until or took > 2 * self.most:
                return took, restarted

    def _note(self, buyers: Sequence[Buyer], after: Sequence[Heard]) -> None:
        """What they were told belongs into the journal too."""
        for (_visitor, typed), told in zip(buyers, after, strict=True):
            if found := FOLLOWED.search(told.words):
                self.journal.orders[typed["once"]] = found[1].decode()


def _all_press(buyers: Sequence[Buyer]) -> list[Heard]:
    """On new lines: those on which the form came may have been hung up meanwhile."""
    for visitor, _typed in buyers:
        visitor.hang_up()
    return [_pressed(visitor, typed) for visitor, typed in buyers]


def _refused_wrongly(pressed: Sequence[Heard]) -> Iterator[str]:
    """One who found the last room is not refused."""
    for it in pressed:
        page = f'class="num">{it.status}<'.encode()
        if it.status == 201:
            continue
        if it.status not in (503, 507) or it.retry_after is None or page not in it.words:
            yield f"an order is answered {it.status}, Retry-After {it.retry_after}"


def _read_wrongly(read: dict[str, Heard], *, can_read: bool) -> Iterator[str]:
    for path, it in read.items():
        fine = it.status == 200 or (it.status == 503 and not can_read)
        if not fine or it.seconds > MOST_READING:
            yield f"{path} is answered {it.status} in {it.seconds:.1f} s"


def _statuses(heard: Sequence[Heard]) -> str:
    return "/".join(str(it.status) for it in heard)


if __name__ == "__main__":
    main()
