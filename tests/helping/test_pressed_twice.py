"""What was read before the lock is read again under it: of two presses at one moment one counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.helping import actions as helping
from storefront.questions import actions as questions
from storefront.questions.models import Question, Reply
from storefront.shops.models import Household
from tests.crowd import at_once
from tests.village import MARKET_DAY, a_household, posted


def twice(app: Flask, read: Callable[[], object], do: Callable[[], object]) -> None:
    """Both have read before either writes, where the database lets two write at all."""
    both = threading.Barrier(2)

    def press(_client: object) -> None:
        with app.app_context(), deed():
            read()
            with suppress(threading.BrokenBarrierError):
                both.wait(timeout=0.3)
            do()

    at_once(app, [press, press])
    session.rollback()


@pytest.mark.parametrize("verb", ["consent.withdraw", "household.take_over"])
def test_a_household_says_it_once(app: Flask, verb: str) -> None:
    with deed():
        number = a_household().id

    def home() -> Household:
        return session.get_one(Household, number)

    def say(at: datetime = MARKET_DAY) -> None:
        if verb == "household.take_over":
            helping.take_over(home(), at=at)
        else:
            helping.withdraw(home(), Purpose.REPORT, by=home().keeper, at=at)

    twice(app, lambda: home().keeper.consents, say)

    assert session.scalar(select(func.count()).where(Trace.verb == verb)) == 1


def test_an_answer_is_sent_once(app: Flask) -> None:
    with deed():
        home = a_household()
        officer = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, home.village)
        asked = questions.ask(
            home.keeper, home.village, step="", words="Máy báo sai", picture=None, at=MARKET_DAY
        )
        numbers = asked.id, officer.id

    def question() -> Question:
        return session.get_one(Question, numbers[0])

    def answer() -> None:
        by = session.get_one(type(officer), numbers[1])
        questions.reply(question(), "Mười ba chữ số", by=by, at=MARKET_DAY)

    twice(app, lambda: question().replies, answer)

    assert session.scalar(select(func.count()).select_from(Reply)) == 1
