"""What Prometheus reads: for whoever shows the operator's token; to others it is not there."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, request

from storefront import clock, evenly, gauges
from storefront.db import db
from storefront.gauges import BUCKETS, Counted
from storefront.upkeep import lags, readiness
from storefront.upkeep.lags import Lags
from storefront.upkeep.models import BACKUP, BOOKS, WORKER
from storefront.web import probes
from storefront.web.doors import PROBE, door

bp = Blueprint("metrics", __name__)

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@bp.get("/metrics")
@door(PROBE)
def show() -> Response:
    if not _is_known():
        abort(404)
    at = clock.now()
    lines = [*_of_requests(), *_of_parts(), *_of_lags(lags.look(db.engine, at=at), at=at)]
    answer = Response("\n".join(lines) + "\n", content_type=TEXT)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_known() -> bool:
    token = current_app.config["SETTINGS"].metrics_token
    shown = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


def _of_requests() -> Iterator[str]:
    opened = gauges.opened()
    if opened is None:
        return
    counted = opened.read()
    yield from _head("market_requests_total", "counter", "Requests by route and status.")
    for (route, status), many in counted.requests.items():
        yield f'market_requests_total{{route="{route}",status="{status or "other"}"}} {many}'
    yield from _histogram(counted)
    yield from _one("market_requests_under_way", "Requests not answered yet.", counted.under_way)
    yield from _one("market_web_workers", "Processes that serve.", evenly.how_many())


def _histogram(counted: Counted) -> Iterator[str]:
    name, so_far = "market_request_seconds", 0
    yield from _head(name, "histogram", "How long requests took.")
    for most, many in zip(BUCKETS, counted.buckets, strict=False):
        so_far += many
        yield f'{name}_bucket{{le="{most}"}} {so_far}'
    yield f'{name}_bucket{{le="+Inf"}} {sum(counted.buckets)}'
    yield f"{name}_sum {counted.microseconds / 1e6}"
    yield f"{name}_count {sum(counted.buckets)}"


def _of_parts() -> Iterator[str]:
    yield from _head("market_part_ok", "gauge", "Whether a part is well: see /readyz.")
    for part, word in asdict(probes.look()).items():
        yield f'market_part_ok{{part="{part}"}} {int(word == readiness.OK)}'
    room = readiness.room(probes.folders())
    yield from _one("market_disk_free_bytes", "Where there are fewest.", room)


def _of_lags(found: Lags | None, *, at: datetime) -> Iterator[str]:
    if found is None:
        return
    kinds = ("jobs", "letters", "callbacks", "lists", "cases")
    by_name = {kind: getattr(found, kind) for kind in kinds}
    yield from _head("market_waiting", "gauge", "What waits to be done, by kind.")
    yield from (f'market_waiting{{kind="{it}"}} {lag.waiting}' for it, lag in by_name.items())
    yield from _head("market_oldest_seconds", "gauge", "How long the oldest of it has waited.")
    for kind, lag in by_name.items():
        yield f'market_oldest_seconds{{kind="{kind}"}} {_seconds(lag.oldest, at=at)}'
    yield from _head("market_given_up", "gauge", "Tried as often as it is tried.")
    yield from (f'market_given_up{{kind="{it}"}} {by_name[it].given_up}' for it in kinds[:2])
    yield from _of_beats(found, at=at)


def _of_beats(found: Lags, *, at: datetime) -> Iterator[str]:
    workers = [it.at for name, it in found.beats.items() if name.startswith(WORKER)]
    if workers:
        silent = _seconds(max(workers), at=at)
        yield from _one("market_worker_silent_seconds", "Since a worker was last there.", silent)
    if backup := found.beats.get(BACKUP):
        age = _seconds(backup.at, at=at)
        yield from _one("market_backup_age_seconds", "Since the last backup.", age)
    if books := found.beats.get(BOOKS):
        wrong = books.said["off"]
        yield from _one("market_ledger_mismatches", "Journals that do not sum to zero.", wrong)


def _seconds(since: datetime | None, *, at: datetime) -> int:
    return max(0, int((at - since).total_seconds())) if since else 0


def _one(name: str, what: str, value: float) -> Iterator[str]:
    yield from _head(name, "gauge", what)
    yield f"{name} {value}"


def _head(name: str, kind: str, what: str) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} {kind}"
