from sqlalchemy import func, select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.field.models import Errand, SentPhoto


def errand(client_id: str) -> Errand | None:
    return session.scalar(select(Errand).where(Errand.client_id == client_id))


def outcome_of(client_id: str, person: Person) -> dict[str, str]:
    """What came of an errand of this person's. Nothing while it has not come."""
    found = errand(client_id)
    return found.outcome if found and found.person_id == person.id else {}


def photo(client_id: str, person: Person) -> SentPhoto | None:
    wanted = select(SentPhoto).where(
        SentPhoto.client_id == client_id, SentPhoto.person_id == person.id
    )
    return session.scalar(wanted.with_for_update())


def how_many_photos(person: Person) -> int:
    """That have begun to come and are shown nowhere yet."""
    wanted = select(func.count()).select_from(SentPhoto).where(SentPhoto.person_id == person.id)
    return session.scalar(wanted) or 0
