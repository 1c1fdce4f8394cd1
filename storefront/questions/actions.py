from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from storefront import addresses
from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.notifications import actions as notifications
from storefront.places.models import Place
from storefront.questions.models import Question, Reply

MOST_A_DAY = 10
KEPT = timedelta(days=365)
"""After it was settled."""
TWICE = timedelta(minutes=10)
"""The same words again so soon are a second press, not a second question."""
_ANSWERED = {
    "vi": "Chợ Bản: {who} đã trả lời câu hỏi của bạn. Xem ở {address}",
    "en": "Chợ Bản: {who} has answered your question. See {address}",
}


class TooManyQuestions(MarketError):
    """Ten a day are enough; call somebody instead."""


class Settled(MarketError):
    """It is over; ask anew."""


def ask(
    person: Person, place: Place, *, step: str, words: str, picture: str | None, at: datetime
) -> Question:
    """Raises TooManyQuestions. Asking the same twice gives the first again."""
    today = select(Question).where(
        Question.asked_by_id == person.id, Question.asked_at > at - timedelta(days=1)
    )
    again = today.where(Question.words == words, Question.asked_at > at - TWICE)
    known = session.scalar(again.order_by(Question.id.desc()).limit(1))
    if known:
        return known
    if (session.scalar(select(func.count()).select_from(today.subquery())) or 0) >= MOST_A_DAY:
        raise TooManyQuestions(str(MOST_A_DAY))
    asked = Question(
        asked_by=person, place=place, step=step, words=words, picture=picture, asked_at=at
    )
    session.add(asked)
    session.flush()
    return asked


def reply(question: Question, words: str, *, by: Person, at: datetime) -> None:
    """Raises Settled. Pressing twice says it once."""
    session.refresh(question, ["settled_at", "answered_at", "replies"], with_for_update=True)
    if question.settled_at:
        raise Settled(str(question.id))
    last = question.replies[-1] if question.replies else None
    if last and (last.by_id, last.words) == (by.id, words):
        return
    question.replies.append(Reply(by=by, words=words, at=at))
    if by.id == question.asked_by_id:
        return
    question.answered_at = question.answered_at or at
    _tell(question, by=by, at=at)


def settle(question: Question, *, at: datetime) -> None:
    """That helped, says whoever asked; or they found it themselves."""
    question.settled_at = question.settled_at or at


def _tell(question: Question, *, by: Person, at: datetime) -> None:
    asker = question.asked_by
    if asker.phone:
        said = _ANSWERED.get(asker.language) or _ANSWERED["vi"]
        body = said.format(who=by.name, address=addresses.question(question.id))
        notifications.write(body, to=asker.phone, person=asker, at=at)


def forget_old(*, at: datetime) -> tuple[set[str], int]:
    """Words and pictures of what was settled long ago; that somebody asked stays. Gives the
    pictures' files, and how many lost their words."""
    old = select(Question.id, Question.picture).where(
        Question.settled_at < at - KEPT, (Question.words != "") | Question.picture.is_not(None)
    )
    found = session.execute(old).all()
    numbers = [number for number, _picture in found]
    session.execute(delete(Reply).where(Reply.question_id.in_(numbers)))
    emptied = {"step": "", "words": "", "picture": None}
    session.execute(update(Question).where(Question.id.in_(numbers)).values(emptied))
    return {picture for _number, picture in found if picture}, len(found)
