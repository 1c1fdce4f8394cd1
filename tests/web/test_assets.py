"""Static files and squeezed pages."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from storefront.web.assets import Shelf, minified
from storefront.web.compression import install
from storefront.web.doors import PUBLIC, door


@pytest.fixture
def static(tmp_path: Path) -> Path:
    files = {
        "css/order.txt": "tokens.css\n",
        "css/tokens.css": "@layer tokens { :root { --ink: #151c47 } }",
        "css/components/band.css": ".hem { background: url(../../img/band.svg) 50% 0 }",
        "img/band.svg": "<svg/>",
        "js/main.js": 'import { open } from "./door.js";',
        "js/door.js": "export const open = 1;",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_style_sheets_are_sent_as_one_in_order(static: Path) -> None:
    css = _sent(static, "css")

    assert css.startswith("@layer tokens{:root{--ink: #151c47}}")
    assert ".hem{" in css


def test_a_changed_file_gets_a_new_address(static: Path) -> None:
    before = Shelf(static).address("img/band.svg")
    (static / "img/band.svg").write_text("<svg><g/></svg>")

    assert Shelf(static).address("img/band.svg") != before


def test_files_refer_to_each_other_by_hashed_address(static: Path) -> None:
    shelf = Shelf(static)

    assert f"url({shelf.address('img/band.svg')})" in _sent(static, "css")
    assert f'from "{shelf.address("js/door.js")}"' in _sent(static, "js/main.js")


def test_a_compressed_copy_lies_beside_each_text(static: Path) -> None:
    shelf = Shelf(static)
    path = shelf.build()[shelf.address("css")]

    assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()


def test_what_lies_there_is_not_compressed_again(
    static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Shelf(static).build()
    for squeeze in ("gzip.compress", "brotli.compress"):
        monkeypatch.setattr(f"storefront.web.assets.{squeeze}", None)

    assert Shelf(static).build() == before


def test_a_name_that_is_not_there_is_a_mistake(static: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Shelf(static).address("img/no.svg")


def test_minifying_leaves_quoted_text_alone() -> None:
    css = 'a:not( .b ) ,\n  i { content: " ; /* x */ , " ; /* gone */ margin: calc(1px + 2px) ; }'

    assert minified(css) == 'a:not( .b ),i{content: " ; /* x */ , ";margin: calc(1px + 2px);}'


def _sent(static: Path, name: str) -> str:
    shelf = Shelf(static)
    return shelf.build()[shelf.address(name)].read_text()


@pytest.fixture
def pages() -> Flask:
    app = Flask(__name__)
    install(app)

    @app.get("/<int:size>")
    @door(PUBLIC)
    def show(size: int) -> tuple[str, dict[str, str]]:
        return "a" * size, {"ETag": '"v1"'}

    return app


@pytest.mark.parametrize(
    ("size", "accepted", "squeezed"),
    [
        (5_000, "gzip, br", True),
        (5_000, "", False),
        (5_000, "gzip;q=0", False),
        (50, "gzip", False),
    ],
)
def test_long_pages_are_squeezed_for_those_who_ask(
    pages: Flask, size: int, accepted: str, squeezed: bool
) -> None:
    answer = pages.test_client().get(f"/{size}", headers={"Accept-Encoding": accepted})

    assert (answer.headers.get("Content-Encoding") == "gzip") is squeezed
    body = gzip.decompress(answer.data) if squeezed else answer.data
    assert body == b"a" * size
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["ETag"] == ('W/"v1"' if squeezed else '"v1"')
