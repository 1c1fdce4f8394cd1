"""The Python that Jinja makes of our templates, without what costs time and none of them needs.

A page is some hundred words put between ready text, and a dozen small functions asked. Jinja
wraps each word in an object of its own, looks at each function five ways before asking it, and
hands each piece of text through three templates.
"""

import re
from collections.abc import Callable
from functools import partial
from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.runtime import markup_join as joined_with_care
from jinja2.utils import missing
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as escaped
except ImportError:  # the same, slower
    escaped = escape


marked: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Markup's own way looks first whether what it is given is more than words."""
OUT = "yield "


class Writer(CodeGenerator):
    def __init__(self, *made: Any, **more: Any) -> None:
        super().__init__(*made, **more)
        self._kept: dict[str, str] = {}

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("shown, Macro = environment.shown, environment.macro_class")
        self.writeline("markup_join = environment.joined")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """A block, or the template around, is one piece to whoever puts the page together; so are
        words with text between them."""
        if x.startswith("yield from "):
            x = f"yield concat({x.removeprefix('yield from ')})"
        x = x.replace(f"{OUT}.append(", "yield str(").replace(f"{OUT}.extend((", "yield concat((")
        super().writeline(x, node, extra)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        is_text = all(isinstance(it, nodes.TemplateData) for it in node.nodes)
        if frame.buffer is None and len(node.nodes) > 1 and not is_text:
            frame = frame.copy()
            frame.buffer = OUT
        super().visit_Output(node, frame)

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> None:  # noqa: N802
        """Macros without context are found once, and not at every page."""
        if node.with_context or not frame.toplevel:
            super().visit_FromImport(node, frame)
            return
        names = [it if isinstance(it, tuple) else (it, it) for it in node.names]
        kept = {alias: frame.symbols.ref(alias) for _name, alias in names}
        self.writeline(f"({', '.join(kept.values())},) = environment.brought(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r}, {tuple(name for name, _alias in names)!r})")
        told = ", ".join(f"{alias!r}: {ref}" for alias, ref in kept.items())
        self.writeline(f"context.vars.update({{{told}}})")

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802
        """A sentence is marked as safe once, and not at every page."""
        said = node.as_const(frame.eval_ctx)
        if type(said) is not Markup:
            super().visit_Const(node, frame)
            return
        self.write(self._kept.setdefault(said, f"said_{len(self._kept)}"))

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        super().visit_Template(node, frame)
        for said, name in self._kept.items():
            self.writeline(f"{name} = {said!r}")

    def visit_Call(  # noqa: N802  found by this name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Macros and functions of ours are simply asked; Jinja's own want to be given more."""
        if self._wants_more(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for said in [*node.args, *node.kwargs]:
            self.visit(said, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _wants_more(self, node: nodes.Call) -> bool:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        is_jinjas = hasattr(self.environment.globals.get(name), "jinja_pass_arg")
        is_odd = any(iskeyword(word.key) for word in node.kwargs)
        return bool(is_jinjas or is_odd or node.dyn_args or node.dyn_kwargs)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("shown(")


def shown(value: Any) -> str:
    """A value as it stands between the text of a page: nobody asks later whether it is safe."""
    if type(value) is str:
        return escaped(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else escape(value)


def joined(words: tuple[Any, ...]) -> str:
    """What ~ makes. Words that are only words are joined by Python, without a look at each."""
    return "".join(words) if set(map(type, words)) == PLAIN else joined_with_care(words)


PLAIN = {str}


def shown_by(written: Callable[[Any], Any]) -> Callable[[Any], str]:
    """The same, where some values that are no words stand otherwise than they say themselves."""
    return lambda value: escaped(value) if type(value) is str else shown(written(value))


class Words(dict[str, Any]):
    """What a page knows. What it does not know is missing."""

    def __missing__(self, name: str) -> Any:
        return missing


class Knowing(Context):
    """Asked for a word, Python's own dictionary answers, where Jinja looks into two by a call."""

    def __init__(
        self, environment: Any, parent: dict[str, Any], name: Any, blocks: Any, globals: Any = None
    ) -> None:
        super().__init__(environment, {}, name, blocks)
        self.parent = self.vars = Words(parent)
        self.resolve_or_missing = self.vars.__getitem__  # type: ignore[method-assign,assignment]


class Component(Macro):
    """A macro whose words are put in their places."""

    def __init__(self, *made: Any, **more: Any) -> None:
        super().__init__(*made, **more)
        self._unsaid = (missing,) * self._argument_count
        wants_caller = self.caller and not self.explicit_caller
        self._is_odd = bool(self.catch_kwargs or self.catch_varargs or wants_caller)

    def __call__(self, *said: Any, **named: Any) -> Any:
        if named or self._is_odd or len(said) > self._argument_count:
            return self._by_name(said, named)
        text = self._func(*said, *self._unsaid[len(said) :])
        return marked(text) if self._default_autoescape else text

    def _by_name(self, said: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self.catch_kwargs or self.catch_varargs or len(said) > self._argument_count:
            return super().__call__(*said, **named)
        words = [*said, *[named.pop(name, missing) for name in self.arguments[len(said) :]]]
        if self.caller and not self.explicit_caller:
            words.append(named.pop("caller", None) or self._environment.undefined(name="caller"))
        if named:
            return super().__call__(*said, **named)  # refuses what it does not know
        text = self._func(*words)
        return marked(text) if self._default_autoescape else text


class Sheet(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Asked by whoever imports from it: all have the same globals, so it is made once."""
        return self._module or super()._get_default_module()


def or_nothing(node: nodes.Expr) -> nodes.Expr:
    """`a if b` alone makes a word that is not there, which is written as nothing, at a price."""
    if isinstance(node, nodes.CondExpr) and node.expr2 is None:
        node.expr2 = nodes.Const(Markup(), lineno=node.lineno)
    return node


_PLACE = re.compile(r"%\((\w+)\)s|%%")


def taken_apart(node: nodes.Expr) -> list[nodes.Expr]:
    """A sentence with words in it, as the text and the words it is made of."""
    if not (isinstance(node, nodes.Mod) and isinstance(node.right, nodes.Dict)):
        return [node]
    sentence, at = str(node.left.as_const()), 0
    words = {pair.key.as_const(): pair.value for pair in node.right.items}
    parts: list[nodes.Expr] = []
    for place in _PLACE.finditer(sentence):
        parts.append(nodes.TemplateData(sentence[at : place.start()], lineno=node.lineno))
        name, at = place[1], place.end()
        parts.append(words[name] if name else nodes.TemplateData("%", lineno=node.lineno))
    return [*parts, nodes.TemplateData(sentence[at:], lineno=node.lineno)]
