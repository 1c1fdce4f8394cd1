"""Static files under names that change with their content, so that browsers keep them for ever.

Templates say `asset("css")` for all of static/css in one file, `asset("img/na.webp")` for the rest.
Compressed copies are written to static/build/ once; WhiteNoise sends them past the application.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from storefront import files

PREFIX = "/static/"
WHOLE_CSS = "css"
"""The name templates use for every style sheet together."""
TEXT = frozenset({".css", ".js", ".svg", ".json", ".webmanifest", ".txt"})

_PROTECTED = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))"""
_SPACE = re.compile(_PROTECTED + r"|(?:/\*.*?\*/|\s)+", re.DOTALL)
_PUNCTUATION = re.compile(_PROTECTED + r"| ?([{};,]) ?")
_REFERENCES = {
    ".css": re.compile(r"""(url\(\s*["']?)([^"')#:]+)([^)]*\))"""),
    ".js": re.compile(r"""((?:from|import)\s*\(?\s*["'])(\.{1,2}/[^"']+)(["'])"""),
}


def install(app: Flask) -> None:
    shelf = app.extensions["assets"] = Shelf(Path(app.static_folder or "static"))
    front = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_keep_the_type,
    )
    app.wsgi_app = front  # type: ignore[method-assign]

    def put_on_show() -> None:
        for url, path in shelf.build().items():
            front.add_file_to_dictionary(url, str(path))

    put_on_show()
    if app.debug:
        app.before_request(put_on_show)
    app.jinja_env.globals["asset"] = shelf.address


def gzip_bytes(body: bytes, level: int = 5) -> bytes:
    """The same bytes always give the same result: no date inside."""
    return gzip.compress(body, level, mtime=0)


class Shelf:
    """The files of one static folder, and the names under which they are sent."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._addresses: dict[str, str] = {}
        self._files: dict[str, Path] = {}

    def address(self, name: str) -> str:
        """Where a browser finds a file of static/. A name that is not there is our mistake."""
        if name not in self._addresses:
            self._addresses[name] = self._put(name)
        return self._addresses[name]

    def addresses(self) -> list[str]:
        """All under which a file is sent."""
        return sorted(self._files)

    def build(self) -> dict[str, Path]:
        """Write what is not there yet into static/build/; gives each address and its file."""
        self._addresses.clear()
        for name in [WHOLE_CSS, *self._names()]:
            self.address(name)
        return self._files

    def _names(self) -> list[str]:
        files = (path.relative_to(self._source) for path in self._source.rglob("*.*"))
        elsewhere = ("build", "css")
        return [path.as_posix() for path in files if path.parts[0] not in elsewhere]

    def _put(self, name: str) -> str:
        body = self._whole_css() if name == WHOLE_CSS else self._body(name)
        plain = PurePosixPath("market.css" if name == WHOLE_CSS else name)
        digest = hashlib.sha256(body).hexdigest()[:10]
        hashed = plain.with_stem(f"{plain.stem}-{digest}")
        path = self._source / "build" / hashed
        _write_once(path, bytes, body)
        if path.suffix in TEXT:
            _write_once(path.with_name(path.name + ".gz"), _gzip, body)
            _write_once(path.with_name(path.name + ".br"), brotli.compress, body)
        self._files[PREFIX + str(hashed)] = path
        return PREFIX + str(hashed)

    def _whole_css(self) -> bytes:
        """First what order.txt names, then the rest by name: in layers, order matters little."""
        folder = self._source / "css"
        order = folder / "order.txt"
        first = [folder / line for line in order.read_text().split()] if order.exists() else []
        rest = sorted(path for path in folder.rglob("*.css") if path not in first)
        return b"\n".join(
            self._body(path.relative_to(self._source).as_posix()) for path in [*first, *rest]
        )

    def _body(self, name: str) -> bytes:
        """A file as it is sent: what it refers to is named by hashed address."""
        body = (self._source / name).read_bytes()
        pattern = _REFERENCES.get(PurePosixPath(name).suffix)
        if not pattern:
            return body
        text = pattern.sub(lambda found: self._readdressed(name, found), body.decode())
        return (minified(text) if name.endswith(".css") else text).encode()

    def _readdressed(self, name: str, found: re.Match[str]) -> str:
        before, reference, after = found.groups()
        target = normpath(join(PREFIX, dirname(name), reference)).removeprefix(PREFIX)
        there = (self._source / target).is_file()
        return before + self.address(target) + after if there else found[0]


def minified(css: str) -> str:
    """Without comments and needless space; text in quotes is left alone."""
    css = _SPACE.sub(lambda found: found[1] or " ", css)
    return _PUNCTUATION.sub(lambda found: found[1] or found[2], css).strip()


def _gzip(body: bytes) -> bytes:
    return gzip_bytes(body, 9)


def _write_once(path: Path, squeeze: Callable[[bytes], bytes], body: bytes) -> None:
    """Squeezed only then: doing it at every start would hold up the first page."""
    if not path.exists():
        files.write_whole(path, squeeze(body))


def _keep_the_type(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
