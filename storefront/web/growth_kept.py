"""Growth pages are kept until something is counted, for each person by what they hold."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from flask import Response, request

from storefront import clock
from storefront.campaign import queries
from storefront.campaign.scope import Scope
from storefront.screening import tasks
from storefront.web import growth_asked as asking
from storefront.web import page_cache
from storefront.web.growth_asked import Asked
from storefront.web.people import me


def kept(
    page: str, asked: Asked, *, view: Callable[[Scope], str], has_tasks: bool = False
) -> Response:
    """By all that it was asked for; with tasks, until one is opened or done in a commune."""
    scope = asking.scope_of(asked)
    open_ = tasks.of_communes(scope.commune_ids, at=clock.now()) if has_tasks else {}
    waiting = ((place, it.many, it.since) for place, it in sorted(open_.items()))
    key = (*beside(asked), request.query_string, *waiting)
    return page_cache.kept_for(page, *key, pulse=queries.pulse(), view=partial(view, scope))


def beside(asked: Asked) -> tuple[Hashable, ...]:
    """What every growth page depends on, but for what was counted."""
    held = tuple((it.role, it.place_id) for it in me().held_on(asked.today))
    return (asked.place.id, asked.place.path, *asked[1:], held)
