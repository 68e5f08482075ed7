"""Hosts: what is wrong with the Host header of a request (RFC 9112, section 3.2), and which are this machine."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache

_HOST = re.compile(rb"(?:\[([^\[\]]*)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)(?::[0-9]{0,5})?")
_FUTURE = re.compile(rb"[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+")
"""An IP address of a version to come (RFC 3986, section 3.2.2)."""


def host_fault(headers: Iterable[tuple[bytes, bytes]], version: str) -> str:
    """What is wrong with the Host header of a request; empty where nothing is.

    Args:
        headers: Headers of the request, with names in lower case.
        version: Its version of HTTP; those before 1.1 may do without.
    """
    found = [value for name, value in headers if name == b"host"]
    if not found:
        return "The request has no Host header; HTTP/1.1 needs one." if version >= "1.1" else ""
    if len(found) > 1:
        return f"The request has {len(found)} Host headers; send one."
    return "" if _is_host(found[0]) else "The Host header is neither a name nor an IP address, with or without a port."


def is_loopback(host: str) -> bool:
    """Whether an address or name is this very machine (RFC 6761, section 6.3)."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=64)
def _is_host(value: bytes) -> bool:
    match = _HOST.fullmatch(value)
    if not match:
        return False
    literal = match[1]
    if literal is None or _FUTURE.fullmatch(literal):
        return True
    try:
        ipaddress.IPv6Address(literal.decode("ascii"))
    except ValueError:
        return False
    return b"%" not in literal
