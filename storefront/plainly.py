"""Whether an address is asked in plain words over a network."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def plainly_asked(url: str, *, plain: Collection[str]) -> str:
    """The host that an address asks over plain http; nothing where that is no matter."""
    told = urlsplit(url.strip())
    host = told.hostname or ""
    return host if told.scheme == "http" and is_elsewhere(host) and host not in plain else ""


def is_elsewhere(host: str) -> bool:
    """A socket's folder, and this machine's own addresses, are not."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return True
