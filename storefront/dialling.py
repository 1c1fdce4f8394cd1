"""Connects to public addresses only: what a name means is looked up once, looked at, and it is that
address which is connected to, whatever the name means a moment later."""

from __future__ import annotations

import ipaddress
import socket
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util import connection

NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

ours: ContextVar[frozenset[str]] = ContextVar("ours", default=frozenset())
"""Of these any address will do: in practice mode, where gateways are played by ourselves."""


class NotPublic(Exception):
    """A private address, our own machine, a cloud's metadata: nobody's gateway."""


def is_public(said: str) -> bool:
    it = _inside(ipaddress.ip_address(said.partition("%")[0]))
    return it.is_global and not it.is_multicast


def _inside(it: Address) -> Address:
    """The IPv4 address that an IPv6 one is another writing of."""
    if isinstance(it, ipaddress.IPv4Address):
        return it
    if it in NAT64:
        return ipaddress.IPv4Address(int(it) & 0xFFFFFFFF)
    teredo = it.teredo[1] if it.teredo else None
    return it.ipv4_mapped or it.sixtofour or teredo or it


class _Dialled:
    """Of a connection, the part that connects."""

    host: str
    port: int
    timeout: Any
    source_address: Any
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        last: OSError | None = None
        for address in _looked_up(self):
            try:
                # A number, so that nothing is looked up again.
                return connection.create_connection(
                    (address, self.port),
                    self.timeout,
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except OSError as error:
                last = error
        raise NewConnectionError(self, f"Failed to connect: {last}") from last  # type: ignore[arg-type]


def _looked_up(it: _Dialled) -> list[str]:
    """Raises NotPublic when any of the addresses is not: mixed answers are a trick."""
    host = it.host.strip("[]")
    try:
        found = socket.getaddrinfo(host, it.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameResolutionError(host, it, socket.gaierror(str(error))) from error  # type: ignore[arg-type]
    addresses = [str(to[0]) for *_kind, to in found]
    if host.lower() not in ours.get():
        for address in addresses:
            if not is_public(address):
                raise NotPublic(f"{host} is {address}, which is no public address")
    return addresses


class _Plain(_Dialled, HTTPConnection):
    pass


class _Sealed(_Dialled, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(HTTPSConnectionPool):
    ConnectionCls = _Sealed


class Adapter(HTTPAdapter):
    """Connects by the above, and tries once: whoever asks decides about asking again."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools: PoolManager = self.poolmanager
        pools.pool_classes_by_scheme = {"http": _PlainPool, "https": _SealedPool}
