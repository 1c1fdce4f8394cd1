"""Asking a provider's server in JSON: an answer that looks like theirs, or nothing is known."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from storefront import text, wire

TOO_MANY = 429
"""Too many questions at once: it may be asked again."""


MOST_WORDS = 160
"""Letters of what a provider says of its refusal."""


class Answer(BaseModel):
    """What is said besides the fields we name is let be: providers add to their answers."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=BaseModel)


def post_json(
    url: str,
    question: Mapping[str, object],
    expect: type[Model],
    *,
    timeout: tuple[float, float] | None = None,
) -> Model:
    """Raises Unreachable, also when the answer is no answer: a proxy's page, an error of theirs."""
    said = wire.post(
        url, compact(question).encode(), headers={"Content-Type": "application/json"},
        timeout=timeout,
    )  # fmt: skip
    return understood(said, expect, of=url)


def understood(said: wire.Answer, expect: type[Model], *, of: str) -> Model:
    """Raises Unreachable. What was sent and what came stay out of its words: both hold secrets."""
    if said.status >= 500 or said.status == TOO_MANY:
        raise wire.Unreachable(f"{of}: {said.status}")
    try:
        return expect.model_validate_json(said.body)
    except ValidationError as error:
        misfits = error.error_count()
    raise wire.Unreachable(f"{of}: {said.status}, {misfits} misfits")


def words_in(answer: wire.Answer, *names: str) -> str:
    """What stands under the first of these names in an answer that is no answer of ours to read."""
    try:
        said: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    found = [said.get(name) for name in names] if isinstance(said, dict) else []
    return next((words for words in found if isinstance(words, str)), "")


def in_their_words(said: str, credentials: BaseModel) -> str:
    """For people to read: short, on one line, and without our secrets should they be repeated."""
    for _name, value in credentials:
        secret = value.get_secret_value() if isinstance(value, SecretStr) else ""
        said = said.replace(secret, "••••••") if secret else said
    return text.tidy(said)[:MOST_WORDS]


def compact(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
