"""What was kept long enough goes, by the table of `keeping`; how much went is written down.

Where more would go than can have come of age, nothing goes until somebody has looked: what is lost
by a wrong clock or a wrong number of days does not come back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from storefront.db import deed, session
from storefront.kept import Kept as Folders
from storefront.privacy import ageing
from storefront.privacy.ageing import Share
from storefront.privacy.keeping import Kept, Rule, rules
from storefront.privacy.models import Forgotten
from storefront.questions import actions as questions
from storefront.reports import exporting

SHOWN = 300
SILENT = timedelta(days=30)
"""After so long without a run, the clock may have jumped."""


class _OnlyRehearsed(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Outcome:
    many: dict[Kept, int]
    held: dict[Kept, list[Share]] = field(default_factory=dict)
    """What was left because it is more than expected, and why."""


@dataclass(frozen=True, slots=True)
class _Files:
    """They go when the rows that name them are gone for good."""

    exports: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)

    def remove(self, folders: Folders) -> None:
        for names, where in ((self.exports, folders.exports), (self.private, folders.private)):
            for name in names:
                where.remove(name)


def carry_out(
    folders: Folders, *, last: datetime | None, even_so: Collection[Kept] = (), at: datetime
) -> Outcome:
    """Each kind in a deed of its own, so that one that fails keeps no other from going. `last`:
    when it was carried out before; `even_so`: what somebody has looked at."""
    gone = _Files()
    held = {it: why for it, why in held_back(last=last, at=at).items() if it not in even_so}
    many = dict.fromkeys(_kinds(), 0)
    for kind in many:
        while kind not in held and not ageing.nothing_is_old(kind, before=at - _kept(kind)):
            went = _carry_out(kind, gone, at=at)
            many[kind] += went
            if not went or kind not in even_so:  # by itself a wave goes in parts
                break
    gone.remove(folders)
    return Outcome(many, held)


def _carry_out(kind: Kept, gone: _Files, *, at: datetime) -> int:
    with deed():
        many = _forget(kind, gone, at=at)
        if many:
            session.add(Forgotten(what=kind, many=many, at=at))
    return many


def held_back(*, last: datetime | None, at: datetime) -> dict[Kept, list[Share]]:
    """What waits until somebody has looked: all, after a long silence."""
    if is_after_silence(last, at=at):
        return {kind: [] for kind in _kinds()}
    found = {kind: ageing.too_much(kind, before=at - _kept(kind)) for kind in _kinds()}
    return {kind: shares for kind, shares in found.items() if shares}


def is_after_silence(last: datetime | None, *, at: datetime) -> bool:
    return last is not None and at - last > SILENT


def rehearse(*, at: datetime) -> dict[Kept, int]:
    """What would go now. Done, counted and undone, so that no second rule says what is old."""
    many: dict[Kept, int] = {}
    try:
        with deed():
            many |= {kind: _forget(kind, _Files(), at=at) for kind in _kinds()}
            raise _OnlyRehearsed
    except _OnlyRehearsed:
        return many


def forgotten() -> Sequence[Forgotten]:
    """The newest first."""
    return session.scalars(select(Forgotten).order_by(Forgotten.id.desc()).limit(SHOWN)).all()


def _kinds() -> list[Kept]:
    return [it.what for it in rules() if it.forget]


def _forget(kind: Kept, gone: _Files, *, at: datetime) -> int:
    if kind is Kept.EXPORTS:
        files, many = exporting.forget_rows(at=at)
        gone.exports.update(files)
        return many
    if kind is Kept.QUESTIONS:
        files, many = questions.forget_old(at=at)
        gone.private.update(files)
        return many
    forget = _rule(kind).forget
    return forget(at=at) if forget else 0


def _kept(kind: Kept) -> timedelta:
    return timedelta(days=_rule(kind).days or 0)


def _rule(kind: Kept) -> Rule:
    return next(it for it in rules() if it.what is kind)
