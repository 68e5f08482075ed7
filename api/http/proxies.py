"""Trusted proxies: which addresses they have, and whom and what their headers name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from sandbox_atlas.api.http.request_headers import Header
from sandbox_atlas.api.settings import EVERYBODY, proxy_network

_PORT = re.compile(r"\[([^\[\]]+)\](?::\d+)?|([\d.]+):\d+")
"""An address with a port, as some proxies write it: `[2001:db8::1]:80`, `192.0.2.1:80`."""


class Proxies:
    """The proxies whose headers are believed.

    They are `X-Forwarded-For`, `-Proto` and `-Prefix`. `Forwarded` (RFC 7239) is not read: a proxy that sets the
    others passes on a `Forwarded` that its client made up.

    Args:
        members: Addresses and networks; "*" for all.
    """

    def __init__(self, members: Iterable[str] = ()) -> None:
        names = tuple(members)
        self._all = EVERYBODY in names
        self._networks = [proxy_network(each) for each in names if each != EVERYBODY]
        self.trusts = lru_cache(maxsize=4096)(self._trusts)

    def _trusts(self, address: str) -> bool:
        """Whether an address is that of a trusted proxy."""
        if self._all:
            return True
        found = _parsed(address)
        return found is not None and any(found in network for network in self._networks)

    def client(self, peer: str, headers: Iterable[Header]) -> str:
        """The address of the client that sent a request.

        Each proxy adds the address that it was asked from, so the client is the last one that is no proxy of ours;
        what stands before it may be made up.

        Args:
            peer: Address at the other end of the connection.
            headers: Headers of the request, with names in lower case.
        """
        found = plain(peer)
        if not self.trusts(found):
            return found
        for each in reversed(listed(headers, b"x-forwarded-for")):
            with_port = _PORT.fullmatch(each)
            address = plain(with_port[1] or with_port[2] if with_port else each)
            if _parsed(address) is None:
                return found
            found = address
            if not self.trusts(found):
                return found
        return found


def listed(headers: Iterable[Header], name: bytes) -> list[str]:
    """The members of a header that is a list and may come in several lines (RFC 9110, section 5.6.1)."""
    values = (value.decode("latin-1") for key, value in headers if key == name)
    return [member.strip() for value in values for member in value.split(",") if member.strip()]


@lru_cache(maxsize=4096)
def plain(address: str) -> str:
    """An address in its usual form; one of IPv4 that came over an IPv6 socket is one of IPv4."""
    found = _parsed(address)
    return address if found is None else str(found)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
