from datetime import datetime

from storefront.accounts.models import Person
from storefront.notifications.models import Message
from storefront.rows import put


def write(body: str, *, to: str, person: Person | None = None, at: datetime) -> None:
    """Put words into the outbox, in the deed they tell of."""
    person_id = person.id if person else None
    message = {"to": to, "person_id": person_id, "body": body, "written_at": at}
    put(Message, message)
