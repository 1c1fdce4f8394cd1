"""The outbox is emptied here: each message is tried a few times, less and less often."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, select, update

from storefront import wire
from storefront.db import deed, session
from storefront.notifications.models import Channel, Message
from storefront.settings import Settings

TRIES = 8
FIRST_WAIT = timedelta(seconds=15)
AT_ONCE = 20
LONGEST = 10.0
"""Seconds for one message: who carries them and says nothing holds up all that the worker does."""


class Undelivered(Exception):
    """The message did not go out; another try may help."""


class Silent(Undelivered):
    """Nobody answered: the next message would wait as long, and for nothing."""


class NotOnZalo(Exception):
    """Zalo does not bring it to this phone, now or later; SMS may."""


class Sender(Protocol):
    """Whoever carries messages to phones."""

    def send(self, message: Message) -> None:
        """Raises Undelivered."""


class PracticeSender:
    """Carries nothing anywhere: the practice outbox shows what would have been sent."""

    def send(self, message: Message) -> None:
        return


class SmsGateway:
    """Hands messages to an SMS gateway over HTTP, as JSON with a bearer token."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def send(self, message: Message) -> None:
        if not self._url:
            raise Undelivered("SMS_URL is not set")
        words = {"to": message.to, "text": message.body, "id": str(message.id)}
        try:
            answer = wire.post(self._url, json.dumps(words).encode(), headers=self._headers)
        except wire.Unreachable as error:
            raise Silent(str(error)) from error
        if answer.status >= 300:
            raise Undelivered(f"the gateway answered {answer.status}")


class ZaloNotices:
    """Asks Zalo to show a notice (ZNS) from a template it has agreed to."""

    def __init__(self, url: str, token: str, templates: Mapping[str, str]) -> None:
        self._url, self._templates = url, templates
        self._headers = {"Content-Type": "application/json", "access_token": token}

    def send(self, message: Message) -> None:
        """Raises NotOnZalo, or Undelivered when nobody knows what became of it."""
        template = self._templates.get(message.template or "")
        if not template:
            raise NotOnZalo
        asked = {
            "phone": message.to.removeprefix("+"),
            "template_id": template,
            "template_data": message.fields,
            "tracking_id": str(message.id),
        }
        try:
            answer = wire.post(self._url, json.dumps(asked).encode(), headers=self._headers)
        except wire.Unreachable as error:
            raise Silent(str(error)) from error
        if answer.status >= 500:
            raise Undelivered(f"Zalo answered {answer.status}")
        if not _was_taken(answer.body):
            raise NotOnZalo


def _was_taken(body: bytes) -> bool:
    """Zalo says what is wrong inside a 200: no account by this phone, blocked, no money left."""
    try:
        return bool(json.loads(body)["error"] == 0)
    except (ValueError, TypeError, KeyError):
        return False


class ZaloElseSms:
    """One way at a time: Zalo for what has a template, SMS for the rest and for whom Zalo does not
    reach."""

    def __init__(self, zalo: Sender, sms: Sender) -> None:
        self._zalo, self._sms = zalo, sms

    def send(self, message: Message) -> None:
        if message.channel is Channel.ZALO:
            try:
                return self._zalo.send(message)
            except NotOnZalo:
                message.channel = Channel.SMS
        return self._sms.send(message)


def sender_for(settings: Settings) -> Sender:
    if settings.practice:
        return PracticeSender()
    return ZaloElseSms(
        ZaloNotices(settings.zalo_url, settings.zalo_token, settings.zalo_templates),
        SmsGateway(settings.sms_url, settings.sms_token),
    )


def send_due(sender: Sender, *, at: datetime) -> int:
    """Send what waits. Says how many went out.

    Of a channel on which nobody answers one message is tried; the others have not been."""
    with deed():
        taken = _take(at=at)
    silent: set[Channel] = set()
    untried = [it.id for it in taken if not _tried(sender, it, silent, at=at)]
    if untried:
        with deed():
            _give_back(untried)
    return sum(it.sent_at is not None for it in taken)


def _waits(tries: int) -> timedelta:
    return FIRST_WAIT * ((1 << tries) - 1)


def _take(*, at: datetime) -> list[Message]:
    """A try is counted before it is made, so that no two workers make the same one."""
    due = (
        select(Message)
        .where(Message.sent_at.is_(None), or_(*_due_after(at)))
        .order_by(Message.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.scalars(due))
    for message in taken:
        message.tries += 1
    return taken


def _due_after(at: datetime) -> Iterator[ColumnElement[bool]]:
    """Whoever waits for another try holds up nobody who was never tried."""
    for tries in range(TRIES):
        yield and_(Message.tries == tries, Message.written_at <= at - _waits(tries))


def _tried(sender: Sender, message: Message, silent: set[Channel], *, at: datetime) -> bool:
    if message.channel in silent:
        return False
    error = None
    try:
        with wire.within(LONGEST):
            sender.send(message)
    except Undelivered as refusal:
        error = str(refusal)[:200]
        if isinstance(refusal, Silent):
            silent.add(message.channel)
    _remember(message, error, at=at)
    return True


def _remember(message: Message, error: str | None, *, at: datetime) -> None:
    went_by = message.channel
    with deed():
        kept = session.get_one(Message, message.id)
        kept.channel, kept.last_error = went_by, error
        kept.sent_at = None if error else at


def _give_back(untried: Sequence[int]) -> None:
    session.execute(update(Message).where(Message.id.in_(untried)).values(tries=Message.tries - 1))
