"""Coming in: one screen, a phone number, then a code or a password."""

from collections.abc import Sequence
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import factors, knocks, sign_in
from storefront.accounts.models import KnockKind, Person
from storefront.accounts.queries import by_phone
from storefront.accounts.sign_in import CODE_LASTS, TRIES, Envelope, TooManyKnocks, WrongCode
from storefront.db import deed
from storefront.demo.cast import CAST, Character
from storefront.notifications import actions as notifications
from storefront.orders import claiming
from storefront.screening import marks
from storefront.tills import at_hand
from storefront.web import coming_in, devices, display, half_in, hearts, knowing, people, phones
from storefront.web.doors import PRACTICE, PUBLIC, SECRET_LINK, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.sign_in import CodeForm, PasswordForm, PhoneForm
from storefront.web.languages import COOKIE as LANGUAGE
from storefront.web.languages import LANGUAGES

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@door(PUBLIC)
def show() -> ResponseReturnValue:
    if people.is_signed_in():
        return redirect(onward())
    return _page(Draft(PhoneForm))


@bp.post("/sign-in")
@door(PUBLIC)
def enter() -> ResponseReturnValue:
    """By password."""
    draft = Draft.read(PasswordForm)
    if not draft.ok:
        return _page(draft), 422
    at, caller = clock.now(), devices.caller(draft.data.phone)
    if knocks.too_many(KnockKind.PASSWORD, caller, at=at):
        return _too_many(draft)
    fitted = sign_in.fits(by_phone(caller.phone), draft.data.password)
    try:
        with deed():
            person = sign_in.use_password(caller, fitted=fitted, at=at)
    except TooManyKnocks:
        return _too_many(draft)
    if person is None:
        coming_in.turned_away("password", "wrong")
        draft.refuse("password", _("Number and password do not go together. A code always works."))
        return _page(draft), 422
    return _come_in(person, "password", at=at)


@bp.post("/sign-in/codes")
@door(PUBLIC)
def ask() -> ResponseReturnValue:
    """By a code sent to the phone."""
    draft = Draft.read(PhoneForm)
    if not draft.ok:
        return _page(draft), 422
    at = clock.now()
    try:
        with deed():
            envelope = sign_in.ask_for_code(devices.caller(draft.data.phone), at=at)
            send_code(envelope, draft.data.phone, at=at)
    except TooManyKnocks:
        return _too_many(draft)
    return redirect(url_for("sign_in.code", ticket=envelope.ticket, next=next_page()))


@bp.route("/sign-in/codes/<ticket>", methods=["GET", "POST"])
@door(SECRET_LINK)
def code(ticket: str) -> ResponseReturnValue:
    at = clock.now()
    asked = sign_in.by_ticket(ticket, at=at)
    if asked is None or asked.tries >= TRIES:
        return _ask_again()
    draft = Draft.read(CodeForm) if request.method == "POST" else Draft(CodeForm)
    if request.method != "POST" or not draft.ok:
        return _code_page(draft, asked.phone), 200 if draft.ok else 422
    try:
        with deed():
            phone = sign_in.use_code(ticket, draft.data.digits, at=at)
            person = claiming.come_in(phone, at=at) if phone else None
            left = TRIES - asked.tries
    except WrongCode:
        return _ask_again()
    if person is None:
        coming_in.turned_away("code", "wrong")
        return _wrong_code(draft, asked.phone, tried=TRIES - left)
    return _come_in(person, "code", at=at)


@bp.post("/sign-out")
@door(PUBLIC)
def leave() -> ResponseReturnValue:
    people.goodbye()
    answer = redirect(url_for("home.show"))
    answer.delete_cookie(hearts.COOKIE, samesite="Lax", httponly=True)  # kept with the person
    phones.forget(answer)  # type: ignore[arg-type]
    # Not "storage": there lies what a phone without signal has not sent yet; the kit asks of it.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/practice/sign-in")
@door(PRACTICE)
def as_somebody() -> ResponseReturnValue:
    """One tap, for the people of the demo market only."""
    phone = request.form.get("phone", "")
    person = by_phone(phone) if phone in {character.phone for character in CAST} else None
    if person is None:
        abort(404)
    return come_in(person, how="practice", second=True, at=clock.now())


