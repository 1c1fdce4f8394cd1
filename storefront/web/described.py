"""What programs may ask, said beside the view that answers: /api/openapi.json is made of it.

A shape is a TypedDict that the view itself returns, so that the type checker holds both to the same
keys; words under a key are what the description says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, WithJsonSchema, with_config
from typing_extensions import TypedDict

View = TypeVar("View", bound=Callable[..., Any])
Shape = TypeVar("Shape", bound=type)

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class File:
    """What is no JSON: a sheet, a word for a load balancer."""

    mimetype: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The body of a request."""

    mimetype: str
    shape: Any = None
    """Of a form or JSON; nothing: bytes."""
    also: tuple[Any, ...] = ()
    """One of these stands beside it in the same form."""


@dataclass(frozen=True, slots=True)
class Description:
    says: str
    answers: Mapping[int, Any]
    """By status. What every door of a kind may say besides (404, 503) stands in openapi.py."""
    asks: Any = None
    """The words of the query, as a shape."""
    hears: Collection[str] = ()
    """Headers that mean something to this door alone."""
    sends: Sent | None = None
    refuses: Collection[int] = ()
    """Refused with a page, besides what every door of its kind refuses."""


def described(says: str, answers: Mapping[int, Any], **more: Any) -> Callable[[View], View]:
    """Below @door, which hands on what is noted here."""

    def declare(view: View) -> View:
        view.described = Description(says, answers, **more)  # type: ignore[attr-defined]
        return view

    return declare


def shape(it: Shape) -> Shape:
    """A TypedDict whose words under a key are kept for the description."""
    return with_config(ConfigDict(use_attribute_docstrings=True))(it)


# --- words that several answers use ----------------------------------------------------------

Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
"""On the calendar of Asia/Ho_Chi_Minh."""
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""With its offset from UTC."""
Dong = Annotated[int, WithJsonSchema({"type": "integer", "description": "Whole đồng."})]


@shape
class State(TypedDict):
    state: str
    """Another word when the page should be asked for anew; it says nothing else."""


@shape
class Version(TypedDict):
    version: str
    """Another word when the page should be asked for anew; it says nothing else."""
