"""Settings of an atlas: names, defaults and meanings; values come from the environment (SANDBOX_ATLAS_…) or the caller.

The settings of the web server are in `sandbox_atlas.api.settings`.
"""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX: Final = "SANDBOX_ATLAS_"
"""How the names of variables of the environment begin."""

SHIPPED: Final = Path(str(files("sandbox_atlas.data")))
"""The folder of the data that come with the package."""
_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*""")

TimeoutUnit = Literal["s", "ms"]
PoolKind = Literal["auto", "fork", "portable"]
CheckMode = Literal["strict", "warn", "off"]
Profile = Literal["auto", "register", "derived"]


def _cache_dir() -> Path:
    """The user's cache folder (XDG Base Directory Specification); for a user without a home, none that can exist."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sandbox-atlas"
    except RuntimeError:
        return Path(os.devnull) / "sandbox-atlas"


def members(value: object, separator: str = ",") -> object:
    """The members of a list that is written as text: as a JSON list, or separated by commas or another character.

    Raises:
        ValueError: The text begins like a JSON list and is none.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError(f"{text} is no JSON list; commas will do, too") from None
    parts = text.split(separator) if separator in text else text.split(",")
    return [part.strip() for part in parts if part.strip()]


class Settings(BaseSettings):
    """Where the data of an atlas are, and the limits on its queries."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    data: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        description="RDF files or folders to serve, separated as in PATH or by commas, or as a JSON list; empty means "
        "the shipped data, which the word `shipped` names beside others.",
    )
    base: str = Field(
        default="",
        description="IRI that relative IRIs in files are resolved against; if empty, each file has its own address.",
    )
    store: Path | None = Field(
        default=None, description="Folder made by `sandbox-atlas build`, served instead of files."
    )
    endpoint: str = Field(default="", description="Address of a SPARQL 1.1 endpoint, served instead of files.")
    endpoint_authorization: SecretStr = Field(
        default=SecretStr(""), description="Value of the Authorization header that the endpoint requires."
    )
    endpoint_default_graph: str = Field(
        default="",
        description="Named graph to query as the default graph, for an endpoint whose default graph is a union.",
    )
    endpoint_timeout_unit: TimeoutUnit | None = Field(
        default=None, description="Unit, s or ms, of the endpoint's `timeout` parameter; empty sends none."
    )
    endpoint_refresh: float = Field(
        default=300.0, ge=1, description="Seconds for which the atlas assumes that the endpoint's data do not change."
    )
    profile: Profile = Field(
        default="auto",
        description="How files are read: as a register, by what is derived from any other RDF (derived), or auto: as a "
        "register where anything is of a class of its ontology.",
    )
    check: CheckMode | None = Field(
        default=None,
        description="What the checks do: strict refuses data with errors, warn serves them with a notice on each page "
        "and the list of findings, off checks nothing; if empty, strict for a register, warn for other RDF. What "
        "cannot be read is always refused.",
    )
    deadline: float = Field(default=10.0, gt=0, le=3600, description="Seconds after which a query is stopped.")
    memory: int = Field(default=1024, ge=64, description="MiB of memory that one query may use.")
    max_rows: int = Field(default=100_000, ge=1, description="Rows or triples that one answer may have.")
    max_bytes: int = Field(default=64_000_000, ge=1000, description="Bytes that one answer may have.")
    workers: int = Field(
        default_factory=lambda: max(2, os.cpu_count() or 2),
        ge=1,
        le=256,
        description="Processes for quick queries; one more is reserved for pages.",
    )
    pool: PoolKind = Field(
        default="auto",
        description="How workers are started: fork (Linux), portable (any system; each loads the data itself), or "
        "auto: fork where the system allows it.",
    )
    trial: float = Field(
        default=0.05,
        gt=0,
        le=60,
        description="Seconds of processor time after which a query counts as slow; the portable pool takes a tenth of "
        "the time that passes for it.",
    )
    slow: int = Field(default=2, ge=1, le=256, description="Slow queries that run at once, at the lowest priority.")
    queue: int = Field(
        default=256, ge=0, le=10_000, description="Queries that may wait: so many quick ones and as many slow ones."
    )
    cache: Path = Field(
        default_factory=_cache_dir,
        description="Folder with the record of data that passed the checks, and places of networks.",
    )

    @field_validator("data", mode="before")
    @classmethod
    def _paths(cls, value: object) -> object:
        """A path that exists is one path, whatever its name."""
        return [value] if isinstance(value, str) and Path(value).exists() else members(value, os.pathsep)

    @field_validator("data")
    @classmethod
    def _shipped(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        """The word `shipped` names the shipped data, unless a file or folder here is called so."""
        return tuple(SHIPPED if each == Path("shipped") and not each.exists() else each for each in value)

    @field_validator("base")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not _IRI.fullmatch(value):
            raise ValueError(f"{value} is no absolute IRI, such as https://data.example/register/")
        return value
