"""Key screens and their tongues: what is recorded, what is missing; record, replace, take back."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.accounts.tongues import Tongue
from storefront.db import deed
from storefront.places.models import Place
from storefront.recordings import actions, queries
from storefront.recordings.models import Silence
from storefront.recordings.refusals import NotRecorded
from storefront.recordings.screens import KeyScreen, screens
from storefront.talks import recordings as sounds
from storefront.talks.recordings import Recording
from storefront.talks.refusals import NotSaid
from storefront.web import listening, tongue_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Line
from storefront.web.languages import language
from storefront.web.people import me

bp = Blueprint("recording", __name__, url_prefix="/recordings")

RECORD = Permission.VOICE_RECORD
LATELY = timedelta(days=30)


class VoiceForm(BaseModel):
    speaker: Line
    agreed: Literal["yes"]


@bp.get("")
@door(RECORD)
def index() -> str:
    """All slots of one tongue, what is missing first to be seen."""
    said = request.args.get("tongue", "")
    tongue = Tongue(said) if said in set(Tongue) else listening.chosen() or Tongue.TAY
    province = _province()
    heard = queries.all_heard(tongue, province)
    lately = clock.village_date(clock.now()) - LATELY
    return render_template(
        "recordings/index.html",
        tongue=tongue,
        names=tongue_words.names(),
        province=province,
        screens=screens().values(),
        heard=heard,
        plays=queries.plays(heard.values(), since=lately),
        many=queries.many(province, list(screens())),
        language=language(),
    )


@bp.get("/<screen>/<tongue>")
@door(RECORD)
def slot(screen: str, tongue: str) -> str:
    return _page(*_slot(screen, tongue), Draft(VoiceForm))


@bp.post("/<screen>/<tongue>")
@door(RECORD)
def record(screen: str, tongue: str) -> ResponseReturnValue:
    wanted, spoken = _slot(screen, tongue)
    draft = Draft.read(VoiceForm)
    if "agreed" in draft.errors:
        draft.errors["agreed"] = _("Without this nobody's voice is kept.")
    recording = _recording(draft)
    if recording and draft.ok:
        try:
            with deed():
                said = draft.data.speaker
                actions.record(
                    wanted,
                    spoken,
                    recording,
                    province=_province(),
                    speaker=said,
                    by=me(),
                    at=clock.now(),
                )
        except NotRecorded as refusal:
            draft.refuse("voice", tongue_words.refusal(refusal))
    if not draft.ok:
        return _page(wanted, spoken, draft), 422
    flash(_("Recorded. From now on it is heard on that page."))
    return redirect(url_for("recording.slot", screen=screen, tongue=tongue))


@bp.post("/<screen>/<tongue>/<int:number>/silence")
@door(RECORD)
def silence(screen: str, tongue: str, number: int) -> ResponseReturnValue:
    """It is not right, or the speaker does not want it any more."""
    wanted, spoken = _slot(screen, tongue)
    why = request.form.get("why", "")
    if why not in set(Silence):
        abort(400)
    with deed():
        voice = queries.to_silence(number, wanted.key, spoken, _province()) or abort(404)
        actions.silence(voice, Silence(why), by=me(), at=clock.now())
    flash(_("It is heard no more."))
    return redirect(url_for("recording.slot", screen=screen, tongue=tongue))


def _recording(draft: Draft[VoiceForm]) -> Recording | None:
    upload = request.files.get("voice")
    if upload is None or not upload.filename:
        draft.refuse("voice", _("Record something, or choose a recording."))
        return None
    if not draft.ok:
        draft.refuse("voice", _("Choose it again: phones do not keep it with the form."))
        return None
    try:
        content = upload.read(actions.LARGEST + 1)
        return sounds.read(content, largest=actions.LARGEST, longest=actions.LONGEST)
    except NotSaid as refusal:
        draft.refuse("voice", tongue_words.refusal(refusal))
        return None


def _page(screen: KeyScreen, tongue: Tongue, draft: Draft[VoiceForm]) -> str:
    kept = queries.of_slot(screen.key, tongue, _province())
    return render_template(
        "recordings/slot.html",
        screen=screen,
        tongue=tongue,
        names=tongue_words.names(),
        words=screen.words[language()],
        kept=kept,
        heard=next((it for it in kept if it.silence is None), None),
        draft=draft,
        longest=actions.LONGEST,
    )


def _slot(screen: str, tongue: str) -> tuple[KeyScreen, Tongue]:
    if tongue not in set(Tongue):
        abort(404)
    return screens().get(screen) or abort(404), Tongue(tongue)


def _province() -> Place:
    return queries.records_in(me(), on=clock.village_date(clock.now())) or abort(404)
