"""Photos that come with a form: developed before the deed, with errors at their field."""

from typing import Any

from flask import current_app, request
from flask_babel import gettext as _

from storefront.shops import photos
from storefront.shops.photos import BadPhoto, Developed, PictureTooLarge, PictureTooSmall
from storefront.web.forms.draft import Draft


def photo(draft: Draft[Any], field: str = "photo") -> Developed | None:
    """The photo of the form, if there is one and it can be shown."""
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        return None
    if not draft.ok:
        draft.refuse(field, _("Choose the picture again: phones do not keep it with the form."))
        return None
    try:
        return photos.develop(upload.read(), to=current_app.extensions["kept"].media)
    except BadPhoto as refusal:
        draft.refuse(field, words(refusal))
        return None


def words(refusal: BadPhoto) -> str:
    """What to do about it."""
    if isinstance(refusal, PictureTooLarge):
        return str(_("This picture is too big to open. Take it again with the phone's camera."))
    if isinstance(refusal, PictureTooSmall):
        return str(_("This picture is too small to see anything. Take another."))
    return str(_("This is no picture we can open. Use a photo: JPEG, PNG, WebP or HEIC."))
