"""A question written down without signal reaches the commune once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.questions.actions import MOST_A_DAY
from storefront.questions.models import Question
from tests.field.phone import Phone
from tests.village import a_village, posted


@pytest.fixture
def tai(app: Flask) -> Phone:
    with deed():
        return Phone(app, posted("Nông Văn Tài", Role.LEADER, a_village()))


def test_a_question_is_asked_once_with_its_step(tai: Phone) -> None:
    first = tai.send("question", step="Việc chưa gửi", words="Máy nói chờ mãi")
    again = tai.send("question", first["id"], step="Việc chưa gửi", words="Máy nói chờ mãi")

    asked = session.scalars(select(Question)).one()
    assert first["outcome"] == again["outcome"] == "done"
    assert first["result"] == {"question": str(asked.id)}
    assert (asked.step, asked.words, asked.asked_by_id) == (
        "Việc chưa gửi",
        "Máy nói chờ mãi",
        tai.person.id,
    )


def test_too_short_and_too_many_are_refused_with_a_reason(tai: Phone) -> None:
    short = tai.send("question", words="a")
    for nth in range(MOST_A_DAY):
        tai.send("question", words=f"Câu hỏi số {nth}")
    many = tai.send("question", words="Thêm một câu nữa")

    assert (short["status"], list(short["faults"])) == (422, ["words"])
    assert (many["status"], list(many["faults"])) == (422, ["words"])
    assert len(session.scalars(select(Question)).all()) == MOST_A_DAY
