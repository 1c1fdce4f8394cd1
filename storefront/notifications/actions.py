from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront.accounts.models import Person
from storefront.notifications.models import Channel, Message
from storefront.rows import put


@dataclass(frozen=True, slots=True)
class Form:
    """A template that Zalo has agreed to, by our name for it, and what is filled in."""

    template: str
    fields: Mapping[str, str]


def write(
    body: str,
    *,
    to: str,
    person: Person | None = None,
    form: Form | None = None,
    at: datetime,
) -> None:
    """Put words into the outbox, in the deed they tell of. With a form, Zalo is tried first."""
    person_id = person.id if person else None
    message: dict[str, Any] = {"to": to, "person_id": person_id, "body": body, "written_at": at}
    if form:
        message |= {"channel": Channel.ZALO, "template": form.template, "fields": dict(form.fields)}
    put(Message, message)
