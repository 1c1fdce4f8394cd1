"""Whether what was pressed is as it was sealed: looked at a stretch at a time by the worker, and
against the heads that were published in reports and in backups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from storefront.accounts import chain
from storefront.accounts.chain import Place
from storefront.db import deed, session
from storefront.reports.models import Report
from storefront.upkeep import actions
from storefront.upkeep.copies import Copies
from storefront.upkeep.models import TRACES, Beat

Published = tuple[str, str]
"""Where, and the head."""


def look(*, at: datetime) -> None:
    """Go on from where one stopped, and begin anew at the end. What was found stays said until a
    whole round finds nothing any more."""
    it = session.get(Beat, TRACES)
    said = it.said if it else {}
    stretch = chain.walk(Place(**said["place"]) if said.get("place") else Place(), at=at)
    found = [str(fault) for fault in stretch.faults]
    now = {
        "fault": next(iter(found), None) or said.get("fault"),
        "this_round": said.get("this_round") or bool(found),
        "place": asdict(stretch.to),
    }
    if stretch.is_end:
        lost = next(iter(lost_heads()), None)
        whole = not now["this_round"] and not lost
        now = {"fault": None if whole else now["fault"] or lost, "whole_at": at.isoformat()}
    with deed():
        actions.beat(TRACES, {"whole_at": said.get("whole_at")} | now, at=at)


def lost_heads() -> list[str]:
    return [f"torn {where}" for where in lost(in_reports())]


def in_reports() -> Iterator[Published]:
    for report in session.scalars(select(Report).order_by(Report.id)):
        if head := report.said.get("traces"):
            yield report.code, str(head)


def in_copies(folder: Path) -> Iterator[Published]:
    copies = Copies(folder)
    for name in copies.names():
        if head := copies.read(name).figures.get("traces"):
            yield name, str(head)


def lost(published: Iterable[Published]) -> list[str]:
    """Where the head stands that is not in the chain any more."""
    return [where for where, head in published if not chain.is_kept(chain.read(head))]
