"""The team's field kit: pages that a phone keeps and opens without signal."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import banks, clock, units
from storefront.accounts.actions import CONSENT_TEXT
from storefront.accounts.models import Purpose, Seen
from storefront.accounts.permissions import Permission
from storefront.guide import topics as guide
from storefront.recordings.screens import of_sheet
from storefront.shops.models import Category
from storefront.terms import texts as terms
from storefront.terms.texts import Terms
from storefront.web import (
    categories,
    consents,
    field_pack,
    looking,
    phones,
    roster,
    tongue_words,
    visit_words,
)
from storefront.web.described import described
from storefront.web.doors import PUBLIC, door
from storefront.web.field_pack_told import PackTold
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import (
    AccountErrand,
    ConsentErrand,
    GoodsErrand,
    HouseholdErrand,
    PhoneOrderErrand,
    QuestionErrand,
    ShopErrand,
    SignalErrand,
    StickerErrand,
    VisitErrand,
)
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("field", __name__, url_prefix="/team/field")

OPEN = Permission.SHOP_OPEN
PAGES = (
    "", "new", "household", "consent", "shop", "account", "goods", "order", "visit", "sticker",
    "signal", "question", "waiting", "lists", "terms", "help", "away",
)  # fmt: skip
"""What the worker keeps. Nothing in them is about anybody: that comes with the pack."""
FORMS = {
    "new": HouseholdErrand,
    "consent": ConsentErrand,
    "shop": ShopErrand,
    "account": AccountErrand,
    "goods": GoodsErrand,
    "order": PhoneOrderErrand,
    "visit": VisitErrand,
    "sticker": StickerErrand,
    "signal": SignalErrand,
    "question": QuestionErrand,
}
USUAL: dict[str, dict[str, object]] = {
    "consent": {"language": "vi"},
    "goods": {"unit": "kg"},
    "new": {"language": "vi"},
    "order": {"delivery": "pick_up", "pay_by": "cash"},
    "signal": {"network": ""},
    "sticker": {"does": "look", "why": "pasted_over"},
    "visit": {"outcome": "done", "purpose": "help"},
}
"""What is chosen until somebody chooses otherwise."""
WORKER = "js/field/worker.js"


@bp.get("")
@door(OPEN)
def home() -> ResponseReturnValue:
    return _answer(_page("home"))


@bp.get(f"/<any({','.join(PAGES[1:])}):sheet>")
@door(OPEN)
def show(sheet: str) -> ResponseReturnValue:
    return _answer(_page(sheet))


@bp.get("/pack")
@door(OPEN)
@described(
    "What a phone takes along to where there is no signal.",
    {200: PackTold},
    hears=("If-None-Match",),
    refuses=(304,),
)
def pack() -> Response:
    """Whoever takes a territory along is written down, as with every list of households."""
    today = clock.village_date(clock.now())
    homes = field_pack.households(me(), on=today)
    answer = Response(
        json.dumps(field_pack.pack(me(), homes, on=today), ensure_ascii=False),
        mimetype="application/json",
    )
    answer.set_etag(hashlib.blake2b(answer.get_data(), digest_size=12).hexdigest())
    answer.make_conditional(request)
    if answer.status_code == 200:
        looking.listed(Seen.FIELD, homes, is_taken=True)
    phones.remember(me(), answer)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.get("/worker.js")
@door(OPEN)
def worker() -> Response:
    """Another version whenever a page, a script or the reader's choices are."""
    pages = {url_for("field.home") + (f"/{it}" if it else ""): _page(it or "home") for it in PAGES}
    files = [*(_asset(name) for name in _files()), url_for("field.manifest")]
    source = (_static() / WORKER).read_text()
    version = hashlib.sha256("".join([*pages.values(), *files, source]).encode()).hexdigest()[:12]
    shell = {"version": version, "pages": list(pages), "files": files}
    answer = Response(f"const SHELL = {json.dumps(shell)};\n{source}", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/team"
    return private(answer)


@bp.get("/app.webmanifest")
@door(PUBLIC)
def manifest() -> Response:
    """Read by the phone when somebody puts the kit on its first screen."""
    body = render_template("field/manifest.txt")
    return Response(body, mimetype="application/manifest+json")


def _answer(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _page(sheet: str) -> str:
    form = FORMS.get(sheet)
    return render_template(
        f"field/{sheet}.html",
        here=sheet,
        draft=Draft(form, USUAL.get(sheet, {})) if form else None,
        texts=consents.texts(),
        modes=consents.modes(),
        tongues=consents.tongues(),
        aloud=consents.aloud(),
        text_version=CONSENT_TEXT,
        screen=of_sheet(sheet),
        tongue_names=tongue_words.names(),
        needs_shop=Purpose.SHOP,
        banks=[(it.bin, f"{it.short_name} · {it.name}") for it in banks.all_banks().values()],
        kinds=[(kind, categories.name_of(kind)) for kind in Category],
        units=units.SOLD_BY,
        months=[(month, month) for month in range(1, 13)],
        steps=roster.step_names(),
        words=visit_words,
        terms=terms.newest(Terms.SELLERS),
        topics=sorted(guide.topics().values(), key=lambda it: it.audience == "buyers"),
    )


def _files() -> list[str]:
    """Everything that the pages ask for."""
    scripts = sorted((_static() / "js/field").glob("*.js"))
    ours = [f"js/field/{it.name}" for it in scripts if it.name != "worker.js"]
    fonts = ["fonts/be-vietnam-pro-500.woff2", "fonts/be-vietnam-pro-700.woff2"]
    return ["css", *ours, *fonts, "img/star.svg", "img/bands.svg"]


def _asset(name: str) -> str:
    return str(current_app.jinja_env.globals["asset"](name))  # type: ignore[operator]


def _static() -> Path:
    return Path(current_app.static_folder or "static")
