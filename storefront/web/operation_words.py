"""What is said of each part of the server."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.upkeep.judging import Level, Part
from storefront.web.message_words import age

Said = tuple[str, str]
"""What it is, and how it is doing."""


def told(part: Part, *, at: datetime) -> Said:
    return _title(part.name), _words(part, at=at)


def mark(level: Level) -> tuple[str, str, str]:
    """At most two words, the kind of tag, and its picture: never a colour alone."""
    return {
        Level.WELL: (str(_("Well")), "ok", "circle-check"),
        Level.LOOK: (str(_("Needs a look")), "wait", "clock"),
        Level.TROUBLE: (str(_("Trouble")), "hot", "triangle-alert"),
        Level.UNKNOWN: (str(_("Not known")), "wait", "info"),
    }[level]


def _title(name: str) -> str:
    return str(
        {
            "database": _("Database"),
            "schema": _("Database and program fit"),
            "disk": _("Room on the disk"),
            "files": _("Pictures and papers"),
            "replica": _("The database's replica"),
            "worker": _("Worker"),
            "jobs": _("Jobs"),
            "letters": _("SMS and Zalo"),
            "callbacks": _("What banks and gateways told"),
            "lists": _("Lists of messengers"),
            "cases": _("Money somebody should have looked at"),
            "backup": _("Last backup"),
            "books": _("The books add up"),
            "traces": _("What was pressed is as it was sealed"),
            "retention": _("What was kept long enough goes"),
        }[name]
    )


def _words(part: Part, *, at: datetime) -> str:
    if part.level is Level.UNKNOWN:
        return str(_("The database did not say in time."))
    if part.name == "traces":
        return _of_traces(part, at=at)
    if part.word:
        return _of_word(part, at=at)
    if part.name == "backup":
        return _of_backup(part, at=at)
    if part.name == "books":
        return _of_books(part, at=at)
    if part.name == "retention":
        return _of_retention(part, at=at)
    return _of_waiting(part, at=at)


def _of_word(part: Part, *, at: datetime) -> str:
    if part.name == "replica" and part.since:
        behind = age(part.since, now=at)
        return str(
            _("%(age)s behind. Until it has caught up, the database itself is asked.", age=behind)
        )
    if part.name == "worker" and part.since:
        return str(_("Last there %(age)s ago.", age=age(part.since, now=at)))
    return str(
        {
            "ok": _("As it should be."),
            "silent": _("It does not answer within two seconds."),
            "failing": _("It refuses. The log says why."),
            "older": _("Run flask migrate, then start the servers again."),
            "newer": _("A newer version migrated it. Start that version."),
            "behind": _("It lags. Until it has caught up, the database itself is asked."),
            "away": _("It does not answer. The database itself is asked."),
            "full": _("Almost full. Make room now, or nothing can be written soon."),
            "late": _("It has not been there for a while. Is its service running?"),
            "never": _("It has never been there. Start its service: flask work."),
        }[part.word]
    )


def _of_backup(part: Part, *, at: datetime) -> str:
    if part.since is None:
        return str(_("There has been none. See docs/operating.md."))
    return str(_("%(age)s ago.", age=age(part.since, now=at)))


def _of_books(part: Part, *, at: datetime) -> str:
    if part.many:
        return str(
            ngettext(
                "%(num)s journal does not sum to zero. Somebody changed it by hand.",
                "%(num)s journals do not sum to zero. Somebody changed them by hand.",
                part.many,
            )
        )
    seen = age(part.since, now=at) if part.since else ""
    return str(_("Looked through %(age)s ago.", age=seen))


def _of_retention(part: Part, *, at: datetime) -> str:
    if not part.many:
        seen = age(part.since, now=at) if part.since else ""
        return str(_("Carried out %(age)s ago.", age=seen) if seen else _("Not yet carried out."))
    held = ngettext(
        "%(num)s kind would lose more than expected, and was left.",
        "%(num)s kinds would lose more than expected, and were left.",
        part.many,
    )
    return " ".join([str(held), str(_("Is the clock right? See flask retention --dry-run."))])


def _of_traces(part: Part, *, at: datetime) -> str:
    if not part.word:
        seen = age(part.since, now=at) if part.since else ""
        return str(_("Looked through %(age)s ago.", age=seen))
    what, _space, which = part.word.partition(" ")
    said = {
        "changed": _("Trace %(which)s was changed by hand.", which=which),
        "removed": _("Trace %(which)s was removed by hand.", which=which),
        "inserted": _("Trace %(which)s was put in by hand.", which=which),
        "torn": _("Somebody laid hand on the chain at %(which)s.", which=which),
    }[what]
    return " ".join([str(said), str(_("Run flask verify-traces."))])


def _of_waiting(part: Part, *, at: datetime) -> str:
    words = [str(ngettext("%(num)s waits", "%(num)s wait", part.many))]
    if not part.many:
        words = [str(_("Nothing waits"))]
    if part.since:
        words.append(str(_("the oldest for %(age)s", age=age(part.since, now=at))))
    if part.given_up:
        words.append(str(ngettext("%(num)s given up", "%(num)s given up", part.given_up)))
    return ", ".join(words) + "."
