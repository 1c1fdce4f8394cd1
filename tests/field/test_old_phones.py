"""The kit is written for the oldest browser it is promised to: Chrome 61 (docs/adr/0161)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from storefront.settings import ROOT

SCRIPTS = sorted((ROOT / "static/js/field").glob("*.js"))
SHEETS = sorted((ROOT / "static/css").rglob("*.css"))
OLDER = ROOT / "static/css/older.css"
_parser = Parser(Language(tree_sitter_javascript.language()))

_SYNTAX = """
    arguments array array_pattern arrow_function assignment_expression assignment_pattern
    augmented_assignment_expression await_expression binary_expression break_statement
    call_expression catch_clause class_body class_declaration comment continue_statement else_clause
    empty_statement escape_sequence export_clause export_specifier export_statement
    expression_statement false finally_clause for_in_statement for_statement formal_parameters
    function_declaration function_expression identifier if_statement import_clause import_specifier
    import_statement lexical_declaration member_expression method_definition named_imports
    namespace_import new_expression null number object object_assignment_pattern object_pattern pair
    pair_pattern parenthesized_expression program property_identifier regex regex_flags
    regex_pattern rest_pattern return_statement sequence_expression shorthand_property_identifier
    shorthand_property_identifier_pattern spread_element statement_block string string_fragment
    subscript_expression switch_body switch_case switch_default switch_statement template_string
    template_substitution ternary_expression this throw_statement true try_statement
    unary_expression undefined update_expression variable_declaration variable_declarator
    while_statement"""
SYNTAX = frozenset(_SYNTAX.split())
"""What the grammar calls the language as it was in 2017; object spread is in Chrome 60."""
OPERATORS = re.compile(r"\?\?|\|\|=|&&=|\*\*=|\?\.")
NEW_REGEX = re.compile(r"\(\?<|\\p\{|\\k<")
NEWER = {
    "AbortController": 66, "BarcodeDetector": 83, "BigInt": 67, "ResizeObserver": 64,
    "WeakRef": 84, "allSettled": 76, "any": 85, "append": 54, "at": 92, "clipboard": 66,
    "databases": 71, "finally": 63, "findLast": 97, "flat": 69, "flatMap": 69, "fromEntries": 73,
    "getSupportedFormats": 83, "globalThis": 71, "hasOwn": 93, "locks": 69, "matchAll": 73,
    "queueMicrotask": 71, "randomUUID": 92, "replaceAll": 85, "replaceChildren": 86,
    "requestIdleCallback": 47, "requestSubmit": 76, "showPicker": 99, "structuredClone": 98,
    "toSorted": 110, "toggleAttribute": 69, "trimEnd": 66, "trimStart": 66, "wakeLock": 84,
    "withResolvers": 119,
}  # fmt: skip
"""Names by which newer things go, and the Chrome that first has them."""
ASKED_FOR = {"BarcodeDetector": '"BarcodeDetector" in window'}
"""Used where they are there, which is asked before."""
BELONGS = {"getSupportedFormats": "BarcodeDetector"}
FLOOR = 61


def too_new(source: str) -> list[str]:
    return sorted(set(_too_new(_parser.parse(source.encode()).root_node, source)))


def _too_new(node: Node, source: str) -> Iterator[str]:
    words = (node.text or b"").decode()
    if node.is_named and node.type not in SYNTAX:
        yield node.type
    yield from (called for called, is_so in _WITHIN if is_so(node, words))
    yield from _names(node, words, source)
    for child in node.children:
        yield from _too_new(child, source)


_WITHIN: tuple[tuple[str, Callable[[Node, str], bool]], ...] = (
    ("operator", lambda it, words: not it.is_named and bool(OPERATORS.fullmatch(words))),
    ("catch {", lambda it, _words: it.type == "catch_clause" and not _has(it, "parameter")),
    ("for await", lambda it, _words: it.type == "for_in_statement" and "await" in _kinds(it)),
    ("regex", lambda it, words: it.type == "regex_pattern" and bool(NEW_REGEX.search(words))),
    ("regex flag", lambda it, words: it.type == "regex_flags" and bool(set(words) - set("gimuy"))),
    ("import(", lambda it, words: it.type == "call_expression" and words.startswith("import(")),
)
"""What is newer in a way of writing that itself is old."""


def _has(node: Node, field: str) -> bool:
    return node.child_by_field_name(field) is not None


def _kinds(node: Node) -> set[str]:
    return {it.type for it in node.children}


def _names(node: Node, words: str, source: str) -> Iterator[str]:
    """What is called by name: of the browser itself, or of some object."""
    is_member = node.type == "property_identifier" and _is_in(node, "member_expression")
    if (is_member or words[:1].isupper()) and NEWER.get(words, 0) > FLOOR:
        asked = ASKED_FOR.get(BELONGS.get(words, words))
        if asked is None or asked not in source:
            yield words
    if words == "arrayBuffer" and is_member and "new Response(" not in _line(node, source):
        yield "arrayBuffer of a Blob"


def _is_in(node: Node, kind: str) -> bool:
    return node.parent is not None and node.parent.type == kind


def _line(node: Node, source: str) -> str:
    return source.splitlines()[node.start_point.row]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda it: it.name)
def test_a_script_of_the_kit_has_nothing_newer_than_old_phones(script: Path) -> None:
    assert too_new(script.read_text()) == []


@pytest.mark.parametrize(
    ("newer", "called"),
    [
        ("a?.b", "optional_chain"),
        ("a ?? b", "operator"),
        ("a ||= b", "operator"),
        ("try { a(); } catch { b(); }", "catch {"),
        ("import('x')", "import("),
        ("async function f() { for await (const a of b) c(a); }", "for await"),
        ("class A { b = 1; }", "field_definition"),
        ("class A { #b() {} }", "private_property_identifier"),
        ("/(?<=a)b/.test(c)", "regex"),
        ("/a/s.test(c)", "regex flag"),
        ("a.at(-1)", "at"),
        ("a.finally(b)", "finally"),
        ("new AbortController()", "AbortController"),
        ("new BarcodeDetector()", "BarcodeDetector"),
        ("file.arrayBuffer()", "arrayBuffer of a Blob"),
    ],
)
def test_what_is_too_new_is_noticed(newer: str, called: str) -> None:
    assert called in too_new(newer)


@pytest.mark.parametrize(
    "old", ["const at = 1; a(at);", "a({ ...b })", "new Response(b).arrayBuffer()", "a ** b"]
)
def test_what_old_phones_know_is_let_be(old: str) -> None:
    assert too_new(old) == []


# --- style ------------------------------------------------------------------------------------

BLOCKS = re.compile(r"^(@[\w-]+[^{;]*)[{;]", re.MULTILINE)
ONLY_OLDER = "@supports not (font-palette: normal)"
"""True in Chrome before 101, which does not know layers before 99."""
_KNOWN = """
    background border border-bottom border-color border-left border-top bottom box-sizing clip
    color display fill flex font font-size font-weight height left list-style margin margin-bottom
    margin-right margin-top max-width min-height opacity overflow overflow-wrap padding
    padding-bottom
    padding-left position right stroke stroke-linecap stroke-linejoin stroke-width text-align
    text-decoration top vertical-align width z-index"""
KNOWN = frozenset(_KNOWN.split())
DECLARED = re.compile(r"[{;]\s*([\w-]+)\s*:([^;{}]+)")
NEW_IN_STYLE = re.compile(r"\b(clamp|min|max|color-mix|var)\(|:(is|where|has|focus-visible)\b|gap")


def test_whatever_is_newer_in_style_is_out_of_old_phones_sight() -> None:
    """In layers, which they pass over whole: a rule of which they know the half does most harm."""
    outside = {
        f"{sheet.name}: {head.strip()}"
        for sheet in SHEETS
        if sheet != OLDER
        for head in BLOCKS.findall(_bare(sheet))
        if not head.startswith("@layer")
    }

    assert outside == set()


def test_old_phones_have_a_plain_sheet_that_newer_ones_pass_over() -> None:
    css = _bare(OLDER)
    head, _brace, rules = css.partition("{")

    assert head.strip() == ONLY_OLDER
    assert {name for name, _value in DECLARED.findall(rules)} <= KNOWN
    assert NEW_IN_STYLE.findall(rules) == []
    assert rules.count("{") + 1 == rules.count("}")


def _bare(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL).strip()
