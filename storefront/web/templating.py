"""Templates are compiled once for each language, with its words and fixed addresses inside.

Looking up sixty sentences for every page would cost more than its database queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import flask.templating
from flask import Flask
from flask_babel import force_locale, get_domain, gettext
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from storefront.web.filters import number_in, sum_in
from storefront.web.languages import language
from storefront.web.ready_made import ReadyMade, made_of
from storefront.web.template_code import (
    Component,
    Knowing,
    Sheet,
    Writer,
    joined,
    or_nothing,
    shown,
    shown_by,
    taken_apart,
)

SENTENCES = frozenset({"_", "gettext"})
MONEY_SAYS = "vi"
"""The language whose dots a sum of money has by itself: its templates write it as it stands."""
SAME_FOR_ALL = frozenset({"asset", "icon", "url_for"})
"""Functions that answer the same arguments alike as long as the program runs."""


def install(app: Flask) -> None:
    app.jinja_environment = Environment  # type: ignore[assignment]


class Environment(flask.templating.Environment):
    """Asked for a template, it answers with the one of the reader's language."""

    code_generator_class = Writer
    template_class = Sheet
    macro_class = Component
    context_class = Knowing
    shown = staticmethod(shown)
    joined = staticmethod(joined)
    language: str | None = None
    _languages: dict[str, Environment]
    found: dict[str | Template, Template]
    """A template in here costs none of the checks for one that has changed."""
    macros: dict[tuple[str, tuple[str, ...]], tuple[Any, ...]]
    """What templates take from others."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._languages = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: Any = None
    ) -> Template:
        if self.language is None:
            return self._speaking(language()).get_template(name, parent, globals)
        if self.auto_reload or name not in self.found:
            self.found[name] = super().get_template(name, parent, globals)
        return self.found[name]

    def brought(self, name: str, parent: str | None, names: tuple[str, ...]) -> tuple[Any, ...]:
        """The macros of these names, for a template that imports them."""
        key = (name, names)
        if self.auto_reload or key not in self.macros:
            module = self.get_template(name, parent).module
            self.macros[key] = tuple([getattr(module, it) for it in names])
        return self.macros[key]

    def _speaking(self, language: str) -> Environment:
        if language not in self._languages:
            overlay: Any = self.overlay(bytecode_cache=self._ready_made(language))
            overlay.language = language
            overlay.filters = self.filters | {"number": number_in(language)}
            if language != MONEY_SAYS:
                overlay.filters["written"] = sum_in(language)
                overlay.shown = shown_by(overlay.filters["written"])
            overlay.found, overlay.macros = {}, {}
            self._languages[language] = overlay
        return self._languages[language]

    def _ready_made(self, language: str) -> ReadyMade | None:
        return None if self.auto_reload else ReadyMade(language, self._made_of)

    @cached_property
    def _made_of(self) -> str:
        return made_of(self.app.extensions["assets"].addresses())

    def compile(self, source: Any, name: Any = None, *rest: Any, **more: Any) -> Any:
        """Called by the loader when a template is read for the first time."""
        if self.language and isinstance(source, str):
            tree = self.parse(source, name)
            with force_locale(self.language):  # whatever the request was first asked in
                source = _Settled(self, in_html=self._is_html(name)).visit(tree)
            source.set_environment(self)
        return super().compile(source, name, *rest, **more)

    def make_globals(self, d: Any) -> Any:
        """As one dictionary: every page copies them, and a chain of two is slow to copy."""
        return super().make_globals(d) if self.language is None else self.globals | (d or {})

    def _is_html(self, name: str | None) -> bool:
        return bool(self.autoescape(name) if callable(self.autoescape) else self.autoescape)


class _Settled(NodeTransformer):
    """Puts in what is known once the language is."""

    def __init__(self, environment: Environment, *, in_html: bool) -> None:
        self._globals = environment.globals
        self._is_settled = not environment.auto_reload
        self._sentence = Markup if in_html else str
        self._asks = "written" in environment.filters

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802  found by this name
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in taken_apart(or_nothing(child))]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Concat:  # noqa: N802  found by this name
        self.generic_visit(node)
        node.nodes = [self._written(part) for part in node.nodes]
        return node

    def _written(self, node: nodes.Expr) -> nodes.Expr:
        if not self._asks or isinstance(node, nodes.Const):
            return node
        return nodes.Filter(node, "written", [], [], None, None, lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  found by this name
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if node.dyn_args or node.dyn_kwargs:
            return node
        if name in SENTENCES or name == "ngettext":
            for word in node.kwargs:
                word.value = self._written(word.value)
        if name in SENTENCES and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
            return self._said(node, gettext(node.args[0].value), node.kwargs)
        if name == "ngettext" and len(node.args) == 3:
            return self._counted(node)
        if name in SAME_FOR_ALL and self._is_settled and _all_constant(node):
            return self._answered(node, self._globals[name])
        return node

    def _said(self, node: nodes.Call, sentence: str, words: Sequence[nodes.Keyword]) -> nodes.Expr:
        said = self._sentence(sentence)
        if not words:
            return nodes.Const(said % {}, lineno=node.lineno)
        pairs = [
            nodes.Pair(nodes.Const(word.key), word.value, lineno=node.lineno) for word in words
        ]
        return nodes.Mod(nodes.Const(said), nodes.Dict(pairs), lineno=node.lineno)

    def _counted(self, node: nodes.Call) -> nodes.Expr:
        """Our languages have one form, or one for one and one for the rest."""
        singular, plural, number = node.args
        if not (isinstance(singular, nodes.Const) and isinstance(plural, nodes.Const)):
            return node
        form = get_domain().get_translations().ungettext
        one, *rest = (form(singular.value, plural.value, many) for many in (1, 0, 2, 5, 21))
        if len(set(rest)) > 1:
            return node
        words = [nodes.Keyword("num", number), *node.kwargs]
        many = self._said(node, rest[0], words)
        if one == rest[0]:
            return many
        is_one = nodes.Compare(number, [nodes.Operand("eq", nodes.Const(1))])
        return nodes.CondExpr(is_one, self._said(node, one, words), many, lineno=node.lineno)

    def _answered(self, node: nodes.Call, function: Any) -> nodes.Const:
        named = {word.key: word.value.as_const() for word in node.kwargs}
        return nodes.Const(
            function(*(value.as_const() for value in node.args), **named), lineno=node.lineno
        )


def _all_constant(node: nodes.Call) -> bool:
    values = [*node.args, *(word.value for word in node.kwargs)]
    return all(isinstance(value, nodes.Const) for value in values)
