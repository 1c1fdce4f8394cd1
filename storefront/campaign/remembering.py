"""Sums that many pages need are added up once, as long as nothing is counted.

What is hidden of one commune follows from all around it: without this each of their pages would add
up the whole province again. Whoever asks outside a page adds up afresh: files, reports, boards.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from storefront.campaign.scope import Scope
from storefront.turns import Turns

MOST = 16
"""Sums remembered at a time, of half a megabyte at most each."""


class Notes:
    """What was added up while the facts stood as they do; the last asked for, if there is more."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._turns = Turns()

    def __call__(self, key: Hashable, add_up: Callable[[], Any]) -> Any:
        with self._turns.turn(key):
            found = self._known.get(key)
            found = add_up() if found is None else found
            with self._lock:
                self._known[key] = found
                self._known.move_to_end(key)
                if len(self._known) > MOST:
                    self._known.popitem(last=False)
            return found


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def remembering(notes: Notes | None = None) -> Iterator[None]:
    """What is asked for inside may be known from before; without notes, only from inside."""
    token = _notes.set(notes or _notes.get() or Notes())
    try:
        yield
    finally:
        _notes.reset(token)


More = ParamSpec("More")
Sums = TypeVar("Sums")


def remembered(
    add_up: Callable[Concatenate[Scope, More], Sums],
) -> Callable[Concatenate[Scope, More], Sums]:
    """Of a scope; what else is asked for can be told apart. Nobody changes what it answers."""

    @wraps(add_up)
    def ask(scope: Scope, /, *more: More.args, **named: More.kwargs) -> Sums:
        notes, afresh = _notes.get(), partial(add_up, scope, *more, **named)
        if notes is None:
            return afresh()
        of = (scope.place.id, *scope.commune_ids, scope.until, scope.geography, scope.today)
        found: Sums = notes((add_up, of, more, tuple(named.items())), afresh)
        return found

    return ask
