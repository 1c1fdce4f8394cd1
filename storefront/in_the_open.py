"""What would travel in the open, readable by whoever stands between: refused with real money."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy.engine.url import make_url

from storefront.plainly import is_elsewhere, plainly_asked

DATABASES = ("DATABASE_URL", "DATABASE_REPLICA_URL", "MIGRATE_URL")
ASKED = ("S3_URL", "SMS_URL", "ZALO_URL", "NAMES_URL")
CHECKED = "verify-full"
"""Encrypted, and by a certificate that says the name asked for; all else believes anybody."""


class InTheOpen(Exception):
    """Says which setting, and what to do."""


def refuse(env: Mapping[str, str], *, plain: Collection[str]) -> None:
    """`plain` are hosts in a network of one's own. Raises InTheOpen."""
    for name in DATABASES:
        for host in _unchecked(env.get(name, ""), env.get("PGSSLMODE", "")):
            if is_elsewhere(host) and host not in plain:
                raise InTheOpen(
                    f"{name} names another machine, {host}, without sslmode={CHECKED}: what is "
                    f"said to it could be read and changed on the way. Add ?sslmode={CHECKED}"
                    f"&sslrootcert=FILE; in a network of your own say PLAIN_HOSTS={host}."
                )
    for name in ASKED:
        if host := plainly_asked(env.get(name, ""), plain=plain):
            raise InTheOpen(
                f"{name} is asked over http: what is said could be read and changed on the way. "
                f"Write https; in a network of your own say PLAIN_HOSTS={host}."
            )


def _unchecked(url: str, by_default: str) -> Iterator[str]:
    """Hosts of a PostgreSQL whose certificate is not looked at."""
    if not url.startswith("postgresql"):
        return
    told = make_url(url)
    if _said(told.query.get("sslmode", by_default)) == [CHECKED]:
        return
    named = _said(told.query.get("host", "")) + _said(told.query.get("hostaddr", ""))
    for host in [told.host or "", *named]:
        yield host if host.startswith(("/", "[")) or host.count(":") > 1 else host.partition(":")[0]


def _said(words: str | tuple[str, ...]) -> list[str]:
    return [it for word in ([words] if isinstance(words, str) else words) for it in word.split(",")]
