"""Settings of the web server: the settings of its atlas, and those of connections, clients, caches and the log."""

from __future__ import annotations

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from sandbox_atlas.graph.settings import Settings, members

EVERYBODY: Final = "*"
"""Stands for all addresses in a list of proxies."""

_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")


def proxy_network(text: str) -> IPv4Network | IPv6Network:
    """The network that a member of a list of proxies means: an address is a network of one.

    Raises:
        ValueError: It is neither an address nor a network.
    """
    try:
        return ip_network(text.removeprefix("[").removesuffix("]"), strict=False)
    except ValueError:
        raise ValueError(f"'{text}' is neither an IP address nor a network such as 10.0.0.0/8") from None


def root_path(text: str) -> str:
    """A path that the atlas lives under, with a slash before each segment and none at its end; empty for the root.

    Raises:
        ValueError: It has characters that need an escape in a path, or is no path at all.
    """
    segments = [segment for segment in text.strip().split("/") if segment]
    if "//" in text or any(not _SEGMENT.fullmatch(each) or set(each) == {"."} for each in segments):
        raise ValueError(f"'{text[:200]}' is no path such as /atlas, of letters, digits and -._~ between slashes")
    return "".join(f"/{segment}" for segment in segments)


def _copies_dir() -> Path:
    """The user's folder of data (XDG Base Directory Specification); for a user without a home, none that can exist."""
    try:
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sandbox-atlas" / "sources"
    except RuntimeError:
        return Path(os.devnull) / "sandbox-atlas"


class ServerSettings(Settings):
    """The settings of one server, with those of the atlas that it serves."""

    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    processes: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that take connections (Linux): the server itself, and fronts that answer small queries "
        "beside it.",
    )
    watch: bool = Field(default=False, description="Load changed data while serving.")
    edit: bool = Field(
        default=False, description="Let curators review announcements and save them to the last folder of the data."
    )
    edit_token: SecretStr = Field(
        default=SecretStr(""),
        description="Word that curators give before they edit; without it, only this machine may edit.",
    )
    copies: Path = Field(
        default_factory=_copies_dir,
        description="Folder of your own copies of documents (`sandbox-atlas sources attach`), for this machine only.",
    )
    archive: Path | None = Field(
        default=None, description="Folder that keeps each published snapshot and what it changed; empty keeps none."
    )
    archive_snapshots: int = Field(
        default=50, ge=1, description="Snapshots that the archive keeps; the oldest go first, their changes stay."
    )
    archive_size: int = Field(
        default=1024, ge=1, description="MiB that the kept snapshots may take; the newest is kept whatever its size."
    )
    answers: int = Field(
        default=64, ge=0, le=2**20, description="MiB of the cache of SPARQL answers; 0 turns the cache off."
    )
    pages: int = Field(default=32, ge=0, description="MiB of the cache of pages; 0 turns the cache off.")
    rate: float = Field(
        default=100.0, ge=0, description="Requests a second that one client may send, on average; 0 sets no limit."
    )
    burst: int = Field(default=1000, ge=1, description="Requests that one client may send in a burst.")
    parallel: int = Field(default=8, ge=1, description="Requests of one client that run at once; more wait.")
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses or networks of proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Prefix "
        "are believed, separated by commas or as a JSON list; `*` believes everybody.",
    )
    root_path: str = Field(
        default="",
        description="Path that a proxy serves the atlas under, such as /atlas, whether the proxy strips it or passes "
        "it on; if empty, X-Forwarded-Prefix of a trusted proxy names it.",
    )
    sending: int = Field(default=512, ge=1, description="MiB of answers that may be on their way to clients at once.")
    connections: int = Field(
        default=1000,
        ge=4,
        description="Connections that may be open at once; one client may have a quarter of them, also behind a proxy.",
    )
    patience: float = Field(
        default=15.0,
        gt=0,
        description="Seconds that a client has to send a request or to read part of an answer.",
    )
    idle: float = Field(
        default=75.0,
        gt=0,
        description="Seconds that a connection may stay open between requests; more than a proxy keeps it open, or "
        "the proxy sends a request into a closing connection (nginx keeps 60).",
    )
    grace: float = Field(default=10.0, ge=0, description="Seconds that open requests get to finish at shutdown.")
    log: Literal["debug", "info", "warning", "off"] = Field(
        default="info", description="Lowest level that is logged: debug, info (each request), warning or off."
    )
    log_queries: bool = Field(
        default=False, description="Whether the log has the query string of each request, which may hold a query."
    )

    @field_validator("proxies", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        return members(value)

    @field_validator("proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if each != EVERYBODY:
                proxy_network(each)
        return value

    @field_validator("root_path")
    @classmethod
    def _path(cls, value: str) -> str:
        return root_path(value)

    @field_validator("host")
    @classmethod
    def _address(cls, value: str) -> str:
        """An IPv6 address may stand in brackets, as in an address of the web."""
        return value[1:-1] if value.startswith("[") and value.endswith("]") else value

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The settings of a server for an open atlas; what they do not set comes from the environment."""
        return settings if isinstance(settings, cls) else cls(**settings.model_dump())
