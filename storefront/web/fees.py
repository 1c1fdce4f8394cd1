"""What carriers ask and who bears what: for everybody to read, for staff to keep up to date."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.delivery import actions, queries
from storefront.delivery.tables import STEPS, Row, Table
from storefront.delivery.terms import NOW
from storefront.delivery.ways import COURIERS, Way
from storefront.delivery.zones import Zone
from storefront.web import delivery_words
from storefront.web.doors import PUBLIC, door
from storefront.web.filters import day, number
from storefront.web.forms.delivery import RowForm, TableForm
from storefront.web.forms.draft import Draft
from storefront.web.people import is_signed_in, me

bp = Blueprint("fees", __name__, url_prefix="/delivery")


@bp.get("")
@door(PUBLIC)
def show() -> str:
    today = clock.village_date(clock.now())
    return render_template(
        "delivery/show.html",
        tables=queries.tables(on=today),
        coming=queries.coming(after=today),
        zones=_zones(),
        steps=STEPS,
        ways=list(Way),
        kinds=(Way.VNPOST, Way.COACH, Way.RUNNER, Way.SEND, Way.PICK_UP),
        terms=NOW,
        may_edit=is_signed_in() and bool(me().places_where(Permission.FEES_EDIT, on=today)),
    )


@bp.route("/tables/<carrier>", methods=["GET", "POST"])
@door(Permission.FEES_EDIT)
def edit(carrier: str) -> ResponseReturnValue:
    way, at = _carrier(carrier), clock.now()
    if request.method != "POST":
        today = clock.village_date(at)
        return _page(way, Draft(TableForm, _typed(queries.tables(on=today)[way])))
    draft = Draft.read(TableForm)
    rows = {zone: _read(draft, zone) for zone in Zone}
    if not draft.ok:
        return _page(way, draft), 422
    with deed():
        actions.enter_table(
            way,
            {zone: row for zone, row in rows.items() if row},
            from_day=draft.data.from_day,
            source=draft.data.source,
            by=me(),
            at=at,
        )
    flash(_("Entered. It holds from %(day)s.", day=day(draft.data.from_day)))
    return redirect(url_for("fees.show"))


def _carrier(name: str) -> Way:
    if name not in {it.value for it in COURIERS}:
        abort(404)
    return Way(name)


def _read(draft: Draft[TableForm], zone: Zone) -> Row | None:
    said = {name: request.form.get(f"{name}-{zone}", "")[:40] for name in RowForm.model_fields}
    draft.typed |= {f"{name}-{zone}": words for name, words in said.items()}
    try:
        return RowForm.model_validate({name: it for name, it in said.items() if it}).row()
    except ValidationError as error:
        wrong = Draft(RowForm)
        wrong.blame(error)
        draft.errors |= {f"{name}-{zone}": words for name, words in wrong.errors.items()}
        return None


def _typed(table: Table) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for zone, row in table.rows.items():
        fees = dict(zip(("first", "second", "third"), row.fees, strict=True))
        for name, fee in (fees | {"more": row.more}).items():
            typed[f"{name}-{zone}"] = number(fee.dong)
        typed[f"days-{zone}"] = row.days
    return typed


def _page(way: Way, draft: Draft[TableForm]) -> str:
    return render_template(
        "delivery/table.html",
        carrier=way,
        draft=draft,
        zones=_zones(),
        steps=STEPS,
        history=queries.history(way),
    )


def _zones() -> list[tuple[Zone, str]]:
    return [(zone, delivery_words.zone_name(zone)) for zone in Zone]
