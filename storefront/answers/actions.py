from __future__ import annotations

from datetime import datetime, timedelta

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.answers import calling, letters, queries
from storefront.answers.models import Why
from storefront.answers.words import Answer, Said, read
from storefront.notifications import actions as notifications
from storefront.notifications.models import HeardMessage
from storefront.orders import actions as orders
from storefront.orders.models import Order, OrderState
from storefront.orders.refusals import NotNow

STRANGERS = timedelta(days=1)
"""A number without a shop is answered once in so long: replies cost money."""
REASON = 200
DIGITS = {Answer.YES: "1", Answer.NO: "2", Answer.CALL: "3"}


def by_link(order: Order, said: Answer, *, reason: str = "", at: datetime) -> None:
    """The household pressed in the message it got: nobody else was given the link.

    Raises NotNow when it was answered meanwhile.
    """
    orders.lock(order)
    if order.state is not OrderState.PLACED:
        raise NotNow(order.code)
    _answer(order, said, reason=reason, how="link", at=at)


def by_message(heard: HeardMessage, *, at: datetime) -> str:
    """Do what the message says, write back in plain words, and give these."""
    keeper = queries.keeper_of(heard.phone)
    if keeper is None:
        return _to_a_stranger(heard, at=at)
    body = _obey(heard, keeper, at=at)
    notifications.write(body, to=heard.phone, person=keeper, at=at)
    return body


def _to_a_stranger(heard: HeardMessage, *, at: datetime) -> str:
    heard.outcome = "stranger"
    body = letters.reply("stranger", "vi")
    if not queries.heard_from(heard.phone, but=heard.id, since=at - STRANGERS):
        notifications.write(body, to=heard.phone, at=at)
    return body


def _obey(heard: HeardMessage, keeper: Person, *, at: datetime) -> str:
    said = read(heard.text)
    waiting = list(queries.waiting_of(heard.phone))
    if said is None:
        heard.outcome = "unclear"
        return letters.reply("how", keeper.language)
    meant = [it for it in waiting if said.names(it.code)]
    if not meant and said.number:
        return _too_late(heard, said, keeper)
    chosen = meant or waiting
    if not chosen:
        return _too_late(heard, None, keeper)
    if len(chosen) > 1 and (said.answer is Answer.NO or meant):
        heard.outcome = "which"
        return letters.which(DIGITS[said.answer], chosen, keeper.language)
    return _done(heard, said, chosen[0], waiting, keeper, at=at)


def _done(
    heard: HeardMessage,
    said: Said,
    order: Order,
    waiting: list[Order],
    keeper: Person,
    *,
    at: datetime,
) -> str:
    orders.lock(order)
    if order.state is not OrderState.PLACED:
        return _told_late(heard, order, keeper)
    heard.outcome, heard.about = said.answer.value, order.code
    _answer(order, said.answer, reason=said.why[:REASON], how="sms", at=at)
    left = [it for it in waiting if it is not order]
    return letters.done(said.answer.value, order, keeper.language, left=left)


def _too_late(heard: HeardMessage, said: Said | None, keeper: Person) -> str:
    """No such order waits. Perhaps it did."""
    known = queries.newest_of(heard.phone)
    ended = [it for it in known if it.state is not OrderState.PLACED]
    meant = [it for it in ended if said is None or said.names(it.code)]
    if meant:
        return _told_late(heard, meant[0], keeper)
    heard.outcome = "none"
    return letters.reply("not_that" if said else "none", keeper.language)


def _told_late(heard: HeardMessage, order: Order, keeper: Person) -> str:
    heard.outcome, heard.about = "late", order.code
    return letters.late(order, keeper.language)


def _answer(order: Order, said: Answer, *, reason: str, how: str, at: datetime) -> None:
    """In the keeper's name, who alone has the link and the phone."""
    keeper = order.shop.household.keeper
    if said is Answer.YES:
        orders.confirm(order, by=keeper, at=at)
    elif said is Answer.NO:
        why = reason or letters.default_reason(order.checkout.language)
        orders.cancel(order, by=keeper, reason=why, at=at)
    else:
        calling.put_on_the_list(order, Why.ASKED, at=at)
    subject, detail = f"order:{order.code}", {"answer": said.value, "how": how}
    accounts.trace("order.answered", subject, actor=keeper, for_id=keeper.id, detail=detail, at=at)
