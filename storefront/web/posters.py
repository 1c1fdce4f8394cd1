"""A shop's QR: on a page to show and share, and on a poster to print."""

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from storefront import clock, qr
from storefront.shops import posters, queries
from storefront.shops.models import Shop
from storefront.shops.posters import Poster, Size
from storefront.web.doors import SIGNED_IN, door
from storefront.web.languages import language
from storefront.web.people import me

bp = Blueprint("posters", __name__, url_prefix="/shops/<code>")

SIZES: dict[str, Size] = {"a4": "a4", "a5": "a5"}


@bp.get("/share")
@door(SIGNED_IN)
def share(code: str) -> str:
    shop = _shop(code)
    return render_template(
        "poster/share.html", shop=shop, address=_address(shop), drawing=_drawing(_address(shop))
    )


@bp.get("/poster.pdf")
@door(SIGNED_IN)
def poster(code: str) -> Response:
    size = SIZES.get(request.args.get("size", "a5")) or abort(404)
    wanted = _poster(_shop(code), size)
    answer = make_response()
    answer.set_etag(wanted.tag)
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    if request.if_none_match.contains(wanted.tag):
        answer.status_code = 304
        return answer
    answer.data = posters.pdf(wanted)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{code}-{size}.pdf"'
    return answer


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    return queries.to_edit(code, me(), on=today) or abort(404)


def _address(shop: Shop) -> str:
    return f"{current_app.config['SETTINGS'].public_url}/shops/{shop.code}"


def _poster(shop: Shop, size: Size) -> Poster:
    link = _address(shop)
    village = shop.household.village
    return Poster(
        size=size,
        lang=language(),
        code=shop.code,
        link=link,
        name=shop.name,
        place=f"{village.full_name}, {shop.commune.full_name}",
        call=_("Scan to see what is picked this week"),
        compare=_("The phone must show this very pattern."),
        address=link.removeprefix("https://").removeprefix("http://"),
        qr_words=_("QR to the shop"),
        mark_words=_("The pattern of this shop"),
    )


def _drawing(content: str) -> Markup:
    drawing = qr.draw(content)
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>'
    ).format(drawing.size, _("QR to the shop"), drawing.path)
