"""The Python that Jinja makes of our templates, without what costs time and none of them needs.

A page is some hundred words put between ready text, and a dozen small functions asked. Jinja
wraps each word in an object of its own, looks at each function five ways before asking it, and
hands each piece of text through three templates.
"""

import re
from collections.abc import Callable
from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as escaped
except ImportError:  # the same, slower
    escaped = escape


class Writer(CodeGenerator):
    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("shown, Macro = environment.shown, environment.macro_class")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """A block, or the template around, is one piece to whoever puts the page together."""
        if x.startswith("yield from "):
            x = f"yield concat({x.removeprefix('yield from ')})"
        super().writeline(x, node, extra)

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


def shown_by(written: Callable[[Any], Any]) -> Callable[[Any], str]:
    """The same, where some values that are no words stand otherwise than they say themselves."""
    return lambda value: escaped(value) if type(value) is str else shown(written(value))


class Component(Macro):
    """A macro whose words are put in their places."""

    def __call__(self, *said: Any, **named: Any) -> Any:
        if self.catch_kwargs or self.catch_varargs or len(said) > self._argument_count:
            return super().__call__(*said, **named)
        words = [*said, *[named.pop(name, missing) for name in self.arguments[len(said) :]]]
        if self.caller and not self.explicit_caller:
            words.append(named.pop("caller", None) or self._environment.undefined(name="caller"))
        if named:
            return super().__call__(*said, **named)  # refuses what it does not know
        text = self._func(*words)
        return Markup(text) if self._default_autoescape else text  # noqa: S704  escaped within


class Sheet(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Asked by whoever imports from it: all have the same globals, so it is made once."""
        return self._module or super()._get_default_module()


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
