"""The rules of the house, so that nobody has to remember them."""

import ast
import re
import subprocess
from pathlib import Path
from typing import TypeGuard

import pytest
from flask import Flask
from importlinter.cli import lint_imports
from werkzeug.routing import Rule

from storefront.cli.duties import HANDLERS
from storefront.settings import ROOT
from storefront.web.doors import PUBLIC, NoDoor, check_doors
from tests.browser import Browser, Page

TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
VIETNAMESE = re.compile(
    r"\w*[ăắằẳẵặâấầẩẫậđêếềểễệôốồổỗộơớờởỡợưứừửữựạảẹẻẽịỉĩọỏụủũỵỷỹ]\w*", re.IGNORECASE
)
NAMES = {
    "Chợ",
    "Bản",
    "Việt",
    "Tiếng",
    "Lạng",
    "Sơn",
    "Ngọc",
    "Lâm",
    "Bảo",
    "Bắc",
    "Lăng",
    "Lộc",
    "Mẫu",
    "Văn",
    "Định",
    "TMĐT",
}
"""Said alike in every language."""
IN_VIETNAMESE = re.compile(r'<(\w+) lang="vi">[^<]*</\1>')
"""What is called so and not otherwise, and says in which language it is: laws, sources."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def public_pages(app: Flask) -> list[str]:
    """Pages anybody may open without knowing a code."""
    return [
        rule.rule
        for rule in rules(app)
        if "GET" in (rule.methods or ()) and not rule.arguments and _is_public(app, rule)
    ]


def _is_public(app: Flask, rule: Rule) -> bool:
    return getattr(app.view_functions[rule.endpoint], "door", None) is PUBLIC


def test_a_view_without_a_door_keeps_the_market_closed() -> None:
    app = Flask(__name__)
    app.add_url_rule("/back", view_func=lambda: "come in", endpoint="back")

    with pytest.raises(NoDoor, match="back"):
        check_doors(app)


def test_addresses_are_lower_case_with_hyphens(app: Flask) -> None:
    fixed_parts = [re.sub(r"<[^>]+>", "", rule.rule) for rule in rules(app)]

    assert [part for part in fixed_parts if not re.fullmatch(r"[a-z0-9./-]+", part)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_public_page_opens_on_an_empty_market(
    app: Flask, browser: Browser, language: str
) -> None:
    browser.speak(language)

    for address in public_pages(app):
        page = browser.get(address)
        if page.html:
            assert page.all("html")[0]["lang"] == language


def test_english_pages_speak_english(app: Flask, browser: Browser) -> None:
    browser.speak("en")

    for address in public_pages(app):
        said = IN_VIETNAMESE.sub("", browser.get(address).html)
        foreign = set(VIETNAMESE.findall(Page(200, address, said).text)) - NAMES
        assert not foreign, f"{address} says {foreign}: is it inside _()?"


def test_every_job_somebody_asks_for_is_done_by_somebody() -> None:
    asked = {
        kind
        for path in (ROOT / "storefront").rglob("*.py")
        for kind in re.findall(r'enqueue\(\s*"(\w+)"', path.read_text())
    }

    assert asked <= set(HANDLERS)


ASKS_AGAIN = {
    ("storefront/cli/messages.py", "_many"),  # each stretch of a replay is a deed of its own
    ("storefront/web/boards.py", "stream_of"),  # speaks for hours
    ("storefront/web/field_files.py", "_all"),  # looks how long it has taken
    ("storefront/web/page_cache.py", "_from_shelf"),  # painting lies between
    ("storefront/web/page_cache.py", "_painted_once"),
}


def test_whoever_asks_the_time_asks_once_and_hands_it_on() -> None:
    found = set()
    for name in TRACKED:
        if name.startswith("storefront/") and name.endswith(".py"):
            tree = ast.parse((ROOT / name).read_text())
            found |= {(name, it.name) for it in ast.walk(tree) if _asks_too_often(it)}

    assert found == ASKS_AGAIN


def _asks_too_often(it: ast.AST) -> TypeGuard[ast.FunctionDef]:
    """More than once, or although somebody has handed the moment in."""
    if not isinstance(it, ast.FunctionDef):
        return False
    many = sum(isinstance(call, ast.Call) and ast.unparse(call) == NOW for call in ast.walk(it))
    given = {arg.arg for arg in (*it.args.args, *it.args.kwonlyargs)} & {"at", "now"}
    return many > 1 or bool(many and given)


NOW = "clock.now()"


def test_packages_import_only_what_stands_below_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its way of logging would silence the market's for all tests that follow in this process.
    monkeypatch.setattr("importlinter.cli._configure_logging", lambda verbose: None)

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    home = re.compile(rf"{re.escape(str(ROOT.parent))}/|/(home|Users)/\w+/".encode())

    assert [name for name in TRACKED if home.search((ROOT / name).read_bytes())] == []


@pytest.mark.parametrize("name", [name for name in TRACKED if name.endswith(".lock")])
def test_lock_files_hold_names_versions_and_hashes_only(name: str) -> None:
    assert "://" not in Path(ROOT / name).read_text()
