"""Reading what a provider answers: strictly, and as unknown when it makes no sense."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from storefront.wire import Answer, Unreachable

Shape = TypeVar("Shape", bound=BaseModel)


def understood(answer: Answer, shape: type[Shape], *, of: str) -> Shape:
    """Raises Unreachable when they are in trouble, or when this is not what they answer.

    What was sent and what came stay out of the words, since either may hold secrets.
    """
    if answer.status >= 500:
        raise Unreachable(f"{of}: {answer.status}")
    try:
        return shape.model_validate_json(answer.body)
    except ValidationError:
        raise Unreachable(f"{of}: {answer.status}, an answer that makes no sense") from None
