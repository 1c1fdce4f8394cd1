"""What an earlier start compiled is used, and never when it would be another page today."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader

from storefront.web import ready_made
from storefront.web.ready_made import ReadyMade, made_of

PAGE = "goods/show.html"
Damage = Callable[[bytes], bytes]


@pytest.fixture(autouse=True)
def _started_as_servers_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)


def shown(app: Flask, folder: Path, page: str = "<b>{{ name }}</b>", **start: Any) -> str:
    """By a process that was just started."""
    at, made = start.get("at", "/"), start.get("made_of", "today's code")
    kept = ReadyMade("vi", made, folder)
    started: Any = app.jinja_env.overlay(loader=DictLoader({PAGE: page}), bytecode_cache=kept)
    started.language, started.found = "vi", {}
    mounted = {"SCRIPT_NAME": at.rstrip("/")}
    with app.test_request_context(environ_overrides=mounted):
        return str(started.get_template(PAGE).render(name="Na"))


def only_file(folder: Path) -> Path:
    (file,) = (it for it in folder.rglob("*") if it.is_file())
    return file


def nothing_is_compiled(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    def compiled(*_any: object, **_more: object) -> None:
        pytest.fail("it was compiled again")

    monkeypatch.setattr(type(app.jinja_env), "compile", compiled)


def test_the_next_start_compiles_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(app, tmp_path)
    nothing_is_compiled(monkeypatch, app)

    assert shown(app, tmp_path) == before == "<b>Na</b>"


def test_a_template_that_changed_is_shown_as_it_is_now(app: Flask, tmp_path: Path) -> None:
    shown(app, tmp_path)

    assert shown(app, tmp_path, "<i>{{ name }}</i>") == "<i>Na</i>"


def test_addresses_follow_where_the_market_is_mounted(app: Flask, tmp_path: Path) -> None:
    link = "{{ url_for('home.show') }}"

    assert shown(app, tmp_path, link) == "/"
    assert shown(app, tmp_path, link, at="/cho") == "/cho/"


def test_after_an_upgrade_nothing_old_is_used(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(app, tmp_path)
    old = only_file(tmp_path).read_bytes()
    shown(app, tmp_path, made_of="tomorrow's code")
    assert only_file(tmp_path).read_bytes() != old

    nothing_is_compiled(monkeypatch, app)
    assert shown(app, tmp_path, made_of="tomorrow's code") == "<b>Na</b>"


@pytest.mark.parametrize(
    "damage",
    [
        lambda _kept: b"",
        lambda kept: kept[:-1],
        lambda kept: kept.replace(b"<b>", b"<i>"),
    ],
)
def test_what_was_damaged_is_compiled_again(app: Flask, tmp_path: Path, damage: Damage) -> None:
    shown(app, tmp_path)
    whole = only_file(tmp_path).read_bytes()
    only_file(tmp_path).write_bytes(damage(whole))

    assert shown(app, tmp_path) == "<b>Na</b>"
    assert only_file(tmp_path).read_bytes() == whole


def test_where_nothing_may_be_written_pages_are_there_all_the_same(
    app: Flask, tmp_path: Path
) -> None:
    no_folder = tmp_path / "a file"
    no_folder.touch()

    assert shown(app, no_folder) == "<b>Na</b>"


def test_who_wants_nothing_written_by_python_finds_nothing_written(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)

    assert shown(app, tmp_path) == "<b>Na</b>"
    assert list(tmp_path.iterdir()) == []


def test_another_file_of_code_or_words_is_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready_made, "WORDS", tmp_path / "words")
    code, words = tmp_path / "code/web/filters.py", tmp_path / "words/vi/messages.mo"
    names = set()
    for file in (code, words):
        file.parent.mkdir(parents=True)
        for text in ("one", "two"):
            file.write_text(text)
            names.add(made_of(["/static/market-1.css"], code=[tmp_path / "code"]))
    names.add(made_of(["/static/market-2.css"], code=[tmp_path / "code"]))

    assert len(names) == 5


def test_the_market_uses_it_but_where_templates_are_being_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment: Any = app.jinja_env
    monkeypatch.setattr(environment, "_languages", {})
    assert isinstance(environment._speaking("vi").bytecode_cache, ReadyMade)

    monkeypatch.setattr(environment, "_languages", {})
    monkeypatch.setattr(environment, "auto_reload", True)
    assert environment._speaking("vi").bytecode_cache is None
