"""The worker's duty: look at households about which something new was counted, and at everybody
in turn, a few at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from storefront.campaign.models import Campaign
from storefront.db import deed, session
from storefront.facts.models import Fact
from storefront.facts.restating import MOVED
from storefront.files import Files
from storefront.places.models import Place
from storefront.screening import actions, gathering, pictures
from storefront.screening.dossier import Dossier, Finding
from storefront.screening.gathering import Ground
from storefront.screening.models import Round, Suspect
from storefront.screening.rules import book
from storefront.shops.models import Household

Eyes = Callable[[Dossier], Iterable[Finding]]

TOGETHER = 100
"""Households asked about in one go."""
FACTS = 20_000
"""New facts followed in a round; the next round takes the rest."""
BEHIND = 2_000
"""Facts looked at again: on PostgreSQL a lower number may be committed later."""
IN_TURN = 100
PHOTOS = 200


def screen_all(pictures_in: Files, *, at: datetime) -> int:
    """Says how many suspects are new."""
    campaigns = session.scalars(select(Campaign).order_by(Campaign.id)).all()
    return sum(screen(it, pictures_in, at=at) for it in campaigns)


def screen(campaign: Campaign, pictures_in: Files, *, at: datetime) -> int:
    """One round. Broken off, it is done again: the same is opened once and moved once."""
    round_ = session.get(Round, campaign.id) or Round(
        campaign_id=campaign.id, fact_id=0, household_id=0, photo_id=0
    )
    photo_id = _look_at_photos(round_.photo_id, pictures_in)
    last = _last_fact(round_.fact_id)
    turn = _in_turn(campaign, round_.household_id)
    opened = look(sorted({*_new(campaign, round_.fact_id, last), *turn}), at=at)
    with deed():
        session.merge(
            Round(
                campaign_id=campaign.id,
                fact_id=last,
                household_id=turn[-1] if len(turn) == IN_TURN else 0,
                photo_id=photo_id,
                done_at=at,
            )
        )
    return opened


def look(
    households: Sequence[int],
    *,
    around: Ground | None = None,
    eyes: Eyes = book.look,
    at: datetime,
) -> int:
    """Read and think first, then write: other writers wait only for what was found."""
    if not households:
        return 0
    around, opened = around or gathering.ground(at=at), 0
    for some in _chunks(households):
        dossiers = gathering.dossiers(some, around, at=at)
        found = {it.household_id: list(eyes(it)) for it in dossiers}
        opened += _write(found, _known(some), at=at)
    return opened


def _write(found: dict[int, list[Finding]], known: set[int], *, at: datetime) -> int:
    opened = 0
    for household_id, findings in found.items():
        if findings or household_id in known:
            with deed():
                opened += actions.look_into(household_id, findings, at=at)
    return opened


def _known(households: Sequence[int]) -> set[int]:
    """Already looked into: what is new about them may belong to it."""
    wanted = select(Suspect.household_id).where(Suspect.household_id.in_(households))
    return set(session.scalars(wanted))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))


def _last_fact(after: int) -> int:
    upper = select(Fact.id).where(Fact.id > after).order_by(Fact.id).limit(FACTS).subquery()
    return session.scalar(select(func.max(upper.c.id))) or after


def _new(campaign: Campaign, after: int, last: int) -> Sequence[int]:
    touched = select(Fact.household_id).where(
        Fact.id > after - BEHIND,
        Fact.id <= last,
        Fact.cause.not_like("aside:%"),
        Fact.cause.not_like(f"{MOVED}%"),
    )
    return session.scalars(_here(campaign).where(Household.id.in_(touched))).all()


def _in_turn(campaign: Campaign, after: int) -> Sequence[int]:
    return session.scalars(_here(campaign).where(Household.id > after).limit(IN_TURN)).all()


def _here(campaign: Campaign) -> Select[int]:
    place = session.get_one(Place, campaign.place_id)
    return (
        select(Household.id)
        .join(Place, Place.id == Household.village_id)
        .where(Place.path.startswith(place.path), Household.gone_at.is_(None))
        .order_by(Household.id)
    )


def _look_at_photos(after: int, pictures_in: Files) -> int:
    photos = pictures.unseen(after, limit=PHOTOS)
    prints = pictures.developed(photos, pictures_in)
    if not photos:
        return after
    with deed():
        pictures.keep(prints)
    return photos[-1].id
