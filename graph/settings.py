"""What can be set, its default, and its meaning. Values come from the environment (SANDBOX_ATLAS_…) or the caller."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

TimeoutUnit = Literal["s", "ms"]


def _cache_dir() -> Path:
    """The user's cache folder, as the XDG Base Directory Specification names it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sandbox-atlas"


class Settings(BaseSettings):
    """The settings of one atlas."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_ATLAS_", env_ignore_empty=True, frozen=True, extra="forbid")

    data: tuple[Path, ...] = Field(
        default=(), description="RDF files or folders to serve; empty means the shipped set."
    )
    store: Path | None = Field(
        default=None, description="Folder made by `sandbox-atlas build`, served in place of files."
    )
    endpoint: str = Field(default="", description="Address of a SPARQL 1.1 endpoint, served in place of files.")
    endpoint_authorization: SecretStr = Field(
        default=SecretStr(""), description="Value of the Authorization header that the endpoint wants."
    )
    endpoint_default_graph: str = Field(
        default="", description="Named graph that holds the default graph, where the endpoint's own is a union."
    )
    endpoint_timeout_unit: TimeoutUnit | None = Field(
        default=None, description="Unit, s or ms, in which the endpoint reads the parameter timeout; empty sends none."
    )
    endpoint_refresh: float = Field(
        default=300.0, ge=1, description="Seconds for which an answer of the endpoint may be kept."
    )
    watch: bool = Field(default=False, description="Take up changed data while serving.")
    deadline: float = Field(default=10.0, gt=0, le=3600, description="Seconds after which a query is stopped.")
    memory: int = Field(default=1024, ge=64, description="MiB of memory that one query may add to its worker.")
    max_rows: int = Field(default=100_000, ge=1, description="Rows or triples that one answer may have.")
    max_bytes: int = Field(default=64_000_000, ge=1000, description="Bytes that one answer may have.")
    workers: int = Field(
        default_factory=lambda: max(2, os.cpu_count() or 2),
        ge=1,
        le=256,
        description="Processes for quick queries; one more is kept for the pages.",
    )
    answers: int = Field(
        default=64, ge=0, le=2**20, description="MiB of finished SPARQL answers that are kept ready; 0 keeps none."
    )
    pages: int = Field(default=32, ge=0, description="MiB of finished pages that are kept ready; 0 keeps none.")
    trial: float = Field(
        default=0.05, gt=0, le=60, description="Seconds of processor time after which a query becomes a slow one."
    )
    slow: int = Field(default=2, ge=1, le=256, description="Slow queries that run at once, at the lowest priority.")
    rate: float = Field(
        default=100.0, ge=0, description="Requests a second that one client may send, on average; 0 sets no limit."
    )
    burst: int = Field(default=1000, ge=1, description="Requests that one client may send in a burst.")
    parallel: int = Field(default=8, ge=1, description="Requests of one client that run at once; more wait.")
    proxies: tuple[str, ...] = Field(
        default=(), description="Addresses of proxies whose X-Forwarded-For is believed, as a JSON list."
    )
    sending: int = Field(default=512, ge=1, description="MiB of answers that are on their way to clients at once.")
    connections: int = Field(
        default=1000, ge=4, description="Connections that are open at once; one client may have a quarter of them."
    )
    patience: float = Field(
        default=15.0, gt=0, description="Seconds to send a request, to take a part of an answer, or to stay idle."
    )
    grace: float = Field(default=10.0, ge=0, description="Seconds that requests get to finish when the server ends.")
    queue: int = Field(default=256, ge=0, le=10_000, description="Queries that may wait, quick and slow ones each.")
    cache: Path = Field(default_factory=_cache_dir, description="Folder that remembers which data passed the checks.")
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    log: Literal["debug", "info", "warning", "off"] = Field(
        default="info", description="Least level of what is logged: debug, info (each request), warning or off."
    )
    log_queries: bool = Field(
        default=False, description="Whether the log has the query string of each request, which may hold a query."
    )
