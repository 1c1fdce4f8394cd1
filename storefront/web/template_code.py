"""The Python that Jinja makes of our templates, without what costs time and none of them needs.

A page is some hundred words put between ready text, and a dozen small functions asked. Jinja
wraps each word in an object of its own and looks at each function five ways before asking it.
"""

import re
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as escaped
except ImportError:  # the same, slower
    escaped = escape


class Writer(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


def shown(value: Any) -> str:
    """A value as it stands between the text of a page: nobody asks later whether it is safe."""
    if type(value) is str:
        return escaped(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else escape(value)


class Asking(Context):
    def call(__self, __function: Any, *args: Any, **named: Any) -> Any:  # noqa: N805  as Jinja has it
        """Macros and functions of ours are simply asked; Jinja's own want to be given more."""
        if hasattr(__function, "jinja_pass_arg"):
            return super().call(__function, *args, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return __function(*args, **named)


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
