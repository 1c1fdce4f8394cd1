"""Voice notes and photographed papers of consent: checked, and kept where no address leads to."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, request
from flask_babel import gettext as _

from storefront import files
from storefront.accounts.actions import Proof
from storefront.accounts.models import PROVEN_BY, ConsentProof, ProofKind
from storefront.files import Files
from storefront.shops import photos
from storefront.shops.photos import BadPhoto
from storefront.web import uploads
from storefront.web.forms.draft import Draft
from storefront.web.forms.household import ProofForm
from storefront.web.private import private

LARGEST_VOICE = 4_000_000
"""Bytes. Some minutes, as phones record."""
_SOUNDS = (
    (0, b"OggS", "audio/ogg", ".ogg"),
    (0, b"\x1aE\xdf\xa3", "audio/webm", ".webm"),
    (0, b"ID3", "audio/mpeg", ".mp3"),
    (0, b"\xff\xfb", "audio/mpeg", ".mp3"),
    (0, b"#!AMR", "audio/amr", ".amr"),
    (8, b"WAVE", "audio/wav", ".wav"),
    (4, b"ftyp", "audio/mp4", ".m4a"),
)
"""What a recording begins with, and where."""


def read(draft: Draft[Any], kind: ProofKind | None) -> Proof | None:
    """What came with the form for this way of agreeing; it may follow later."""
    upload = request.files.get(kind.value) if kind else None
    if kind is None or upload is None or not upload.filename:
        return None
    if not draft.ok:
        draft.refuse(kind.value, _("Choose it again: phones do not keep it with the form."))
        return None
    return keep(draft, kind, upload.read(LARGEST_VOICE * 4))


def late() -> tuple[Draft[ProofForm], Proof | None]:
    """What was not at hand then: the form with its complaints, and what came, where all is good."""
    draft = Draft.read(ProofForm)
    proof = read(draft, draft.data.kind) if draft.ok else None
    if draft.ok and proof is None:
        draft.refuse(draft.data.kind.value, _("Choose the recording or the picture."))
    return draft, proof


def kind_of(draft: Draft[Any]) -> ProofKind | None:
    """Also of a form that is refused: then the file must be chosen again, and that is said."""
    return next((it for mode, it in PROVEN_BY.items() if draft.typed.get("mode") == mode), None)


def keep(draft: Draft[Any], kind: ProofKind, content: bytes) -> Proof | None:
    """Put into the private folder; what is none is refused at its box."""
    read_as = _voice if kind is ProofKind.VOICE else _paper
    return read_as(draft, content)


def sent(proof: ConsentProof) -> Response:
    return _answer(proof.name, proof.mime)


def picture(draft: Draft[Any], field: str) -> str | None:
    """The name of a private picture that came with the form, if one did."""
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        return None
    if not draft.ok:
        draft.refuse(field, _("Choose it again: phones do not keep it with the form."))
        return None
    return _kept_picture(draft, field, upload.read(LARGEST_VOICE * 4))


def shown(name: str) -> Response:
    return _answer(name, "image/webp")


def _answer(name: str, mime: str) -> Response:
    content = files.read(_kept(), name)
    if content is None:
        abort(404)
    return private(Response(content, mimetype=mime))


def _kept() -> Files:
    kept: Files = current_app.extensions["kept"].private
    return kept


def _voice(draft: Draft[Any], content: bytes) -> Proof | None:
    if len(content) > LARGEST_VOICE:
        draft.refuse("voice", _("Too long. Record the yes alone, under two minutes."))
        return None
    for begins, sign, mime, suffix in _SOUNDS:
        if content[begins : begins + len(sign)] == sign:
            return Proof(ProofKind.VOICE, files.put(_kept(), content, suffix=suffix), mime)
    draft.refuse("voice", _("This is no recording we can play. Use the phone's own recorder."))
    return None


def _paper(draft: Draft[Any], content: bytes) -> Proof | None:
    name = _kept_picture(draft, "paper", content)
    return Proof(ProofKind.PAPER, name, "image/webp") if name else None


def _kept_picture(draft: Draft[Any], field: str, content: bytes) -> str | None:
    try:
        small = photos.shrink(content)
    except BadPhoto as refusal:
        draft.refuse(field, uploads.words(refusal))
        return None
    return files.put(_kept(), small, suffix=".webp")
