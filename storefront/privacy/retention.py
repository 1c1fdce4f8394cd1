"""What was kept long enough goes, by the table of `keeping`; how much went is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from storefront.db import deed, session
from storefront.files import Files
from storefront.privacy import ageing
from storefront.privacy.keeping import Kept, Rule, rules
from storefront.privacy.models import Forgotten
from storefront.reports import exporting

SHOWN = 300


class _OnlyRehearsed(Exception):
    pass


def carry_out(exports: Files, *, at: datetime) -> dict[Kept, int]:
    """Each kind in a deed of its own, so that one that fails keeps no other from going."""
    gone: list[str] = []
    many = dict.fromkeys(_kinds(), 0)
    for kind in many:
        if ageing.nothing_is_old(kind, before=at - _kept(kind)):
            continue
        with deed():
            many[kind] = _forget(kind, gone, at=at)
            if many[kind]:
                session.add(Forgotten(what=kind, many=many[kind], at=at))
    exporting.remove(exports, gone)
    return many


def rehearse(*, at: datetime) -> dict[Kept, int]:
    """What would go now. Done, counted and undone, so that no second rule says what is old."""
    many: dict[Kept, int] = {}
    try:
        with deed():
            many |= {kind: _forget(kind, [], at=at) for kind in _kinds()}
            raise _OnlyRehearsed
    except _OnlyRehearsed:
        return many


def forgotten() -> Sequence[Forgotten]:
    """The newest first."""
    return session.scalars(select(Forgotten).order_by(Forgotten.id.desc()).limit(SHOWN)).all()


def _kinds() -> list[Kept]:
    return [it.what for it in rules() if it.forget]


def _forget(kind: Kept, gone: list[str], *, at: datetime) -> int:
    if kind is Kept.EXPORTS:  # what lies in a folder goes when the rows are gone for good
        files, many = exporting.forget_rows(at=at)
        gone.extend(files)
        return many
    forget = _rule(kind).forget
    return forget(at=at) if forget else 0


def _kept(kind: Kept) -> timedelta:
    return timedelta(days=_rule(kind).days or 0)


def _rule(kind: Kept) -> Rule:
    return next(it for it in rules() if it.what is kind)
