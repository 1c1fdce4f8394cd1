"""Addresses that learn to be written when one is first written, and numbers in them."""

from collections.abc import Callable

from werkzeug.datastructures import ImmutableDict
from werkzeug.routing import IntegerConverter, Map, Rule

DIGITS = 18
"""Of the numbers that both databases can hold; nothing has a longer one."""


class Number(IntegerConverter):
    """An address with a longer number is nobody's, wherever it is asked."""

    regex = rf"\d{{1,{DIGITS}}}"


class NumberedMap(Map):
    default_converters = ImmutableDict(Map.default_converters | {"int": Number})


class LateRule(Rule):
    """Werkzeug compiles two functions for every address as it is declared. Of five hundred a
    process writes a few dozen."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder

        def write(rule: Rule, /, **values: str) -> tuple[str, str]:
            made: Callable[..., tuple[str, str]] = compiled(append_unknown).__get__(rule)
            setattr(rule, "_build_unknown" if append_unknown else "_build", made)
            return made(**values)

        return write