def _come_in(person: Person, how: str, *, at: datetime) -> Response:
    """At once, or after a second step."""
    if factors.is_demanded(person, on=clock.village_date(at)):
        with deed():  # one that was never confirmed may have been seen by somebody else
            factors.begin(person, at_hand().safe.seal_words(factors.new_secret()), at=at)
        half_in.begin(person, at=at)
        coming_in.turned_away(how, "a second step is asked for")
        return make_response(redirect(url_for("second_step.show", next=next_page())))
    return come_in(person, how=how, second=False, at=at)


def come_in(person: Person, *, how: str, second: bool, at: datetime) -> Response:
    chosen = request.cookies.get(LANGUAGE)
    with deed():
        people.welcome(person, second=second, at=at)
        marks.signed_in(person.id, devices.mark(), at=at)
        if chosen in LANGUAGES and chosen != person.language:
            person.language = chosen
    if how != "password":
        knowing.shown_otherwise(at=at)
    coming_in.let_in(how, people.stay())
    answer = make_response(redirect(onward()))
    phones.remember(person, answer)
    devices.remember(person.phone, answer)
    devices.keep_mark(answer)
    hearts.bring_along(person, answer, at=at)
    if chosen not in LANGUAGES:
        answer.set_cookie(LANGUAGE, person.language, max_age=display.YEAR, samesite="Lax")
    return answer


def code_for_me() -> Envelope:
    """Whoever came in by password shows by a code that the phone is theirs. Raises TooManyKnocks,
    and 404 where nobody knows a phone."""
    phone, at = people.me().phone or abort(404), clock.now()
    with deed():
        envelope = sign_in.ask_for_code(devices.caller(phone), at=at)
        send_code(envelope, phone, at=at)
    return envelope


def send_code(envelope: Envelope, phone: str, *, at: datetime) -> None:
    """To whoever is known by the number, or ordered with it. To anybody else nothing is sent."""
    person = envelope.person
    reads = person.language if person else claiming.language_of(phone)
    if reads is None:
        return
    with force_locale(reads):
        words = _(
            "Chợ Bản: your code is %(digits)s, good for %(minutes)s minutes. "
            "Tell it to nobody, not even your team.",
            digits=envelope.digits,
            minutes=int(CODE_LASTS.total_seconds() // 60),
        )
    notifications.write(words, to=phone, person=person, at=at)


def onward() -> str:
    return next_page() or display.my_home() or url_for("home.show")


def next_page() -> str | None:
    """Where the visitor was going, if that is one of our own pages."""
    wanted = request.values.get("next", "")
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if ours and wanted.isprintable() and len(wanted) < 500 else None


def _too_many(draft: Draft[PasswordForm] | Draft[PhoneForm]) -> ResponseReturnValue:
    coming_in.turned_away("password or code", "too many tries")
    draft.refuse(
        "phone", _("Too many tries for now. Wait a quarter of an hour, or call your team.")
    )
    return _page(draft), 429


def _ask_again() -> ResponseReturnValue:
    flash(_("That code is no longer good. Ask for a new one."), "wait")
    return redirect(url_for("sign_in.show"))


def _wrong_code(draft: Draft[CodeForm], phone: str, *, tried: int) -> ResponseReturnValue:
    draft.refuse("digits", _("Not the code in the message. Look again."))
    return (_code_page(draft, phone), 422) if tried < TRIES else _ask_again()


def _page(draft: Draft[PasswordForm] | Draft[PhoneForm]) -> str:
    return render_template(
        "sign_in/show.html",
        draft=draft,
        next=next_page(),
        cast=_cast(),
        unused=people.was_unused(),
    )


def _code_page(draft: Draft[CodeForm], phone: str) -> str:
    return render_template(
        "sign_in/code.html", draft=draft, phone=phone, next=next_page(), practice=_practising()
    )


def _cast() -> Sequence[Character]:
    """Those of the demo market who are there."""
    return [it for it in CAST if by_phone(it.phone)] if _practising() else []


def _practising() -> bool:
    return bool(current_app.config["SETTINGS"].practice)
