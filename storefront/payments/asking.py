"""Asking a provider's server in JSON: an answer that looks like theirs, or nothing is known."""

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from storefront import wire

TOO_MANY = 429
"""Too many questions at once: it may be asked again."""


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


def compact(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
