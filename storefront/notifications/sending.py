"""The outbox is emptied here: each message is tried a few times, less and less often."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from storefront import wire
from storefront.db import deed, session
from storefront.notifications.models import Channel, Message
from storefront.settings import Settings

TRIES = 8
FIRST_WAIT = timedelta(seconds=15)
AT_ONCE = 20


class Undelivered(Exception):
    """The message did not go out; another try may help."""


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
            raise Undelivered(str(error)) from error
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
            raise Undelivered(str(error)) from error
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
    """Send what waits. Says how many went out."""
    with deed():
        taken = _take(at=at)
    return sum(_sent(sender, message, at=at) for message in taken)


def next_try(message: Message) -> datetime:
    return message.written_at + FIRST_WAIT * ((1 << message.tries) - 1)


def _take(*, at: datetime) -> list[Message]:
    """A try is counted before it is made, so that no two workers make the same one."""
    waiting = (
        select(Message)
        .where(Message.sent_at.is_(None), Message.tries < TRIES)
        .order_by(Message.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    due = [message for message in session.scalars(waiting) if next_try(message) <= at]
    for message in due:
        message.tries += 1
    return due


def _sent(sender: Sender, message: Message, *, at: datetime) -> bool:
    error = None
    try:
        sender.send(message)
    except Undelivered as refusal:
        error = str(refusal)[:200]
    went_by = message.channel
    with deed():
        kept = session.get_one(Message, message.id)
        kept.channel = went_by
        kept.last_error = error
        kept.sent_at = None if error else at
    return error is None
