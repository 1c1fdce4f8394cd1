"""The key screens: which pages have a slot for each tongue, and the words that are to be said.

A slot's words are shown to whoever records; what is said is theirs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storefront.accounts import texts
from storefront.accounts.models import Purpose
from storefront.guide.topics import LANGUAGES, topics
from storefront.lessons.reading import lessons
from storefront.terms import texts as terms

_DATA = Path(__file__).parent / "data" / "screens.toml"


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    script: str


@dataclass(frozen=True, slots=True)
class KeyScreen:
    key: str
    endpoints: tuple[str, ...]
    """The pages that are this screen."""
    words: Mapping[str, Words]
    part: str = ""
    """Where one page has many screens: what its address says."""
    sheets: tuple[str, ...] = ()
    """The sheets of the field kit that are this screen: they are heard without signal."""

    @property
    def digest(self) -> str:
        """Of the Vietnamese words, which speakers put into their own."""
        return hashlib.blake2b(self.words["vi"].script.encode(), digest_size=8).hexdigest()


@cache
def screens() -> dict[str, KeyScreen]:
    """By key, in the order in which they are listed."""
    return {it.key: it for it in [*_plain(), _consent(), _terms(), *_lessons(), *_help()]}


@cache
def _by_page() -> dict[tuple[str, str], KeyScreen]:
    return {(page, it.part): it for it in screens().values() for page in it.endpoints}


@cache
def pages() -> frozenset[str]:
    """Every page that may be a key screen: of all others nothing is asked."""
    return frozenset(page for page, _part in _by_page())


def of_page(endpoint: str, part: str = "") -> KeyScreen | None:
    return _by_page().get((endpoint, part)) or _by_page().get((endpoint, ""))


def of_sheet(sheet: str) -> KeyScreen | None:
    return next((it for it in in_the_kit() if sheet in it.sheets), None)


@cache
def in_the_kit() -> tuple[KeyScreen, ...]:
    """The consent first: if a phone has no room for all of them, it has that."""
    found = [it for it in screens().values() if it.sheets]
    return tuple(sorted(found, key=lambda it: "consent" not in it.sheets))


def _plain() -> Iterator[KeyScreen]:
    for row in tomllib.loads(_DATA.read_text("utf-8"))["screen"]:
        words = {it: Words(row[it]["title"], row[it]["script"]) for it in LANGUAGES}
        yield KeyScreen(row["key"], tuple(row["pages"]), words, sheets=tuple(row.get("sheets", ())))


def _consent() -> KeyScreen:
    """Other words are another screen: nobody shall hear the words of then and agree to those of
    now."""
    titles = {"vi": "Lời xin đồng ý", "en": "Asking for consent"}
    words = {it: Words(titles[it], _asked(it)) for it in LANGUAGES}
    pages = ("registering.consent", "registering.create", "consenting.show")
    return KeyScreen(f"consent-{texts.CURRENT}", pages, words, sheets=("new", "consent"))


def _terms() -> KeyScreen:
    """Another version is another screen, as with consent: a minute about it, before all of it."""
    newest = terms.newest(terms.Terms.SELLERS)
    titles = {"vi": "Điều khoản bán hàng", "en": "Terms for sellers"}
    words = {it: Words(titles[it], newest.text(it).aloud) for it in LANGUAGES}
    pages = ("accepting.show", "accepting.accept")
    return KeyScreen(f"terms-{newest.name}", pages, words, sheets=("terms",))


def _asked(language: str) -> str:
    return " ".join(texts.words(purpose, language).full for purpose in Purpose)


def _lessons() -> Iterator[KeyScreen]:
    for it in lessons().values():
        words = {one: Words(it.title[one], it.aloud(one)) for one in LANGUAGES}
        yield KeyScreen(f"lesson-{it.key}", ("lessons.show", "lessons.answer"), words, it.key)


def _help() -> Iterator[KeyScreen]:
    for topic in topics().values():
        words = {it: Words(said.title, said.aloud) for it, said in topic.words.items()}
        yield KeyScreen(f"help-{topic.key}", ("help.topic",), words, topic.key)
