"""By what a person is found in words, and what stands there afterwards. Pure."""

from __future__ import annotations

import json
from typing import Any

from storefront.accounts.models import Person

MARK = "•••"
"""Where a name was. It reads the same in every language."""


def needles(person: Person) -> tuple[str, ...]:
    """The name and the number, as people and as JSON write them."""
    plain = [person.name, *_written(person.phone)] if person.name != MARK else []
    return tuple(dict.fromkeys([*plain, *(json.dumps(it)[1:-1] for it in plain)]))


def without(value: Any, person: Person) -> Any:
    """The same words, and the person not in them."""
    if isinstance(value, str):
        for needle in needles(person):
            value = value.replace(needle, MARK)
        return value
    if isinstance(value, dict):
        return {name: without(one, person) for name, one in value.items()}
    if isinstance(value, list):
        return [without(one, person) for one in value]
    return value


def _written(phone: str | None) -> tuple[str, ...]:
    if not phone:
        return ()
    local = "0" + phone.removeprefix("+84")
    return phone, phone.removeprefix("+"), local, f"{local[:4]} {local[4:7]} {local[7:]}"
