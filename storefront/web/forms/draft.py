"""A form as somebody filled it in: what they typed, what it means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

Form = TypeVar("Form", bound=BaseModel)


class Draft(Generic[Form]):
    """`data` when `ok`; otherwise `errors` by field, and `typed` as it was typed."""

    def __init__(self, form: type[Form], typed: Mapping[str, Any] | None = None) -> None:
        self.form = form
        self.typed: dict[str, Any] = dict(typed or {})
        self.errors: dict[str, str] = {}
        self.choices: dict[str, list[Any]] = {}
        """By field, what the words may mean, when we have to ask which."""
        self._data: Form | None = None

    @classmethod
    def read(cls, form: type[Form], **more: Any) -> Draft[Form]:
        """Read the request's form. Fields that may repeat are declared as lists."""
        draft = cls(form, {name: _value(form, name) for name in form.model_fields} | more)
        try:
            draft._data = form.model_validate(draft._given())
        except ValidationError as error:
            draft.errors = _in_words(error)
        return draft

    @property
    def ok(self) -> bool:
        return not self.errors

    @property
    def data(self) -> Form:
        if self._data is None:
            raise ValueError("the form has errors")
        return self._data

    def blame(self, error: ValidationError) -> None:
        """What is wrong, by a model that is not the form itself."""
        self.errors |= _in_words(error)

    def refuse(self, field: str, words: str) -> None:
        """Add an error that only the market could find."""
        self.errors[field] = words

    def _given(self) -> dict[str, Any]:
        # An empty box is a missing value: say "fill this in" rather than "not a number".
        return {name: value for name, value in self.typed.items() if value not in ("", None)}


def _value(form: type[BaseModel], name: str) -> Any:
    if name in _may_repeat(form):
        return request.form.getlist(name)
    return request.form.get(name, "")


@cache
def _may_repeat(form: type[BaseModel]) -> frozenset[str]:
    fields = form.model_fields.items()
    return frozenset(name for name, field in fields if "list" in str(field.annotation))


def _in_words(error: ValidationError) -> dict[str, str]:
    errors: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        field = str(problem["loc"][0]) if problem["loc"] else "form"
        errors.setdefault(field, _sentence(problem["type"], problem.get("ctx", {})))
    return errors


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    words = {
        "missing": _("Fill this in."),
        "string_too_short": _("Too short."),
        "string_too_long": _("Too long: at most %(most)s letters.", most=context.get("max_length")),
        "greater_than": _("Must be more than %(least)s.", least=context.get("gt")),
        "greater_than_equal": _("Must be at least %(least)s.", least=context.get("ge")),
        "less_than_equal": _("Must be at most %(most)s.", most=context.get("le")),
        "int_parsing": _("Write a whole number."),
        "date_from_datetime_parsing": _("Write a day, such as 24/8/2026."),
        "enum": _("Choose one from the list."),
        "literal_error": _("Choose one from the list."),
        "value_error": str(context.get("error", "")),
    }
    return str(words.get(kind) or _("This is not right. Look at it again."))
