"""Numbers on a page whose thousands stand as the other language writes them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BY = {
    mark: re.compile(rf"(?<![\w.,:/-])\d{{1,3}}(?:\{mark}\d{{3}})+(?![\d.,/-]*\d)") for mark in ".,"
}
_RIGHT = {"vi": ".", "en": ","}
_SEEN = ("title", "alt", "aria-label", "value", "placeholder")
_ALONE = frozenset(
    ("area", "br", "circle", "col", "hr", "img", "input", "link", "meta", "path", "rect", "use")
)
_FOR_MACHINES = frozenset(("script", "style", "code", "pre"))
_RATIO = ("Exact ratio", "Tỷ số đúng")
"""Above a number with three places behind its mark, in either language."""
_SOURCE = ("Source: ", "Nguồn: ")
"""As it was printed, in Vietnamese."""


class Misread(HTMLParser):
    """What is in another language, such as somebody's own words, is left alone."""

    def __init__(self, language: str, html: str) -> None:
        super().__init__()
        self._language = language
        self._in: list[tuple[str, bool]] = [("", True)]
        self._last = ""
        self.right: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        ours = said["lang"] == self._language if said.get("lang") else self._in[-1][1]
        ours = ours and tag not in _FOR_MACHINES and not (tag == "dd" and self._last in _RATIO)
        if tag not in _ALONE:
            self._in.append((tag, ours))
        for name in _SEEN if ours else ():
            self._look(said.get(name) or "")

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _ours in self._in):
            while self._in.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._last = data.strip() or self._last
        if self._in[-1][1] and not self._last.startswith(_SOURCE):
            self._look(data)

    def _look(self, words: str) -> None:
        for mark, pattern in _BY.items():
            is_right = mark == _RIGHT[self._language]
            (self.right if is_right else self.wrong).extend(pattern.findall(words))
