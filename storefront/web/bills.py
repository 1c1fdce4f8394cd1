"""Bills, for the household and for the team that presses for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from csv import writer
from datetime import date, timedelta
from io import StringIO

from flask import (
    Blueprint,
    Response,
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

from storefront import addresses, clock, codes
from storefront.accounts.permissions import Permission
from storefront.bills import actions, queries
from storefront.bills.actions import Payer
from storefront.bills.models import Bill, BillState
from storefront.bills.refusals import IsVoid, ToldToday, TooMuchBilled, Unreachable
from storefront.db import deed
from storefront.money import Money
from storefront.payments import billing, withdrawing
from storefront.payments import cash as held_cash
from storefront.payments import queries as receipts
from storefront.payments.refusals import MoreThanCame
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.spreadsheets.harmless import harmless
from storefront.web import bill_words, holding
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.bills import ROWS, BillForm, BillRefundForm, VoidForm
from storefront.web.forms.draft import Draft
from storefront.web.languages import language
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("bills", __name__)

WITHIN = timedelta(days=7)
"""By when a bill is to be paid, unless somebody writes another day."""


@bp.get("/shops/<code>/bills")
@door(SIGNED_IN)
def index(code: str) -> str:
    shop = _shop(code)
    today = clock.village_date(clock.now())
    bills = queries.of_shop(shop)
    only = request.args.get("state", "")
    shown = [it for it in bills if not only or it.state(on=today) == only]
    return render_template(
        "bills/index.html",
        shop=shop,
        bills=shown,
        any=bool(bills),
        only=only,
        states=_states(bills, on=today),
        due=Money.sum(it.due for it in bills),
        today=today,
        words=bill_words,
    )


@bp.get("/shops/<code>/bills.csv")
@door(SIGNED_IN)
def file(code: str) -> Response:
    """One row a line, so that a spreadsheet can add up what was billed for what."""
    shop, out = _shop(code), StringIO()
    today, kinds = clock.village_date(clock.now()), bill_words.kinds()
    sheet = writer(out)
    sheet.writerow(_columns())
    for bill in queries.of_shop(shop):
        state = bill_words.state(bill, on=today)
        issued = clock.village_date(bill.issued_at)
        head = [bill.code, issued, bill.due_on, state, kinds[bill.what_for]]
        head += [bill.payer_name, bill.payer_phone or ""]
        sums = [bill.total.dong, bill.paid.dong, bill.due.dong]
        for line in bill.lines:
            priced = [line.name, line.quantity, line.unit_price.dong, line.amount.dong]
            sheet.writerow(map(harmless, [*head, *priced, *sums]))
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={shop.code}-bills.csv"
    return private(answer)


@bp.route("/shops/<code>/bills/new", methods=["GET", "POST"])
@door(SIGNED_IN)
def new(code: str) -> ResponseReturnValue:
    shop = _shop(code)
    if request.method != "POST":
        due = clock.village_date(clock.now()) + WITHIN
        typed = {"due_on": due, "once": codes.secret(), "what_for": "phone_order"}
        return _new_page(shop, Draft(BillForm, typed), 200)
    draft = Draft.read(BillForm)
    if not draft.ok:
        return _new_page(shop, draft, 422)
    try:
        with deed():
            bill = _issue(_shop(code), draft.data)
    except TooMuchBilled:
        draft.refuse("price", _("One transfer carries less than 500 million. Write two bills."))
        return _new_page(shop, draft, 422)
    flash(_("Bill written. The link is on this page."))
    return redirect(url_for("bills.show", code=bill.code))


@bp.get("/bills/<code>")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    return _page(_bill(code), Draft(VoidForm), _refund_draft(_bill(code)), 200)


@bp.post("/bills/<code>/receipt")
@door(SIGNED_IN)
def receive(code: str) -> ResponseReturnValue:
    """The household says that the money has come."""
    means, at = request.form.get("means"), clock.now()
    cash = means in ("cash", "held")
    try:
        with deed():
            bill = _bill(code)
            receipt = billing.keeper_received(bill, by=me(), cash=cash, at=at)
            if receipt and means == "held":
                holder = holding.meant(bill.shop.household)
                held_cash.hold(receipt, bill.shop.household, holder=holder, at=at)
    except IsVoid:
        return _told(code, _("The bill is void."), "wait")
    if receipt is None:
        return _told(code, _("Nothing was due any more."), "wait")
    if cash:
        return _told(code, _("Written down: cash received."))
    return _told(code, _("Written down: money is in the account."))


@bp.post("/bills/<code>/reminder")
@door(SIGNED_IN)
def remind(code: str) -> ResponseReturnValue:
    try:
        with deed():
            actions.remind(_bill(code), by=me(), at=clock.now())
    except ToldToday:
        return _told(code, _("Reminded today already. Tomorrow again."), "wait")
    except Unreachable:
        return _told(code, _("No phone number is written on the bill."), "wait")
    except IsVoid:
        return _told(code, _("Nothing was due any more."), "wait")
    return _told(code, _("A message is on its way."))


@bp.post("/bills/<code>/cancellation")
@door(SIGNED_IN)
def void(code: str) -> ResponseReturnValue:
    draft = Draft.read(VoidForm)
    if not draft.ok:
        return _page(_bill(code), draft, _refund_draft(_bill(code)), 422)
    with deed():
        billing.void(_bill(code), reason=draft.data.reason, by=me(), at=clock.now())
    return _told(code, _("The bill is void. The payer has been told."), "wait")


@bp.post("/bills/<code>/refund")
@door(SIGNED_IN)
def refund(code: str) -> ResponseReturnValue:
    draft = Draft.read(BillRefundForm)
    if not draft.ok:
        return _page(_bill(code), Draft(VoidForm), draft, 422)
    form = draft.data
    try:
        with deed():
            cash = form.by == "cash"
            bill = _bill(code)
            billing.refund(bill, form.amount, by=me(), cash=cash, once=form.once, at=clock.now())
    except MoreThanCame:
        bill = _bill(code)
        draft.refuse("amount", _("At most %(most)s: that much has come.", most=bill.paid))
        return _page(bill, Draft(VoidForm), draft, 422)
    return _told(code, _("Written down: %(amount)s given back.", amount=form.amount))


def _issue(shop: Shop, form: BillForm) -> Bill:
    return actions.issue(
        shop,
        form.items,
        payer=Payer(form.payer_name, form.payer_phone, language()),
        what_for=form.what_for,
        due_on=form.due_on,
        note=form.note,
        once=form.once,
        by=me(),
        at=clock.now(),
    )


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    handle = Permission.ORDER_HANDLE
    return shops.to_edit(code, me(), on=today, permission=handle) or abort(404)


def _bill(code: str) -> Bill:
    return queries.to_handle(code, me(), on=clock.village_date(clock.now())) or abort(404)


def _told(code: str, words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("bills.show", code=code))


def _states(bills: Sequence[Bill], *, on: date) -> list[tuple[BillState, str, int]]:
    """Those that some bill is in, with how many are."""
    counts = Counter(bill.state(on=on) for bill in bills)
    return [(it, bill_words.state_words()[it], counts[it]) for it in BillState if counts[it]]


def _columns() -> list[str]:
    return [
        _("Code"),
        _("Written on"),
        _("Due on"),
        _("State"),
        _("What it is for"),
        _("Payer"),
        _("Phone number"),
        _("Line"),
        _("How many"),
        _("Price each"),
        _("Sum of the line"),
        _("Sum of the bill"),
        _("Has come"),
        _("Still to pay"),
    ]


def _new_page(shop: Shop, draft: Draft[BillForm], status: int) -> ResponseReturnValue:
    rows = max(ROWS, *(len(draft.typed.get(name) or []) for name in ("item", "quantity", "price")))
    page = render_template(
        "bills/new.html",
        shop=shop,
        draft=draft,
        rows=min(rows, 20),
        kinds=list(bill_words.by_hand().items()),
        for_somebody=shop.household.keeper_id != me().id,
    )
    return private(make_response(page, status))


def _refund_draft(bill: Bill) -> Draft[BillRefundForm]:
    suggested = bill.over or bill.paid
    typed = {"amount": str(suggested.dong) if suggested else "", "once": codes.secret()}
    return Draft(BillRefundForm, typed | {"by": "bank" if bill.account_id else "cash"})


def _page(
    bill: Bill, draft: Draft[VoidForm], giving: Draft[BillRefundForm], status: int
) -> ResponseReturnValue:
    page = render_template(
        "bills/desk.html",
        bill=bill,
        shop=bill.shop,
        draft=draft,
        giving=giving,
        address=addresses.bill(bill.secret),
        came=bill_words.came(receipts.of_bill(bill.id)),
        word=withdrawing.word_on(bill),
        kind=bill_words.kinds()[bill.what_for],
        today=clock.village_date(clock.now()),
        words=bill_words,
        for_somebody=bill.shop.household.keeper_id != me().id,
        holders=holding.others(bill.shop.household),
    )
    return private(make_response(page, status))
