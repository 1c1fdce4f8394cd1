"""Bringing a bank's statement: what it would do is shown first, then it is taken in whole."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.db import deed
from storefront.reconciliation import actions, queries, reading
from storefront.reconciliation.actions import OtherAccount
from storefront.reconciliation.models import BankStatement
from storefront.reconciliation.planning import plan
from storefront.reconciliation.statement import Statement
from storefront.shops.models import Household, PaymentAccount
from storefront.spreadsheets.unreadable import Unreadable
from storefront.web import statement_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.statements import LineForm, StatementForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("statements", __name__, url_prefix="/reconciliation")


@bp.get("/households/<code>/statements")
@door(SIGNED_IN)
def index(code: str) -> ResponseReturnValue:
    return _desk(_household(code), Draft(StatementForm), None, 200)


@bp.post("/households/<code>/statements")
@door(SIGNED_IN)
def bring(code: str) -> ResponseReturnValue:
    household = _household(code)
    draft = Draft.read(StatementForm)
    name, body = _file(draft)
    statement = _read(draft, body) if draft.ok else None
    account = _account(draft, household, statement) if statement else None
    if statement is None or account is None or statement.faults:
        return _desk(household, draft, statement, 422)
    with deed():
        household = _household(code)
        account = next(it for it in household.accounts if it.id == account.id)
        brought = actions.bring(account, statement, name=name, body=body, by=me(), at=clock.now())
    return redirect(url_for("statements.show", code=brought.code))


@bp.get("/statements/<code>")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    brought = _brought(code)
    if brought.taken_in_at is None:
        return _preview(brought)
    return _taken_in(brought, Draft(LineForm), None, 200)


@bp.post("/statements/<code>/lines")
@door(SIGNED_IN)
def take_in(code: str) -> ResponseReturnValue:
    """All of them, or none."""
    statement = _again(_brought(code))
    chosen = {name[5:]: code for name, code in request.form.items() if name.startswith("line-")}
    with deed():
        brought = _brought(code)
        if statement is not None:
            actions.take_in(brought, statement, chosen=chosen, by=me(), at=clock.now())
    flash(_("The statement is taken in."))
    return redirect(url_for("statements.show", code=code))


@bp.post("/statements/<code>/removal")
@door(SIGNED_IN)
def throw_away(code: str) -> ResponseReturnValue:
    with deed():
        brought = _brought(code)
        household = brought.account.household.code
        actions.throw_away(brought, by=me(), at=clock.now())
    flash(_("The file is thrown away. Nothing was written."))
    return redirect(url_for("statements.index", code=household))


@bp.post("/statements/<code>/lines/<int:number>/order")
@door(SIGNED_IN)
def apply(code: str, number: int) -> ResponseReturnValue:
    """Somebody knows what a line is for."""
    draft = Draft.read(LineForm)
    brought = _brought(code)
    if draft.ok and not queries.is_awaited(draft.data.order, brought.account):
        draft.refuse("order", _("No order by this code is paid to this account."))
    if not draft.ok:
        return _taken_in(brought, draft, number, 422)
    with deed():
        brought = _brought(code)
        line = queries.line_of(brought, number) or abort(404)
        actions.apply(line, brought.account, draft.data.order, by=me(), at=clock.now())
    flash(_("Written down for order %(code)s.", code=draft.data.order))
    return redirect(url_for("statements.show", code=code))


def _household(code: str) -> Household:
    today = clock.village_date(clock.now())
    return queries.household_for(code, me(), on=today) or abort(404)


def _brought(code: str) -> BankStatement:
    today = clock.village_date(clock.now())
    return queries.statement_for(code, me(), on=today) or abort(404)


def _file(draft: Draft[StatementForm]) -> tuple[str, bytes]:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        draft.refuse("file", _("Choose the file your bank gave you."))
        return "", b""
    name = upload.filename.encode("utf-8", "ignore").decode()
    return text.tidy(name)[-120:] or "?", upload.read()


def _read(draft: Draft[StatementForm], body: bytes) -> Statement | None:
    try:
        return reading.read(body)
    except Unreadable as refusal:
        draft.refuse("file", statement_words.refused(refusal.reason))
        return None


def _account(
    draft: Draft[StatementForm], household: Household, statement: Statement
) -> PaymentAccount | None:
    try:
        told = actions.account_meant(statement, household.accounts)
    except OtherAccount:
        words = _("This file is of account %(number)s, not one of this household's.")
        draft.refuse("file", words % {"number": _tail(statement.account)})
        return None
    only = household.accounts if len(household.accounts) == 1 else []
    chosen = only or [it for it in household.accounts if str(it.id) == draft.data.account]
    if told is None and not chosen:
        draft.refuse("account", _("The file does not say which account it is of. Choose it."))
    return told or next(iter(chosen), None)


def _tail(number: str) -> str:
    return "…" + number[-4:]


def _again(brought: BankStatement) -> Statement | None:
    """What the kept file says; it was readable when it came."""
    return reading.read(brought.body) if brought.body else None


def _preview(brought: BankStatement) -> ResponseReturnValue:
    statement = _again(brought)
    assert statement is not None  # noqa: S101  kept until somebody decides
    planned = plan(statement.lines, queries.books(brought.account, statement.lines))
    return _page(
        "reconciliation/preview.html", 200, brought=brought, groups=statement_words.grouped(planned)
    )


def _taken_in(
    brought: BankStatement, draft: Draft[LineForm], wrong: int | None, status: int
) -> ResponseReturnValue:
    groups = statement_words.grouped(queries.lines_of(brought))
    return _page(
        "reconciliation/statement.html",
        status,
        brought=brought,
        groups=groups,
        draft=draft,
        wrong=wrong,
    )


def _desk(
    household: Household, draft: Draft[StatementForm], statement: Statement | None, status: int
) -> ResponseReturnValue:
    return _page(
        "reconciliation/bring.html",
        status,
        household=household,
        draft=draft,
        accounts=[(it.id, statement_words.account(it)) for it in household.accounts],
        faults=statement.faults if statement else (),
        statements=queries.statements_of(household),
    )


def _page(template: str, status: int, **values: Any) -> ResponseReturnValue:
    return private(
        make_response(render_template(template, words=statement_words, **values), status)
    )
