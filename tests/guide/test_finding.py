"""Most questions of people are answered by the topic that they are about."""

from __future__ import annotations

import pytest

from storefront.guide import finding
from tests.guide.asked import questions


@pytest.mark.parametrize("language", ["vi", "en"])
def test_most_questions_are_answered_by_the_first_topic_and_nearly_all_by_one_of_three(
    language: str,
) -> None:
    asked = questions(language)
    found = [(key, [it.key for it in finding.answers(words, language)]) for key, words in asked]
    first = sum(key == keys[0] for key, keys in found if keys)
    among = sum(key in keys for key, keys in found)
    misses = [(asked[nth][1], keys) for nth, (key, keys) in enumerate(found) if key not in keys]
    assert first >= 0.85 * len(asked), (first, len(asked))
    assert among >= 0.95 * len(asked), misses


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy", "\ud800", "‮", "😀" * 500, "a", "0" * 5000])
def test_what_is_no_question_has_no_answer(typed: str) -> None:
    assert finding.answers(typed, "vi") == []


def test_what_lies_far_from_all_topics_is_not_answered_anyhow() -> None:
    assert finding.answers("thời tiết ngày mai ở paris", "vi") == []
