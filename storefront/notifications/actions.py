from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from storefront.accounts.models import Person
from storefront.notifications.models import Channel, Message
from storefront.rows import put


@dataclass(frozen=True, slots=True)
class Form:
    """A template that Zalo has agreed to, by our name for it, and what is filled in."""

    template: str
    fields: Mapping[str, str]


class Letter(NamedTuple):
    body: str
    to: str
    person: Person | None = None
    form: Form | None = None
    """With one, Zalo is tried first."""


def write(
    body: str,
    *,
    to: str,
    person: Person | None = None,
    form: Form | None = None,
    at: datetime,
) -> None:
    """Put words into the outbox, in the deed they tell of."""
    write_all([Letter(body, to, person, form)], at=at)


def write_all(letters: Iterable[Letter], *, at: datetime) -> None:
    put(Message, *(_row(it, at=at) for it in letters))


def _row(it: Letter, *, at: datetime) -> dict[str, Any]:
    person_id = it.person.id if it.person else None
    row: dict[str, Any] = {"to": it.to, "person_id": person_id, "body": it.body, "written_at": at}
    if it.form is None:
        return row
    form = {"template": it.form.template, "fields": dict(it.form.fields)}
    return row | form | {"channel": Channel.ZALO}
