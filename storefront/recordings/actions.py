from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.tongues import Tongue
from storefront.db import session
from storefront.places.models import Place
from storefront.recordings import queries
from storefront.recordings.models import ScreenPlay, ScreenSound, ScreenVoice, Silence
from storefront.recordings.refusals import TooMany
from storefront.recordings.screens import KeyScreen
from storefront.rows import add, put, put_once
from storefront.talks.recordings import Recording

LONGEST = 60
"""Seconds."""
LARGEST = 1_000_000
"""Bytes: twice what a minute of plain speech takes."""
A_DAY = 100


def record(
    screen: KeyScreen,
    tongue: Tongue,
    recording: Recording,
    *,
    province: Place,
    speaker: str,
    by: Person,
    at: datetime,
) -> ScreenVoice:
    """From now on this one is heard. The one before is kept."""
    if queries.recorded_since(at - timedelta(days=1), by=by) >= A_DAY:
        raise TooMany
    voice = add(
        ScreenVoice,
        place_id=province.id,
        screen=screen.key,
        tongue=tongue,
        speaker=speaker,
        words=screen.digest,
        seconds=recording.seconds,
        by_id=by.id,
        at=at,
    )
    sound = {"voice_id": voice.id, "kind": recording.kind, "content": recording.content}
    put(ScreenSound, sound)
    return voice


def silence(voice: ScreenVoice, why: Silence, *, by: Person, at: datetime) -> None:
    """Heard no more; the one before, if there is any, is heard again."""
    voice.silence, voice.silenced_at, voice.silenced_by_id = why, at, by.id
    if why is Silence.WISH:
        session.execute(delete(ScreenSound).where(ScreenSound.voice_id == voice.id))
        voice.speaker, voice.seconds = "", 0


def played(voice_id: int, *, at: datetime) -> None:
    """Begun once more today."""
    day = clock.village_date(at)
    first = put_once(ScreenPlay, unless=("voice_id", "day"), voice_id=voice_id, day=day, many=1)
    if first is None:
        today = (ScreenPlay.voice_id == voice_id, ScreenPlay.day == day)
        session.execute(update(ScreenPlay).where(*today).values(many=ScreenPlay.many + 1))
