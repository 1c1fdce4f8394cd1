"""Reports of goods and shops in plain words: what is wrong, whose turn it is, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext as _

from storefront.clock import village_date
from storefront.takedowns import laws
from storefront.takedowns.models import ListingReport, ReportState, Wrong
from storefront.web.complaint_words import Standing
from storefront.web.filters import moment
from storefront.web.forms.takedowns import Ruling

Step = tuple[str, str, str]


def wrong(which: Wrong | None) -> str:
    words = {
        Wrong.BANNED: _("It may not be sold here"),
        Wrong.UNSAFE: _("It is not safe"),
        Wrong.FAKE: _("Fake, or another's name or photo"),
        Wrong.UNTRUE: _("Not as it is described"),
        Wrong.CHEAT: _("Takes money and sends nothing"),
        Wrong.INDECENT: _("Indecent words or pictures"),
        Wrong.OTHER: _("Another matter"),
    }
    return str(words[which or Wrong.OTHER])


def choices(which: Iterable[Wrong]) -> list[tuple[str, str]]:
    return [(it.value, wrong(it)) for it in which]


def lawful(which: Iterable[Wrong], *, on: date) -> list[tuple[str, str, str]]:
    """With the law that each rests on, where one is known."""
    return [(it.value, wrong(it), laws.law(it, on=on)) for it in which]


def reason(why: Wrong | None, decided_at: datetime | None) -> str:
    """With the law that it rested on when it was decided."""
    law = laws.law(why, on=village_date(decided_at)) if why and decided_at else ""
    return f"{wrong(why)} ({law})" if law else wrong(why)


def rulings() -> list[tuple[str, str]]:
    words = {
        Ruling.KEEP: _("Nothing is wrong, it stays"),
        Ruling.ASK: _("Ask the keeper to change it"),
        Ruling.DOWN: _("Take it down: nobody sees it or orders it"),
    }
    return [(it.value, str(words[it])) for it in Ruling]


def standing(it: ListingReport) -> Standing:
    words = {
        ReportState.OPEN: (_("Waits for the commune"), "wait"),
        ReportState.KEPT: (_("It stays"), "ok"),
        ReportState.ASKED: (_("The keeper is asked to change it"), "wait"),
        ReportState.DOWN: (_("Taken down"), "bad"),
        ReportState.OBJECTED: (_("Taken down; a second officer looks"), "wait"),
        ReportState.UPHELD: (_("Stays down: two officers have looked"), "bad"),
        ReportState.BACK: (_("Put back"), "ok"),
        ReportState.TOGETHER: (_("Goes with another report"), ""),
    }
    said, kind = words[it.state]
    return Standing(str(said), kind)


def steps(it: ListingReport) -> list[Step]:
    """Who said what, and when: by the columns, since each step is taken once."""
    found = [
        (it.reported_at, _("Reported"), ""),
        (it.decided_at, _decided(it), _signed(it.ruling, it.decided_by)),
        (it.objected_at, _("The house objects"), it.objection),
        (it.reviewed_at, _("It stays down"), _signed(it.answer, it.reviewed_by)),
        (it.back_at, _("Put back"), _signed("", it.back_by)),
    ]
    return [(f"{said}, {moment(at)}", more, "done") for at, said, more in found if at]


def _decided(it: ListingReport) -> str:
    if it.down_at:
        return str(_("Taken down: %(why)s", why=reason(it.why, it.decided_at)))
    if it.why:
        return str(
            _("The keeper is asked to change it: %(why)s", why=reason(it.why, it.decided_at))
        )
    return str(_("It stays"))


def _signed(words: str, person: object) -> str:
    name = getattr(person, "name", "")
    return " – ".join(part for part in (words, name) if part)
