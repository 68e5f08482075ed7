"""Listener: the socket that a server takes connections at, and the address that it prints."""

from __future__ import annotations

import socket

from sandbox_atlas.graph.errors import AtlasError, reason_of


class PortError(AtlasError):
    """The server cannot listen on the address."""

    slug = "port-unavailable"
    title = "The port cannot be used"


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on a port; 0 takes a free one.

    Raises:
        PortError: The port is in use or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = reason_of(error)
        raise PortError(f"Port {port} on {host} cannot be used: {reason}.", "Choose another with --port.") from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Where the server answers, an IPv6 address in brackets (RFC 3986, section 3.2.2; RFC 6874, section 2)."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host.replace('%', '%25')}]" if ":" in host else host
    return f"http://{shown}:{port}"
