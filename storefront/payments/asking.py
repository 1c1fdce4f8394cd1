"""Asking a provider's server in JSON: an answer that looks like theirs, or nothing is known."""

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from storefront import wire


class Answer(BaseModel):
    """What is said besides the fields we name is let be: providers add to their answers."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=Answer)


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
    if said.status >= 500:
        raise wire.Unreachable(f"{url}: {said.status}")
    try:
        return expect.model_validate_json(said.body)
    except ValidationError as error:
        raise wire.Unreachable(f"{url}: {said.status}, {error.error_count()} misfits") from error


def compact(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
