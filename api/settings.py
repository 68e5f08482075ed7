"""Settings of the web server: the settings of its atlas, and those of connections, clients, caches and the log."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from sandbox_atlas.graph.settings import Settings, members


class ServerSettings(Settings):
    """The settings of one server, with those of the atlas that it serves."""

    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    watch: bool = Field(default=False, description="Load changed data while serving.")
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
        description="Addresses of proxies whose X-Forwarded-For is trusted, separated by commas or as a JSON list.",
    )
    sending: int = Field(default=512, ge=1, description="MiB of answers that may be on their way to clients at once.")
    connections: int = Field(
        default=1000, ge=4, description="Connections that may be open at once; one client may have a quarter of them."
    )
    patience: float = Field(
        default=15.0,
        gt=0,
        description="Seconds that a client has to send a request or to read part of an answer, or may stay idle.",
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

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The settings of a server for an open atlas; what they do not set comes from the environment."""
        return settings if isinstance(settings, cls) else cls(**settings.model_dump())
