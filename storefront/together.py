"""Small writings of several threads, made together: each waits until its own is made.

Whoever comes first makes what the others brought while it waited for its turn, so that ten cost
little more than one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Take = Callable[[], Sequence[Thing]]
"""Asked for as late as possible: gives all that wait by then."""


@dataclass(eq=False)
class _Waiting(Generic[Thing]):
    thing: Thing
    told: Event = field(default_factory=Event)
    is_made: bool = False
    leads: bool = False


class Together(Generic[Thing]):
    def __init__(self, make: Callable[[Take[Thing]], None]) -> None:
        """`make` returns when all it took is made for good, and raises when none of it is."""
        self._make = make
        self._mutex = Lock()
        self._line: list[_Waiting[Thing]] = []
        self._is_led = False

    def __call__(self, thing: Thing) -> None:
        """Raises what went wrong with this one, never what went wrong with another."""
        mine = _Waiting(thing)
        if self._joined(mine):
            mine.told.wait()
        if mine.leads:
            self._lead(mine)
        if not mine.is_made:  # one of those made together could not be: now each by itself
            self._make(lambda: [thing])

    def _joined(self, mine: _Waiting[Thing]) -> bool:
        """Whether somebody else is at it."""
        with self._mutex:
            self._line.append(mine)
            mine.leads, self._is_led = not self._is_led, True
            return not mine.leads

    def _lead(self, mine: _Waiting[Thing]) -> None:
        taken: list[_Waiting[Thing]] = []
        try:
            self._make(lambda: [it.thing for it in self._taken(taken)])
            for it in taken:
                it.is_made = True
        except Exception:
            if not set(taken) - {mine}:
                raise
        finally:
            self._hand_over(mine)
            for it in taken:
                it.told.set()

    def _taken(self, taken: list[_Waiting[Thing]]) -> list[_Waiting[Thing]]:
        with self._mutex:
            taken += self._line
            self._line.clear()
        return taken

    def _hand_over(self, mine: _Waiting[Thing]) -> None:
        with self._mutex:
            if mine in self._line:  # the turn never came
                self._line.remove(mine)
            self._is_led = bool(self._line)
            if self._line:
                self._line[0].leads = True
                self._line[0].told.set()
