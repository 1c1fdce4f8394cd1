"""Shapes and forms as JSON Schema, each once and by its name."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from storefront.money import HIGHEST, Money
from storefront.web.described import Description, File, Sent

REFERENCE = "#/components/schemas/{model}"
TYPED = {"type": "integer", "minimum": 1, "maximum": HIGHEST, "description": "Whole đồng."}


class _Plainly(GenerateJsonSchema):
    """Without titles that repeat a field's name; money in a form is what somebody types."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dataclass_schema(self, schema: Any) -> JsonSchemaValue:
        return TYPED if schema["cls"] is Money else super().dataclass_schema(schema)


class Shapes:
    def __init__(self, described: Iterable[Description]) -> None:
        asked = [*dict.fromkeys(_all_of(described))]
        adapters = [(str(number), mode, TypeAdapter(it)) for number, (it, mode) in enumerate(asked)]
        found, rest = TypeAdapter.json_schemas(
            adapters, ref_template=REFERENCE, schema_generator=_Plainly
        )
        self._known = {asked[int(number)]: schema for (number, _mode), schema in found.items()}
        self.named: dict[str, Any] = dict(sorted(rest.get("$defs", {}).items()))

    def of(self, it: Any, *, sent: bool = False) -> dict[str, Any]:
        return self._known[it, "validation" if sent else "serialization"]

    def sent(self, it: Sent) -> dict[str, Any]:
        if it.shape is None:
            return {}
        whole = self.of(it.shape, sent=True)
        rest = [self.of(one, sent=True) for one in it.also]
        return {"allOf": [whole, {"anyOf": rest}]} if rest else whole

    def query(self, it: Any) -> Iterator[dict[str, Any]]:
        """Each field of it as a word of the query."""
        if it is None:
            return
        whole = TypeAdapter(it).json_schema(schema_generator=_Plainly)
        for name, schema in whole["properties"].items():
            words = schema.pop("description", "")
            told = {"name": name, "in": "query", "required": name in whole.get("required", ())}
            yield told | {"schema": schema} | ({"description": words} if words else {})

    def words(self, it: Any) -> str:
        """What a shape says of itself."""
        return inspect.cleandoc(getattr(it, "__dict__", {}).get("__doc__") or "")


def _all_of(described: Iterable[Description]) -> Iterator[tuple[Any, Any]]:
    for it in described:
        for one in it.answers.values():
            for shape in one if isinstance(one, tuple) else (one,):
                if not isinstance(shape, File):
                    yield shape, "serialization"
        if it.sends is not None and it.sends.shape is not None:
            for form in (it.sends.shape, *it.sends.also):
                yield form, "validation"
