"""Making: asks the application in this process for addresses, and writes the files that these are in a site."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlencode

from sandbox_atlas.api.cli.site.addresses import Address
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.cli.site.rewriting import HOST, Rewriter
from sandbox_atlas.graph.errors import EngineError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

Wanted = tuple[Address, str]
"""An address, and the language of its file."""

_OK, _FAILED = 200, 500
_HOST: Final = HOST.encode()


@dataclass
class Made:
    """What became of some addresses.

    Attributes:
        written: Number of files that were written.
        found: What the pages lead to and no page before them did.
        missing: The files that the application has no answer for.
    """

    written: int = 0
    found: list[Wanted] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


async def fetched(
    app: ASGIApp, address: Address, lang: str, query: tuple[tuple[str, str], ...] = ()
) -> tuple[int, bytes]:
    """The status and the body with which an application answers to an address."""
    accept = b"text/html" if address.is_page else b"text/turtle, */*;q=0.5"
    query_string = urlencode([*address.pairs, *query]).encode()
    headers = [(b"host", HOST.partition("//")[2].encode()), (b"accept", accept), (b"cookie", f"lang={lang}".encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https",
        "path": unquote(address.path), "raw_path": address.path.encode(), "query_string": query_string,
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 0), "server": ("site.invalid", 443), "state": {},
    }  # fmt: skip
    status, body, is_read = 0, bytearray(), False

    async def receive() -> dict[str, Any]:
        nonlocal is_read
        if not is_read:
            is_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(3600)  # the client stays
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return status, bytes(body)


class Maker:
    """Writes files of a site.

    Args:
        app: The application.
        plan: What the site holds.
        folder: Where to.
        prefixes: The folder of each language, by code.
    """

    def __init__(self, app: ASGIApp, plan: Plan, folder: Path, prefixes: dict[str, str]) -> None:
        self._app, self._folder, self._prefixes = app, folder, prefixes
        self._found: list[Wanted] = []
        self._rewriters = {
            lang: Rewriter(plan, prefixes, lang, lambda *each: self._found.append(each)) for lang in prefixes
        }

    async def make(self, wanted: Sequence[Wanted]) -> Made:
        """Write the files of some addresses, all at once: while one page is drawn, queries of others run.

        Raises:
            EngineError: The application failed at an address.
        """
        made = Made()
        await asyncio.gather(*(self._write(*each, made) for each in wanted))
        made.found, self._found = self._found, []
        return made

    async def _write(self, address: Address, lang: str, made: Made) -> None:
        file = address.file(self._prefixes[lang])
        extra = (("bom", "yes"),) if address.suffix == ".csv" else ()
        status, body = await fetched(self._app, address, lang, extra)
        if status >= _FAILED:
            raise EngineError(f"{address.path} could not be written: {_reason(body) or status}.", "See the log.")
        if status != _OK:
            made.missing.append(file)
            return
        rewriter = self._rewriters[lang]
        if address.is_page:
            body = rewriter.page(body.decode(), file).encode()
        elif address.suffix == ".json":
            body = rewriter.data(body.decode(), file).encode()
        elif address.suffix == ".svg":
            body = rewriter.picture(body.decode()).encode()
        elif address.suffix in (".graphml", ".gexf"):
            body = rewriter.network(body.decode()).encode()
        elif file.endswith(".ttl") and _HOST in body:
            body = rewriter.description(body.decode(), file).encode()
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        made.written += 1


def _reason(body: bytes) -> str:
    try:
        return str(json.loads(body).get("detail", ""))
    except ValueError:
        return ""
