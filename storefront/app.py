"""Puts the market together. Read it as a table of contents."""

import os
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie

from storefront import cli, replica, saying, wire
from storefront.db import db, engine_options, prepare
from storefront.kept import Kept
from storefront.payments.tills import Tills
from storefront.reports.signing import Seal
from storefront.settings import ROOT, Settings
from storefront.web import (
    arriving,
    assets,
    blueprints,
    boards,
    cards,
    compression,
    counter_mode,
    delivery_words,
    display,
    doors,
    errors,
    filters,
    frame,
    front,
    grids,
    hearts,
    institution_words,
    languages,
    limits,
    listening,
    long_tables,
    looking,
    narrowing,
    one_by_one,
    order_words,
    origin,
    page_cache,
    people,
    rating_words,
    refused,
    seasons,
    security_headers,
    seller_words,
    stuck,
    templating,
    unit_words,
)
from storefront.web.rules import LateRule, NumberedMap
from storefront.web.today import DatedRequest


class Visit(DatedRequest):
    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """They stand in one place; Werkzeug goes through all headers for them. Kept as Python keeps
        things, which answers the second question without a call."""
        said = self.environ.get("HTTP_COOKIE", "")
        return cast(ImmutableMultiDict[str, str], parse_cookie(said, cls=ImmutableMultiDict))


class Market(Flask):
    request_class = Visit
    url_rule_class = LateRule
    url_map_class = NumberedMap

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view or hook of ours is a coroutine; looking at each again at every request costs."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Under the route: an address may hold a secret."""
        rule = request.url_rule
        told = {"told": {"route": rule.rule if rule else "-"}}
        self.logger.error("a page failed", exc_info=exc_info, extra=told)


PARTS = (
    one_by_one,
    templating,
    assets,
    page_cache,
    compression,
    limits,
    refused,
    origin,
    people,
    languages,
    filters,
    order_words,
    rating_words,
    institution_words,
    delivery_words,
    display,
    cards,
    hearts,
    grids,
    narrowing,
    seasons,
    seller_words,
    unit_words,
    boards,
    long_tables,
    looking,
    frame,
    listening,
    counter_mode,
    stuck,
    errors,
    security_headers,
)
"""What every page has, in the order in which it is put in: the first asked, the last answering."""


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or Settings.from_env(os.environ)
    app = Market(
        "storefront", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.update(_config(settings))
    wire.allow(settings.private_hosts, plain=None if settings.practice else settings.plain_hosts)
    _open_database(app)
    app.extensions["tills"] = Tills.of(settings)
    app.extensions["kept"] = Kept.of(settings)
    app.extensions["seal"] = Seal.of(settings)
    for part in PARTS:
        part.install(app)
    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    doors.check_doors(app)
    front.install(app)
    arriving.install(app)
    cli.install(app)
    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "SQLALCHEMY_BINDS": replica.binds(settings.replica_url),
    }


def _open_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            prepare(engine)
        saying.prepare(db.engine)
