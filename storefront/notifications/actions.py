from datetime import datetime

from sqlalchemy import insert

from storefront.accounts.models import Person
from storefront.db import session
from storefront.notifications.models import Message


def write(body: str, *, to: str, person: Person | None = None, at: datetime) -> None:
    """Put words into the outbox, in the deed they tell of."""
    person_id = person.id if person else None
    message = {"to": to, "person_id": person_id, "body": body, "written_at": at}
    session.execute(insert(Message), [message])
