"""Templates hold the words of their language before anybody asks."""

from typing import Any

import pytest
from flask import Flask

from storefront.settings import ROOT
from storefront.web.templating import Environment


def source(app: Flask, template: str, *, language: str) -> str:
    """The program a template becomes."""
    with app.app_context(), app.test_request_context(headers={"Cookie": f"lang={language}"}):
        made: str = _speaking(app, language).compile(template, "page.html", None, raw=True)
        return made


def shown(app: Flask, template: str, *, language: str, **values: Any) -> str:
    with app.app_context(), app.test_request_context(headers={"Cookie": f"lang={language}"}):
        return str(_speaking(app, language).from_string(template).render(values))


def _speaking(app: Flask, language: str) -> Any:
    assert isinstance(app.jinja_env, Environment)
    return app.jinja_env._speaking(language)


@pytest.mark.parametrize(("language", "word"), [("vi", "Giỏ hàng"), ("en", "Basket")])
def test_words_are_put_in_once(app: Flask, language: str, word: str) -> None:
    made = source(app, "<b>{{ _('Basket') }}</b>", language=language)

    assert f"<b>{word}</b>" in made
    assert "gettext" not in made


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [("en", 0, "0 days"), ("en", 1, "1 day"), ("en", 21, "21 days"), ("vi", 1, "1 ngày")],
)
def test_what_is_counted_has_its_form(app: Flask, language: str, number: int, words: str) -> None:
    template = "{{ ngettext('%(num)s day', '%(num)s days', number) }}"

    assert shown(app, template, language=language, number=number) == words
    assert "ngettext" not in source(app, template, language=language)


def test_what_is_put_into_a_sentence_is_escaped(app: Flask) -> None:
    page = shown(
        app, "{{ _('Left: %(stock)s %(unit)s', stock=9, unit=unit) }}", language="en", unit="<i>"
    )

    assert page == "Left: 9 &lt;i&gt;"


def test_fixed_addresses_are_put_in_once(app: Flask) -> None:
    made = source(app, "<a href=\"{{ url_for('home.show') }}\">{{ icon('x') }}</a>", language="vi")

    assert '<a href="/"><svg' in made.replace("\\", "")


def test_functions_of_ours_are_asked_without_jinja_between(app: Flask) -> None:
    made = source(app, "{{ season_row(season, 8) }}{{ gettext(name) }}", language="vi")

    assert made.count("context.call(") == 1  # gettext is Jinja's: it wants the context


def test_a_component_takes_its_words_by_place_and_by_name(app: Flask) -> None:
    kept = "{% macro tag(text, kind='plain') %}<b class={{ kind }}>{{ text }}</b>{% endmacro %}"
    page = kept + "{{ tag('<i>') }}{{ tag(kind='hot', text=1) }}"

    assert shown(app, page, language="vi") == "<b class=plain>&lt;i&gt;</b><b class=hot>1</b>"


@pytest.mark.parametrize("called", ["tag('a', colour='red')", "tag('a', 'b', 'c')"])
def test_a_component_refuses_words_it_does_not_know(app: Flask, called: str) -> None:
    kept = "{% macro tag(text, kind='plain') %}{{ text }}{% endmacro %}"

    with pytest.raises(TypeError, match="tag"):
        shown(app, f"{kept}{{{{ {called} }}}}", language="vi")


def test_a_component_is_given_what_stands_inside_its_call(app: Flask) -> None:
    kept = "{% macro box(title) %}<h2>{{ title }}</h2>{{ caller() }}{% endmacro %}"
    page = kept + "{% call box('Na') %}<p>{{ words }}</p>{% endcall %}"

    assert shown(app, page, language="vi", words="&") == "<h2>Na</h2><p>&amp;</p>"


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("{{ a ~ '/' ~ a }}", "&lt;i&gt;/&lt;i&gt;"),
        ("{{ a ~ (a | e) }}", "&lt;i&gt;&lt;i&gt;"),
        ("{{ a ~ 7 ~ none }}", "&lt;i&gt;7None"),
        ("[{{ a if no }}]", "[]"),
        ("[{{ _('Basket') ~ a if a }}]", "[Basket&lt;i&gt;]"),
        ("{{ [_('Basket'), a] | join('<') }}{{ _('Basket') }}", "Basket&lt;&lt;i&gt;Basket"),
        ("{% set a = 1 %}{% block it %}{{ a }}{% endblock %}{{ b }}", "1"),
    ],
)
def test_words_are_joined_and_escaped_as_jinja_does(app: Flask, written: str, page: str) -> None:
    assert shown(app, written, language="en", a="<i>", no=None) == page


def test_what_a_piece_names_stays_in_it(app: Flask) -> None:
    environment = _speaking(app, "vi")
    piece = environment.from_string("{% set name = 'its own' %}{{ name }}")

    page = shown(app, "{% include piece %}, {{ name }}", language="vi", piece=piece, name="ours")

    assert page == "its own, ours"


def test_readers_get_the_template_of_their_language(app: Flask) -> None:
    with app.app_context(), app.test_request_context(headers={"Cookie": "lang=en"}):
        english = app.jinja_env.get_template("home/show.html")
    with app.app_context(), app.test_request_context():
        vietnamese = app.jinja_env.get_template("home/show.html")

    assert english is not vietnamese


@pytest.mark.parametrize(
    "folder", ["basket", "catalogue", "checkout", "components", "products", "shops", "tracking"]
)
def test_what_every_buyer_meets_is_made_of_its_arguments(folder: str) -> None:
    """A component imported with context is run anew for every page."""
    pages = (ROOT / "templates" / folder).glob("*.html")

    assert [it.name for it in pages if "with context" in it.read_text()] == []
